package links

import (
	"strings"
	"time"

	"github.com/meshfn/meshfn/internal/check/rule"
	"github.com/meshfn/meshfn/internal/finding"
	"github.com/meshfn/meshfn/internal/krm"
	"github.com/meshfn/meshfn/internal/mesh"
)

// secretReferences finds ExternalSecrets that say no store, or no key of it: their definition requires neither.
var secretReferences = rule.Rule{
	Codes: []finding.Code{finding.SecretReference},
	Cluster: func(c *rule.Cluster, _ time.Time) []finding.Finding {
		var all []finding.Finding
		for _, o := range c.Kind("external-secrets.io", "ExternalSecret") {
			stored := o.String("spec", "secretStoreRef", "name") != ""
			for i, d := range o.Maps("spec", "data") {
				at := mesh.Index("spec.data", i)
				if d.Map("remoteRef") != nil && d.String("remoteRef", "key") == "" {
					all = append(all, o.Report(finding.SecretReference, at+".remoteRef.key", "%s does not say which key %s is read from", o.ID(), d.String("secretKey")))
				}
				if !stored && d.Map("sourceRef") == nil {
					all = append(all, o.Report(finding.SecretReference, "spec.secretStoreRef.name", "%s does not say which store %s is read from", o.ID(), d.String("secretKey")))
					stored = true // once is enough
				}
			}
		}
		return all
	},
}

// completeNames finds an installation that takes part in a mesh of several clusters, as two of the names say that only such
// a one needs, and has forgotten the third. A forgotten network is NetworkDiffers. Istio takes the trust domain for a mesh ID
// that is not said; ASM has one for each fleet.
var completeNames = rule.Rule{
	Codes: []finding.Code{finding.ForgottenName},
	Cluster: func(c *rule.Cluster, _ time.Time) []finding.Finding {
		var all []finding.Finding
		for _, o := range c.Kind("install.istio.io", "IstioOperator") {
			global := krm.Object(o.Map("spec", "values", "global"))
			if !installsControlPlane(o, global) {
				continue
			}
			forgotten := func(field, name string) {
				all = append(all, o.Report(finding.ForgottenName, "spec.values.global."+field,
					"mesh ID, cluster name and network make a cluster one of a mesh; two of them are said, and the %s is not", name))
			}
			if global.String("multiCluster", "clusterName") == "" {
				forgotten("multiCluster.clusterName", clusterName.name)
			}
			if global.String("meshID") == "" && strings.Contains(o.String("spec", "tag"), "-asm.") {
				forgotten("meshID", meshID.name)
			}
		}
		return all
	},
}
