package chart

import (
	"maps"
	"slices"
	"strings"
	"text/template"
	"text/template/parse"
)

// reads is what of the root a template reads: the paths below .Values, each as a string with dots. It is found by
// looking at the template, not by running it, so that a template is run again only when something that it reads has
// changed: of the charts' fifty templates most say the same for every cluster of a fleet, the definitions above all.
type reads struct {
	paths    []string // sorted, without those that another one covers
	anything bool     // the template hands the root on to where it cannot be followed
	changes  bool     // the template changes values
}

// reader looks at the templates of one set.
type reader struct {
	set   *template.Template
	found reads
	paths map[string]bool
	seen  map[string]bool
	own   map[string]int // variables that hold a map of the template's own
}

func readsOf(set *template.Template, name string) reads {
	r := &reader{set: set, paths: map[string]bool{}, seen: map[string]bool{}, own: map[string]int{}}
	r.template(name, true)
	for _, p := range slices.Sorted(maps.Keys(r.paths)) {
		if n := len(r.found.paths); n == 0 || !strings.HasPrefix(p, r.found.paths[n-1]+".") {
			r.found.paths = append(r.found.paths, p)
		}
	}
	return r.found
}

// template looks at a template that gets the root as its data, or something else.
func (r *reader) template(name string, root bool) {
	key := name
	if root {
		key += " with the root"
	}
	if r.seen[key] {
		return
	}
	r.seen[key] = true
	t := r.set.Lookup(name)
	if t == nil || t.Tree == nil {
		r.found.anything = true
		return
	}
	r.node(t.Root, scope{dot: root, dollar: root})
}

// scope says whether . and $ are the root.
type scope struct{ dot, dollar bool }

func (r *reader) node(n parse.Node, s scope) {
	switch n := n.(type) {
	case *parse.ListNode:
		if n != nil {
			for _, item := range n.Nodes {
				r.node(item, s)
			}
		}
	case *parse.ActionNode:
		r.node(n.Pipe, s)
	case *parse.IfNode:
		r.branch(&n.BranchNode, s, s)
	case *parse.WithNode:
		r.branch(&n.BranchNode, s, scope{false, s.dollar})
	case *parse.RangeNode:
		r.branch(&n.BranchNode, s, scope{false, s.dollar})
		r.node(n.List, scope{false, s.dollar}) // what the first round leaves in a variable, the second one finds
	case *parse.TemplateNode:
		r.call(n.Name, n.Pipe, s)
	case *parse.PipeNode:
		if n != nil {
			r.pipe(n, s)
		}
	case *parse.CommandNode:
		r.command(n, s)
	case *parse.FieldNode, *parse.VariableNode, *parse.DotNode, *parse.ChainNode:
		r.value(n, s)
	}
}

func (r *reader) branch(n *parse.BranchNode, outer, inner scope) {
	r.node(n.Pipe, outer)
	r.node(n.List, inner)
	r.node(n.ElseList, outer)
}

// call follows {{template}} and include.
func (r *reader) call(name string, data parse.Node, s scope) {
	path, known := r.path(data, s)
	if known && path == rootPath {
		r.template(name, true)
		return
	}
	r.node(data, s)
	r.template(name, false)
}

func (r *reader) pipe(n *parse.PipeNode, s scope) {
	for _, c := range n.Cmds {
		r.command(c, s)
	}
	for _, v := range n.Decl {
		r.own[v.Ident[0]] = r.owned(n)
	}
}

// How far a map is the template's own, so that changing it changes nothing that others see.
const (
	shared  = iota
	topOwn  // its keys, but not what they hold
	deepOwn // everything in it
)

var makers = map[string]int{
	"dict": topOwn, "pick": topOwn, "omit": topOwn,
	"deepCopy": deepOwn, "mustDeepCopy": deepOwn, "fromYaml": deepOwn, "fromJson": deepOwn,
}

// changers are functions that change their first argument and return it, with how far it must be the template's own.
var changers = map[string]int{
	"set": topOwn, "unset": topOwn,
	"merge": deepOwn, "mergeOverwrite": deepOwn, "mustMerge": deepOwn, "mustMergeOverwrite": deepOwn,
}

