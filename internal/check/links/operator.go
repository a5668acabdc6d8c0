package links

import (
	"strings"

	"github.com/meshfn/meshfn/internal/check/rule"
	"github.com/meshfn/meshfn/internal/krm"
	"github.com/meshfn/meshfn/internal/mesh"
)

// operator adds what an IstioOperator says. An overlay says a part, and a gateway's own IstioOperator another: only one
// that installs a control plane and names the cluster must say everything.
func (cs *claims) operator(o rule.Object) {
	global := krm.Object(o.Map("spec", "values", "global"))
	const field = "spec.values.global"
	must := installsControlPlane(o, global)
	say := cs.says
	if must {
		say = cs.must
	}
	say(meshID, "", global.String("meshID"), o, field+".meshID")
	say(clusterName, "", global.String("multiCluster", "clusterName"), o, field+".multiCluster.clusterName")
	say(network, "", global.String("network"), o, field+".network")

	scope := namespaceOf(o, global)
	cs.says(trustDomain, scope, global.String("trustDomain"), o, field+".trustDomain")
	if domain := o.String("spec", "meshConfig", "trustDomain"); domain != "" || must && o.String("spec", "profile") != mesh.ProfileMulticloud {
		cs.must(trustDomain, scope, domain, o, "spec.meshConfig.trustDomain")
	}
	cs.says(meshID, "", o.String("spec", "meshConfig", "defaultConfig", "meshId"), o, "spec.meshConfig.defaultConfig.meshId")
	cs.proxyMetadata(o.Map("spec", "meshConfig", "defaultConfig", "proxyMetadata"), o, "spec.meshConfig.defaultConfig.proxyMetadata", "")
	const env = "spec.components.pilot.k8s.env"
	cs.env(o.Maps("spec", "components", "pilot", "k8s", "env"), scope, o, env)
	cs.pool(global.String("sds", "token", "aud"), o, field+".sds.token.aud")
	cs.google(o)
	cs.ca(o, global)
	for i, g := range o.Maps("spec", "components", "ingressGateways") {
		at := mesh.Index("spec.components.ingressGateways", i)
		cs.says(network, "", krm.Object(g).String("label", networkLabel), o, at+".label["+networkLabel+"]")
		cs.env(rule.Maps(g.List("k8s", "env")), scope, o, at+".k8s.env")
	}
}

// google adds the places of ASM's package that must speak where their twins do: istiod's environment and that of the
// proxies.
func (cs *claims) google(o rule.Object) {
	metadata := krm.Object(o.Map("spec", "meshConfig", "defaultConfig", "proxyMetadata"))
	env := o.Maps("spec", "components", "pilot", "k8s", "env")
	if len(metadata) == 0 || len(env) == 0 {
		return
	}
	for variable, f := range map[string]*fact{"GKE_CLUSTER_URL": identityProvider, "GCP_METADATA": gcpMetadata} {
		inEnv, inMetadata := variableOf(env, variable), metadata.String(variable)
		if inEnv != "" && inMetadata == "" {
			cs.must(f, "", "", o, "spec.meshConfig.defaultConfig.proxyMetadata."+variable)
		}
		if inEnv == "" && inMetadata != "" {
			cs.must(f, "", "", o, "spec.components.pilot.k8s.env")
		}
	}
	aud := o.String("spec", "values", "global", "sds", "token", "aud")
	audiences := variableOf(env, "TOKEN_AUDIENCES")
	if isPool(aud) && !strings.Contains(audiences, poolSuffix) {
		cs.must(workloadPool, "", "", o, "spec.components.pilot.k8s.env")
	}
	if strings.Contains(audiences, poolSuffix) && !isPool(aud) {
		cs.must(workloadPool, "", aud, o, "spec.values.global.sds.token.aud")
	}
	cs.aliases(o)
	cs.named(o, metadata.String("GCP_METADATA"))
}

// aliases adds the one project pool that is an alias of a trust domain that is none: it is the pool of the installation.
func (cs *claims) aliases(o rule.Object) {
	const field = "spec.meshConfig.trustDomainAliases"
	var pools []string
	at := ""
	for i, a := range o.List("spec", "meshConfig", "trustDomainAliases") {
		if s, _ := a.(string); isPool(strings.ToLower(s)) {
			pools, at = append(pools, s), mesh.Index(field, i)
		}
	}
	if len(pools) == 1 && !isPool(o.String("spec", "meshConfig", "trustDomain")) {
		cs.says(workloadPool, "", pools[0], o, at)
	}
}

// named adds the name that ASM gives a cluster, where the cluster has a name of that form: cn, project, location and
// cluster, as they stand in the metadata PROJECT|NUMBER|CLUSTER|LOCATION.
func (cs *claims) named(o rule.Object, metadata string) {
	own := o.String("spec", "values", "global", "multiCluster", "clusterName")
	if p := strings.Split(metadata, "|"); len(p) == 4 && strings.HasPrefix(strings.ToLower(own), "cn-") {
		cs.says(clusterName, "", "cn-"+p[0]+"-"+p[3]+"-"+p[2], o, "spec.meshConfig.defaultConfig.proxyMetadata.GCP_METADATA")
	}
}

// installsControlPlane reports whether the operator names the cluster and runs istiod. Of the three names one may have
// been forgotten.
func installsControlPlane(o rule.Object, global krm.Object) bool {
	said := 0
	for _, value := range []string{global.String("meshID"), global.String("multiCluster", "clusterName"), global.String("network")} {
		if value != "" {
			said++
		}
	}
	pilot := o.Get("spec", "components", "pilot", "enabled")
	return said > 1 && pilot != false && (o.String("spec", "profile") != "empty" || pilot == true)
}

// namespaceOf the control plane that an operator installs.
func namespaceOf(o rule.Object, global krm.Object) string {
	for _, name := range []string{global.String("istioNamespace"), o.Namespace()} {
		if name != "" {
			return name
		}
	}
	return "istio-system"
}

func variableOf(env []krm.Object, name string) string {
	for _, v := range env {
		if v.String("name") == name {
			return v.String("value")
		}
	}
	return ""
}
