package mesh

import (
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"

	"sigs.k8s.io/kustomize/kyaml/yaml"

	"github.com/meshfn/meshfn/internal/finding"
)

// traps are texts that some version of YAML reads as something other than a string.
var traps = []string{
	"0071335", "1e3", "0x1F", "on", "yes", "null", "~", "1_000", "12:30", "2024-01-01", "",
	"y", "N", "Off", "TRUE", ".inf", "-.5", "+1", "0b101", "0o17", "1.", "1.30", ".nan", "190:20:30.15", "2001-12-14t21:59:43.10-05:00", "<<",
}

// A leaf is a string field somewhere below a type, with a document that reaches it: what stands around the value.
type leaf struct {
	field          string
	before, behind string
}

// leaves lists every string field below a type, the first item of every list and one entry of every map included.
func leaves(t reflect.Type, at, before, behind string) (all []leaf) {
	switch t.Kind() {
	case reflect.Pointer:
		return leaves(t.Elem(), at, before, behind)
	case reflect.Slice:
		return leaves(t.Elem(), at+"[0]", before+"[", "]"+behind)
	case reflect.Map:
		return leaves(t.Elem(), at+".k", before+"{k: ", "}"+behind)
	case reflect.String:
		return []leaf{{at, before, behind}}
	case reflect.Struct:
		for _, f := range Fields(t) {
			name := f.Name
			if at != "" {
				name = at + "." + name
			}
			all = append(all, leaves(t.Field(f.Index).Type, name, before+"{"+f.Name+": ", "}"+behind)...)
		}
	}
	return all
}

func meshLeaves(t *testing.T) []leaf {
	t.Helper()
	all := leaves(reflect.TypeFor[Mesh](), "", "", "")
	if len(all) < 90 {
		t.Fatalf("only %d string fields found", len(all))
	}
	// The type of the document is checked before its fields.
	return slices.DeleteFunc(all, func(l leaf) bool { return l.field == "apiVersion" || l.field == "kind" })
}

// read returns the string at a field of a mesh.
func read(m *Mesh, field string) string {
	v := reflect.ValueOf(m).Elem()
	for _, s := range parsePath(field) {
		for v.Kind() == reflect.Pointer {
			v = v.Elem()
		}
		switch {
		case s.key == "":
			v = v.Index(s.index)
		case v.Kind() == reflect.Map:
			v = v.MapIndex(reflect.ValueOf(s.key))
		default:
			v = v.Field(structureOf(v.Type()).fields[structureOf(v.Type()).find(s.key)].Index)
		}
	}
	return v.String()
}

func at(findings []finding.Finding, field string) (found []finding.Finding) {
	for _, f := range findings {
		if f.Field == field {
			found = append(found, f)
		}
	}
	return found
}

// TestStringsStayStrings puts every trap into every string field of a Mesh. Quoted it arrives as it is, or is refused by
// name; unquoted it is refused, and the fix is to quote it.
func TestStringsStayStrings(t *testing.T) {
	for _, l := range meshLeaves(t) {
		for _, trap := range traps {
			for _, quoted := range []string{strconv.Quote(trap), "'" + trap + "'"} {
				m, findings := Load(Source{Text: []byte(l.before + quoted + l.behind)}, nil)
				found := at(findings, l.field)
				if refused := len(found) > 0; refused {
					if !strings.Contains(found[0].Message, strconv.Quote(trap)) && !(trap == "" && found[0].Code == finding.Required) {
						t.Errorf("%s: %s is refused with %q, which does not name it", l.field, quoted, found[0].Message)
					}
					continue
				}
				if got := read(m, l.field); got != trap {
					t.Errorf("%s: %s arrives as %q", l.field, quoted, got)
				}
			}
			if trap == "" && strings.HasSuffix(l.field, "]") {
				continue // an item without text is no item
			}
			_, findings := Load(Source{Text: []byte(l.before + trap + l.behind)}, nil)
			found := at(findings, l.field)
			if len(found) != 1 || found[0].Code != finding.WrongType {
				t.Errorf("%s: unquoted %s gives %s", l.field, trap, text(found))
			} else if want := strconv.Quote(trap); trap != "" && !strings.Contains(found[0].Fix, want) {
				t.Errorf("%s: the fix of %s does not show %s: %s", l.field, trap, want, found[0].Fix)
			}
		}
	}
}

// TestPlainStringsArePlain leaves unquoted what no YAML takes for anything but a string.
func TestPlainStringsArePlain(t *testing.T) {
	for _, plain := range []string{
		"a", "1.29.1", "1.23.3-asm.2", "v2.6", "10.0.0.7", "us-central1-c", "yesterday", "oN", "nope", "1a", "0xg", "-a",
		"2001:db8::1", "12:30:ab", "e3", "1e", "2024-01", "nul", "=", "https://a.example/b", "1.2.3.4/32", "a: b"[:1],
	} {
		var doc yaml.Node
		if err := yaml.Unmarshal([]byte("k: "+plain), &doc); err != nil {
			t.Fatal(err)
		}
		if n := doc.Content[0].Content[1]; notString(n) != "" || n.Value != plain {
			t.Errorf("%q is taken for %s", plain, notString(n))
		}
	}
}

// TestKeysStayStrings does the same for the keys of maps.
func TestKeysStayStrings(t *testing.T) {
	for _, trap := range traps {
		if trap == "" {
			continue
		}
		doc := head + "spec: {gateways: [{name: a, namespace: b, annotations: {%s: v}}]}"
		m, findings := Load(Source{Text: fmt.Appendf(nil, doc, strconv.Quote(trap))}, nil)
		if _, ok := m.Spec.Gateways[0].Annotations[trap]; !ok {
			t.Errorf("the key %q is lost: %s", trap, text(findings))
		}
		_, findings = Load(Source{Text: fmt.Appendf(nil, doc, trap)}, nil)
		if len(findings) == 0 || !finding.HasErrors(findings) {
			t.Errorf("the unquoted key %s is accepted", trap)
		}
	}
}
