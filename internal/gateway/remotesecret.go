package gateway

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/meshfn/meshfn/internal/finding"
	"github.com/meshfn/meshfn/internal/krm"
	"github.com/meshfn/meshfn/internal/mesh"
	"github.com/meshfn/meshfn/internal/render"
)

// secretPrefix is followed by the cluster name.
const secretPrefix = "istio-remote-secret-"

// label is what istioctl takes for a cluster name in a remote secret: a DNS-1123 label.
var label = regexp.MustCompile(`^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$`)

// remoteSecrets gives the cluster what it needs of every other one: a reference that the External Secrets Operator
// fills, or a step for a person. The credentials themselves are never part of the output.
func (r *renderer) remoteSecrets(others []mesh.Facts) {
	if len(others) == 0 {
		return
	}
	if own := r.spec.ControlPlane.ClusterName; !label.MatchString(own) {
		r.report(finding.ClusterName, "spec.controlPlane.clusterName", "the cluster name %q is no DNS label of at most 63 characters, which the remote secrets for %d other clusters need",
			own, len(others))
	}
	source := r.spec.MultiCluster.RemoteSecrets
	external := source.Source == mesh.RemoteFromExternalSecret
	if external && len(others) > 1 && !strings.Contains(source.ExternalSecret.Key, "{mesh}") {
		r.report(finding.SharedKey, "spec.multiCluster.remoteSecrets.externalSecret.key", "all %d remote secrets would be read from the one key %s", len(others), source.ExternalSecret.Key)
		return
	}
	for _, o := range others {
		switch {
		case !label.MatchString(o.ClusterName): // reported by that mesh
		case external:
			key := strings.ReplaceAll(source.ExternalSecret.Key, "{mesh}", o.Name)
			r.out.Set.Add(MultiClusterPath, r.secretReference(o, key))
			r.out.Checklist = append(r.out.Checklist, r.storeStep(o, key))
		default:
			r.out.Checklist = append(r.out.Checklist, r.manualStep(o))
		}
	}
}

// secretReference becomes the remote secret of the other cluster: name, key, annotation and the other's own cluster
// name are one.
func (r *renderer) secretReference(o mesh.Facts, key string) krm.Object {
	ref := r.spec.MultiCluster.RemoteSecrets.ExternalSecret
	name := secretPrefix + o.ClusterName
	es := krm.New("external-secrets.io/v1", "ExternalSecret", r.spec.ControlPlane.Namespace, name)
	es["spec"] = map[string]any{
		"secretStoreRef": map[string]any{"kind": string(ref.StoreKind), "name": ref.Store},
		"target": map[string]any{
			"name":           name,
			"creationPolicy": "Owner",
			"template": map[string]any{"metadata": map[string]any{
				"labels":      map[string]any{multiClusterLabel: "true"},
				"annotations": map[string]any{clusterAnnotation: o.ClusterName},
			}},
		},
		"data": []any{map[string]any{"secretKey": o.ClusterName, "remoteRef": map[string]any{"key": key}}},
	}
	return es
}

// createCommand prints the remote secret of the other cluster. kubectl contexts are taken to have the meshes' names.
func (r *renderer) createCommand(o mesh.Facts) string {
	row, ok := first(tables().RemoteSecretCommands, subjectOf(r.member, r.spec.ControlPlane.Revisions[0]))
	if !ok {
		panic("gateway: table.yaml: no remote secret command")
	}
	command := fmt.Sprintf("%s --context=%s --name=%s", row.Command, o.Name, o.ClusterName)
	if o.Namespace != "istio-system" {
		command += " --namespace=" + o.Namespace
	}
	return command
}

func (r *renderer) manualStep(o mesh.Facts) render.Step {
	return render.Step{
		Title: fmt.Sprintf("give cluster %s the remote secret of cluster %s", r.member.Name(), o.Name),
		Why: fmt.Sprintf("istiod reads the endpoints of %s with it. The secret holds a long-lived token and never belongs into git. "+
			"The kubectl contexts are taken to have the names of the meshes; add --server where the address in the kubeconfig of %s cannot be reached from here.", o.Name, o.Name),
		Commands: append(r.moved(o), fmt.Sprintf("  kubectl apply --context=%s -f -", r.member.Name())),
	}
}

// moved prints the remote secret, into the namespace of this cluster's control plane: the command writes the other's.
func (r *renderer) moved(o mesh.Facts) []string {
	commands := []string{r.createCommand(o) + " |"}
	if own := r.spec.ControlPlane.Namespace; own != o.Namespace {
		commands = append(commands, fmt.Sprintf("  sed 's/^  namespace: %s$/  namespace: %s/' |", o.Namespace, own))
	}
	return commands
}

func (r *renderer) storeStep(o mesh.Facts, key string) render.Step {
	ref := r.spec.MultiCluster.RemoteSecrets.ExternalSecret
	return render.Step{
		Title: fmt.Sprintf("put the remote secret of cluster %s into the secret store", o.Name),
		Why: fmt.Sprintf("The ExternalSecret %s%s reads the key %s in %s %s. Its value is the kubeconfig that the command prints under stringData.%s.",
			secretPrefix, o.ClusterName, key, ref.StoreKind, ref.Store, o.ClusterName),
		Commands: []string{r.createCommand(o)},
	}
}
