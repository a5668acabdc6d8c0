package apiserver

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"sort"
	"strconv"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/util/yaml"
)

const waveAnnotation = "argocd.argoproj.io/sync-wave"

// Manifest is an object with the text that it was read from, which is what is
// sent: the server's strict decoding then sees what stands in the file.
type Manifest struct {
	*unstructured.Unstructured
	Text []byte
	File string
}

func (m Manifest) String() string {
	return fmt.Sprintf("%s %s/%s (%s)", m.GroupVersionKind().GroupKind(), m.GetNamespace(), m.GetName(), m.File)
}

// Load reads the YAML files that paths name, or that lie below them, in the
// order of their names.
func Load(paths ...string) ([]Manifest, error) {
	var manifests []Manifest
	for _, root := range paths {
		err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
			if err != nil || entry.IsDir() || filepath.Ext(path) != ".yaml" {
				return err
			}
			read, err := loadFile(path)
			manifests = append(manifests, read...)
			return err
		})
		if err != nil {
			return nil, fmt.Errorf("load manifests from %s: %w", root, err)
		}
	}
	return manifests, nil
}

func loadFile(path string) ([]Manifest, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	var manifests []Manifest
	documents := yaml.NewYAMLReader(bufio.NewReader(bytes.NewReader(data)))
	for {
		text, err := documents.Read()
		if errors.Is(err, io.EOF) {
			return manifests, nil
		}
		if err != nil {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
		m := Manifest{Unstructured: &unstructured.Unstructured{}, Text: text, File: path}
		if err := yaml.Unmarshal(text, &m.Object); err != nil {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
		if len(m.Object) > 0 {
			manifests = append(manifests, m)
		}
	}
}

// Namespace returns a namespace that no manifest brings.
func Namespace(name string) Manifest {
	m := Manifest{Unstructured: &unstructured.Unstructured{}}
	m.SetAPIVersion("v1")
	m.SetKind("Namespace")
	m.SetName(name)
	m.Text = fmt.Appendf(nil, "{apiVersion: v1, kind: Namespace, metadata: {name: %s}}", name)
	return m
}

// ByWave orders the manifests as Argo CD's sync waves do.
func ByWave(manifests []Manifest) ([]Manifest, error) {
	waves := make(map[*unstructured.Unstructured]int, len(manifests))
	for _, m := range manifests {
		if wave, ok := m.GetAnnotations()[waveAnnotation]; ok {
			n, err := strconv.Atoi(wave)
			if err != nil {
				return nil, fmt.Errorf("sync wave of %s: %w", m, err)
			}
			waves[m.Unstructured] = n
		}
	}
	ordered := append([]Manifest(nil), manifests...)
	sort.SliceStable(ordered, func(i, j int) bool {
		return waves[ordered[i].Unstructured] < waves[ordered[j].Unstructured]
	})
	return ordered, nil
}
