// Package setters sets fields of YAML files by the comments that stand beside them, in both languages of kpt.
//
// kpt up to 0.39 keeps definitions in a v1alpha1 Kptfile and writes a reference to one beside a field: the long form
// # {"$ref":"#/definitions/io.k8s.cli.setters.NAME"}, the short form # {"$kpt-set":"NAME"}. A definition is a setter (a
// value, with any OpenAPI keyword to validate it) or a substitution (a pattern whose markers stand for setters or further
// substitutions). A reference to a definition that does not exist is a plain comment.
//
// kpt v1 has no definitions: the comment is the pattern, # kpt-set: ${hub}:${tag}. A field is touched where one of its
// names has a value; the parts of the others are read back from the field's present text.
//
// Nothing but the value changes. A file without such a comment is not even parsed; in the others the value is spliced
// into the bytes, so comments, quoting, order, indentation and line ends stay. Where more than one token changes, the
// result is parsed again and compared before it is handed out. A KRM function has no bytes: there the same edits are made
// on the nodes.
//
// Where kpt is wrong this package differs: markers are replaced in one pass, comments on the items of a list are kept, a
// string that a YAML 1.1 or 1.2 reader would take for a number or a boolean is quoted, an ambiguous pattern is an error,
// and no command is run to learn a project number.
package setters

import (
	"strconv"
	"strings"
)

// Value is what a setter is set to: a text, or the items of a list.
type Value struct {
	text  string
	items []string // not nil for a list
}

// Text returns a value of one text. Where a list is wanted it may hold a YAML list, such as "[a, b]".
func Text(s string) Value { return Value{text: s} }

// List returns a value of several items.
func List(items ...string) Value { return Value{items: append([]string{}, items...)} }

// Values by the name of the setter.
type Values map[string]Value

// String is the value as messages show it.
func (v Value) String() string {
	if v.items == nil {
		return strconv.Quote(v.text)
	}
	quoted := make([]string, len(v.items))
	for i, item := range v.items {
		quoted[i] = strconv.Quote(item)
	}
	return strings.Join(quoted, " ")
}

// texts are all strings of the value.
func (v Value) texts() []string {
	if v.items == nil {
		return []string{v.text}
	}
	return v.items
}
