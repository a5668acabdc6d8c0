package secret

import (
	"fmt"

	"github.com/meshfn/meshfn/internal/finding"
	"github.com/meshfn/meshfn/internal/krm"
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

// long are the verdicts on long texts: clusters have the same templates of sidecars, 60 KB each.
var long = krm.Recent[asked, verdict]{Most: 64}

// worth is the length from which a text is looked up.
const worth = 16 << 10

// once is the verdict, which for a long text is not found out again.
func (a asked) once() verdict {
	if len(a.text) < worth {
		return a.verdict()
	}
	return long.Of(a, a.verdict)
}
