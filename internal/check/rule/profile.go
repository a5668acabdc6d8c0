package rule

import (
	"slices"
	"strings"

	"github.com/meshfn/meshfn/internal/krm"
	"github.com/meshfn/meshfn/internal/mesh"
)

// Profile is what is known of a cluster's mesh, from its Mesh or else from the objects that install one. What is not
// known is empty, and rules that need it stay silent.
type Profile struct {
	Distribution mesh.Distribution
	// Versions of the revisions.
	Versions []mesh.Version
	Platform mesh.Platform
	// Kubernetes is MAJOR.MINOR.
	Kubernetes string
	// Namespace of the control plane.
	Namespace string
	// Tools that apply the objects.
	Tools []mesh.Tool
}

// Delivers reports whether a tool applies the objects; where it is not known any may.
func (p Profile) Delivers(tool mesh.Tool) bool {
	return len(p.Tools) == 0 || slices.Contains(p.Tools, tool)
}

// Profile of the cluster.
func (c *Cluster) Profile() Profile {
	if c.Member == nil {
		return c.installed()
	}
	spec := c.Member.Mesh.Spec
	p := Profile{Distribution: spec.ControlPlane.Distribution, Platform: spec.Cluster.Platform,
		Kubernetes: spec.Cluster.KubernetesVersion, Namespace: spec.ControlPlane.Namespace, Tools: spec.Delivery.Tools}
	for _, r := range spec.ControlPlane.Revisions {
		p.add(r.Version)
	}
	return p
}

// installed reads the objects that install a control plane.
func (c *Cluster) installed() Profile {
	var p Profile
	for _, o := range c.Kind("maistra.io", "ServiceMeshControlPlane") {
		p.Distribution, p.Namespace, p.Platform = mesh.OpenShift, o.Namespace(), mesh.PlatformOpenShift
		p.add(o.String("spec", "version"))
	}
	for _, o := range c.Kind("install.istio.io", "IstioOperator") {
		tag, _ := o.Get("spec", "tag").(string)
		p.install(tag, o.Namespace())
	}
	for _, o := range c.Kind("apps", "Deployment") {
		if o.Label("app") == "istiod" {
			p.install(istiodTag(o.Object), o.Namespace())
		}
	}
	for _, o := range c.Kind("", "Service") {
		if o.Name() == "istiod" && p.Namespace == "" { // all there is where the control plane is not expanded
			p.Namespace = o.Namespace()
		}
	}
	return p
}

func (p *Profile) install(tag, namespace string) {
	if p.Namespace == "" {
		p.Namespace = namespace
	}
	if p.Distribution = mesh.Istio; strings.Contains(tag, "-asm.") {
		p.Distribution = mesh.ASM
	}
	p.add(tag)
}

// add adds a version unless it is none, or known.
func (p *Profile) add(version string) {
	v, err := mesh.ParseVersion(p.Distribution, version)
	if err == nil && !slices.Contains(p.Versions, v) {
		p.Versions = append(p.Versions, v)
	}
}

// istiodTag is the image tag of istiod's container.
func istiodTag(deployment krm.Object) string {
	for _, container := range Maps(deployment.List("spec", "template", "spec", "containers")) {
		image := container.String("image")
		if i := strings.LastIndex(image, ":"); i > strings.LastIndex(image, "/") {
			return image[i+1:]
		}
	}
	return ""
}
