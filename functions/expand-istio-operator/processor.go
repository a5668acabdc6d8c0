// Package expandistiooperator is the KRM function expand-istio-operator: every IstioOperator becomes the manifests that
// `istioctl manifest generate` of the release prints, beside it, object by object the same.
package expandistiooperator

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/meshfn/meshfn/internal/chart"
	"github.com/meshfn/meshfn/internal/finding"
	"github.com/meshfn/meshfn/internal/krm"
	"github.com/meshfn/meshfn/internal/mesh"
)

// Processor returns the function. library is a folder that may hold chart sets beside the embedded one, each in a folder
// named by its version.
func Processor(library string) func(*krm.ResourceList) error {
	return func(list *krm.ResourceList) error {
		p := &processor{list: list, library: library, at: map[string][]*krm.Resource{}}
		for _, item := range list.Items {
			file := list.File(item)
			p.at[file] = append(p.at[file], item)
		}
		if err := p.run(); err != nil {
			return err
		}
		if list.Results = finding.Sort(p.findings); list.Failed() {
			return nil
		}
		list.Items = slices.DeleteFunc(list.Items, func(r *krm.Resource) bool { return slices.Contains(p.remove, r) })
		list.Items = append(list.Items, p.add...)
		return nil
	}
}

// processor is one run.
type processor struct {
	list     *krm.ResourceList
	library  string
	at       map[string][]*krm.Resource // by file
	findings []finding.Finding
	remove   []*krm.Resource
	add      []*krm.Resource
}

func (p *processor) run() error {
	overlays, err := p.overlays()
	if err != nil {
		return err
	}
	var homes []string
	operators := map[string][]*krm.Resource{}
	for _, item := range p.list.Items {
		if id := item.ID(); id.Kind != "IstioOperator" || id.Group != "install.istio.io" || overlays[p.list.File(item)] {
			continue
		}
		home := homeOf(p.list.File(item))
		if operators[home] == nil {
			homes = append(homes, home)
		}
		operators[home] = append(operators[home], item)
	}
	for _, home := range homes {
		if err := p.expand(home, operators[home]); err != nil {
			return err
		}
	}
	return nil
}

// homeOf is the folder below which the manifests of an IstioOperator go: its own, or the one above where that is called
// operator.
func homeOf(file string) string {
	dir := path.Dir(file)
	if path.Base(dir) == krm.OperatorFolder {
		return path.Dir(dir)
	}
	return dir
}

// overlays are the files of IstioOperators that a Mesh, or its fleet's defaults, lays over its own: they are no
// installations.
func (p *processor) overlays() (map[string]bool, error) {
	var homes, defaults []string
	files := map[string]bool{}
	for _, item := range p.list.Items {
		id := item.ID()
		if id.Group != mesh.Group || id.Kind != mesh.KindMesh && id.Kind != mesh.KindFleet {
			continue
		}
		o, err := item.Object()
		if err != nil {
			return nil, fmt.Errorf("read %s: %w", p.list.File(item), err)
		}
		if id.Kind == mesh.KindFleet {
			defaults = append(defaults, named(o.List("spec", "defaults", "controlPlane", "revisions"))...)
			continue
		}
		home := path.Dir(p.list.File(item))
		homes = append(homes, home)
		for _, name := range named(o.List("spec", "controlPlane", "revisions")) {
			files[path.Join(home, name)] = true
		}
	}
	for _, home := range homes {
		for _, name := range defaults {
			files[path.Join(home, name)] = true
		}
	}
	return files, nil
}

// named are the overlays that revisions name.
func named(revisions []any) []string {
	var names []string
	for _, revision := range revisions {
		revision, _ := revision.(map[string]any)
		for _, overlay := range krm.Object(revision).List("overlays") {
			if name, ok := overlay.(string); ok {
				names = append(names, name)
			}
		}
	}
	return names
}

// expand replaces the manifests below one folder.
func (p *processor) expand(home string, operators []*krm.Resource) error {
	if rendered, err := p.rendered(home); err != nil || rendered {
		for _, r := range operators {
			p.report(r, finding.New(finding.AlreadyExpanded, "render-mesh has expanded this IstioOperator"))
		}
		return err
	}
	var expansions []chart.Expansion
	for _, r := range operators {
		o, err := r.Object()
		if err != nil {
			return fmt.Errorf("read %s: %w", p.list.File(r), err)
		}
		charts, err := p.charts(r, o)
		if err != nil {
			return err
		}
		if charts == nil {
			continue
		}
		e, findings, err := charts.Expand(o)
		if err != nil {
			return fmt.Errorf("expand %s: %w", p.list.File(r), err)
		}
		for _, f := range findings {
			p.report(r, f)
		}
		expansions = append(expansions, e)
	}
	for file, items := range p.at {
		if owns(home, file) {
			p.remove = append(p.remove, items...)
		}
	}
	first := operators[0]
	up, err := filepath.Rel(path.Dir(p.list.File(first)), home)
	if err != nil {
		return err
	}
	items := chart.Layout(expansions...)
	for i, it := range items {
		items[i].Path = path.Join(filepath.ToSlash(up), it.Path)
	}
	p.add = append(p.add, first.Generate(items)...)
	return nil
}

// owns reports whether a file is one that this function writes: the definitions, and the folder of any revision.
func owns(home, file string) bool {
	name, below := strings.CutPrefix(file, path.Join(home, chart.Folder)+"/")
	return below && (name == path.Base(chart.CRDsPath) || strings.Contains(name, "/"))
}

// rendered reports whether a record names expanded manifests below the folder: then render-mesh makes them.
func (p *processor) rendered(home string) (bool, error) {
	for _, r := range p.at[path.Join(home, krm.RecordFile)] {
		o, err := r.Object()
		if err != nil {
			return false, fmt.Errorf("read %s: %w", p.list.File(r), err)
		}
		record, err := krm.ReadRecord(o)
		if err != nil {
			return false, fmt.Errorf("read %s: %w", p.list.File(r), err)
		}
		for name := range record.Files {
			if owns(home, path.Join(home, name)) {
				return true, nil
			}
		}
	}
	return false, nil
}

// released is the tag of images of a release, with the version that its charts have.
var released = regexp.MustCompile(`^v?([0-9]+\.[0-9]+\.[0-9]+(-asm\.[0-9]+|-(alpha|beta|rc)\.[0-9]+)?)(-distroless|-debug)?$`)

// charts returns the chart set for an IstioOperator. Its images say which release it is for; with charts of another one
// it would be expanded to something that the release has never been.
func (p *processor) charts(r *krm.Resource, o krm.Object) (*chart.Charts, error) {
	match := released.FindStringSubmatch(o.String("spec", "tag"))
	if match == nil || match[1] == chart.Version {
		return chart.Embedded(), nil
	}
	charts, err := chart.Open(filepath.Join(p.library, match[1]))
	if errors.Is(err, fs.ErrNotExist) {
		f := finding.New(finding.ChartsRequired, "no charts of version %s are at hand; the embedded ones are of %s", match[1], chart.Version).
			WithFix("Put the release's manifests folder into the function's image as %s, or use `meshfn expand --charts`.", path.Join(p.library, match[1]))
		p.report(r, f.At("", "spec.tag"))
		return nil, nil
	}
	return charts, err
}

func (p *processor) report(r *krm.Resource, f finding.Finding) {
	f.File, f.Resource = p.list.File(r), r.ID().String()
	p.findings = append(p.findings, f)
}
