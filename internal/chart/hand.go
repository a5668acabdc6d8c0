package chart

import (
	"strconv"
	"strings"
	"text/template/parse"

	"github.com/meshfn/meshfn/internal/krm"
)

// A template that prints a whole document by toYaml has it printed only to be parsed again: with the definitions, that
// is two thirds of what a process takes for its first expansion. Such a value is handed on instead. In its place stands
// a mark, which is a document where nothing else stands with it, and otherwise becomes the text that it would have been.

const (
	handed   = "\x00handed" // key of the root: the values handed on, a *[]any
	mark     = "\x00"       // before and after the number of a value
	handFunc = "toYamlDocument"
)

// handOn replaces toYaml where its result is printed as it is, in the actions of a file's own text.
func handOn(n parse.Node) {
	switch n := n.(type) {
	case *parse.ListNode:
		if n == nil {
			return
		}
		for _, item := range n.Nodes {
			handOn(item)
		}
	case *parse.IfNode:
		handOn(n.List)
		handOn(n.ElseList)
	case *parse.WithNode:
		handOn(n.List)
		handOn(n.ElseList)
	case *parse.RangeNode:
		handOn(n.List)
		handOn(n.ElseList)
	case *parse.ActionNode:
		last := n.Pipe.Cmds[len(n.Pipe.Cmds)-1]
		id, ok := last.Args[0].(*parse.IdentifierNode)
		if !ok || id.Ident != "toYaml" || len(n.Pipe.Decl) > 0 {
			return
		}
		root := &parse.VariableNode{NodeType: parse.NodeVariable, Pos: id.Pos, Ident: []string{"$"}}
		last.Args = append([]parse.Node{parse.NewIdentifier(handFunc).SetPos(id.Pos), root}, last.Args[1:]...)
	}
}

// hand keeps a copy of the value in the root and returns its mark.
func hand(root map[string]any, value any) string {
	values := root[handed].(*[]any)
	*values = append(*values, copyValue(value))
	return mark + strconv.Itoa(len(*values)-1) + mark
}

// taken returns the object that a document consists of, or the document with the marks replaced by text.
func taken(document string, values []any) (krm.Object, string) {
	if !strings.Contains(document, mark) {
		return nil, document
	}
	if number, ok := alone(document); ok {
		if o, ok := resource(values[number]); ok {
			return o, ""
		}
	}
	var b strings.Builder
	for i, part := range strings.Split(document, mark) {
		if i%2 == 0 {
			b.WriteString(part)
		} else if number, err := strconv.Atoi(part); err == nil {
			b.WriteString(toYAML(values[number]))
		}
	}
	return nil, b.String()
}

// alone returns the number of the mark that is all of a document but for comments.
func alone(document string) (int, bool) {
	found, ok := 0, false
	for line := range strings.Lines(document) {
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' {
			continue
		}
		number, err := strconv.Atoi(strings.Trim(line, mark))
		if ok || err != nil || !strings.HasPrefix(line, mark) {
			return 0, false
		}
		found, ok = number, true
	}
	return found, ok
}

// resource returns a value of a template as the object that its text would be read as.
func resource(value any) (krm.Object, bool) {
	m, ok := value.(map[string]any)
	if !ok || !plainTree(m) {
		return nil, false
	}
	o := krm.Object(integral(m).(map[string]any))
	return o, o.Kind() != ""
}

// plainTree reports whether a value is made of what YAML is decoded to.
func plainTree(value any) bool {
	switch v := value.(type) {
	case nil, string, bool, float64:
		return true
	case map[string]any:
		for _, item := range v {
			if !plainTree(item) {
				return false
			}
		}
		return v != nil
	case []any:
		for _, item := range v {
			if !plainTree(item) {
				return false
			}
		}
		return v != nil
	}
	return false
}
