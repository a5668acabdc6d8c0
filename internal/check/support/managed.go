package support

import (
	"cmp"
	"slices"

	"github.com/meshfn/meshfn/internal/check/rule"
	"github.com/meshfn/meshfn/internal/finding"
	"github.com/meshfn/meshfn/internal/mesh"
)

// managedRevisions are the revisions of Google's managed control plane, one for each channel. (Reserved names of asmcli.)
var managedRevisions = []string{"asm-managed", "asm-managed-rapid", "asm-managed-stable"}

// isManaged reports whether the files of a cluster tell that Google manages a control plane for it: by the resource that
// stands for it, or by a namespace that it injects.
func isManaged(c *rule.Cluster) bool {
	return len(c.Kind("mesh.cloud.google.com", "ControlPlaneRevision")) > 0 ||
		slices.ContainsFunc(c.Kind("", "Namespace"), func(ns rule.Object) bool {
			return slices.Contains(managedRevisions, ns.Label("istio.io/rev"))
		})
}

// containerGroup is Config Connector's for clusters of GKE.
const containerGroup = "container.cnrm.cloud.google.com"

func isAutopilot(_ *rule.Cluster, o rule.Object) bool {
	return o.Get("spec", "enableAutopilot") == true
}

// onAutopilot finds meshes with a control plane of their own on a cluster that another file of the tree, wherever it
// lies, makes an Autopilot. (Requirements of asmcli 1.23: Autopilot takes the managed control plane alone.) Names of clusters
// are unique in a project and location, so these have to agree where they are known.
func onAutopilot(w *rule.World) []finding.Finding {
	var all []finding.Finding
	for _, holder := range w.Clusters {
		for _, o := range holder.Kind(containerGroup, "ContainerCluster") {
			for _, c := range w.Clusters {
				if c.Member == nil || !is(c.Profile(), mesh.ASM, ">=1.23 <1.24") || !describes(o, c.Member.Mesh.Spec.Cluster) {
					continue
				}
				all = append(all, c.Member.Report(finding.InClusterOnAutopilot, "spec.controlPlane.distribution",
					"mesh %s has a control plane in its cluster %s, which is an Autopilot", c.Name, o.Name()).And(o.At("spec.enableAutopilot")))
			}
		}
	}
	return all
}

// describes reports whether a ContainerCluster is the cluster of a mesh.
func describes(o rule.Object, cluster mesh.Cluster) bool {
	project := o.Annotation("cnrm.cloud.google.com/project-id")
	return cluster.Platform == mesh.GKE && cmp.Or(o.String("spec", "resourceID"), o.Name()) == cluster.Name &&
		o.String("spec", "location") == cluster.Location && (project == "" || project == cluster.Project)
}
