package controlplane

import (
	"slices"

	"github.com/meshfn/meshfn/internal/finding"
	"github.com/meshfn/meshfn/internal/fleet"
	"github.com/meshfn/meshfn/internal/mesh"
)

// builder puts the layers of one revision together.
type builder struct {
	member   *fleet.Member
	revision mesh.Revision
	field    string // of the revision
	fill     filler
	findings []finding.Finding
}

func (b *builder) report(code finding.Code, field, format string, args ...any) finding.Finding {
	return b.member.Report(code, b.field+field, format, args...)
}

func (b *builder) add(code finding.Code, field, format string, args ...any) {
	b.findings = append(b.findings, b.report(code, field, format, args...))
}

// asm merges in the order of asmcli: base file, layer of the authority, options, custom overlays, and the Istio CA's
// layer once more at the very end.
func (b *builder) asm() map[string]any {
	t, v := asmTables(), b.fill.version
	if !v.InRange(">=1.10") {
		b.add(finding.Version, ".version", "ASM %s: packages before 1.10 are not rendered", v.Text)
		return nil
	}
	if line := v.Line(); line != "1.10" && line != "1.23" {
		b.add(finding.DerivedLine, ".version", "ASM %s is rendered by rule from the packages 1.10 and 1.23", line)
	}
	if b.revision.Profile == mesh.ProfileMulticloud {
		spec := b.fill.tree(&t.MulticloudProfile)
		b.options(spec, nil)
		b.overlays(spec, nil)
		return b.revised(spec)
	}
	spec := b.fill.tree(&t.Base)
	implied := b.implied()
	for _, name := range implied {
		if name != "openshift" {
			merge(spec, b.fill.layer(t.layer(name)))
		}
	}
	chosen := b.options(spec, implied)
	var last map[string]any
	if slices.Contains(implied, "citadel-ca") || slices.Contains(chosen, "citadel-ca") {
		last = b.fill.layer(t.layer("citadel-ca"))
	}
	b.overlays(spec, last)
	if last != nil {
		merge(spec, last)
	}
	return b.revised(spec)
}

// istio is the profile and the identity of the cluster, then the custom overlays.
func (b *builder) istio() map[string]any {
	if len(b.revision.Options) > 0 {
		b.add(finding.UnknownOption, ".options[0]", "options are overlays of the ASM package; distribution Istio has none (use overlays)")
	}
	spec := b.fill.tree(&istioTables().Base)
	b.overlays(spec, nil)
	return b.revised(spec)
}

func (b *builder) revised(spec map[string]any) map[string]any {
	if b.revision.Name != "" {
		spec["revision"] = b.revision.Name
	}
	return spec
}

// implied are the layers that follow from the Mesh, in their order.
func (b *builder) implied() []string {
	var names []string
	spec := b.member.Mesh.Spec
	ca := spec.ControlPlane.CertificateAuthority.Type
	v := b.fill.version
	if v.InRange("<1.11") && ca != mesh.IstioCA && (spec.Cluster.Platform != mesh.GKE || slices.Contains(b.revision.Options, "hub-meshca")) {
		names = append(names, "hub-meshca")
	}
	switch ca {
	case mesh.CAService:
		names = append(names, "private-ca")
	case mesh.IstioCA:
		names = append(names, "citadel-ca")
	}
	if spec.Cluster.Platform == mesh.PlatformOpenShift && v.InRange(">=1.11") {
		names = append(names, "openshift")
	}
	return names
}
