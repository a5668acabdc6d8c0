package setters

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"sigs.k8s.io/kustomize/kyaml/yaml"

	"github.com/meshfn/meshfn/internal/finding"
)

// fuzzDefinitions hold one of each kind; every name is also a name of kpt v1.
const fuzzDefinitions = `
openAPI:
  definitions:
    io.k8s.cli.setters.a: {x-k8s-cli: {setter: {name: a, value: old}}}
    io.k8s.cli.setters.b: {type: string, x-k8s-cli: {setter: {name: b, value: B}}}
    io.k8s.cli.setters.i: {type: integer, x-k8s-cli: {setter: {name: i, value: "1"}}}
    io.k8s.cli.setters.l: {type: array, x-k8s-cli: {setter: {name: l, listValues: []}}}
    io.k8s.cli.setters.e: {x-k8s-cli: {setter: {name: e, value: s, enumValues: {s: "1", t: "two"}}}}
    io.k8s.cli.substitutions.sub:
      x-k8s-cli:
        substitution:
          name: sub
          pattern: x-MA-MB
          values:
          - {marker: MA, ref: "#/definitions/io.k8s.cli.setters.a"}
          - {marker: MB, ref: "#/definitions/io.k8s.cli.setters.b"}
`

func definitions(t testing.TB, text string) *Definitions {
	t.Helper()
	var doc yaml.Node
	if err := yaml.Unmarshal([]byte(text), &doc); err != nil {
		t.Fatal(err)
	}
	d, findings := ReadDefinitions("Kptfile", &doc)
	if len(findings) > 0 {
		t.Fatal(findings)
	}
	return d
}

// FuzzApply: whatever the text and the values, there is no panic, nothing outside the set fields changes, a second run
// changes nothing. That the nodes of a function get what the text gets is part of Apply.
func FuzzApply(f *testing.F) {
	names, err := filepath.Glob("testdata/cases/*/package/*.yaml")
	if err != nil || len(names) == 0 {
		f.Fatal("no seeds", err)
	}
	for _, name := range names {
		text, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		// Small seeds are mutated faster: a document of each few lines.
		lines := strings.SplitAfter(string(text), "\n")
		for i := 0; i < len(lines); i += 4 {
			seed := strings.Join(lines[i:min(i+8, len(lines))], "")
			f.Add([]byte(seed), "new", "two,words")
			f.Add([]byte(strings.ReplaceAll(seed, "\n", "\r\n")), "1.10", "on")
		}
	}
	d := definitions(f, fuzzDefinitions)
	f.Fuzz(func(t *testing.T, text []byte, a, list string) {
		values := Values{"a": Text(a), "hub": Text(a), "i": Text("7"), "l": List(strings.Split(list, ",")...), "e": Text("t"), "aliases": Text(list)}
		if len(values.Validate(d)) > 0 {
			return
		}
		s := Setting{Definitions: d, Values: values}
		once := s.Apply("f.yaml", text)
		if finding.HasErrors(once.Findings) || !once.Changed {
			if !bytes.Equal(once.Text, text) {
				t.Fatalf("changed in spite of %v", once.Findings)
			}
			return
		}
		before, err := parse(text)
		if err != nil {
			t.Fatal(err)
		}
		after, err := parse(once.Text)
		if err != nil {
			t.Fatalf("no YAML any more: %v\n%s", err, once.Text)
		}
		if was, is := outside(t, text, before, d, values), outside(t, once.Text, after, d, values); !bytes.Equal(was, is) {
			t.Fatalf("bytes outside the fields changed:\n%s", cmp.Diff(string(text), string(once.Text)))
		}
		if twice := s.Apply("f.yaml", once.Text); twice.Changed && !bytes.Equal(twice.Text, once.Text) {
			t.Fatalf("not the same twice:\n%q\n%q", once.Text, twice.Text)
		}
	})
}

// outside is the text without the values of the fields that were set and without the items of lists, blanks dropped where
// a value begins to be or ceases to be.
func outside(t *testing.T, text []byte, docs []*yaml.Node, d *Definitions, values Values) []byte {
	src := newSource(text)
	r := newRun("f.yaml", d, values)
	r.has = src.has
	var cuts []splice
	for _, doc := range docs {
		walkFields(doc, func(f *field) bool {
			n := len(r.fields)
			descend := r.visit(f)
			if len(r.fields) == n || !r.fields[n].Set {
				return descend
			}
			from, _, err := src.start(f.node)
			if err != nil {
				t.Fatal(err)
			}
			to, err := src.end(f.node)
			if err != nil {
				t.Fatal(err)
			}
			if f.node.Kind == yaml.SequenceNode && f.node.Style&yaml.FlowStyle == 0 {
				to = src.lineEnd(to) // with the comment of the last item
			}
			if f.node.Style&blockStyle != 0 { // the comment stands between header and lines
				b, err := src.block(f.node)
				if err != nil {
					t.Fatal(err)
				}
				cuts = append(cuts, splice{from: b.from, to: b.header})
				from, to = b.body, max(b.body, b.end)
			}
			cuts = append(cuts, splice{from: from, to: to})
			return descend
		})
	}
	rest, err := src.build(cuts)
	if err != nil {
		t.Fatal(err)
	}
	return bytes.Join(bytes.Fields(rest), nil)
}
