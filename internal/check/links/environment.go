package links

import (
	"strings"

	"github.com/meshfn/meshfn/internal/krm"
	"github.com/meshfn/meshfn/internal/mesh"
)

// variables of istiod, ztunnel and proxies that state a fact.
var variables = map[string]*fact{
	"CLUSTER_ID":            clusterName,
	"ISTIO_META_CLUSTER_ID": clusterName,
	"ISTIO_META_NETWORK":    network,
	"ISTIO_META_MESH_ID":    meshID,
	"TRUST_DOMAIN":          trustDomain,
	"GKE_CLUSTER_URL":       identityProvider,
	"GCP_METADATA":          gcpMetadata,
}

// poolSuffix ends the name of a project's workload identity pool.
const poolSuffix = ".svc.id.goog"

// env adds what the environment of a container says.
func (cs *claims) env(env []krm.Object, scope string, by reporter, field string) {
	for i, v := range env {
		cs.variable(v.String("name"), v.String("value"), scope, by, mesh.Index(field, i)+".value")
	}
}

// proxyMetadata adds what the environment of every proxy says.
func (cs *claims) proxyMetadata(metadata map[string]any, by reporter, field, scope string) {
	for name, value := range metadata {
		text, _ := value.(string)
		cs.variable(name, text, scope, by, field+"."+name)
	}
}

func (cs *claims) variable(name, value, scope string, by reporter, field string) {
	switch f := variables[name]; {
	case name == "TOKEN_AUDIENCES":
		for audience := range strings.SplitSeq(value, ",") {
			cs.pool(audience, by, field)
		}
	case name == "SPIFFE_BUNDLE_ENDPOINTS":
		pool, _, _ := strings.Cut(value, "|")
		cs.pool(pool, by, field)
	case strings.Contains(value, "$("): // filled in the cluster
	case f == trustDomain:
		cs.says(f, scope, value, by, field)
	case f == meshID && value != "":
		cs.add(f, "", claim{value: value, by: by, field: field, standIn: true})
	case f != nil:
		cs.says(f, "", value, by, field)
	}
}

// pool adds the claim of a token's audience, if it is a project's pool.
func (cs *claims) pool(audience string, by reporter, field string) {
	if isPool(audience) {
		cs.says(workloadPool, "", audience, by, field)
	}
}

func isPool(audience string) bool { return strings.HasSuffix(audience, poolSuffix) }
