package delivery

import (
	"fmt"
	"slices"
	"strings"

	"github.com/meshfn/meshfn/internal/krm"
	"github.com/meshfn/meshfn/internal/mesh"
)

// The annotations by which the tools are told what they cannot know.
const (
	WaveAnnotation      = "argocd.argoproj.io/sync-wave"
	OptionsAnnotation   = "argocd.argoproj.io/sync-options"
	DeletionAnnotation  = "client.lifecycle.config.k8s.io/deletion"
	DependsOnAnnotation = "config.kubernetes.io/depends-on"
)

// Stage is the place of an object in the one order that is behind both tools.
type Stage int

// The stages. Autoscalers come last because Argo CD holds a wave while one of them has no metrics.
const (
	Foundation    Stage = iota // namespaces, CustomResourceDefinitions
	Secrets                    // references to secrets
	ControlPlane               // istiod and everything it needs
	Configuration              // what istiod's webhook validates
	Gateways
	Autoscalers
)

// wave of a stage; the last one is 0, which is also that of an object without the annotation.
func (s Stage) wave() string { return fmt.Sprint(int(s - Autoscalers)) }

// StageOf returns the stage of an object of a mesh, which lies in a file at path.
func StageOf(path string, o krm.Object) Stage {
	id := o.ID()
	switch id.Kind {
	case "Namespace", "CustomResourceDefinition":
		return Foundation
	case "ExternalSecret", "SecretStore", "ClusterSecretStore", "SecretProviderClass":
		return Secrets
	case "HorizontalPodAutoscaler":
		return Autoscalers
	case "ServiceMeshControlPlane", "ServiceMeshMemberRoll":
		return ControlPlane
	}
	switch component := o.Label("operator.istio.io/component"); {
	case component == "IngressGateways", component == "EgressGateways",
		strings.HasPrefix(path, "manifests/gateways/"):
		return Gateways
	case strings.HasSuffix(id.Group, "istio.io"), strings.HasSuffix(id.Group, "maistra.io"),
		id.Group == "gateway.networking.k8s.io", strings.HasPrefix(path, "manifests/federation/"):
		return Configuration
	}
	return ControlPlane
}

// protect keeps a line that vanishes from git from deleting what everything else is made of: namespaces with all their
// workloads, definitions with all their resources.
func (s Settings) protect(items []krm.Item) {
	for _, it := range items {
		options := "Prune=false,Delete=false"
		switch it.Object.Kind() {
		case "Namespace":
		case "CustomResourceDefinition":
			// Their schemas are longer than the annotation of a client-side apply may be.
			options += ",ServerSideApply=true"
		default:
			continue
		}
		if slices.Contains(s.Tools, mesh.ArgoCD) {
			it.Object.Annotate(OptionsAnnotation, options)
		}
		if slices.Contains(s.Tools, mesh.ConfigSync) {
			it.Object.Annotate(DeletionAnnotation, "detach")
		}
	}
}

// order tells the tools in which order to apply. Argo CD has waves for it. Config Sync has edges between objects; it
// knows those from a namespace and a definition itself, and refuses everything when one leads to an object outside.
func (s Settings) order(items []krm.Item) {
	if slices.Contains(s.Tools, mesh.ArgoCD) {
		for _, it := range items {
			it.Object.Annotate(WaveAnnotation, StageOf(it.Path, it.Object).wave())
		}
	}
	if slices.Contains(s.Tools, mesh.ConfigSync) {
		e := newEdges(items, s)
		for _, it := range items {
			if on := e.of(StageOf(it.Path, it.Object), it.Object); len(on) > 0 {
				it.Object.Annotate(DependsOnAnnotation, strings.Join(on, ","))
			}
		}
	}
}
