package check

import (
	"bytes"
	"errors"
	"maps"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/meshfn/meshfn/internal/check/rule"
	"github.com/meshfn/meshfn/internal/finding"
	"github.com/meshfn/meshfn/internal/fleet"
	"github.com/meshfn/meshfn/internal/krm"
	"github.com/meshfn/meshfn/internal/render"
)

// Input is what a check looks at: meshes, and the files beside them. Either may be missing.
type Input struct {
	// Fleet has no members where nothing was rendered by us, or only its output is here.
	Fleet *fleet.Fleet
	// Findings of loading the fleet; they are returned with the others, unless waived.
	Findings []finding.Finding
	// Files of resources, but for those of Meshes, Fleets and FleetFacts.
	Files []File
	// Exists reports whether a file is there that is not among Files; nil where Files are all there are.
	Exists func(name string) bool
	// Render renders a member of the fleet.
	Render func(*fleet.Member) (render.Output, error)
	// Now is the time of the check; zero where it is not known.
	Now time.Time
	// Jobs is how many clusters are checked at once; at least one.
	Jobs int
}

// File is a file of resources. It is read when its cluster is checked, and not kept.
type File struct {
	// Path is a slash path relative to the root of the input.
	Path string
	// Mesh is what the annotation meshfn.dev/mesh in it says, "" where there is none.
	Mesh string
	// Read returns the content; the error is for a file that could not be read.
	Read func() (Content, error)
}

// Content of a file.
type Content struct {
	// Objects decodes them; what is wrong with the file itself is a finding. It is not asked of what was generated and is
	// rendered again.
	Objects func() ([]rule.Object, []finding.Finding)
	// Holds reports whether the content is what a record says of it.
	Holds func(recorded string) bool
}

// Text is the content of a text; a broken one is a finding, unless it says nothing of a resource.
func Text(name string, text []byte) Content {
	return content(text, func() ([]rule.Object, []finding.Finding) {
		objects, err := rule.Read(name, text)
		if err != nil && bytes.Contains(text, []byte("apiVersion")) {
			return objects, []finding.Finding{unreadable(name, text, err)}
		}
		return objects, nil
	})
}

// Named is Text for a file that somebody named: that it is no manifest is a finding then.
func Named(name string, text []byte) Content {
	return content(text, func() ([]rule.Object, []finding.Finding) {
		objects, err := rule.Read(name, text)
		switch {
		case err != nil:
			return objects, []finding.Finding{unreadable(name, text, err)}
		case len(objects) == 0:
			f := unreadable(name, text, errors.New("there is no resource in it"))
			return nil, []finding.Finding{f.WithFix("Name files of resources, which have apiVersion and kind.")}
		}
		return objects, nil
	})
}

func content(text []byte, objects func() ([]rule.Object, []finding.Finding)) Content {
	return Content{objects, func(recorded string) bool { return krm.Holds(text, recorded) }}
}

func unreadable(name string, text []byte, err error) finding.Finding {
	f := finding.New(finding.UnreadableManifest, "%v", err).At(name, "")
	if bytes.Contains(text, []byte("{{")) {
		f.Severity = finding.Warning
		f = f.WithFix("It looks like a template: check what it renders to, and name it in .krmignore.")
	}
	return f
}

// group is the part of an input that is for one cluster.
type group struct {
	name   string
	member *fleet.Member
	files  []File
}

// groups sorts the files by cluster: by the mesh that their objects name, the mesh in whose folder they lie, or the
// folder above manifests/. What has none of these is one cluster without a name.
func (in Input) groups() []*group {
	byName := map[string]*group{}
	of := func(name string) *group {
		g := byName[name]
		if g == nil {
			g = &group{name: name}
			byName[name] = g
		}
		return g
	}
	named := map[string]string{} // mesh by folder
	for _, m := range in.Fleet.Members {
		of(m.Name()).member = m
		named[m.Dir] = m.Name()
	}
	owned := owners(in.Files, named)
	for _, f := range in.Files {
		name := f.Mesh
		if name == "" {
			name = in.home(f.Path, named)
		} else if folder, ok := above(f.Path); ok && owned.stray(folder, name, named) {
			name = named[folder]
		}
		g := of(name)
		g.files = append(g.files, f)
	}
	all := make([]*group, 0, len(byName))
	for _, g := range byName {
		all = append(all, g)
	}
	slices.SortFunc(all, func(a, b *group) int { return strings.Compare(a.name, b.name) })
	return all
}

// folders are what the files above manifests/ and operator/ say: for each folder how many name which mesh.
type folders map[string]map[string]int

// owners counts the files, and adds the mesh of each folder that has none yet: the one that most of its files name.
func owners(all []File, named map[string]string) folders {
	count := folders{}
	for _, f := range all {
		if folder, ok := above(f.Path); ok && f.Mesh != "" {
			if count[folder] == nil {
				count[folder] = map[string]int{}
			}
			count[folder][f.Mesh]++
		}
	}
	for folder, of := range count {
		if named[folder] == "" {
			named[folder] = slices.MaxFunc(slices.Sorted(maps.Keys(of)), func(a, b string) int { return of[a] - of[b] })
		}
	}
	return count
}

// stray reports whether files of a mesh are not at home in a folder: the folder is another mesh's, and this one has a folder
// of its own, or no file but this one. Several meshes may also share a folder.
func (c folders) stray(folder, mesh string, named map[string]string) bool {
	if named[folder] == mesh {
		return false
	}
	for other, owner := range named {
		if owner == mesh && other != folder {
			return true
		}
	}
	of := c[folder]
	return of[mesh] == 1 && len(of) == 2 && of[named[folder]] > 2
}

// home is the cluster of a file whose objects name none.
func (in Input) home(file string, named map[string]string) string {
	if folder, ok := above(file); ok {
		if named[folder] != "" {
			return named[folder]
		}
		return folder
	}
	for dir := path.Dir(file); ; dir = path.Dir(dir) {
		if named[dir] != "" {
			return named[dir]
		}
		if dir == "." || dir == "/" {
			return ""
		}
	}
}

// above is the folder above manifests/ or operator/.
func above(file string) (folder string, ok bool) {
	parts := strings.Split(file, "/")
	for i, part := range parts[:len(parts)-1] {
		if part == krm.ManifestsFolder || part == krm.OperatorFolder {
			return path.Join(".", strings.Join(parts[:i], "/")), true
		}
	}
	return "", false
}
