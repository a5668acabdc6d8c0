package krm

import "bytes"

// MeshOf returns the mesh that the first annotation of a text names, and "" where none does. It parses nothing, so it
// can be asked of every file of a tree.
func MeshOf(text []byte) string {
	for at := 0; ; {
		i := bytes.Index(text[at:], []byte(MeshAnnotation))
		if i < 0 {
			return ""
		}
		at += i + len(MeshAnnotation)
		value, ok := bytes.CutPrefix(bytes.TrimLeft(text[at:], `"'`), []byte(":"))
		if !ok {
			continue
		}
		value = bytes.TrimLeft(value, " ")
		if end := bytes.IndexAny(value, ",}\r\n #"); end >= 0 {
			value = value[:end]
		}
		if name := string(bytes.Trim(value, `"'`)); name != "" {
			return name
		}
	}
}
