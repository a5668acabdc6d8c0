package schema

import (
	"regexp"
	"strconv"
	"strings"
)

// step is a field, or an entry of a list.
type step struct {
	key      string
	index    int
	list     bool
	verbatim bool // the key is itself a path
}

// path leads from the object to a value in it.
type path []step

var plain = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_-]*$`)

// String is the path as findings write it.
func (p path) String() string {
	var b strings.Builder
	for _, s := range p {
		switch {
		case s.list:
			b.WriteString("[" + strconv.Itoa(s.index) + "]")
		case !s.verbatim && !plain.MatchString(s.key):
			b.WriteString("[" + strconv.Quote(s.key) + "]")
		case b.Len() > 0:
			b.WriteString("." + s.key)
		default:
			b.WriteString(s.key)
		}
	}
	return b.String()
}
