package block_test

import (
	"bytes"
	"encoding/json"
	"io/fs"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"istio.io/istio/manifests"
	"sigs.k8s.io/yaml"

	"github.com/meshfn/meshfn/internal/chart/block"
)

// agree compares both forms with the full parser's, and reports whether the text was read at all.
func agree(t *testing.T, text string) bool {
	t.Helper()
	ours, ok := block.Decode(text)
	if !ok {
		return false
	}
	var theirs any
	if err := yaml.Unmarshal([]byte(text), &theirs); err != nil {
		t.Fatalf("%q is no YAML (%v), but was read as %v", text, err, ours)
	}
	if diff := cmp.Diff(theirs, ours); diff != "" {
		t.Fatalf("%q: %s", text, diff)
	}
	whole, ok := block.DecodeWhole(text)
	if !ok {
		return false
	}
	converted, err := yaml.YAMLToJSON([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	printed, err := json.Marshal(whole)
	if err != nil {
		t.Fatal(err)
	}
	var a, b any
	for into, from := range map[*any][]byte{&a: converted, &b: printed} {
		decoder := json.NewDecoder(bytes.NewReader(from))
		decoder.UseNumber()
		if err := decoder.Decode(into); err != nil {
			t.Fatal(err)
		}
	}
	if diff := cmp.Diff(a, b); diff != "" {
		t.Fatalf("%q with whole numbers: %s", text, diff)
	}
	return true
}

func TestReads(t *testing.T) {
	for _, text := range []string{
		"", "\n# nothing\n", "a: 1", "a: b\nc:\n  d: e\n", "a:\n- b\n- c\nd:\n  - e\n", "- a\n- b: c\n  d: e\n-\n  f: g\n- - h\n  - i\n",
		"a: yes\nb: \"yes\"\nc: 'no'\nd: on\ne: null\nf: ~\ng:\nh: y\ni: True\n", "a: 0777\nb: 0x1F\nc: 1e3\nd: 1_000\ne: 1.5\nf: -3\ng: .5\nh: 1.0\ni: 0\nj: +1\n",
		"a: 1.29.1\nb: 30m\nc: 10.0.0.0/8\nd: 2001-01-01\ne: 12:30\nf: 1000000000000000\n", "a: |\n  b\n\n    c\n  d\ne: |-\n  f\n\n\ng: h\n",
		"a: |\n  b", "a: |-\n  b\n", "a: |\nb: c\n", "a: |\n\n\n  b\n \n  c\n", "- |\n  a\n- |-\n b\n", "a: {}\nb: []\nc: [a, \"b\", 1, true]\nd: [ \"CREATE\" ]\n",
		"a: 'it''s'\nb: \"x\\\"y\\\\z\\n\"\nc: \"a # b\" # comment\nd: a # comment\ne: a#b\n", "a:\n  # comment\n  b: c\n# end\n", "\"a\": b\n'c d': e\napp.kubernetes.io/name: f\n",
		"a: --domain\nb: $(POD_NAME).svc\nc: http://x:80/y\nd: a:b\ne: a b c\nf: /inject\n", "a: xé\nb: y ☃\n", "just text", "a: |2-\n\n\n  b\n   c\n", "- |1\n  a\n- b\n", "a:\n  b: |2\n      c\n    d\n", "a: b\n  c\n  - d\ne: f\n", "a: 'b\n  c''s\n  # d'\ne: \"f \\\n  \\ g\\\\\n  h\"\n", "- a b\n  c\n- 'd\n  e' # f\n", "  a: b\n  c: d\n", "a:   b   \n",
	} {
		if !agree(t, text) {
			t.Errorf("%q is not read", text)
		}
	}
}

func TestGivesUp(t *testing.T) {
	for _, text := range []string{
		"a: &x b\nc: *x\n", "a: !!str 1\n", "a: >\n  b\n", "a: {b: c}\n", "a: b\n\n  c\n", "a: b\n  # c\n  d\n", "a: b\n  c: d\n", "a: \"b\n\n  c\"\n", "a: 'b\nc'\n", "a: 'b\n", "a:\tb\n", "? a\n: b\n", "<<: {}\n",
		"a: 1\na: 2\n", "---\na: b\n", "on: a\n", "80: a\n", "a: b: c\n", "a: |3-2\n  b\n", "a: |+\n  b\n\n", "a\r\n", "a: b\n c: d\n", "a: \"\\x41\"\n", "a: 'b' c\n", "a: %b\n", "a: @b\n",
	} {
		if value, ok := block.Decode(text); ok {
			t.Errorf("%q is read as %v", text, value)
		}
	}
}

// The definitions and the charts' own values are read, and as the full parser reads them.
func TestReadsCharts(t *testing.T) {
	read, all := 0, 0
	err := fs.WalkDir(manifests.FS, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !strings.HasSuffix(name, ".yaml") || strings.Contains(name, "/templates/") {
			return err
		}
		text, err := fs.ReadFile(manifests.FS, name)
		if err != nil {
			return err
		}
		for document := range strings.SplitSeq(string(text), "\n---\n") {
			all++
			if !strings.Contains(document, "{{") && agree(t, document) {
				read++
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if read*10 < all*8 {
		t.Errorf("%d of %d documents are read", read, all)
	}
	t.Logf("%d of %d", read, all)
}

func FuzzAgrees(f *testing.F) {
	for _, seed := range []string{"a: b\nc:\n- d\n- e: |\n    f\n  g: [h, 1]\n", "a: 'b'\n\"c\": 0x1\n- d\n", "a: |-\n\n   b\n  c\n", "a:\n- b: |2-\n\n     c\n", "- - a\n  - b: c\n    d:\n    - e\n", "a: b\n  c\nd: 'e\n  f'\ng: \"h\\\n  \\ i\"\n"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) { agree(t, text) })
}
