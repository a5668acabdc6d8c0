// Package delivery makes objects fit to be applied from git, by Config Sync and by Argo CD, unattended and again and
// again.
//
// What an installer applies once is not yet that: Helm's hooks mean nothing to one tool and something else to the
// other, fields that istiod rewrites at run time let the two fight, and an object that vanishes from git vanishes from
// the cluster. Expansion gives exactly what istioctl prints; every change to it is made here, afterwards, and is listed
// in the README of render-mesh.
package delivery

import (
	"github.com/meshfn/meshfn/internal/krm"
	"github.com/meshfn/meshfn/internal/mesh"
)

// Settings say for which mesh and which tools objects are made fit.
type Settings struct {
	Mesh      string // metadata.name of the Mesh
	Namespace string // of its control plane, for objects that ought to have one and name none
	Tools     []mesh.Tool
	// Tags name a revision each; the revision of the tag default validates.
	Tags map[string]string
}

// Fit returns the items of one mesh, which is one unit of sync, changed for its tools: cleaned, marked and put in
// order. What a cluster never sees (an item marked local-config) stays out. Neither the items nor their objects are
// changed; the results share with them what stays as it is.
func Fit(items []krm.Item, s Settings) []krm.Item {
	var fit []krm.Item
	for _, it := range items {
		if it.Object.Annotation(localConfig) != "true" {
			fit = append(fit, krm.Item{Path: it.Path, Object: clean(it.Object, s)})
		}
	}
	s.protect(fit)
	s.order(fit)
	return fit
}

const localConfig = "config.kubernetes.io/local-config"
