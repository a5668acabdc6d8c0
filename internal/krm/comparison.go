package krm

// Comparison compares outputs with what is there and writes nothing. Edits by hand are differences like any other.
type Comparison struct {
	dir  string
	gone func(meshes []string) ([]*Plan, error)
}

// CompareInPlace compares with a tree that InPlace would write to; in the folders that are named as gone lies the output
// of meshes that are no more.
func CompareInPlace(root string, gone []string) *Comparison {
	return &Comparison{root, func([]string) ([]*Plan, error) {
		var plans []*Plan
		for _, folder := range gone {
			p, err := Removal(root, folder, true)
			if err != nil {
				return plans, err
			}
			plans = append(plans, p)
		}
		return plans, nil
	}}
}

// CompareOut compares with an OUT that Out would write to.
func CompareOut(dir string) *Comparison {
	return &Comparison{dir, func(meshes []string) ([]*Plan, error) { return removals(realDisk{}, dir, meshes, true) }}
}

// Add compares the output of a mesh. It may be called from several goroutines. The changes of the plan no longer hold their
// texts.
func (c *Comparison) Add(out Output) (*Plan, error) {
	plan, err := Compare(c.dir, out, true)
	if err == nil {
		plan.letGo()
	}
	return plan, err
}

// AddShared compares the files of the whole tree.
func (c *Comparison) AddShared(s Shared) (*Plan, error) { return CompareShared(c.dir, s, true) }

// AddGone returns what is left of meshes other than those that are named.
func (c *Comparison) AddGone(meshes []string) ([]*Plan, error) { return c.gone(meshes) }

// Commit does nothing.
func (c *Comparison) Commit(func() error) error { return nil }

// Discard does nothing.
func (c *Comparison) Discard() error { return nil }
