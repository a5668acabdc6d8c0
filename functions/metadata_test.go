package functions_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"sigs.k8s.io/yaml"
)

const source = "https://github.com/meshfn/meshfn/tree/main/"

// metadata of a function, as the catalogues of kpt have it:
// https://github.com/kptdev/krm-functions-catalog, functions/go/*/metadata.yaml.
type metadata struct {
	Image              string   `json:"image"`
	Description        string   `json:"description"`
	Tags               []string `json:"tags"`
	SourceURL          string   `json:"sourceURL"`
	ExamplePackageURLs []string `json:"examplePackageURLs"`
	Emails             []string `json:"emails"`
	License            string   `json:"license"`
	Types              []string `json:"types"`
}

// TestMetadata holds what a catalogue shows of a function against the repository.
func TestMetadata(t *testing.T) {
	for _, name := range catalogue.Names() {
		t.Run(name, func(t *testing.T) {
			var m metadata
			if err := yaml.UnmarshalStrict(read(t, filepath.Join(name, "metadata.yaml")), &m); err != nil {
				t.Fatal(err)
			}
			if m.Image != "meshfn/"+name {
				t.Errorf("image is %q", m.Image)
			}
			if !strings.HasSuffix(m.Description, ".") || strings.Contains(m.Description, "\n") {
				t.Errorf("the description is no sentence: %q", m.Description)
			}
			if m.SourceURL != source+"functions/"+name {
				t.Errorf("sourceURL is %q", m.SourceURL)
			}
			if m.License != "Apache-2.0" || len(m.Tags) == 0 {
				t.Errorf("license %q, tags %q", m.License, m.Tags)
			}
			if len(m.Types) == 0 || slices.ContainsFunc(m.Types, func(kind string) bool { return kind != "mutator" && kind != "validator" }) {
				t.Errorf("types are %q, kpt has mutators and validators", m.Types)
			}
			if len(m.ExamplePackageURLs) == 0 {
				t.Error("no example")
			}
			for _, url := range m.ExamplePackageURLs {
				folder, ours := strings.CutPrefix(url, source)
				if _, err := os.Stat(filepath.Join("..", folder)); !ours || err != nil {
					t.Errorf("example %s: %v", url, err)
				}
			}
		})
	}
}

// TestFolders finds a folder that no catalogue has.
func TestFolders(t *testing.T) {
	files, err := filepath.Glob("*/metadata.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var folders []string
	for _, file := range files {
		folders = append(folders, filepath.Dir(file))
	}
	if !slices.Equal(folders, catalogue.Names()) {
		t.Errorf("folders %v, functions %v", folders, catalogue.Names())
	}
}

// TestReadme asks each function's page for what a user needs: what it is, how a Kptfile names it, what it takes.
func TestReadme(t *testing.T) {
	for _, name := range catalogue.Names() {
		text := string(read(t, filepath.Join(name, "README.md")))
		for _, want := range []string{"# " + name + "\n", "\n  - image: meshfn/" + name + ":v", "\n## functionConfig\n"} {
			if !strings.Contains("\n"+text, want) {
				t.Errorf("%s/README.md has no %q", name, strings.TrimSpace(want))
			}
		}
	}
}
