package federation

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"github.com/meshfn/meshfn/internal/fleet"
	"github.com/meshfn/meshfn/internal/mesh"
)

// State says what an importing mesh makes of an export.
type State string

// The states of a Name.
const (
	// Imported services have a host of their own; Local ones join the local service of that name.
	Imported State = "imported"
	Local    State = "local"
	// NotImported services are offered and not asked for.
	NotImported State = "not imported"
	// Unknown is what a mesh outside the input makes of an offer.
	Unknown State = "unknown"
)

// Name is the answer to one question: under which host does a mesh reach what another exports. A "*" stands for what the
// rules leave open.
type Name struct {
	Exporter string `json:"exporter"`
	// Service in the exporting mesh, NAMESPACE/NAME; empty where that mesh is not known.
	Service string `json:"service,omitempty"`
	// Selector of labels, where services are exported by it.
	Selector string `json:"selector,omitempty"`
	// ExportedAs is the host that the exporter's ingress knows.
	ExportedAs string `json:"exportedAs"`
	Importer   string `json:"importer"`
	State      State  `json:"state"`
	// Host in the importing mesh.
	Host string `json:"host,omitempty"`
}

// Explain returns the names of everything that is exported to or imported by a mesh of the fleet, by exporter and
// importer, in the order of the exporter's rules. A rule that never takes effect behind a more general one is left out.
func Explain(f *fleet.Fleet) []Name {
	type ends struct{ exporter, importer string }
	pairs := map[ends]*fleet.Member{}
	for _, m := range f.Members {
		if m.Mesh.Spec.Federation == nil {
			continue
		}
		for _, p := range m.Mesh.Spec.Federation.Peers {
			pairs[ends{m.Name(), p.Name}], pairs[ends{p.Name, m.Name()}] = m, m
		}
	}
	order := slices.SortedFunc(maps.Keys(pairs), func(a, b ends) int {
		return cmp.Or(strings.Compare(a.exporter, b.exporter), strings.Compare(a.importer, b.importer))
	})
	var all []Name
	for _, pair := range order {
		exports, exportsKnown := exportsOf(pairs[pair], pair.exporter, pair.importer)
		var imports []mesh.Import
		importer, importsKnown := f.Member(pair.importer)
		if importsKnown {
			imports = importsOf(importer, pair.exporter)
		}
		d := direction{pair.exporter, pair.importer, imports, importsKnown}
		if !exportsKnown {
			all = append(all, d.asked()...)
		}
		for i, e := range exports {
			if !shadowed(exports, i) {
				all = append(all, d.offered(e)...)
			}
		}
	}
	return all
}

// exportsOf returns what a mesh exports to another; false where nothing is known of the exporter. Any member can ask.
func exportsOf(m *fleet.Member, exporter, importer string) ([]mesh.Export, bool) {
	facts, known := m.Facts(exporter)
	for _, p := range facts.Peers {
		if p.Name == importer {
			return p.Exports, true
		}
	}
	return nil, known
}

func importsOf(m *fleet.Member, exporter string) []mesh.Import {
	if fed := m.Mesh.Spec.Federation; fed != nil {
		for _, p := range fed.Peers {
			if p.Name == exporter {
				return p.Imports
			}
		}
	}
	return nil
}

// shadowed reports whether an earlier export by name takes all that the i-th selects.
func shadowed(exports []mesh.Export, i int) bool {
	return slices.ContainsFunc(exports[:i], func(e mesh.Export) bool {
		return e.Selector == nil && source(e).covers(source(exports[i]))
	})
}

// direction is one way between two meshes.
type direction struct {
	exporter, importer string
	imports            []mesh.Import
	importsKnown       bool
}

// offered are the names of one export: one for each import that may take a part of it, up to the first that takes all.
func (d direction) offered(e mesh.Export) []Name {
	offer := offered(e)
	row := Name{
		Exporter: d.exporter, Service: source(e).String(), Selector: selectorText(e.Selector),
		ExportedAs: ExportedHost(offer.Name, offer.Namespace, d.importer), Importer: d.importer, State: Unknown,
	}
	if !d.importsKnown {
		return []Name{row}
	}
	var rows []Name
	for _, im := range d.imports {
		both, ok := wanted(im).meet(offer)
		if !ok {
			continue
		}
		rows = append(rows, d.taken(row, both, im))
		if wanted(im).covers(offer) {
			break
		}
	}
	if len(rows) == 0 {
		row.State = NotImported
		return []Name{row}
	}
	return rows
}

// asked are the names of the imports from a mesh of whose exports nothing is known.
func (d direction) asked() []Name {
	var rows []Name
	for _, im := range d.imports {
		rows = append(rows, d.taken(Name{Exporter: d.exporter, Importer: d.importer}, wanted(im), im))
	}
	return rows
}

// taken completes a row by what an import makes of the exported name.
func (d direction) taken(row Name, exported pattern, im mesh.Import) Name {
	local := exported.as(im.As)
	row.ExportedAs = ExportedHost(exported.Name, exported.Namespace, d.importer)
	row.Host = ImportedHost(local.Name, local.Namespace, d.exporter, im.DomainSuffix, im.Local)
	row.State = Imported
	if im.Local {
		row.State = Local
	}
	return row
}

func (p pattern) String() string { return p.Namespace + "/" + p.Name }

// selectorText writes a selector as kubectl takes it.
func selectorText(s *mesh.Selector) string {
	if s == nil {
		return ""
	}
	var parts []string
	for _, k := range slices.Sorted(maps.Keys(s.MatchLabels)) {
		parts = append(parts, k+"="+s.MatchLabels[k])
	}
	for _, r := range s.MatchExpressions {
		values := " (" + strings.Join(r.Values, ",") + ")"
		switch r.Operator {
		case "In":
			parts = append(parts, r.Key+" in"+values)
		case "NotIn":
			parts = append(parts, r.Key+" notin"+values)
		case "Exists":
			parts = append(parts, r.Key)
		case "DoesNotExist":
			parts = append(parts, "!"+r.Key)
		}
	}
	return strings.Join(parts, ",")
}
