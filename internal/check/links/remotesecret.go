package links

import (
	"slices"
	"strings"

	"github.com/meshfn/meshfn/internal/check/rule"
	"github.com/meshfn/meshfn/internal/finding"
	"github.com/meshfn/meshfn/internal/mesh"
)

// How istiod finds the credentials for another cluster, and for which (istioctl create-remote-secret).
const (
	secretPrefix      = "istio-remote-secret-"
	multiClusterLabel = "istio/multiCluster"
	clusterAnnotation = "networking.istio.io/cluster"
)

// A remoteSecret is a Secret, or what becomes one in the cluster.
type remoteSecret struct {
	object rule.Object
	// names of the cluster that it gives access to, by the fields where they stand; all are one.
	names []name
	// label that makes istiod look at it, and its field.
	label, labelField string
	// store and key that it is read from, "" for one that holds its data.
	store, key string
}

type name struct{ field, value string }

// cluster that it is for: the name that istiod goes by.
func (s remoteSecret) cluster() string { return s.names[len(s.names)-1].value }

// remoteSecrets of a cluster: what has the label or the annotation, or the name that istioctl gives.
func remoteSecrets(c *rule.Cluster) []remoteSecret {
	var all []remoteSecret
	for _, o := range c.Kind("", "Secret") {
		all = append(all, secretOf(o, "metadata", keysOf(o, "data"), keysOf(o, "stringData")))
	}
	for _, o := range c.Kind("bitnami.com", "SealedSecret") {
		all = append(all, secretOf(o, "spec.template.metadata", keysOf(o, "spec", "encryptedData")))
	}
	for _, o := range c.Kind("external-secrets.io", "ExternalSecret") {
		s := secretOf(o, "spec.target.template.metadata")
		if s.names == nil {
			continue
		}
		if target := o.String("spec", "target", "name"); target != "" {
			s.names = slices.Insert(s.names, 0, name{"spec.target.name", strings.TrimPrefix(target, secretPrefix)})
		}
		if len(o.List("spec", "data"))+len(o.List("spec", "dataFrom")) == 0 {
			s.names = slices.Insert(s.names, 0, name{"spec.data", ""})
		}
		s.store = o.String("spec", "secretStoreRef", "kind") + "/" + o.String("spec", "secretStoreRef", "name")
		for i, d := range o.Maps("spec", "data") {
			s.names = slices.Insert(s.names, 0, name{mesh.Index("spec.data", i) + ".secretKey", d.String("secretKey")})
			s.key = d.String("remoteRef", "key") + "#" + d.String("remoteRef", "property")
		}
		all = append(all, s)
	}
	return slices.DeleteFunc(all, func(s remoteSecret) bool { return s.names == nil })
}

// secretOf reads what says which cluster the secret is for; without names it is another secret.
func secretOf(o rule.Object, metadata string, keys ...[]name) remoteSecret {
	at := strings.Split(metadata, ".")
	label, _ := o.Map(append(at, "labels")...)[multiClusterLabel].(string)
	cluster, _ := o.Map(append(at, "annotations")...)[clusterAnnotation].(string)
	own, prefixed := strings.CutPrefix(o.Name(), secretPrefix)
	s := remoteSecret{object: o, label: label, labelField: metadata + `.labels["` + multiClusterLabel + `"]`}
	if label == "" && cluster == "" && !prefixed {
		return s
	}
	if prefixed {
		s.names = append(s.names, name{"metadata.name", own})
	}
	s.names = append(s.names, slices.Concat(keys...)...)
	s.names = append(s.names, name{metadata + `.annotations["` + clusterAnnotation + `"]`, cluster})
	return s
}

func keysOf(o rule.Object, keys ...string) []name {
	var all []name
	for key := range o.Map(keys...) {
		all = append(all, name{strings.Join(keys, ".") + `["` + key + `"]`, key})
	}
	return all
}

// remoteSecretsWithin reports remote secrets of a cluster that contradict themselves, each other or the cluster.
func remoteSecretsWithin(c *rule.Cluster, cs *claims) []finding.Finding {
	secrets := remoteSecrets(c)
	if len(secrets) == 0 {
		return nil
	}
	own, _ := cs.value(clusterName)
	var all []finding.Finding
	read := map[string]remoteSecret{}
	for _, s := range secrets {
		all = append(all, s.disagreements()...)
		if namespace := c.Profile().Namespace; namespace != "" && s.object.Namespace() != namespace {
			all = append(all, s.object.Report(finding.RemoteSecretNames, "metadata.namespace",
				"the remote secret of cluster %s is in namespace %q, and istiod looks in its own, %s", s.cluster(), s.object.Namespace(), namespace))
		}
		if own.value != "" && s.cluster() == own.value {
			all = append(all, s.object.Report(finding.RemoteSecretOfSelf, s.names[len(s.names)-1].field,
				"the remote secret is for %s, the cluster that it is in", own.value).And(own.place(finding.RemoteSecretOfSelf)))
		}
		if s.key == "" {
			continue
		}
		from := s.store + "#" + s.key
		if other, shared := read[from]; shared && other.cluster() != s.cluster() {
			all = append(all, s.object.Report(finding.SharedKey, "spec.data", "the remote secrets of clusters %s and %s are read from one key, %s",
				other.cluster(), s.cluster(), strings.TrimSuffix(s.key, "#")).And(other.object.At("spec.data")))
		}
		read[from] = s
	}
	return all
}

// disagreements reports names that are not those of the others, and what istiod would not look at.
func (s remoteSecret) disagreements() []finding.Finding {
	var all []finding.Finding
	if s.label != "true" {
		all = append(all, s.object.Report(finding.RemoteSecretNames, s.labelField,
			"the remote secret has the label %s: %q; istiod looks at those with \"true\"", multiClusterLabel, s.label))
	}
	want, _ := agreed(s.claims())
	for _, n := range s.names {
		switch {
		case n.value == "":
			all = append(all, s.object.Report(finding.RemoteSecretNames, n.field, "the remote secret of cluster %s does not name it in %s", want.value, n.field).
				And(s.object.At(want.field)))
		case n.value != want.value:
			all = append(all, s.object.Report(finding.RemoteSecretNames, n.field, "the remote secret is for cluster %s in %s and for %s in %s",
				n.value, n.field, want.value, want.field).And(s.object.At(want.field)))
		}
	}
	return all
}

func (s remoteSecret) claims() []claim {
	var all []claim
	for _, n := range s.names {
		all = append(all, claim{value: n.value, by: s.object, field: n.field})
	}
	return all
}
