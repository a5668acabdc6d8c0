package setters

import (
	"bytes"
	"errors"
	"io"
	"regexp"
	"slices"
	"strconv"

	"sigs.k8s.io/kustomize/kyaml/yaml"

	"github.com/meshfn/meshfn/internal/finding"
	"github.com/meshfn/meshfn/internal/mesh"
)

// Result of one file or document.
type Result struct {
	// Text of the file; the one that was given where nothing changed.
	Text    []byte
	Changed bool
	// Fields that carry a reference to a setter, set or not, in the order of the document.
	Fields   []Field
	Findings []finding.Finding
}

// Setting is what files are set with. The values have been validated.
type Setting struct {
	// Definitions of kpt 0.39; nil makes its references plain comments.
	Definitions *Definitions
	Values      Values
	// Given are the values that a Mesh itself takes, where the others come from it; nil means all.
	Given Values
}

// Apply sets the fields of a text of YAML documents. Where a finding is an error the text is returned unchanged.
func (s Setting) Apply(file string, text []byte) Result {
	if !mayRefer(text) {
		return Result{Text: text}
	}
	r := s.run(file)
	return r.apply(text, func(doc *yaml.Node) { s.walk(r, doc) })
}

// apply parses a text, lets find collect edits from its documents, and makes them.
func (r *run) apply(text []byte, find func(doc *yaml.Node)) Result {
	docs, err := parse(text)
	if err != nil {
		return Result{Text: text, Findings: []finding.Finding{syntax(r.file, err)}}
	}
	src := newSource(text)
	r.lines, r.has = true, src.has
	for _, doc := range docs {
		find(doc)
	}
	return r.result(src, docs)
}

// Plan is what would be set in one document that arrived parsed. With a finding of severity error it sets nothing.
type Plan struct {
	Fields   []Field
	Findings []finding.Finding
	edits    []edit
}

// Changes reports whether the plan changes the document.
func (p Plan) Changes() bool { return len(p.edits) > 0 && !finding.HasErrors(p.Findings) }

// Apply changes the document.
func (p Plan) Apply() {
	if !p.Changes() {
		return
	}
	for i := range p.edits {
		p.edits[i].apply()
	}
}

// Plan says what would be set in a document, by the same rules as Apply.
func (s Setting) Plan(file string, doc *yaml.Node) Plan {
	r := s.run(file)
	s.walk(r, doc)
	for i := range r.edits {
		if e := &r.edits[i]; e.strays() {
			r.report(e.field, finding.SetterField, "kpt would put the comment beside the next field too")
			last := &r.findings[len(r.findings)-1]
			*last = last.WithFix(`Write "" or [] before the comment, or set the package with meshfn set.`)
		}
	}
	return Plan{r.fields, r.findings, r.edits}
}

// PlanKptfile says what would be set in the definitions of a Kptfile.
func (s Setting) PlanKptfile(file string, root *yaml.Node) Plan {
	r := s.run(file)
	r.kptfile(content(root), Author{})
	return Plan{nil, r.findings, r.edits}
}

func (s Setting) run(file string) *run { return newRun(file, s.Definitions, s.Values) }

// walk visits a document with the values that it takes.
func (s Setting) walk(r *run, doc *yaml.Node) {
	values := s.Values
	if s.Given != nil && IsMesh(doc) {
		values = s.Given
	}
	r.take(values)
	walkFields(doc, r.visit)
}

// IsMesh reports whether a document is a Mesh.
func IsMesh(doc *yaml.Node) bool {
	_, apiVersion := lookup(content(doc), "apiVersion")
	_, kind := lookup(content(doc), "kind")
	return apiVersion != nil && kind != nil && apiVersion.Value == mesh.APIVersion && kind.Value == mesh.KindMesh
}

func newRun(file string, d *Definitions, values Values) *run {
	r := &run{file: file, defs: d}
	r.take(values)
	return r
}

func (r *run) take(values Values) {
	r.values, r.texts = values, make(map[string]string, len(values))
	for name, v := range values {
		if v.items == nil {
			r.texts[name] = v.text
		}
	}
}

// result splices the edits into the text. Where more than single tokens change, the outcome is parsed again and compared
// with the same edits on the nodes: a text that does not say exactly what was wanted is never handed out.
func (r *run) result(src *source, docs []*yaml.Node) Result {
	out := Result{Text: src.text, Fields: r.fields, Findings: r.findings}
	if len(r.edits) == 0 || finding.HasErrors(r.findings) {
		return out
	}
	var all []splice
	for i := range r.edits {
		e := &r.edits[i]
		splices, err := src.splices(e)
		if err != nil {
			r.report(e.field, finding.SetterField, "the field cannot be set where it stands: %v", err)
			continue
		}
		all = append(all, splices...)
	}
	text, err := src.build(all)
	structural := slices.ContainsFunc(all, func(s splice) bool { return !s.token })
	if err == nil && structural && !finding.HasErrors(r.findings) {
		for i := range r.edits {
			r.edits[i].apply()
		}
		err = reads(text, docs)
	}
	if err != nil {
		r.report(r.edits[0].field, finding.SetterField, "the file cannot be set in place: %v", err)
	}
	if out.Findings = r.findings; !finding.HasErrors(r.findings) {
		out.Text, out.Changed = text, true
	}
	return out
}

// reads compares a text with documents.
func reads(text []byte, want []*yaml.Node) error {
	docs, err := parse(text)
	if err != nil {
		return err
	}
	if len(docs) != len(want) {
		return errPlace
	}
	for i := range docs {
		if !same(docs[i], want[i]) {
			return errPlace
		}
	}
	return nil
}

// parse reads all documents. Behind a line end of two characters the parser loses the comment above a field, so it sees
// each line end as one; lines and columns stay the same.
func parse(text []byte) ([]*yaml.Node, error) {
	if bytes.IndexByte(text, '\r') >= 0 {
		text = bytes.ReplaceAll(bytes.ReplaceAll(text, []byte("\r\n"), []byte("\n")), []byte("\r"), []byte("\n"))
	}
	var docs []*yaml.Node
	for dec := yaml.NewDecoder(bytes.NewReader(text)); ; {
		var doc yaml.Node
		err := dec.Decode(&doc)
		if errors.Is(err, io.EOF) {
			return docs, nil
		}
		if err != nil {
			return nil, err
		}
		docs = append(docs, &doc)
	}
}

var errorLine = regexp.MustCompile(`^yaml: (?:line (\d+): )?`)

func syntax(file string, err error) finding.Finding {
	message, line := err.Error(), 1
	if m := errorLine.FindStringSubmatch(message); m != nil {
		message = message[len(m[0]):]
		if n, err := strconv.Atoi(m[1]); err == nil {
			line = n
		}
	}
	return finding.New(finding.SetterSyntax, "not YAML: %s", message).At(file, "").Position(line, 1)
}
