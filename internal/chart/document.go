package chart

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"

	"sigs.k8s.io/yaml"

	"github.com/meshfn/meshfn/internal/chart/block"
	"github.com/meshfn/meshfn/internal/krm"
)

// split cuts a text at the lines that begin with ---, and drops what is blank.
func split(text string) []string {
	var documents []string
	add := func(document string) {
		if document = strings.TrimSpace(document); document != "" {
			documents = append(documents, document)
		}
	}
	start := 0
	for at := 0; at < len(text); {
		end := len(text)
		if n := strings.IndexByte(text[at:], '\n'); n >= 0 {
			end = at + n + 1
		}
		if strings.HasPrefix(text[at:], "---") && text[end-1] == '\n' {
			add(text[start:at])
			start = end
		}
		at = end
	}
	add(text[start:])
	return documents
}

// decode reads one document as an object: nil for one without content.
func decode(document string) (krm.Object, error) {
	value, ok := block.DecodeWhole(document)
	if !ok {
		var err error
		if value, err = decodeFully(document); err != nil {
			return nil, err
		}
	}
	if value == nil {
		return nil, nil
	}
	o, ok := value.(map[string]any)
	if !ok || krm.Object(o).Kind() == "" {
		return nil, fmt.Errorf("a document that is not a resource: %.60q", document)
	}
	return o, nil
}

func decodeFully(document string) (any, error) {
	text, err := yaml.YAMLToJSON([]byte(document))
	if err != nil {
		return nil, err
	}
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	var value any
	if err := decoder.Decode(&value); err != nil {
		return nil, err
	}
	return whole(value), nil
}

// whole turns numbers into int64 where they are whole, and float64 where not, as Kubernetes decodes them.
func whole(value any) any {
	switch v := value.(type) {
	case map[string]any:
		for k, item := range v {
			v[k] = whole(item)
		}
	case []any:
		for i, item := range v {
			v[i] = whole(item)
		}
	case json.Number:
		if n, err := v.Int64(); err == nil {
			return n
		}
		f, _ := v.Float64()
		return f
	}
	return value
}

// unmarshal reads a map as sigs.k8s.io/yaml does.
func unmarshal(text []byte, into *map[string]any) error {
	if value, ok := block.Decode(string(text)); ok {
		if m, ok := value.(map[string]any); ok {
			*into = m
			return nil
		}
	}
	return yaml.Unmarshal(text, into)
}
