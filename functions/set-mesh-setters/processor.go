// Package setmeshsetters is the KRM function set-mesh-setters: it sets the fields that carry setter comments, of kpt v1 or
// of kpt 0.39, from the Mesh that governs them and from values given by name.
//
// A Mesh governs the resources of its own folder and below; the only Mesh of the input governs all of it.
package setmeshsetters

import (
	"fmt"
	"maps"
	"path"
	"slices"

	"github.com/meshfn/meshfn/internal/finding"
	"github.com/meshfn/meshfn/internal/krm"
	"github.com/meshfn/meshfn/internal/mesh"
	"github.com/meshfn/meshfn/internal/setters"
)

// Process sets the resources of the list. With a finding of severity error none of them changes.
func Process(list *krm.ResourceList) error {
	p := &processor{list: list, given: setters.Values{}, definitions: map[string]*setters.Definitions{}, meshes: map[string]*mesh.Mesh{}}
	p.config()
	p.kptfiles()
	p.loadMeshes()
	if len(p.findings) == 0 && len(p.meshes) == 0 && len(p.given) == 0 {
		p.report(finding.New(finding.NoSetterValues, "the input holds no Mesh, and no values are given"))
	}
	if !finding.HasErrors(p.findings) {
		p.plan()
	}
	if list.Results = finding.Sort(p.findings); !list.Failed() {
		for _, change := range p.changes {
			change.plan.Apply()
			change.resource.Edit()
		}
	}
	return nil
}

// processor is one run.
type processor struct {
	list  *krm.ResourceList
	given setters.Values
	// chosen is the Mesh of the functionConfig.
	chosen *mesh.Mesh
	// definitions of kpt 0.39 and meshes by their folder.
	definitions map[string]*setters.Definitions
	meshes      map[string]*mesh.Mesh
	changes     []change
	findings    []finding.Finding
}

type change struct {
	resource *krm.Resource
	plan     setters.Plan
}

func (p *processor) report(f ...finding.Finding) { p.findings = append(p.findings, f...) }

// config reads the functionConfig: a Mesh, or a ConfigMap whose data are values by the name of their setter.
func (p *processor) config() {
	r := p.list.FunctionConfig
	if r == nil {
		return
	}
	o, err := r.Object()
	switch {
	case err != nil:
		p.report(finding.New(finding.FunctionConfig, "the functionConfig cannot be read: %v", err))
	case o.Kind() == mesh.KindMesh:
		p.chosen = p.load(mesh.Source{Node: r.Node().YNode()}, nil)
	case o.Kind() != "ConfigMap":
		p.report(finding.New(finding.FunctionConfig, "the functionConfig has kind %q", o.Kind()))
	default:
		for name, value := range o.Map("data") {
			p.given[name] = setters.Text(fmt.Sprint(value))
		}
		p.report(p.given.Validate(nil)...)
	}
}

// kptfiles reads the definitions that came along.
func (p *processor) kptfiles() {
	for _, r := range p.list.Items {
		if r.ID().Kind != setters.KptfileName {
			continue
		}
		file := p.list.File(r)
		if d, findings := setters.ReadDefinitions(file, r.Node().YNode()); len(d.Setters()) > 0 || len(findings) > 0 {
			p.definitions[path.Dir(file)] = d
			p.report(findings...)
		}
	}
}

// loadMeshes reads each Mesh as it will be once the given values are in it.
func (p *processor) loadMeshes() {
	var fleet *mesh.Fleet
	for _, r := range p.list.Items {
		if id := r.ID(); id.Group == mesh.Group && id.Kind == mesh.KindFleet {
			fleet, _ = mesh.LoadFleet(mesh.Source{File: p.list.File(r), Node: r.Node().YNode()})
		}
	}
	for _, r := range p.list.Items {
		if id := r.ID(); id.Group != mesh.Group || id.Kind != mesh.KindMesh {
			continue
		}
		file := p.list.File(r)
		copied := r.Node().Copy().YNode()
		setters.Setting{Definitions: p.definitionsOf(file, nil), Values: p.given}.Plan(file, copied).Apply()
		if m := p.load(mesh.Source{File: file, Node: copied}, fleet); m != nil {
			p.meshes[path.Dir(file)] = m
		}
	}
	if p.chosen == nil {
		return
	}
	// The Mesh of the functionConfig stands for the one of its name; a Mesh from elsewhere governs everything.
	for folder, m := range p.meshes {
		if m.Metadata.Name == p.chosen.Metadata.Name {
			p.meshes = map[string]*mesh.Mesh{folder: p.chosen}
			return
		}
	}
	p.meshes = map[string]*mesh.Mesh{".": p.chosen}
}

