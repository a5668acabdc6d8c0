package chart

import (
	"flag"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"text/template/parse"

	"github.com/meshfn/meshfn/internal/chart/residual"
	"github.com/meshfn/meshfn/internal/krm"
)

var chartsFlag = flag.String("charts", "", "the manifests folder of a release, to try instead of the embedded charts")

// tried are the charts under test.
func tried(t *testing.T) *Charts {
	t.Helper()
	if *chartsFlag == "" {
		return Embedded()
	}
	c, err := Open(*chartsFlag)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// What a chart makes with holes is what it makes without: for every operator, with strings of its values changed to
// others, to those that the templates compare with, and to those that YAML reads as something else.
func TestResidual(t *testing.T) {
	files, err := filepath.Glob("testdata/operators/*.yaml")
	if err != nil || len(files) == 0 {
		t.Fatal(err, files)
	}
	odd := []string{"other", "true", "No", "1e3", "a b", "'", "{{ .Values }}", "x: y", strings.Repeat("long-", 60) + "text", residual.Mark(0)}
	charts := tried(t)
	r := rand.New(rand.NewPCG(1, 2))
	known := map[string]bool{}
	filled, runs := 0, 0
	for _, file := range files {
		for _, in := range inputs(t, charts, file) {
			c, err := charts.chart(in.dir)
			if err != nil {
				t.Fatal(err)
			}
			name := in.dir + residual.Split(in.values).Shape
			if known[name] {
				continue
			}
			known[name] = true
			c.residuals.patience = 1
			all := []map[string]any{in.values, in.values, in.values}
			constants, n := compared(c), texts(in.values)
			switch {
			case !known[in.dir]: // every string, every constant
				known[in.dir] = true
				for at := range n {
					for _, other := range constants {
						all = append(all, vary(in.values, at, other))
					}
				}
			case n > 0:
				for range 5 {
					all = append(all, vary(in.values, r.IntN(n), odd[r.IntN(len(odd))]))
				}
			}
			for _, values := range all {
				if runs++; !c.residual(t, in.namespace, values) {
					continue
				}
				filled++
			}
		}
	}
	t.Logf("%d of %d outputs were filled in", filled, runs)
	if filled < runs/4 {
		t.Errorf("%d of %d outputs were filled in", filled, runs)
	}
}

// residual renders values and compares with what the chart makes without memory, where it remembers something like them.
func (c *chart) residual(t *testing.T, namespace string, values map[string]any) (filled bool) {
	t.Helper()
	have, filled := c.residuals.get(namespace, residual.Split(values))
	if !filled {
		_, _ = c.render(namespace, values) // what is refused is not remembered
		return false
	}
	want, err := c.plainly(namespace, values)
	if err != nil || !reflect.DeepEqual(have, want) {
		t.Fatalf("%s: %v\n%s", c.meta.Name, err, strings.Join(Differences(have.objects, want.objects), "\n"))
	}
	return true
}

// plainly renders without any memory of what was rendered before.
func (c *chart) plainly(namespace string, values map[string]any) (output, error) {
	root := c.root(namespace, values)
	return c.run(values, func(name string) (output, error) { return c.engine.make(name, root) })
}

// input of a chart.
type input struct {
	dir, namespace string
	values         map[string]any
}

// inputs are what the charts get for the operators of a file.
func inputs(t *testing.T, charts *Charts, file string) []input {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	operators, err := krm.Decode(text)
	if err != nil {
		t.Fatal(err)
	}
	operator, err := charts.complete(combine(operators))
	if err != nil {
		return nil // it is refused
	}
	var all []input
	for _, c := range components(operator) {
		if values, err := c.values(operator); err == nil {
			all = append(all, input{c.dir, c.namespace, values})
		}
	}
	return all
}

// vary returns a copy in which the n-th string is another one.
func vary(values map[string]any, n int, other string) map[string]any {
	var walk func(any) any
	walk = func(value any) any {
		switch v := value.(type) {
		case string:
			if n--; n == -1 {
				return other
			}
		case []any:
			list := slices.Clone(v)
			for i := range list {
				list[i] = walk(list[i])
			}
			return list
		case map[string]any:
			m := make(map[string]any, len(v))
			for _, key := range slices.Sorted(maps.Keys(v)) {
				m[key] = walk(v[key])
			}
			return m
		}
		return value
	}
	return walk(values).(map[string]any)
}

// texts counts the strings in a value.
func texts(value any) (n int) {
	switch v := value.(type) {
	case string:
		return 1
	case []any:
		for _, item := range v {
			n += texts(item)
		}
	case map[string]any:
		for _, item := range v {
			n += texts(item)
		}
	}
	return n
}

// compared are the strings that stand in the templates of a chart beside something that they are compared with.
func compared(c *chart) []string {
	found := map[string]bool{}
	seen := map[any]bool{}
	var walk func(any)
	walk = func(n any) {
		if c, ok := n.(*parse.CommandNode); ok && len(c.Args) > 1 {
			for _, arg := range c.Args[1:] {
				if s, ok := arg.(*parse.StringNode); ok && c.Args[0].String() != "include" {
					found[s.Text] = true
				}
			}
		}
		v := reflect.ValueOf(n)
		if v.Kind() != reflect.Pointer || v.IsNil() || v.Elem().Kind() != reflect.Struct || seen[n] {
			return
		}
		seen[n] = true
		for i := range v.Elem().NumField() {
			f := v.Elem().Field(i)
			switch {
			case !f.CanInterface():
			case f.Kind() == reflect.Slice:
				for k := range f.Len() {
					walk(f.Index(k).Interface())
				}
			case f.Kind() == reflect.Struct:
				walk(f.Addr().Interface())
			default:
				walk(f.Interface())
			}
		}
	}
	for _, t := range c.engine.set.Templates() {
		if t.Tree != nil {
			walk(t.Tree.Root)
		}
	}
	delete(found, "")
	return slices.Sorted(maps.Keys(found))
}
