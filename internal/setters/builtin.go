package setters

import (
	"strings"

	"github.com/meshfn/meshfn/internal/mesh"
)

// packageSubstitutions are the substitutions of anthos-service-mesh-packages (asm/Kptfile of release-1.10-asm and
// release-1.23), written with the names of setters in place of markers. They serve packages whose files still carry the
// comments of kpt 0.39 while their Kptfile, and with it the definitions, is of kpt v1.
var packageSubstitutions = []struct{ name, versions, pattern string }{
	{"mesh-id", "", "proj-${gcloud.project.environProjectNumber}"},
	{"gke-metadata", "", "${gcloud.core.project}|${gcloud.project.projectNumber}|${gcloud.container.cluster}|${gcloud.compute.location}"},
	{"gke-hub-metadata", "<1.11", "${gcloud.core.project}|${gcloud.project.environProjectNumber}|${gcloud.container.cluster}|${gcloud.compute.location}"},
	{"gke-cluster-url", "", "https://container.googleapis.com/v1/projects/${gcloud.core.project}/locations/${gcloud.compute.location}/clusters/${gcloud.container.cluster}"},
	{"cluster-name", "", "cn-${gcloud.core.project}-${gcloud.compute.location}-${gcloud.container.cluster}"},
	{"trust-domain", "", "${gcloud.core.project}.svc.id.goog"},
	{"token-audiences", "<1.11", "istio-ca,${gcloud.core.project}.svc.id.goog"},
	{"token-audiences", ">=1.11", "${anthos.servicemesh.tokenAudiences}"},
	{"token-audiences-hub", "<1.11", "istio-ca,${anthos.servicemesh.hubTrustDomain}"},
	{"spiffe-bundle-endpoints", "<1.11", "${gcloud.core.project}.svc.id.goog|https://storage.googleapis.com/mesh-ca-resources/spiffe_bundle.json"},
	{"spiffe-bundle-endpoints", ">=1.11", "${anthos.servicemesh.spiffeBundleEndpoints}"},
	{"spiffe-bundle-endpoints-hub", "<1.11", "${anthos.servicemesh.hubTrustDomain}|https://storage.googleapis.com/mesh-ca-resources/spiffe_bundle.json"},
	{"gkeio-cluster", "", "gke://${gcloud.core.project}/${gcloud.compute.location}/${gcloud.container.cluster}"},
	{"gke-cni-image", "", "${anthos.servicemesh.hub}/install-cni:${anthos.servicemesh.tag}"},
	{"gke-mdp-image", "", "${anthos.servicemesh.hub}/mdp:${anthos.servicemesh.tag}"},
	{"validation-url", "", "${anthos.servicemesh.controlplane.validation-url}"},
	{"istio-ingressgateway-deploy-name", "", "istio-ingressgateway-${anthos.servicemesh.rev}"},
	{"custom-ingressgateway-deploy-name", "", "${anthos.servicemesh.custom-ingressgateway-name}-${anthos.servicemesh.rev}"},
}

// BuiltIn returns the definitions of the ASM package for the release of a mesh (nil: the newest). They take every other
// name for a setter.
func BuiltIn(m *mesh.Mesh) *Definitions {
	d := &Definitions{setters: map[string]*Setter{}, substitutions: map[string]*Substitution{}, open: true}
	aliases := setterPrefix + "anthos.servicemesh.trustDomainAliases"
	d.setters[aliases] = &Setter{Name: strings.TrimPrefix(aliases, setterPrefix), Type: "array"}
	release := mesh.Version{Major: 1, Minor: 23}
	if m != nil && len(m.Spec.ControlPlane.Revisions) > 0 {
		if v, err := mesh.ParseVersion(mesh.ASM, m.Spec.ControlPlane.Revisions[0].Version); err == nil {
			release = v
		}
	}
	for _, s := range packageSubstitutions {
		if !release.InRange(s.versions) {
			continue
		}
		sub := &Substitution{Name: s.name, Pattern: s.pattern}
		for _, name := range parsePattern(s.pattern).names {
			sub.Values = append(sub.Values, Marker{"${" + name + "}", "#/definitions/" + setterPrefix + name})
		}
		d.substitutions[substitutionPrefix+s.name] = sub
	}
	return d
}
