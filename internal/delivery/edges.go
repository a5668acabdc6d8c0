package delivery

import (
	"cmp"
	"slices"

	"github.com/meshfn/meshfn/internal/krm"
)

// edges knows which objects of one mesh others wait for.
type edges struct {
	tags      map[string]string
	istiod    map[string]string // by revision: the Deployment
	injector  map[string]string // by revision: the webhook that makes a gateway's proxy
	plane     []string          // ServiceMeshControlPlanes
	authority []string          // references that become the Secret cacerts
	workloads map[krm.ID]string
}

// reference names an object as depends-on does.
func reference(id krm.ID) string {
	if id.Namespace == "" {
		return id.Group + "/" + id.Kind + "/" + id.Name
	}
	return id.Group + "/namespaces/" + id.Namespace + "/" + id.Kind + "/" + id.Name
}

func newEdges(items []krm.Item, s Settings) edges {
	e := edges{tags: s.Tags, istiod: map[string]string{}, injector: map[string]string{}, workloads: map[krm.ID]string{}}
	for _, it := range items {
		o, id := it.Object, it.Object.ID()
		switch id.Kind {
		case "Deployment":
			e.workloads[id] = reference(id)
			if o.Label("app") == "istiod" {
				e.istiod[o.Label(revisionLabel)] = reference(id)
			}
		case "MutatingWebhookConfiguration":
			if o.Label(tagLabel) == "" {
				e.injector[o.Label(revisionLabel)] = reference(id)
			}
		case "ServiceMeshControlPlane":
			e.plane = append(e.plane, reference(id))
		case "ExternalSecret":
			if id.Name == "cacerts" {
				e.authority = append(e.authority, reference(id))
			}
		}
	}
	return e
}

// revision returns the installed revision that a revision or tag name stands for; "" is the one that validates: the
// target of the tag default, else the only one.
func (e edges) revision(name string) string {
	for _, name := range []string{name, defaultRevision} {
		if target, ok := e.tags[name]; ok {
			name = cmp.Or(target, defaultRevision)
		}
		if _, ok := e.istiod[name]; ok {
			return name
		}
	}
	if len(e.istiod) == 1 {
		for only := range e.istiod {
			return only
		}
	}
	return ""
}

// of returns what an object waits for, sorted.
func (e edges) of(stage Stage, o krm.Object) []string {
	var on []string
	add := func(reference string) {
		if reference != "" {
			on = append(on, reference)
		}
	}
	switch id := o.ID(); {
	case id.Kind == "Deployment" && o.Label("app") == "istiod", id.Kind == "ServiceMeshControlPlane":
		on = append(on, e.authority...)
	case stage == Configuration:
		add(e.istiod[e.revision("")])
		on = append(on, e.plane...)
	case stage == Gateways && id.Kind == "Deployment":
		labels := o.Map("spec", "template", "metadata", "labels")
		name, _ := labels[revisionLabel].(string)
		revision := e.revision(name)
		add(e.istiod[revision])
		add(e.injector[revision])
		on = append(on, e.plane...)
	case stage == Autoscalers:
		target := o.Map("spec", "scaleTargetRef")
		kind, _ := target["kind"].(string)
		name, _ := target["name"].(string)
		add(e.workloads[krm.ID{Group: "apps", Kind: kind, Namespace: id.Namespace, Name: name}])
	}
	slices.Sort(on)
	return slices.Compact(on)
}
