package diff

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"github.com/meshfn/meshfn/internal/krm"
)

// Change of an object.
type Change struct {
	ID krm.ID
	Op Op
	// Fields that differ, for a changed object.
	Fields []Field
	// Object that was added or removed, without the name of its mesh.
	Object krm.Object
	// Class is the gravest of its fields, with the reason of that.
	Class  Class
	Reason string
}

// Objects compares what is generated for a mesh on both sides. An IstioOperator counts where the mesh is not expanded:
// its manifests say the same, and are what a cluster takes.
func Objects(base, head []krm.Item) []Change {
	before, after := index(base), index(head)
	operators := !expanded(base) || !expanded(head)
	keys := slices.AppendSeq(slices.Collect(maps.Keys(before)), maps.Keys(after))
	slices.SortFunc(keys, func(a, b key) int { return cmp.Or(a.id.Compare(b.id), cmp.Compare(a.file, b.file)) })
	var all []Change
	for _, k := range slices.Compact(keys) {
		if k.id.Group == operatorGroup && !operators {
			continue
		}
		if c, differs := object(k.id, before[k], after[k]); differs {
			all = append(all, c)
		}
	}
	return all
}

const operatorGroup = "install.istio.io"

// key of an object in the output of a mesh. An IstioOperator is in no cluster, and there may be one of a name per
// revision.
type key struct {
	id   krm.ID
	file string
}

func index(items []krm.Item) map[key]krm.Object {
	objects := map[key]krm.Object{}
	for _, it := range items {
		k := key{id: it.Object.ID()}
		if k.id.Group == operatorGroup {
			k.file = it.Path
		}
		objects[k] = it.Object
	}
	return objects
}

// expanded reports whether an output has the manifests of its control plane; one that is not there has nothing that
// they could lack.
func expanded(items []krm.Item) bool {
	return len(items) == 0 || slices.ContainsFunc(items, func(it krm.Item) bool {
		rest, ok := strings.CutPrefix(it.Path, krm.ManifestsFolder+"/control-plane/")
		return ok && strings.Contains(rest, "/")
	})
}

func object(id krm.ID, before, after krm.Object) (Change, bool) {
	c := Change{ID: id}
	switch {
	case before == nil:
		c.Op, c.Object = Added, portable(after)
	case after == nil:
		c.Op, c.Object = Removed, portable(before)
	default:
		c.Op, c.Fields = Changed, Compare(map[string]any(before), map[string]any(after))
		redact(after, c.Fields)
		classify(id, c.Fields)
		for _, f := range c.Fields {
			if graver(c.Class, f.Class) != c.Class {
				c.Class, c.Reason = f.Class, f.Reason
			}
		}
	}
	if c.Object != nil {
		c.Class, c.Reason = classOfObject(id, c.Object)
	}
	if c.Class == "" {
		c.Class = Cosmetic
	}
	return c, c.Op != Changed || len(c.Fields) > 0
}

// portable is an object without what it has of its mesh alone, so that the same object in two clusters is the same
// change.
func portable(o krm.Object) krm.Object {
	o = maps.Clone(hidden(o))
	meta := maps.Clone(o.Map("metadata"))
	annotations := maps.Clone(o.Map("metadata", "annotations"))
	delete(annotations, krm.MeshAnnotation)
	meta["annotations"] = annotations
	if len(annotations) == 0 {
		delete(meta, "annotations")
	}
	o["metadata"] = meta
	return o
}
