package schema

import (
	"bytes"
	"compress/flate"
	_ "embed"
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"sync"

	"github.com/meshfn/meshfn/internal/check/schema/shape"
)

//go:embed schemas.deflate
var packed []byte

type groupKind struct{ group, kind string }

type groupVersionKind struct{ group, version, kind string }

// resource is a kind in one API version, with the table that its schema is in.
type resource struct {
	shape.Kind
	table *shape.Table
}

// store is what schemas.deflate holds.
type store struct {
	table *shape.Table
	meta  shape.ID // ObjectMeta
	kinds map[groupKind][]resource
	lives map[groupVersionKind]shape.Life
}

// embedded is read when it is first needed, not at start: most runs check nothing.
var embedded = sync.OnceValue(func() *store {
	text, err := io.ReadAll(flate.NewReader(bytes.NewReader(packed)))
	if err != nil {
		panic(fmt.Sprintf("schema: the embedded schemas: %v", err))
	}
	lines := bytes.Split(bytes.TrimSuffix(text, []byte("\n")), []byte("\n"))
	meta, err := strconv.Atoi(string(lines[0]))
	if err != nil {
		panic(fmt.Sprintf("schema: the embedded schemas: %v", err))
	}
	kinds, lines := section[shape.Kind](lines[1:])
	lives, lines := section[shape.Life](lines)
	s := &store{table: shape.NewTable(lines), meta: shape.ID(meta), kinds: map[groupKind][]resource{}, lives: map[groupVersionKind]shape.Life{}}
	for _, k := range kinds {
		gk := groupKind{k.Group, k.Kind}
		s.kinds[gk] = append(s.kinds[gk], resource{k, s.table})
	}
	for _, l := range lives {
		s.lives[groupVersionKind{l.Group, l.Version, l.Kind}] = l
	}
	return s
})

// section decodes the lines up to an empty one.
func section[T any](lines [][]byte) (items []T, rest [][]byte) {
	for i, line := range lines {
		if len(line) == 0 {
			return items, lines[i+1:]
		}
		var item T
		if err := json.Unmarshal(line, &item); err != nil {
			panic(fmt.Sprintf("schema: the embedded schemas: %v", err))
		}
		items = append(items, item)
	}
	return items, nil
}
