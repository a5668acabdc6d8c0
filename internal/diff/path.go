package diff

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"
)

// Step leads from a value to one inside it: to a field, or to an item of a list, which is named by its key where its
// list has one and by its position otherwise.
type Step struct {
	Field string
	Item  string // key=value, or key=value,key=value
	Index int    // in the list of the head; where the item is removed, of the base
	// was is the position at the base of an item that both sides have.
	was int
}

// Path of a field inside an object.
type Path []Step

// String is the form that a person reads: spec.containers[name=discovery].env[2].metadata.annotations["a.b/c"].
func (p Path) String() string { return p.text(func(s Step) string { return s.Item }) }

// Indexed is String with every item named by its position, as places in mesh.yaml are named.
func (p Path) Indexed() string { return p.text(func(Step) string { return "" }) }

// atBase is the path with the positions that the items have at the base.
func (p Path) atBase() Path {
	p = slices.Clone(p)
	for i := range p {
		p[i].Index = p[i].was
	}
	return p
}

func (p Path) text(item func(Step) string) string {
	var b strings.Builder
	for _, s := range p {
		switch {
		case s.Field == "" && item(s) != "":
			b.WriteString("[" + item(s) + "]")
		case s.Field == "":
			b.WriteString("[" + strconv.Itoa(s.Index) + "]")
		case strings.ContainsAny(s.Field, `./[]" `):
			b.WriteString("[" + strconv.Quote(s.Field) + "]")
		default:
			if b.Len() > 0 {
				b.WriteByte('.')
			}
			b.WriteString(s.Field)
		}
	}
	return b.String()
}

// MarshalJSON writes a list: a string for a field, a number for an item without a key, an object for one with a key.
func (p Path) MarshalJSON() ([]byte, error) {
	steps := make([]any, len(p))
	for i, s := range p {
		switch {
		case s.Field != "":
			steps[i] = s.Field
		case s.Item != "":
			steps[i] = map[string]string{"item": s.Item}
		default:
			steps[i] = s.Index
		}
	}
	return json.Marshal(steps)
}

// with returns the path one step longer; the path itself stays as it is.
func (p Path) with(s Step) Path { return append(p[:len(p):len(p)], s) }
