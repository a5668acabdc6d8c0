package check

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/meshfn/meshfn/internal/check/rule"
	"github.com/meshfn/meshfn/internal/finding"
	"github.com/meshfn/meshfn/internal/fleet"
	"github.com/meshfn/meshfn/internal/render"
)

// head of a note, a line. A line follows for each object, with the number of lines above it and its file, and an empty one;
// then the objects, packed.
type head struct {
	// Day of the check. What rules say about time (ends of life) they say by the day; a mesh with certificates is rendered
	// and checked anew each time.
	Day      string            `json:"day"`
	Findings []finding.Finding `json:"findings,omitempty"`
}

// AddRendered asks the rules of what a mesh renders to. The note that it returns lets a later check take the mesh as it
// was (Recall); it is nil where that is not possible.
func (c *Check) AddRendered(m *fleet.Member, out render.Output) []byte {
	note, waived := c.add(rule.NewCluster(m.Name(), m, rule.Rendered(m.Dir, out.Set.Items())))
	if len(waived.findings) > 0 || len(waived.waivers) > len(m.Mesh.Spec.Waivers) {
		return nil // waivers on objects, which a note does not hold
	}
	text, err := json.Marshal(head{Day: c.day(), Findings: note.Findings})
	if err != nil || note.Packed == nil && len(note.Objects) > 0 {
		return nil // then it cannot be recalled, and that is all
	}
	text = append(text, '\n')
	for _, o := range note.Objects {
		if strings.Contains(o.File(), "\n") {
			return nil
		}
		text = append(append(strconv.AppendInt(text, int64(o.Above()), 10), ' '), o.File()...)
		text = append(text, '\n')
	}
	return append(append(text, '\n'), note.Packed...)
}

// Recall takes what an earlier check found out about a mesh that has not changed since. It reports whether the note says
// it; a note of another day, or a broken one, does not.
func (c *Check) Recall(m *fleet.Member, note []byte) bool {
	read, err := c.read(note)
	if err != nil {
		return false
	}
	c.run.Recall(m.Name(), m, read)
	c.note(len(read.Objects), waiversOf(rule.NewCluster(m.Name(), m, nil)))
	return true
}

func (c *Check) read(note []byte) (rule.Note, error) {
	first, rest, _ := bytes.Cut(note, []byte("\n"))
	var h head
	if err := json.Unmarshal(first, &h); err != nil {
		return rule.Note{}, err
	}
	if h.Day != c.day() {
		return rule.Note{}, fmt.Errorf("a note of %q", h.Day)
	}
	places, packed, err := readPlaces(rest)
	if err != nil {
		return rule.Note{}, err
	}
	objects, err := c.run.Unpack(packed)
	if err != nil {
		return rule.Note{}, err
	}
	if len(objects) != len(places) {
		return rule.Note{}, fmt.Errorf("a note with %d objects at %d places", len(objects), len(places))
	}
	read := rule.Note{Findings: h.Findings}
	for i, o := range objects {
		read.Objects = append(read.Objects, rule.Standing(places[i].file, places[i].above, o))
	}
	return read, nil
}

// place is where an object stands: in a file, below a number of lines.
type place struct {
	above int
	file  string
}

// readPlaces reads the lines up to the empty one, and returns what comes after it.
func readPlaces(text []byte) (all []place, rest []byte, err error) {
	for {
		line, rest, whole := bytes.Cut(text, []byte("\n"))
		if !whole {
			return nil, nil, errors.New("a note that was cut off")
		}
		if len(line) == 0 {
			return all, rest, nil
		}
		above, file, _ := strings.Cut(string(line), " ")
		n, err := strconv.Atoi(above)
		if err != nil {
			return nil, nil, err
		}
		all, text = append(all, place{n, file}), rest
	}
}

func (c *Check) day() string {
	if c.now.IsZero() {
		return ""
	}
	return c.now.UTC().Format(time.DateOnly)
}
