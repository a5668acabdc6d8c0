package setters

import (
	"bytes"
	"fmt"
	"maps"
	"os"
	"path"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"sigs.k8s.io/kustomize/kyaml/yaml"

	"github.com/meshfn/meshfn/internal/finding"
	"github.com/meshfn/meshfn/internal/krm"
	"github.com/meshfn/meshfn/internal/mesh"
)

// Package is a kpt package on disk, without its subpackages.
type Package struct {
	// Path is the slash path of the package below the folder that was opened; "." for that folder.
	Path string
	// Kptfile is nil where the folder has none.
	Kptfile *Kptfile
	// Findings of the Kptfile; a package with an error among them is not set.
	Findings []finding.Finding

	dir   string // the folder that was opened
	files []krm.File
}

// Open reads the package in a folder and, with recurse, its subpackages. Only the Kptfiles, the files with setter comments
// and those that a pipeline takes its values from are kept.
func Open(dir string, recurse bool) ([]*Package, error) {
	names, err := krm.Walk(dir)
	if err != nil {
		return nil, err
	}
	folders := []string{"."}
	for _, name := range names {
		if path.Base(name) == KptfileName && path.Dir(name) != "." {
			folders = append(folders, path.Dir(name))
		}
	}
	slices.Sort(folders)
	owner := func(name string) string {
		for at := path.Dir(name); at != "."; at = path.Dir(at) {
			if _, ok := slices.BinarySearch(folders, at); ok {
				return at
			}
		}
		return "."
	}
	names = slices.DeleteFunc(names, func(name string) bool {
		return path.Ext(name) == ".json" || !recurse && owner(name) != "."
	})
	files, err := krm.Scan(dir, names, func(name string, text []byte) bool { return path.Base(name) == KptfileName || mayRefer(text) })
	if err != nil {
		return nil, err
	}
	byFolder := map[string]*Package{".": {Path: ".", dir: dir}}
	for _, f := range files {
		at := owner(f.Path)
		if path.Base(f.Path) == KptfileName {
			at = path.Dir(f.Path)
		}
		p := byFolder[at]
		if p == nil {
			p = &Package{Path: at, dir: dir}
			byFolder[at] = p
		}
		if path.Base(f.Path) == KptfileName {
			p.Kptfile, p.Findings = ReadKptfile(f.Path, f.Text)
		} else {
			p.files = append(p.files, f)
		}
	}
	packages := make([]*Package, 0, len(byFolder))
	for _, at := range slices.Sorted(maps.Keys(byFolder)) {
		p := byFolder[at]
		if err := p.readDeclared(); err != nil {
			return nil, err
		}
		packages = append(packages, p)
	}
	return packages, nil
}

// readDeclared reads the file that the pipeline takes its values from.
func (p *Package) readDeclared() error {
	if p.Kptfile == nil || p.Kptfile.ConfigPath == "" {
		return nil
	}
	if !filepath.IsLocal(p.Kptfile.ConfigPath) {
		return fmt.Errorf("read the setters that %s names: %s is outside the package", p.Kptfile.file, p.Kptfile.ConfigPath)
	}
	name := path.Join(p.Path, p.Kptfile.ConfigPath)
	i := slices.IndexFunc(p.files, func(f krm.File) bool { return f.Path == name })
	if i < 0 {
		text, err := os.ReadFile(filepath.Join(p.dir, filepath.FromSlash(name)))
		if err != nil {
			return fmt.Errorf("read the setters that %s names: %w", p.Kptfile.file, err)
		}
		p.files = append(p.files, krm.File{Path: name, Text: text})
		slices.SortFunc(p.files, func(a, b krm.File) int { return strings.Compare(a.Path, b.Path) })
		i = slices.IndexFunc(p.files, func(f krm.File) bool { return f.Path == name })
	}
	docs, err := parse(p.files[i].Text)
	if err != nil {
		p.Findings = append(p.Findings, syntax(name, err))
	}
	for _, doc := range docs {
		_, data := lookup(content(doc), "data")
		declare(data, p.Kptfile.Declared)
	}
	return nil
}

