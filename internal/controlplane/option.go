package controlplane

import (
	"fmt"
	"slices"
	"strings"

	"github.com/meshfn/meshfn/internal/finding"
	"github.com/meshfn/meshfn/internal/mesh"
)

// options merges the option layers over spec, in the order in which they are written, and returns the names of all
// layers in effect. Names that are not known here or exclude each other are reported.
func (b *builder) options(spec map[string]any, implied []string) []string {
	t := asmTables()
	inEffect := slices.Clone(implied)
	if slices.Contains(implied, "openshift") {
		merge(spec, b.fill.layer(t.layer("openshift")))
	}
	for i, name := range b.revision.Options {
		field := mesh.Index(".options", i)
		l := t.layer(name)
		switch {
		case l == nil:
			b.add(finding.UnknownOption, field, "option %q is unknown; known for %s: %s", name, b.fill.version.Text, strings.Join(b.known(), ", "))
			continue
		case l.Refused != "":
			b.add(finding.UnknownOption, field, "option %s cannot be used: %s", name, l.Refused)
			continue
		case !b.available(l):
			b.add(finding.UnknownOption, field, "option %s does not exist for ASM %s on %s with Kubernetes %s; known: %s", name,
				b.fill.version.Text, b.member.Mesh.Spec.Cluster.Platform, b.member.Mesh.Spec.Cluster.KubernetesVersion, strings.Join(b.known(), ", "))
			continue
		}
		if ca := b.member.Mesh.Spec.ControlPlane.CertificateAuthority.Type; l.CA != "" && l.CA != ca {
			b.add(finding.OptionConflict, field, "option %s belongs to certificate authority %s; this mesh has %s", name, l.CA, ca)
			continue
		}
		if slices.Contains(inEffect, name) {
			continue
		}
		if other := conflict(t, l, inEffect); other != "" {
			b.add(finding.OptionConflict, field, "options %s and %s exclude each other", other, name)
			continue
		}
		merge(spec, b.fill.layer(l))
		inEffect = append(inEffect, name)
	}
	return inEffect
}

func conflict(t *tables, l *layer, inEffect []string) string {
	for _, name := range inEffect {
		other := t.layer(name)
		// hub-meshca carries an identity, private-ca an authority: 1.10 off Google Cloud has both.
		if l.Name == "private-ca" && name == "hub-meshca" {
			continue
		}
		if l.Group != "" && l.Group == other.Group || slices.Contains(l.Excludes, name) || slices.Contains(other.Excludes, l.Name) {
			return name
		}
	}
	return ""
}

func (b *builder) available(l *layer) bool {
	c := b.member.Mesh.Spec.Cluster
	kubernetes := mesh.Version{}
	fmt.Sscanf(c.KubernetesVersion, "%d.%d", &kubernetes.Major, &kubernetes.Minor)
	return b.fill.version.InRange(l.Versions) && kubernetes.InRange(l.Kubernetes) &&
		(len(l.Platforms) == 0 || slices.Contains(l.Platforms, c.Platform))
}

// known lists the options that this mesh could name.
func (b *builder) known() []string {
	var names []string
	for i := range asmTables().Layers {
		l := &asmTables().Layers[i]
		foreign := l.CA != "" && l.CA != b.member.Mesh.Spec.ControlPlane.CertificateAuthority.Type
		if l.Refused == "" && !foreign && b.available(l) {
			names = append(names, l.Name)
		}
	}
	slices.Sort(names)
	return names
}
