package chart

import (
	"cmp"
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"text/template"
)

// maxNesting is how deep a template may include itself before that counts as endless.
const maxNesting = 1000

// engine executes the templates of one chart. They are parsed once; an engine may be used by several workers at once.
type engine struct {
	chart string
	set   *template.Template
	names []string // of the templates that print something, in order of execution
	reads map[string]reads
	memo  map[string]*memo
	size  map[string]*atomic.Int64 // of the last text

	nesting map[string]*atomic.Int64 // by template name: how often it is being included right now

	mu      sync.Mutex
	snippet map[string]*template.Template // parsed arguments of tpl

	watch func(template.FuncMap) template.FuncMap // of an engine that is watched
}

func newEngine(chart string, texts map[string]string) (*engine, error) {
	e := &engine{chart: chart, nesting: map[string]*atomic.Int64{}, snippet: map[string]*template.Template{},
		reads: map[string]reads{}, memo: map[string]*memo{}, size: map[string]*atomic.Int64{}}
	// Deeper files first, then by name from the end: partials and defaults of a later file win.
	e.names = slices.SortedFunc(maps.Keys(texts), func(a, b string) int {
		return cmp.Or(cmp.Compare(strings.Count(b, "/"), strings.Count(a, "/")), cmp.Compare(b, a))
	})
	e.set = template.New("gotpl").Option("missingkey=zero").Funcs(functions())
	e.bind(e.set)
	for _, name := range e.names {
		if _, err := e.set.New(name).Parse(texts[name]); err != nil {
			return nil, fmt.Errorf("parse template %s: %w", name, err)
		}
	}
	e.names = slices.DeleteFunc(e.names, func(name string) bool { return strings.HasPrefix(path.Base(name), "_") })
	for _, name := range e.names {
		handOn(e.set.Lookup(name).Root)
		e.reads[name], e.memo[name], e.size[name] = readsOf(e.set, name), new(memo), new(atomic.Int64)
	}
	for _, t := range e.set.Templates() {
		e.nesting[t.Name()] = new(atomic.Int64)
	}
	return e, nil
}

// bind gives a template set the functions that look templates up in it.
func (e *engine) bind(set *template.Template) {
	bound := template.FuncMap{
		"include": func(name string, data any) (string, error) {
			if n := e.nesting[name]; n != nil {
				if n.Add(1) > maxNesting {
					n.Add(-1)
					return "", fmt.Errorf("template %s includes itself without end", name)
				}
				defer n.Add(-1)
			}
			var b strings.Builder
			err := set.ExecuteTemplate(&b, name, data)
			return b.String(), err
		},
		"tpl": func(text string, data any) (string, error) {
			t, err := e.parse(set, text)
			if err != nil {
				return "", err
			}
			var b strings.Builder
			if err := t.Execute(&b, data); err != nil {
				return "", fmt.Errorf("execute tpl %q: %w", text, err)
			}
			return strings.ReplaceAll(b.String(), "<no value>", ""), nil
		},
	}
	if e.watch != nil {
		bound = e.watch(bound)
	}
	set.Funcs(bound)
}

// watched returns an engine whose functions are watched, for one run.
func (e *engine) watched(watch func(template.FuncMap) template.FuncMap) (*engine, error) {
	set, err := e.set.Clone()
	if err != nil {
		return nil, fmt.Errorf("clone templates: %w", err)
	}
	set.Option("missingkey=zero").Funcs(watch(functions()))
	w := &engine{chart: e.chart, set: set, names: e.names, size: e.size, nesting: e.nesting, snippet: map[string]*template.Template{}, watch: watch}
	w.bind(set)
	return w, nil
}

// maxSnippets bounds the memory for arguments of tpl: those of charts are few, those from values may be many.
const maxSnippets = 256

// parse returns the template that an argument of tpl is, within a copy of the set.
func (e *engine) parse(set *template.Template, text string) (*template.Template, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if t, ok := e.snippet[text]; ok && set == e.set {
		return t, nil
	}
	inner, err := set.Clone()
	if err != nil {
		return nil, fmt.Errorf("clone templates: %w", err)
	}
	inner.Option("missingkey=zero") // Clone does not keep it
	e.bind(inner)
	t, err := inner.New(set.Name()).Parse(text)
	if err != nil {
		return nil, fmt.Errorf("parse tpl %q: %w", text, err)
	}
	if set == e.set && len(e.snippet) < maxSnippets {
		e.snippet[text] = t
	}
	return t, nil
}

// execute runs one template on the root, which holds .Values, .Release, .Chart, .Files and .Capabilities, and returns
// its text and the values that stand in it as marks. A template may change the root for those that run later.
func (e *engine) execute(name string, root map[string]any) (string, []any, error) {
	var values []any
	root[handed] = &values
	root["Template"] = map[string]any{"Name": name, "BasePath": e.chart + "/templates"}
	var b strings.Builder
	b.Grow(int(e.size[name].Load()))
	if err := e.set.ExecuteTemplate(&b, name, root); err != nil {
		if message, ok := refused(err); ok {
			return "", nil, refusal{message}
		}
		return "", nil, fmt.Errorf("execute %s: %w", name, err)
	}
	e.size[name].Store(int64(b.Len()))
	// A missing key prints this although the option says zero.
	return strings.ReplaceAll(b.String(), "<no value>", ""), values, nil
}
