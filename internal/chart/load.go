package chart

import (
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"sigs.k8s.io/yaml"

	"github.com/meshfn/meshfn/internal/krm"
)

// chart is one Helm chart. It is not changed once it is loaded, but for what it remembers.
type chart struct {
	meta   metadata
	values map[string]any
	files  files
	crds   []krm.Object // of the folder crds, in the order of their files
	engine *engine

	residuals residuals
}

// metadata is Chart.yaml under the names that templates use.
type metadata struct {
	Name, Home, Version, Description, Icon, APIVersion, Condition, Tags, AppVersion, KubeVersion, Type string
	Sources, Keywords                                                                                  []string
	Deprecated                                                                                         bool
	Annotations                                                                                        map[string]string
	Dependencies                                                                                       []any
	IsRoot                                                                                             bool
}

func readMetadata(fsys fs.FS, dir string) (metadata, error) {
	text, err := fs.ReadFile(fsys, path.Join(dir, "Chart.yaml"))
	if err != nil {
		return metadata{}, fmt.Errorf("read chart: %w", err)
	}
	meta := metadata{IsRoot: true}
	if err := yaml.Unmarshal(text, &meta); err != nil {
		return metadata{}, fmt.Errorf("read %s/Chart.yaml: %w", dir, err)
	}
	return meta, nil
}

// loadChart sorts the files of a folder as Helm does: templates, values, crds, and everything else as .Files.
func loadChart(fsys fs.FS, dir string) (*chart, error) {
	meta, err := readMetadata(fsys, dir)
	if err != nil {
		return nil, err
	}
	if len(meta.Dependencies) > 0 {
		return nil, fmt.Errorf("chart %s has dependencies, which Istio's charts never have", meta.Name)
	}
	c := &chart{meta: meta, values: map[string]any{}, files: files{}}
	templates := map[string]string{}
	err = fs.WalkDir(fsys, dir, func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		text, err := fs.ReadFile(fsys, name)
		if err != nil {
			return err
		}
		name = strings.TrimPrefix(name, dir+"/")
		switch {
		case name == "Chart.yaml" || name == "Chart.lock" || name == "values.schema.json":
		case name == "values.yaml":
			return unmarshal(text, &c.values)
		case strings.HasPrefix(name, "templates/"):
			templates[path.Join(meta.Name, name)] = string(text)
		default:
			c.files[name] = text
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	for _, name := range c.files.names() {
		if strings.HasPrefix(name, "crds/") && slices.Contains([]string{".yaml", ".yml", ".json"}, strings.ToLower(path.Ext(name))) {
			crds, err := decodeAll(string(c.files[name]), nil)
			if err != nil {
				return nil, fmt.Errorf("parse %s: %w", name, err)
			}
			c.crds = append(c.crds, crds...)
		}
	}
	c.engine, err = newEngine(meta.Name, templates)
	return c, err
}
