package chart

import (
	"encoding/base64"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/gobwas/glob"
)

// files is what templates see as .Files: every file of the chart that is neither template nor values.
type files map[string][]byte

func (f files) names() []string { return slices.Sorted(maps.Keys(f)) }

// GetBytes returns a file's content, empty where there is none.
func (f files) GetBytes(name string) []byte { return f[name] }

// Get is GetBytes as text.
func (f files) Get(name string) string { return string(f[name]) }

// Glob returns the files that match; a pattern that cannot be read matches all, as in Helm.
func (f files) Glob(pattern string) files {
	matcher, err := glob.Compile(pattern, '/')
	if err != nil {
		matcher = glob.MustCompile("**")
	}
	found := files{}
	for name, text := range f {
		if matcher.Match(name) {
			found[name] = text
		}
	}
	return found
}

// AsConfig is the data of a ConfigMap with the files' base names as keys.
func (f files) AsConfig() string {
	return f.data(func(text []byte) string { return string(text) })
}

// AsSecrets is AsConfig for a Secret.
func (f files) AsSecrets() string { return f.data(base64.StdEncoding.EncodeToString) }

func (f files) data(encode func([]byte) string) string {
	if f == nil {
		return ""
	}
	data := map[string]string{}
	for _, name := range f.names() {
		data[path.Base(name)] = encode(f[name])
	}
	return toYAML(data)
}

// Lines splits a file.
func (f files) Lines(name string) []string {
	text := string(f[name])
	if text == "" {
		return []string{}
	}
	return strings.Split(strings.TrimSuffix(text, "\n"), "\n")
}
