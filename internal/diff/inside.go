package diff

import (
	"strings"

	"github.com/meshfn/meshfn/internal/krm"
)

// inside compares two texts of several lines as documents, where both are documents of a mapping. Documents may say the
// same in another form.
func inside(before, after string) (fields []Field, documents bool) {
	if !strings.Contains(before, "\n") && !strings.Contains(after, "\n") && !strings.HasPrefix(before, "{") && !strings.HasPrefix(after, "{") {
		return nil, false
	}
	b, okBefore := document(before)
	a, okAfter := document(after)
	if !okBefore || !okAfter {
		return nil, false
	}
	return Compare(b, a), true
}

func document(text string) (map[string]any, bool) {
	objects, err := krm.Decode([]byte(text))
	if err != nil || len(objects) != 1 {
		return nil, false
	}
	return objects[0], true
}
