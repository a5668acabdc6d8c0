package mutate

import (
	"cmp"
	_ "embed"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"sync"

	"sigs.k8s.io/yaml"

	"github.com/meshfn/meshfn/internal/finding"
)

//go:embed choices.yaml
var choicesText []byte

// choice is a field whose value no check can know to be a mistake.
type choice struct {
	Where string   `json:"where"`
	Kinds []string `json:"kinds"` // none: all
	// Fields are patterns as the table has them; one that ends in * stands for what begins so, one that begins with * for
	// what ends so.
	Fields []string `json:"fields"`
	Ops    []Op     `json:"ops"` // none: all
	Why    string   `json:"why"`
}

func choices() ([]choice, error) {
	var all []choice
	if err := yaml.UnmarshalStrict(choicesText, &all); err != nil {
		return nil, fmt.Errorf("read choices.yaml: %w", err)
	}
	return all, nil
}

func (c choice) holds(k Case) bool {
	return c.Where == k.Where && (len(c.Kinds) == 0 || slices.Contains(c.Kinds, k.Kind)) &&
		(len(c.Ops) == 0 || slices.Contains(c.Ops, k.Op)) &&
		slices.ContainsFunc(c.Fields, func(f string) bool { return matches(f, k.Field) })
}

func matches(pattern, field string) bool {
	if rest, ok := strings.CutSuffix(pattern, "*"); ok {
		return strings.HasPrefix(field, rest)
	}
	if rest, ok := strings.CutPrefix(pattern, "*"); ok {
		return strings.HasSuffix(field, rest)
	}
	return pattern == field
}

// Result of a case.
type Result struct {
	Case
	// Choice says why nothing needs to be reported, "" where something does.
	Choice string
	// Codes that are reported, sorted; none for a miss.
	Codes []finding.Code
}

// Missed reports whether the check should have said something and did not.
func (r Result) Missed() bool { return len(r.Codes) == 0 && r.Choice == "" }

// Run runs the cases on all cores; results are in their order.
func Run(cases []Case) ([]Result, error) {
	known, err := choices()
	if err != nil {
		return nil, err
	}
	results := make([]Result, len(cases))
	next := make(chan int)
	var work sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		work.Go(func() {
			for i := range next {
				results[i] = run(cases[i], known)
			}
		})
	}
	for i := range cases {
		next <- i
	}
	close(next)
	work.Wait()
	return results, nil
}

func run(c Case, known []choice) Result {
	r := Result{Case: c}
	for _, f := range grave(c.run()) {
		r.Codes = append(r.Codes, f.Code)
	}
	slices.Sort(r.Codes)
	r.Codes = slices.Compact(r.Codes)
	if len(r.Codes) == 0 && c.same() {
		r.Choice = "what is rendered stays the same"
		return r
	}
	if i := slices.IndexFunc(known, func(k choice) bool { return k.holds(c) }); i >= 0 {
		r.Choice = known[i].Why
	}
	return r
}

// row of the table: results of a fleet, a place and a way.
type row struct {
	fleet, where string
	op           Op
	all, choices int
	caught       int
	families     map[string]int
}

// Table writes the score as Markdown: a row for each fleet, place and way; then what was missed.
func Table(results []Result) []byte {
	var rows []*row
	byKey := map[string]*row{}
	missed := map[string]int{}
	for _, r := range results {
		key := r.Fleet + r.Where + string(r.Op)
		at := byKey[key]
		if at == nil {
			at = &row{fleet: r.Fleet, where: r.Where, op: r.Op, families: map[string]int{}}
			byKey[key] = at
			rows = append(rows, at)
		}
		at.add(r)
		if r.Missed() {
			missed[fmt.Sprintf("| %s | %s | `%s` | %s |", r.Where, r.Kind, cmp.Or(r.Field, "the object"), r.Op)]++
		}
	}
	slices.SortFunc(rows, func(a, b *row) int {
		return cmp.Or(cmp.Compare(a.where, b.where), cmp.Compare(a.fleet, b.fleet), cmp.Compare(a.op, b.op))
	})
	var b strings.Builder
	b.WriteString(head)
	total := row{families: map[string]int{}}
	for _, r := range rows {
		b.WriteString(r.String())
		total.all, total.choices, total.caught = total.all+r.all, total.choices+r.choices, total.caught+r.caught
	}
	fmt.Fprintf(&b, "| | | **all** | %d | %d | %d | %d | |\n", total.all, total.choices, total.caught, total.all-total.choices-total.caught)
	writeMisses(&b, missed)
	return []byte(b.String())
}

func (r *row) add(result Result) {
	r.all++
	switch {
	case len(result.Codes) > 0:
		r.caught++
		families := map[string]bool{}
		for _, code := range result.Codes {
			families[string(code[3:5])] = true
		}
		for family := range families {
			r.families[family]++
		}
	case result.Choice != "":
		r.choices++
	}
}