// load returns a defaulted Mesh, nil where it has errors. Warnings are for the functions that render and check.
func (p *processor) load(src mesh.Source, fleet *mesh.Fleet) *mesh.Mesh {
	m, findings := mesh.Load(src, fleet)
	if m != nil && !finding.HasErrors(findings) {
		for _, f := range mesh.Default(m) {
			f.File = src.File
			findings = append(findings, f.On(mesh.KindMesh+"/"+m.Metadata.Name))
		}
	}
	if !finding.HasErrors(findings) {
		return m
	}
	p.report(slices.DeleteFunc(findings, func(f finding.Finding) bool { return f.Severity != finding.Error })...)
	return nil
}

// nearest returns what holds for a file: the entry of its folder or of the nearest one above.
func nearest[T any](byFolder map[string]T, file string) (found T, ok bool) {
	for at := path.Dir(file); ; at = path.Dir(at) {
		if found, ok = byFolder[at]; ok || at == "." || at == "/" {
			return found, ok
		}
	}
}

func (p *processor) meshOf(file string) *mesh.Mesh {
	m, ok := nearest(p.meshes, file)
	if !ok && len(p.meshes) == 1 {
		for _, m = range p.meshes {
		}
	}
	return m
}

func (p *processor) definitionsOf(file string, m *mesh.Mesh) *setters.Definitions {
	if d, ok := nearest(p.definitions, file); ok {
		return d
	}
	return setters.BuiltIn(m)
}

// scope is what shares a Mesh and definitions.
type scope struct {
	mesh    *mesh.Mesh
	setting setters.Setting
	fields  []setters.Field
}

// plan decides for every resource what it shall hold.
func (p *processor) plan() {
	scopes := map[string]*scope{}
	for _, r := range p.list.Items {
		file := p.list.File(r)
		m := p.meshOf(file)
		s := p.scope(scopes, file, m)
		root := r.Node().YNode()
		var plan setters.Plan
		if r.ID().Kind == setters.KptfileName {
			if p.definitions[path.Dir(file)] == nil {
				continue // its pipeline is where the given values come from
			}
			plan = s.setting.PlanKptfile(file, root)
		} else {
			plan = s.setting.Plan(file, root)
		}
		s.fields = append(s.fields, plan.Fields...)
		for _, f := range plan.Findings {
			p.report(f.On(r.ID().String()))
		}
		if plan.Changes() {
			p.changes = append(p.changes, change{r, plan})
		}
	}
	used := map[string]bool{}
	for _, key := range slices.Sorted(maps.Keys(scopes)) {
		s := scopes[key]
		for _, f := range s.fields {
			for _, name := range f.Setters {
				used[name] = true
			}
		}
		if s.mesh != nil {
			p.report(setters.Unanswered(s.setting.Definitions, s.setting.Values, s.fields)...)
			p.report(setters.Conflicts(s.mesh, s.fields)...)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(p.given)) {
		if !used[name] {
			p.report(finding.New(finding.UnknownSetter, "no field has a setter %s", name))
		}
	}
}

func (p *processor) scope(scopes map[string]*scope, file string, m *mesh.Mesh) *scope {
	d := p.definitionsOf(file, m)
	key := d.File + "\x00"
	if m != nil {
		key += m.Metadata.Name
	}
	if s := scopes[key]; s != nil {
		return s
	}
	values := setters.Values{}
	if m != nil {
		values = setters.ValuesOf(m, d)
	}
	maps.Copy(values, p.given)
	p.report(values.Validate(d)...)
	s := &scope{mesh: m, setting: setters.Setting{Definitions: d, Values: values, Given: p.given}}
	scopes[key] = s
	return s
}
