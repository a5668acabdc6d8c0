package mesh

import (
	"maps"
	"slices"
	"strings"

	"github.com/meshfn/meshfn/internal/finding"
)

// A relation looks at fields of one document that must fit each other; what depends on defaults is Default's.
type relation struct {
	name string
	spec *Spec
	// partial is true for the defaults of a fleet: what is missing may come from a mesh.
	partial bool
	// broken tells where the decoder found a mistake: a value that could not be read proves nothing about its neighbours.
	broken   func(field string) bool
	findings []finding.Finding
}

// relations checks a spec in a fixed order; the fields of its findings are relative to the spec.
func relations(spec *Spec, name string, partial bool, broken func(string) bool) []finding.Finding {
	r := relation{name: name, spec: spec, partial: partial, broken: broken}
	r.reserved()
	r.authority()
	r.revisions()
	r.tags()
	r.namespaces()
	r.gateways()
	r.remoteSecrets()
	r.federation()
	return r.findings
}

func (r *relation) report(code finding.Code, field, format string, args ...any) {
	r.findings = append(r.findings, finding.New(code, format, args...).At("", field))
}

// need reports a field that is missing from a document that nothing completes.
func (r *relation) need(field, format string, args ...any) {
	if !r.partial {
		r.report(finding.Required, field, format, args...)
	}
}

func (r *relation) reserved() {
	cp := &r.spec.ControlPlane
	if cp.Distribution == Sail {
		r.report(finding.Reserved, "controlPlane.distribution", "Sail (OpenShift Service Mesh 3) is reserved and not supported yet")
	}
	if cp.Management == Managed {
		r.report(finding.Reserved, "controlPlane.management", "Managed is reserved and not supported yet")
	}
	if cp.Role == Remote {
		r.report(finding.Reserved, "controlPlane.role", "Remote is reserved and not supported yet")
	}
}

func (r *relation) authority() {
	const at = "controlPlane.certificateAuthority"
	if r.broken(at) {
		return
	}
	ca := &r.spec.ControlPlane.CertificateAuthority
	switch {
	case ca.Type == CAService:
		if ca.Pool == "" {
			r.need(at+".pool", "CAService needs the CA pool that issues the certificates")
		}
		if pool, template := location(ca.Pool), location(ca.Template); pool != "" && template != "" && pool != template {
			r.report(finding.Contradiction, at+".template", "the template is in %s, the pool in %s", template, pool)
		}
	case ca.Type != "" || !r.partial:
		if ca.Pool != "" {
			r.report(finding.Contradiction, at+".pool", "a pool belongs to type CAService alone")
		}
		if ca.Template != "" {
			r.report(finding.Contradiction, at+".template", "a template belongs to type CAService alone")
		}
	}
	if s := ca.CACerts; s != nil {
		r.externalSecret(at+".cacerts", string(s.Source), s.ExternalSecret)
	}
}

// location is the third part of projects/P/locations/R/...
func location(resource string) string {
	parts := strings.SplitN(resource, "/", 5)
	if len(parts) < 5 {
		return ""
	}
	return parts[3]
}

// externalSecret stands exactly where the source is ExternalSecret; both sources spell it the same.
func (r *relation) externalSecret(at, source string, s *ExternalSecret) {
	switch {
	case source == string(FromExternalSecret) && s == nil:
		r.need(at+".externalSecret", "source ExternalSecret needs the store and the key")
	case source != string(FromExternalSecret) && s != nil && (source != "" || !r.partial):
		r.report(finding.Contradiction, at+".externalSecret", "externalSecret has no effect unless source is ExternalSecret")
	}
}

// reservedRevisions are the channels of a managed control plane and the tag that serves istio-injection=enabled.
var reservedRevisions = map[string]string{
	"asm-managed": "a managed channel", "asm-managed-rapid": "a managed channel", "asm-managed-stable": "a managed channel",
	"default": "the revision tag that serves istio-injection=enabled",
}

func (r *relation) revisions() {
	const at = "controlPlane.revisions"
	all := r.spec.ControlPlane.Revisions
	if len(all) > 2 {
		r.report(finding.OutOfRange, Index(at, 2), "there are %d revisions; at most two stand side by side", len(all))
	}
	for i := range all {
		name := all[i].Name
		if meaning, ok := reservedRevisions[name]; ok {
			r.report(finding.Reserved, Index(at, i)+".name", "%s is reserved: it is %s", name, meaning)
		}
		for j := range i {
			if !r.broken(at) && r.revisionName(i) == r.revisionName(j) {
				r.report(finding.Repeated, Index(at, i), "another revision has the name %q already", r.revisionName(i))
				break
			}
		}
	}
}

// revisionName is the name that a revision has or gets.
func (r *relation) revisionName(i int) string {
	cp := &r.spec.ControlPlane
	rev := cp.Revisions[i]
	if rev.Name == "" && (cp.Distribution == ASM || cp.Distribution == "") {
		if v, err := ParseVersion(ASM, rev.Version); err == nil {
			return v.ASMRevision()
		}
	}
	return rev.Name
}

