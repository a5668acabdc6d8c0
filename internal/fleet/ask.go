package fleet

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
)

// What a mesh asks of what is not its own. Whoever wants to know whether it would be rendered as before compares the
// answers.
const (
	askedNow   = "now"
	askedSame  = "meshes of the same mesh ID"
	askedFacts = "facts of "
)

func (m *Member) ask(question string) {
	m.asking.Lock()
	defer m.asking.Unlock()
	if m.asked == nil {
		m.asked = map[string]bool{}
	}
	m.asked[question] = true
}

// Asked are the questions about other meshes and the time that were asked of this one so far, sorted.
func (m *Member) Asked() []string {
	m.asking.Lock()
	defer m.asking.Unlock()
	return slices.Sorted(maps.Keys(m.asked))
}

// Answer is a digest of the answer to such a question, or the answer itself. The meshes of a mesh ID are all of them, this
// one too.
func (m *Member) Answer(question string) string {
	switch name, facts := strings.CutPrefix(question, askedFacts); {
	case facts:
		return m.fleet.answer(name)
	case question == askedSame:
		return m.fleet.answerSame(m.Mesh.Spec.ControlPlane.MeshID)
	case question == askedNow:
		return m.fleet.now.Format(time.RFC3339Nano)
	}
	return "no such question"
}

// answer is a digest of the facts of a mesh.
func (f *Fleet) answer(name string) string {
	facts, known := f.facts[name]
	if !known {
		return "none"
	}
	return f.once(askedFacts+name, func() string { return printed(facts) })
}

func (f *Fleet) answerSame(id string) string {
	return f.once(askedSame+id, func() string {
		var all strings.Builder
		for _, name := range f.byID[id] {
			all.WriteString(printed(f.facts[name]))
		}
		return all.String()
	})
}

// once returns the digest of a text that is made once.
func (f *Fleet) once(key string, text func() string) string {
	f.answering.Lock()
	defer f.answering.Unlock()
	if d, known := f.answers[key]; known {
		return d
	}
	if f.answers == nil {
		f.answers = map[string]string{}
	}
	sum := sha256.Sum256([]byte(text()))
	f.answers[key] = hex.EncodeToString(sum[:])
	return f.answers[key]
}

func printed(v any) string {
	text, err := json.Marshal(v)
	if err != nil {
		panic(fmt.Sprintf("fleet: print facts: %v", err)) // they are strings, lists and numbers
	}
	return string(text)
}
