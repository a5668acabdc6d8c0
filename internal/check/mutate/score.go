package mutate

import (
	"errors"
	"fmt"
	"runtime"
	"slices"
	"sync"

	"github.com/meshfn/meshfn/internal/finding"
)

// Result of a case.
type Result struct {
	Case
	// Class of the mistake, and the codes of which it is expected to give one.
	Class    string
	Expected []finding.Code
	// Choice says why nothing needs to be reported, "" where something does; choice is its index in choices.yaml, -1 for none.
	Choice string
	choice int
	// Codes that are reported, sorted; none for a miss.
	Codes []finding.Code
}

// verdict on a result.
type verdict int

const (
	asExpected verdict = iota
	otherwise          // reported by other codes only
	chosen             // nothing is reported, and need not be
	missed
)

func (r Result) verdict() verdict {
	switch {
	case slices.ContainsFunc(r.Codes, func(c finding.Code) bool { return slices.Contains(r.Expected, c) }):
		return asExpected
	case len(r.Codes) > 0:
		return otherwise
	case r.Choice != "":
		return chosen
	}
	return missed
}

// Run runs the cases on all cores; results are in their order. A case for which expected.yaml expects nothing is an error.
func Run(all []Case) ([]Result, error) {
	known, err := read()
	if err != nil {
		return nil, err
	}
	results := make([]Result, len(all))
	for i, c := range all {
		r := Result{Case: c, choice: -1}
		if r.Class, r.Expected, err = known.expected(c); err != nil {
			return nil, err
		}
		results[i] = r
	}
	next := make(chan int)
	var work sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		work.Go(func() {
			for i := range next {
				results[i].run(known)
			}
		})
	}
	for i := range all {
		next <- i
	}
	close(next)
	work.Wait()
	return results, nil
}

func (r *Result) run(known book) {
	for _, f := range grave(r.Case.run()) {
		r.Codes = append(r.Codes, f.Code)
	}
	slices.Sort(r.Codes)
	r.Codes = slices.Compact(r.Codes)
	if len(r.Codes) > 0 {
		return
	}
	if r.same() {
		r.Choice = "what is rendered stays the same"
	} else if r.choice = known.choice(r.Case); r.choice >= 0 {
		r.Choice = known.choices[r.choice].Why
	}
}

// Unused is an error where choices.yaml has fields, ways or kinds that none of the results needs: a rule has been found
// since, or another entry says the same.
func Unused(results []Result) error {
	known, err := read()
	if err != nil {
		return err
	}
	by := map[int][]Result{}
	for _, r := range results {
		by[r.choice] = append(by[r.choice], r)
	}
	var errs []error
	for i, k := range known.choices {
		need := func(what string, needed func(Result) bool) {
			if !slices.ContainsFunc(by[i], needed) {
				errs = append(errs, fmt.Errorf("choices.yaml: nothing needs %q of %v: %s", what, k.Fields, k.Why))
			}
		}
		for _, field := range k.Fields {
			need(field, func(r Result) bool { return matches(field, r.Field) })
		}
		for _, op := range k.Ops {
			need(string(op), func(r Result) bool { return op == r.Op })
		}
		for _, kind := range k.Kinds {
			need(kind, func(r Result) bool { return kind == r.Kind })
		}
	}
	return errors.Join(errs...)
}
