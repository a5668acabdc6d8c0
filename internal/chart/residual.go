package chart

import (
	"cmp"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/meshfn/meshfn/internal/chart/residual"
)

// residuals remember what a chart makes with holes for the strings that it only passes through, so that clusters which
// differ in such strings alone are rendered once. Which strings these are is found by running the chart on marks, when
// so many clusters have come that more are to be expected: a process with a few pays nothing.
type residuals struct {
	patience int // how many; 0 stands for the default

	mu       sync.Mutex
	families map[string]*family
}

// family is what is known of values that differ in strings alone.
type family struct {
	keep []int                    // the strings that the chart looks into, by number
	seen map[string]int           // how often their values have come by
	made map[string]residual.Tree // by their values
	odd  bool                     // this cannot be done for the shape
}

// patience is about what learning costs, in clusters.
const patience = 12

// These bound the memory for clusters that have nothing in common.
const (
	maxFamilies = 64
	maxTrees    = 16
	maxSeen     = 1024
	maxRuns     = 8 // for finding what a chart looks into
)

// at returns the family of values, and the key for the strings that are kept. It needs the lock.
func (r *residuals) at(namespace string, v residual.Values) (*family, string) {
	if r.families == nil || len(r.families) > maxFamilies {
		r.families = map[string]*family{}
	}
	name := strconv.Quote(namespace) + v.Shape
	f := r.families[name]
	if f == nil {
		f = &family{seen: map[string]int{}, made: map[string]residual.Tree{}}
		r.families[name] = f
	}
	return f, f.key(v)
}

func (f *family) key(v residual.Values) string {
	var b strings.Builder
	for _, hole := range f.keep {
		b.WriteString(v.Cut[hole])
		b.WriteByte('\n')
	}
	return b.String()
}

// get returns what the chart makes of values, where that is known.
func (r *residuals) get(namespace string, v residual.Values) (output, bool) {
	if !v.OK {
		return output{}, false
	}
	r.mu.Lock()
	f, key := r.at(namespace, v)
	tree, ok := f.made[key]
	r.mu.Unlock()
	if !ok {
		return output{}, false
	}
	return filled(tree, v.Cut)
}

func filled(tree residual.Tree, cut []string) (output, bool) {
	value, ok := tree.Fill(cut)
	if !ok {
		return output{}, false
	}
	var out output
	for _, o := range value.([]any)[0].([]any) {
		out.objects = append(out.objects, o.(map[string]any))
	}
	for _, w := range value.([]any)[1].([]any) {
		out.warnings = append(out.warnings, w.(string))
	}
	return out, true
}

// value is the output as a residual takes it.
func (out output) value() any {
	objects, warnings := make([]any, len(out.objects)), make([]any, len(out.warnings))
	for i, o := range out.objects {
		objects[i] = map[string]any(o)
	}
	for i, w := range out.warnings {
		warnings[i] = w
	}
	return []any{objects, warnings}
}

// learn finds out which strings of values pass through, once enough values like them have come by; out is what the chart
// makes of them, and what is learned must give the same.
func (c *chart) learn(namespace string, values map[string]any, v residual.Values, out output) {
	r := &c.residuals
	r.mu.Lock()
	defer r.mu.Unlock()
	f, key := r.at(namespace, v)
	switch {
	case f.odd:
		return
	case f.seen[key] < cmp.Or(r.patience, patience):
		if len(f.seen) >= maxSeen {
			clear(f.seen)
		}
		f.seen[key]++
		return
	}
	marked, keep, ok := c.marked(namespace, values, f.keep)
	if !ok {
		f.odd = true
		return
	}
	tree, ok := residual.Compile(marked.value(), out.value())
	if ok {
		again, same := filled(tree, v.Cut)
		ok = same && reflect.DeepEqual(again, out)
	}
	if !ok {
		f.odd = true
		return
	}
	if len(keep) > len(f.keep) || len(f.made) >= maxTrees {
		clear(f.made)
		clear(f.seen)
	}
	f.keep = keep
	f.made[f.key(v)] = tree
}

// marked runs the chart with marks for strings, and returns the output and which strings it looked into: keep and more.
// These are kept as they are and it is run again, until it looks into no mark.
func (c *chart) marked(namespace string, values map[string]any, keep []int) (output, []int, bool) {
	for range maxRuns {
		trace := residual.NewTrace()
		e, err := c.engine.watched(trace.Functions)
		if err != nil {
			return output{}, nil, false
		}
		root := c.root(namespace, residual.Marked(values, keep))
		root["Files"] = watchedFiles{c.files, trace}
		root["Capabilities"] = map[string]any{
			"KubeVersion": offline.KubeVersion, "HelmVersion": offline.HelmVersion,
			"APIVersions": watchedVersions{offline.APIVersions, trace},
		}
		out, err := c.run(values, func(name string) (output, error) { return e.make(name, root) })
		if err != nil {
			trace.See(err.Error())
		}
		seen := trace.Seen()
		if len(seen) == 0 {
			return out, keep, err == nil
		}
		keep = slices.Sorted(slices.Values(append(slices.Clone(keep), seen...)))
	}
	return output{}, nil, false
}

// watchedFiles are files whose names are watched.
type watchedFiles struct {
	files
	trace *residual.Trace
}

func (f watchedFiles) GetBytes(name string) []byte { f.trace.See(name); return f.files.GetBytes(name) }
func (f watchedFiles) Get(name string) string      { f.trace.See(name); return f.files.Get(name) }
func (f watchedFiles) Glob(pattern string) files   { f.trace.See(pattern); return f.files.Glob(pattern) }
func (f watchedFiles) Lines(name string) []string  { f.trace.See(name); return f.files.Lines(name) }

// watchedVersions are versions that are watched.
type watchedVersions struct {
	apiVersions
	trace *residual.Trace
}

func (v watchedVersions) Has(version string) bool {
	v.trace.See(version)
	return v.apiVersions.Has(version)
}
