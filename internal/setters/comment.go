package setters

import (
	"bytes"
	"encoding/json"
	"strings"

	"sigs.k8s.io/kustomize/kyaml/yaml"
)

const patternPrefix = "# kpt-set: "

// reference is what a comment says about its field: one of ref (long form), name (short form) and pattern (kpt v1).
type reference struct {
	ref, name, pattern string
}

// mayRefer reports whether a text can hold a reference at all; it decides whether a file is parsed.
func mayRefer(text []byte) bool {
	return bytes.Contains(text, []byte("kpt-set")) || bytes.Contains(text, []byte(`"$ref"`))
}

// parseComment reads a comment as the YAML parser hands it on, with its leading #. Only a line comment can be a pattern.
func parseComment(comment string, line bool) (reference, bool) {
	if comment == "" {
		return reference{}, false
	}
	if pattern, ok := strings.CutPrefix(comment, patternPrefix); ok {
		pattern = strings.TrimSpace(pattern)
		return reference{pattern: pattern}, line && strings.Contains(pattern, "${")
	}
	var fields map[string]any
	if json.Unmarshal([]byte(strings.TrimLeft(comment, "#")), &fields) != nil {
		return reference{}, false
	}
	name, _ := fields["$kpt-set"].(string)
	ref, _ := fields["$ref"].(string)
	return reference{ref: ref, name: name}, name != "" || ref != ""
}

// commentOn returns the reference beside a node: its line comment or, where it has none, the comment above it.
func commentOn(n *yaml.Node) (r reference, head, ok bool) {
	if n == nil {
		return reference{}, false, false
	}
	if n.LineComment != "" {
		r, ok = parseComment(n.LineComment, true)
		return r, false, ok
	}
	r, ok = parseComment(n.HeadComment, false)
	return r, true, ok
}