// Definitions that hold for the package's comments of kpt 0.39: its own, else those of the ASM package.
func (p *Package) Definitions() *Definitions {
	if p.Kptfile != nil && p.Kptfile.Definitions != nil {
		return p.Kptfile.Definitions
	}
	return BuiltIn(nil)
}

// SetFrom sets what a defaulted Mesh says, and the values given by name, which win. The findings tell which setters have no
// value and still hold their placeholder. The values are those that were used.
func (p *Package) SetFrom(m *mesh.Mesh, given Values, by Author) (*Change, Values) {
	d := p.Definitions()
	if d.open {
		d = BuiltIn(m)
	}
	values := ValuesOf(m, d)
	if given == nil {
		given = Values{}
	}
	maps.Copy(values, given)
	c := p.set(Setting{d, values, given}, by)
	if !c.refused {
		c.Findings = append(c.Findings, Unanswered(d, values, c.Fields)...)
		c.Findings = append(c.Findings, Conflicts(m, c.Fields)...)
	}
	return c, values
}

// Set sets the values given by name.
func (p *Package) Set(values Values, by Author) *Change {
	return p.set(Setting{Definitions: p.Definitions(), Values: values}, by)
}

// Change is a package with its values set, not yet written.
type Change struct {
	Fields   []Field
	Findings []finding.Finding

	dir     string
	writes  []written
	refused bool
}

// written is a file with its new text, and what it held before.
type written struct {
	krm.File
	before []byte
}

// Refused reports whether a value or a file stands against the change. A placeholder that nobody answers does not: the rest
// can be set.
func (c *Change) Refused() bool { return c.refused }

func (p *Package) set(s Setting, by Author) *Change {
	c := &Change{dir: p.dir, Findings: slices.Concat(p.Findings, s.Values.Validate(s.Definitions))}
	defer func() { c.refused = finding.HasErrors(c.Findings) }()
	if finding.HasErrors(c.Findings) {
		return c
	}
	results := make([]Result, len(p.files))
	each(len(p.files), func(i int) { results[i] = p.apply(p.files[i], s) })
	for i, r := range results {
		c.add(p.files[i], r)
	}
	if p.Kptfile != nil {
		text, findings := p.Kptfile.Set(s.Values, by)
		c.add(krm.File{Path: p.Kptfile.file, Text: p.Kptfile.text}, Result{Text: text, Changed: true, Findings: findings})
	}
	return c
}

func (p *Package) apply(f krm.File, s Setting) Result {
	if p.Kptfile == nil || path.Join(p.Path, p.Kptfile.ConfigPath) != f.Path {
		return s.Apply(f.Path, f.Text)
	}
	r := s.run(f.Path)
	return r.apply(f.Text, func(doc *yaml.Node) {
		s.walk(r, doc)
		_, data := lookup(content(doc), "data")
		r.declared(data)
	})
}

func (c *Change) add(f krm.File, r Result) {
	c.Fields = append(c.Fields, r.Fields...)
	c.Findings = append(c.Findings, r.Findings...)
	if r.Changed && !bytes.Equal(r.Text, f.Text) {
		c.writes = append(c.writes, written{krm.File{Path: f.Path, Text: r.Text}, f.Text})
	}
}

// Files that the change writes, as slash paths below the folder that was opened.
func (c *Change) Files() []string {
	names := make([]string, len(c.writes))
	for i, w := range c.writes {
		names[i] = w.Path
	}
	return names
}

// each calls do for 0 to n-1, on all processors.
func each(n int, do func(i int)) {
	var workers sync.WaitGroup
	var next atomic.Int64
	for range min(runtime.GOMAXPROCS(0), n) {
		workers.Go(func() {
			for i := int(next.Add(1)) - 1; i < n; i = int(next.Add(1)) - 1 {
				do(i)
			}
		})
	}
	workers.Wait()
}
