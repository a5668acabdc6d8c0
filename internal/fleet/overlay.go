package fleet

import (
	"path"
	"slices"
	"strings"

	"github.com/meshfn/meshfn/internal/certificate"
	"github.com/meshfn/meshfn/internal/finding"
	"github.com/meshfn/meshfn/internal/krm"
	"github.com/meshfn/meshfn/internal/mesh"
)

// loadOverlays reads the files that the revisions name. An overlay is a resource of the same tree, of the kind that the
// distribution installs.
func (m *Member) loadOverlays(objects func(string) ([]krm.Object, error), verdicts *krm.Memo[verdict]) ([]finding.Finding, error) {
	of := func(o krm.Object) verdict { return verdicts.Of(o, func() verdict { return judge(o) }) }
	var findings []finding.Finding
	want := "IstioOperator"
	if m.Mesh.Spec.ControlPlane.Distribution == mesh.OpenShift {
		want = "ServiceMeshControlPlane"
	}
	for i, r := range m.Mesh.Spec.ControlPlane.Revisions {
		for j, name := range r.Overlays {
			field := mesh.Index(mesh.Index("spec.controlPlane.revisions", i)+".overlays", j)
			file := path.Join(m.Dir, name)
			if path.IsAbs(name) || file == ".." || strings.HasPrefix(file, "../") {
				findings = append(findings, m.Report(finding.Overlay, field, "overlay %s lies outside the tree", name))
				continue
			}
			found, err := objects(file)
			if err != nil {
				findings = append(findings, m.Report(finding.Overlay, field, "overlay %s cannot be used: %v", file, err))
				continue
			}
			switch {
			case len(found) == 0:
				findings = append(findings, m.Report(finding.Overlay, field, "overlay %s does not exist", file))
			case len(found) > 1:
				findings = append(findings, m.Report(finding.Overlay, field, "overlay %s holds %d resources; one per file", file, len(found)))
			case found[0].Kind() != want:
				findings = append(findings, m.Report(finding.Overlay, field, "overlay %s holds the kind %s; distribution %s takes %s",
					file, found[0].Kind(), m.Mesh.Spec.ControlPlane.Distribution, want))
			case of(found[0]).privateKey:
				findings = append(findings, m.Report(finding.PrivateKey, field, "overlay %s holds a private key", file))
			default:
				if v := of(found[0]); v.placeholder != "" {
					findings = append(findings, m.Report(finding.Placeholder, field, "overlay %s has the placeholder %s at %s", file, v.placeholder, v.at))
				}
				if m.Overlays == nil {
					m.Overlays = map[string]krm.Object{}
				}
				m.Overlays[name] = found[0]
			}
		}
	}
	return findings, nil
}

// verdict is what must not be in an overlay.
type verdict struct {
	privateKey      bool
	at, placeholder string
}

func judge(o krm.Object) verdict {
	v := verdict{privateKey: holdsPrivateKey(map[string]any(o))}
	v.at, v.placeholder = mesh.PlaceholderIn(map[string]any(o), "")
	return v
}

// holdsPrivateKey reports whether any text of a value does.
func holdsPrivateKey(value any) bool {
	switch v := value.(type) {
	case string:
		return certificate.HasPrivateKey(v)
	case []any:
		return slices.ContainsFunc(v, holdsPrivateKey)
	case map[string]any:
		for key, below := range v {
			if certificate.HasPrivateKey(key) || holdsPrivateKey(below) {
				return true
			}
		}
	}
	return false
}
