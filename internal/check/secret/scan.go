package secret

import (
	"strings"

	"github.com/meshfn/meshfn/internal/check/rule"
	"github.com/meshfn/meshfn/internal/finding"
	"github.com/meshfn/meshfn/internal/mesh"
)

// scan walks the strings of an object.
type scan struct {
	object rule.Object
	// suspicious says that texts without a form of their own count too; in a Secret they have been counted.
	suspicious bool
	path       []step
	found      []finding.Finding
}

// step leads to a key of a map, or to an element of a list where key is empty. Few paths are ever written out.
type step struct {
	key   string
	index int
}

// place says what a value is to the object.
type place struct {
	// name that a person gave the value: a ConfigMap's key, an environment variable.
	name string
	// free is a value that may be anything: of a ConfigMap, a variable or an argument.
	free bool
}

// walk visits the values below, in any order: findings are sorted in the end.
func (s *scan) walk(v any, at place) {
	switch v := v.(type) {
	case string:
		s.text(v, at)
	case []any:
		for i, item := range v {
			s.below(step{index: i}, item, at)
		}
	case map[string]any:
		name, variable := v["name"].(string)
		for key, below := range v {
			within := at
			switch {
			case s.configMap():
				within = place{name: key, free: true}
			case variable && key == "value":
				within = place{name: name, free: true}
			case key == "args", key == "command":
				within = place{free: true}
			}
			s.below(step{key: key}, below, within)
		}
	}
}

func (s *scan) below(to step, v any, at place) {
	s.path = append(s.path, to)
	s.walk(v, at)
	s.path = s.path[:len(s.path)-1]
}

// configMap reports whether the walk has come to the data of a ConfigMap.
func (s *scan) configMap() bool {
	return len(s.path) == 1 && (s.path[0].key == "data" || s.path[0].key == "binaryData") &&
		s.object.Kind() == "ConfigMap" && s.object.APIVersion() == "v1"
}

// text reports the gravest thing about a text.
func (s *scan) text(text string, at place) {
	if v := (asked{text, at, s.suspicious}).once(); v.code != "" {
		s.report(v.code, "%s", v.message)
	}
}

func (s *scan) report(code finding.Code, format string, args ...any) {
	field := ""
	for _, to := range s.path {
		if to.key == "" {
			field = mesh.Index(field, to.index)
		} else {
			field = mesh.Key(field, to.key)
		}
	}
	s.found = append(s.found, s.object.Report(code, strings.TrimPrefix(field, "."), format, args...))
}

// shortest text that can hold something with a form of its own.
const shortest = 12

// recognize returns what a text is or holds that has a form of its own, also below base64.
func recognize(text string, depth int) (finding.Code, string) {
	if len(text) < shortest {
		return "", ""
	}
	if what := privateKey(text); what != "" {
		return finding.PrivateKey, what
	}
	if kubeconfig(text) {
		return finding.Kubeconfig, "a kubeconfig with credentials"
	}
	if what := token(text); what != "" {
		return finding.Token, what
	}
	if depth == deepest {
		return "", ""
	}
	for _, inner := range encoded(text) {
		if code, what := recognize(inner, depth+1); code != "" {
			return code, what + " in base64"
		}
	}
	return "", ""
}