func (r *relation) tags() {
	const at = "controlPlane.tags"
	cp := &r.spec.ControlPlane
	if len(cp.Tags) == 0 || r.broken("controlPlane.revisions") || r.partial && len(cp.Revisions) == 0 {
		return
	}
	names := map[string]bool{}
	for i := range cp.Revisions {
		names[r.revisionName(i)] = true
	}
	for _, tag := range slices.Sorted(maps.Keys(cp.Tags)) {
		target := cp.Tags[tag]
		field := at + path{{key: tag}}.below()
		if meaning, ok := reservedRevisions[tag]; ok && tag != "default" {
			r.report(finding.Reserved, field, "%s is reserved: it is %s", tag, meaning)
		}
		if names[tag] {
			r.report(finding.Contradiction, field, "the tag %s has the name of a revision", tag)
		}
		if !names[target] && !r.broken(at) {
			r.report(finding.NoRevision, field, "the tag %s points at %q, which is no revision of this mesh", tag, target)
		}
	}
}

func (r *relation) namespaces() {
	seen := map[string]bool{}
	for i, n := range r.spec.Namespaces {
		if n.Name != "" && seen[n.Name] {
			r.report(finding.Repeated, Index("namespaces", i)+".name", "namespace %s stands in the list already", n.Name)
		}
		seen[n.Name] = true
	}
}

// longestDeployed is the longest name of a Gateway that istiod can deploy: the Service has the class behind it.
const longestDeployed = 63 - len("-istio")

func (r *relation) gateways() {
	seen := map[[2]string]bool{}
	for i := range r.spec.Gateways {
		g := &r.spec.Gateways[i]
		at := Index("gateways", i)
		id := [2]string{g.Namespace, g.Name}
		if g.Name != "" && seen[id] {
			r.report(finding.Repeated, at+".name", "gateway %s in namespace %s stands in the list already", g.Name, g.Namespace)
		}
		seen[id] = true
		if g.API == APIGateway && g.Role != EastWest && len(g.Name) > longestDeployed {
			r.report(finding.BadName, at+".name", "istiod deploys the gateway as %s-istio, and a Service name ends at 63 characters", g.Name)
		}
		if s := g.Replicas; s != nil && s.Min > 0 && s.Max > 0 && s.Min > s.Max {
			r.report(finding.OutOfRange, at+".replicas.min", "the minimum %d is above the maximum %d", s.Min, s.Max)
		}
		r.ports(at+".ports", g.Ports)
	}
}

func (r *relation) ports(at string, ports []Port) {
	names, numbers, nodes := map[string]bool{}, map[int]bool{}, map[int]bool{}
	for i, p := range ports {
		if p.Name != "" && names[p.Name] {
			r.report(finding.Repeated, Index(at, i)+".name", "port name %s stands in the list already", p.Name)
		}
		if p.Port != 0 && numbers[p.Port] {
			r.report(finding.Repeated, Index(at, i)+".port", "port %d stands in the list already", p.Port)
		}
		if p.NodePort != 0 && nodes[p.NodePort] {
			r.report(finding.Repeated, Index(at, i)+".nodePort", "node port %d stands in the list already", p.NodePort)
		}
		names[p.Name], numbers[p.Port], nodes[p.NodePort] = true, true, true
	}
}

func (r *relation) remoteSecrets() {
	const at = "multiCluster.remoteSecrets"
	if s := &r.spec.MultiCluster.RemoteSecrets; !r.broken(at) {
		r.externalSecret(at, string(s.Source), s.ExternalSecret)
	}
}

func (r *relation) federation() {
	f := r.spec.Federation
	if f == nil {
		return
	}
	r.ingress("federation.ingress", f.Ingress)
	seen := map[string]bool{}
	for i := range f.Peers {
		p := &f.Peers[i]
		at := Index("federation.peers", i)
		switch {
		case p.Name == "":
		case p.Name == r.name:
			r.report(finding.Contradiction, at+".name", "%s is this mesh itself", p.Name)
		case seen[p.Name]:
			r.report(finding.Repeated, at+".name", "peer %s stands in the list already", p.Name)
		}
		seen[p.Name] = true
		r.ingress(at+".ingress", p.Ingress)
	}
}

func (r *relation) ingress(at string, in *FederationIngress) {
	switch {
	case in == nil || r.broken(at):
	case in.Type == FederationNodePortType && in.NodePorts == nil:
		r.need(at+".nodePorts", "type NodePort needs the node ports by which peers reach the gateway")
	case in.Type != FederationNodePortType && in.NodePorts != nil && (in.Type != "" || !r.partial):
		r.report(finding.Contradiction, at+".nodePorts", "node ports have no effect unless type is NodePort")
	}
}