// owned says how far what a node evaluates to is the template's own.
func (r *reader) owned(n parse.Node) int {
	switch n := n.(type) {
	case *parse.VariableNode:
		level := r.own[n.Ident[0]]
		if len(n.Ident) > 1 && level == topOwn {
			return shared
		}
		return level
	case *parse.PipeNode:
		return r.owned(n.Cmds[len(n.Cmds)-1])
	case *parse.CommandNode:
		id, ok := n.Args[0].(*parse.IdentifierNode)
		if !ok {
			if len(n.Args) == 1 {
				return r.owned(n.Args[0])
			}
			return shared
		}
		if _, ok := changers[id.Ident]; ok && len(n.Args) > 1 {
			return min(topOwn, r.owned(n.Args[1]))
		}
		return makers[id.Ident]
	}
	return shared
}

// change notes that a function changes its first argument, which from now on holds what it was given, too.
func (r *reader) change(function string, args []parse.Node) {
	if len(args) == 0 || r.owned(args[0]) < changers[function] {
		r.found.changes = true
		return
	}
	if v, ok := args[0].(*parse.VariableNode); ok {
		r.own[v.Ident[0]] = min(topOwn, r.own[v.Ident[0]])
	}
}

func (r *reader) command(c *parse.CommandNode, s scope) {
	id, ok := c.Args[0].(*parse.IdentifierNode)
	if !ok {
		for _, arg := range c.Args {
			r.node(arg, s)
		}
		return
	}
	args := c.Args[1:]
	if _, ok := changers[id.Ident]; ok {
		r.change(id.Ident, args)
	}
	switch id.Ident {
	case handFunc:
		args = args[1:] // the root is where the value goes
	case "include":
		if len(args) == 2 {
			if name, ok := args[0].(*parse.StringNode); ok {
				r.call(name.Text, args[1], s)
				return
			}
		}
		r.found.anything = true
	case "pick", "index":
		// index .Values "a" "b" is the path a.b; pick .Values "a" "b" the paths a and b.
		if len(args) > 1 && r.constants(id.Ident == "pick", args, s) {
			return
		}
	}
	for _, arg := range args {
		r.node(arg, s)
	}
}

func (r *reader) constants(each bool, args []parse.Node, s scope) bool {
	base, ok := r.path(args[0], s)
	if !ok || base == rootPath {
		return false
	}
	var names []string
	for _, arg := range args[1:] {
		name, ok := arg.(*parse.StringNode)
		if !ok || strings.Contains(name.Text, ".") {
			return false
		}
		names = append(names, name.Text)
	}
	if !each {
		names = []string{strings.Join(names, ".")}
	}
	for _, name := range names {
		r.paths[strings.TrimPrefix(base+"."+name, ".")] = true
	}
	return true
}

// rootPath is the path of the root itself; that of .Values is empty.
const rootPath = "\x00"

// value notes what a field, variable or chain reads.
func (r *reader) value(n parse.Node, s scope) {
	path, ok := r.path(n, s)
	switch {
	case ok && path == rootPath, ok && path == "":
		r.found.anything = true
	case ok:
		r.paths[path] = true
	default:
		if chain, isChain := n.(*parse.ChainNode); isChain {
			r.node(chain.Node, s)
		}
	}
}

// path returns where below .Values a node leads. It is not ok for what cannot depend on values, or is noted elsewhere.
func (r *reader) path(n parse.Node, s scope) (string, bool) {
	switch n := n.(type) {
	case *parse.DotNode:
		return rootPath, s.dot
	case *parse.FieldNode:
		return below(n.Ident, s.dot)
	case *parse.VariableNode:
		if n.Ident[0] != "$" {
			return "", false
		}
		return below(n.Ident[1:], s.dollar)
	case *parse.ChainNode:
		base, ok := r.path(n.Node, s)
		if !ok {
			return "", false
		}
		if base == rootPath {
			return below(n.Field, true)
		}
		return strings.TrimPrefix(base+"."+strings.Join(n.Field, "."), "."), true
	case *parse.PipeNode:
		if n != nil && len(n.Decl) == 0 && len(n.Cmds) == 1 && len(n.Cmds[0].Args) == 1 {
			return r.path(n.Cmds[0].Args[0], s)
		}
	}
	return "", false
}

func below(fields []string, root bool) (string, bool) {
	switch {
	case !root:
		return "", false
	case len(fields) == 0:
		return rootPath, true
	case fields[0] == "Values":
		return strings.Join(fields[1:], "."), true
	case fields[0] == "Subcharts":
		return rootPath, true
	}
	return "", false // .Release, .Chart, .Files, .Capabilities and .Template: the same for every cluster but for the namespace
}
