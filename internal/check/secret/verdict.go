package secret

import (
	"fmt"
	"sync"

	"github.com/meshfn/meshfn/internal/finding"
)

// asked is all that a verdict depends on.
type asked struct {
	text       string
	at         place
	suspicious bool
}

// verdict is the gravest thing about a text; the code is "" for nothing.
type verdict struct {
	code    finding.Code
	message string
}

func (a asked) verdict() verdict {
	switch code, what := recognize(a.text, 0); {
	case code != "":
		return verdict{code, what + " stands here"}
	case !a.suspicious || !a.at.free || public(a.text):
	case password(a.at.name, a.text):
		return verdict{finding.Password, "a password or the like stands here in the open"}
	default:
		if length := random(a.at.name, a.text); length > 0 {
			return verdict{finding.RandomText, fmt.Sprintf("a text of %d characters looks like a key or token", length)}
		}
	}
	return verdict{}
}

// long are the verdicts on long texts: clusters have the same templates of sidecars, 60 KB each. It forgets all when it is
// full.
var long verdicts

type verdicts struct {
	mu    sync.Mutex
	known map[asked]verdict
}

// worth is the length from which a text is looked up, and full is how many verdicts are kept.
const worth, full = 16 << 10, 64

func (v *verdicts) of(a asked) verdict {
	if len(a.text) < worth {
		return a.verdict()
	}
	v.mu.Lock()
	known, ok := v.known[a]
	v.mu.Unlock()
	if ok {
		return known
	}
	known = a.verdict()
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.known == nil || len(v.known) >= full {
		v.known = map[asked]verdict{}
	}
	v.known[a] = known
	return known
}
