package controlplane

import (
	"slices"

	"github.com/meshfn/meshfn/internal/fleet"
	"github.com/meshfn/meshfn/internal/mesh"
)

// values are what the tables may name, derived from the defaulted Mesh. A nil value removes its field.
func values(m *fleet.Member, r mesh.Revision, v mesh.Version) map[string]any {
	c, f, cp := m.Mesh.Spec.Cluster, m.Mesh.Spec.Fleet, m.Mesh.Spec.ControlPlane
	return map[string]any{
		"profile":              optional(r.Profile),
		"revision":             r.Name,
		"hub":                  optional(cp.Hub),
		"givenHub":             given(cp.Hub, mesh.DefaultHub(cp.Distribution, v)),
		"tag":                  v.Text,
		"trustDomain":          optional(cp.TrustDomain),
		"givenTrustDomain":     given(cp.TrustDomain, "cluster.local"),
		"trustDomainAliases":   list(cp.TrustDomainAliases),
		"identityProviderText": cp.IdentityProvider,
		"project":              c.Project,
		"projectNumber":        c.ProjectNumber,
		"fleetProjectNumber":   f.ProjectNumber,
		"cluster":              c.Name,
		"location":             c.Location,
		"workloadPool":         workloadPool(m.Mesh, v),
		"monitoring":           monitoring(m.Mesh, r),
		"caPool":               caPool(cp.CertificateAuthority),
		"clusterName":          cp.ClusterName,
		"meshID":               optional(cp.MeshID),
		"network":              optional(c.Network),
		"imagePullSecrets":     list(cp.ImagePullSecrets),
		"istioNamespace":       given(cp.Namespace, "istio-system"),
		"meshCARoot":           meshCARoot,
	}
}

// workloadPool is the audience of workload tokens: the trust domain where it is a workload identity pool of Google; with
// the Istio CA, whose trust domain is cluster.local, the pool that the others would have used.
func workloadPool(m *mesh.Mesh, v mesh.Version) string {
	switch cp := m.Spec.ControlPlane; {
	case cp.CertificateAuthority.Type != mesh.IstioCA:
		return cp.TrustDomain
	case v.InRange("<1.11") && m.Spec.Cluster.Platform == mesh.GKE:
		return m.Spec.Cluster.Project + ".svc.id.goog"
	}
	return m.Spec.Fleet.Project + ".svc.id.goog"
}

// monitoring is "false" only off Google Cloud with the Istio CA and Prometheus instead of Stackdriver (asmcli).
func monitoring(m *mesh.Mesh, r mesh.Revision) string {
	if m.Spec.Cluster.Platform != mesh.GKE && m.Spec.ControlPlane.CertificateAuthority.Type == mesh.IstioCA &&
		slices.Contains(r.Options, "prometheus") {
		return "false"
	}
	return "true"
}

// caPool is the pool, with a template behind a colon.
func caPool(ca mesh.CertificateAuthority) string {
	if ca.Template != "" {
		return ca.Pool + ":" + ca.Template
	}
	return ca.Pool
}

func optional(s string) any { return given(s, "") }

// given is the value where it differs from what would be in force without it.
func given(s, without string) any {
	if s == without {
		return nil
	}
	return s
}

func list(all []string) any {
	if len(all) == 0 {
		return nil
	}
	l := make([]any, len(all))
	for i, s := range all {
		l[i] = s
	}
	return l
}
