package cache

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"reflect"

	"github.com/meshfn/meshfn/internal/mesh"
)

// Loaded returns the mesh that an earlier run loaded from the same document, with the same defaults.
func (c *Cache) Loaded(document mesh.Source, defaults *mesh.Source) *mesh.Mesh {
	key := loadedFrom(document, defaults)
	text, known := c.old.loaded[key]
	if !known {
		return nil
	}
	m := &mesh.Mesh{}
	if err := json.Unmarshal([]byte(text), m); err != nil {
		return nil
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.next.loaded[key] = text
	return m
}

// SetLoaded takes note of a mesh, if JSON tells all of it.
func (c *Cache) SetLoaded(document mesh.Source, defaults *mesh.Source, m *mesh.Mesh) {
	text, err := json.Marshal(m)
	if err != nil {
		return
	}
	if again := (&mesh.Mesh{}); json.Unmarshal(text, again) != nil || !reflect.DeepEqual(m, again) {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.next.loaded[loadedFrom(document, defaults)] = string(text)
}

// loadedFrom identifies what a mesh is loaded from.
func loadedFrom(document mesh.Source, defaults *mesh.Source) string {
	h := sha256.New()
	for _, s := range []*mesh.Source{&document, defaults} {
		if s == nil {
			continue
		}
		h.Write(binary.AppendUvarint(nil, uint64(len(s.File)))) // a hash takes everything
		h.Write([]byte(s.File))
		h.Write(binary.AppendUvarint(nil, uint64(len(s.Text))))
		h.Write(s.Text)
	}
	return string(h.Sum(nil))
}
