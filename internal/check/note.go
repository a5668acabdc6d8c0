package check

import (
	"bytes"
	"encoding/json"
	"fmt"
	"time"

	"github.com/meshfn/meshfn/internal/check/rule"
	"github.com/meshfn/meshfn/internal/finding"
	"github.com/meshfn/meshfn/internal/fleet"
	"github.com/meshfn/meshfn/internal/render"
)

// head of a note; the objects follow it, packed.
type head struct {
	// Day of the check. What rules say about time (ends of life) they say by the day; a mesh with certificates is rendered
	// and checked anew each time.
	Day      string            `json:"day"`
	Findings []finding.Finding `json:"findings"`
	Places   []standing        `json:"places"`
}

// standing is where an object stands.
type standing struct {
	File  string `json:"file"`
	Above int    `json:"above"`
}

// AddRendered asks the rules of what a mesh renders to. The note that it returns lets a later check take the mesh as it
// was (Recall); it is nil where that is not possible.
func (c *Check) AddRendered(m *fleet.Member, out render.Output) []byte {
	note, waived := c.add(rule.NewCluster(m.Name(), m, rule.Rendered(m.Dir, out.Set.Items())))
	if len(waived.findings) > 0 || len(waived.waivers) > len(m.Mesh.Spec.Waivers) {
		return nil // waivers on objects, which a note does not hold
	}
	h := head{Day: c.day(), Findings: note.Findings}
	for _, o := range note.Objects {
		h.Places = append(h.Places, standing{o.File(), o.Above()})
	}
	first, err := json.Marshal(h)
	if err != nil || note.Packed == nil && len(note.Objects) > 0 {
		return nil // then it cannot be recalled, and that is all
	}
	return append(append(first, '\n'), note.Packed...)
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
	first, packed, _ := bytes.Cut(note, []byte("\n"))
	var h head
	if err := json.Unmarshal(first, &h); err != nil {
		return rule.Note{}, err
	}
	objects, err := c.run.Unpack(packed)
	switch {
	case err != nil:
		return rule.Note{}, err
	case h.Day != c.day() || len(objects) != len(h.Places):
		return rule.Note{}, fmt.Errorf("a note of %q with %d objects", h.Day, len(objects))
	}
	read := rule.Note{Findings: h.Findings}
	for i, o := range objects {
		read.Objects = append(read.Objects, rule.Standing(h.Places[i].File, h.Places[i].Above, o))
	}
	return read, nil
}

func (c *Check) day() string {
	if c.now.IsZero() {
		return ""
	}
	return c.now.UTC().Format(time.DateOnly)
}
