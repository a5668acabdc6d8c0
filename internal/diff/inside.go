package diff

import (
	"strings"

	"github.com/meshfn/meshfn/internal/krm"
)

// inside compares two texts of several lines as documents, where both are documents of a mapping. Nil says that they are
// not, or that only their form differs.
func inside(before, after string) []Field {
	if !strings.Contains(before, "\n") && !strings.Contains(after, "\n") && !strings.HasPrefix(before, "{") {
		return nil
	}
	b, okBefore := document(before)
	a, okAfter := document(after)
	if !okBefore || !okAfter {
		return nil
	}
	return Compare(b, a)
}

func document(text string) (map[string]any, bool) {
	objects, err := krm.Decode([]byte(text))
	if err != nil || len(objects) != 1 {
		return nil, false
	}
	return objects[0], true
}
