package mutate

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/meshfn/meshfn/internal/finding"
)

func fleets(t *testing.T) []*Fleet {
	t.Helper()
	var all []*Fleet
	for _, name := range Fleets {
		f, err := Read(filepath.Join("../../../testdata/fleets", name))
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, f)
	}
	return all
}

// Every case has one expectation, every expectation and choice a case, and every code a page.
func TestExpected(t *testing.T) {
	known, err := read()
	if err != nil {
		t.Fatal(err)
	}
	expected, chosen := map[[2]int]bool{}, map[int]bool{}
	for _, f := range fleets(t) {
		for _, c := range f.Cases() {
			if _, _, err := known.expected(c); err != nil {
				t.Error(err)
			}
			class, held := known.class(c)
			for _, i := range held {
				expected[[2]int{class, i}] = true
			}
			for i, k := range known.choices {
				chosen[i] = chosen[i] || k.holds(c)
			}
		}
	}
	for i, k := range known.classes {
		if k.Name == "" || k.Why == "" || len(k.Expect) == 0 {
			t.Errorf("class %d (%s) is without a name, a reason or expectations", i, k.Name)
		}
		for j, e := range k.Expect {
			if !expected[[2]int{i, j}] {
				t.Errorf("class %s: nothing is expected by %v %v %v", k.Name, e.Kinds, e.Fields, e.Ops)
			}
			for _, code := range e.Codes {
				if !slices.ContainsFunc(finding.Entries(), func(e finding.Entry) bool { return e.Code == code }) {
					t.Errorf("class %s: there is no code %s", k.Name, code)
				}
			}
			if len(e.Codes) == 0 {
				t.Errorf("class %s expects nothing of %v %v", k.Name, e.Fields, e.Ops)
			}
		}
	}
	for i, k := range known.choices {
		if k.Why == "" || !chosen[i] {
			t.Errorf("choice %d (%v %v) is without a reason or a case", i, k.Kinds, k.Fields)
		}
	}
}

// Every hundredth case gives what is expected of it, or is one that is known to need no word.
func TestRun(t *testing.T) {
	for _, f := range fleets(t) {
		var sample []Case
		for i, c := range f.Cases() {
			if i%100 == 0 {
				sample = append(sample, c)
			}
		}
		results, err := Run(sample)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range results {
			if v := r.verdict(); v != asExpected && v != chosen {
				t.Errorf("%s: %s %s %s %s gives %v, want one of %v", r.Fleet, r.Where, r.Kind, r.Op, r.Field, r.Codes, r.Expected)
			}
		}
	}
}

// What is checked with the notes of the clusters that have not changed is checked as the command line does.
func TestNotes(t *testing.T) {
	for _, f := range fleets(t) {
		items := f.output[0].items
		for i := 0; i < len(items); i += 3 {
			changed := changes{0: slices.Delete(slices.Clone(items), i, i+1)}
			if diff := cmp.Diff(f.checkFolders(changed), f.checkOutput(changed)); diff != "" {
				t.Errorf("%s without %s: -folders +notes\n%s", f.Name, items[i].Object.ID(), diff)
			}
		}
	}
}

// Every field, way and kind of a choice has a case, and one that no result needs is named.
func TestUnused(t *testing.T) {
	known, err := read()
	if err != nil {
		t.Fatal(err)
	}
	var all []Result
	for _, f := range fleets(t) {
		for _, c := range f.Cases() {
			all = append(all, Result{Case: c, choice: known.choice(c)})
		}
	}
	if err := Unused(all); err != nil {
		t.Error(err)
	}
	without := slices.DeleteFunc(all, func(r Result) bool { return r.choice == 0 })
	if err := Unused(without); err == nil || !strings.Contains(err.Error(), known.choices[0].Why) {
		t.Errorf("the first choice is used by nothing, and the error is %v", err)
	}
}

func TestVerdict(t *testing.T) {
	want := []finding.Code{finding.SchemaType, finding.SchemaValue}
	for _, c := range []struct {
		result Result
		want   verdict
	}{
		{Result{Expected: want, Codes: []finding.Code{finding.SchemaValue, finding.ServerRule}}, asExpected},
		{Result{Expected: want, Codes: []finding.Code{finding.ServerRule}}, otherwise},
		{Result{Expected: want, Codes: []finding.Code{finding.ServerRule}, Choice: "a wish"}, otherwise},
		{Result{Expected: want, Choice: "a wish"}, chosen},
		{Result{Expected: want}, missed},
	} {
		if got := c.result.verdict(); got != c.want {
			t.Errorf("%v: verdict %d, want %d", c.result, got, c.want)
		}
	}
}

func TestMatches(t *testing.T) {
	for _, c := range []struct {
		pattern, field string
		want           bool
	}{
		{"spec.a", "spec.a", true},
		{"spec.a", "spec.ab", false},
		{"spec.*", "spec.a", true},
		{"spec.*", "specs", false},
		{"*.name", "spec.a.name", true},
		{"*.name", "spec.a.names", false},
		{"spec.*.a*[]", "spec.b.ac[]", true},
		{"spec.*.a*[]", "spec.b.ac[].d", false},
		{"", "", true},
		{"", "spec", false},
	} {
		if got := matches(c.pattern, c.field); got != c.want {
			t.Errorf("%q matches %q: %t, want %t", c.pattern, c.field, got, c.want)
		}
	}
}
