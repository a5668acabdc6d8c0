package istio

import (
	"encoding/json"
	"strings"

	meshapi "istio.io/api/mesh/v1alpha1"
	"istio.io/istio/pkg/config/analysis"
	"istio.io/istio/pkg/config/mesh"
	"istio.io/istio/pkg/config/resource"
	"istio.io/istio/pkg/config/schema/gvk"
	"istio.io/istio/pkg/log"

	"github.com/meshfn/meshfn/internal/finding"
	"github.com/meshfn/meshfn/internal/krm"
)

// Istio's libraries log to stdout, where only results belong.
func init() {
	for _, scope := range log.Scopes() {
		scope.SetOutputLevel(log.NoneLevel)
	}
}

// meshText is a mesh configuration as written: as YAML, and where.
type meshText struct {
	object int
	field  string
	yaml   string
}

// meshTexts are the mesh configurations of an object: of an IstioOperator, or of the ConfigMap that istiod reads.
func meshTexts(object krm.Object, i int, root string) []meshText {
	id := object.ID()
	switch {
	case id.Group == "install.istio.io" && id.Kind == "IstioOperator":
		var all []meshText
		for _, at := range [][]string{{"spec", "values", "meshConfig"}, {"spec", "meshConfig"}} {
			if config := object.Map(at...); config != nil {
				// JSON is YAML; a map that was read from YAML can be written.
				text, _ := json.Marshal(config)
				all = append(all, meshText{i, strings.Join(at, "."), string(text)})
			}
		}
		return all
	case id.Group == "" && id.Kind == "ConfigMap" && id.Namespace == root && (id.Name == "istio" || strings.HasPrefix(id.Name, "istio-")):
		if text := object.String("data", "mesh"); text != "" {
			return []meshText{{i, "data.mesh", text}}
		}
	}
	return nil
}

// readMesh validates every mesh configuration and shows the analyzers one of them, as istioctl does: the last, for what
// an IstioOperator says under meshConfig overrides its values. Without any it is Istio's default.
func (s *set) readMesh(objects []krm.Object) []Problem {
	config := mesh.DefaultMeshConfig()
	var problems []Problem
	for i, object := range objects {
		for _, text := range meshTexts(object, i, s.settings.RootNamespace) {
			s.facts.meshConfig = true
			read, err := mesh.ApplyMeshConfigDefaults(text.yaml)
			if err == nil {
				config = read
				continue
			}
			for _, e := range flatten(err) {
				problems = append(problems, Problem{
					Code: finding.MeshConfig, Severity: finding.Error, Object: i,
					Field: meshField(text, e.Error()), Message: e.Error(),
				})
			}
		}
	}
	name := resource.NewFullName(resource.Namespace(s.settings.RootNamespace), "istio")
	s.add(gvk.MeshConfig, &resource.Instance{
		Metadata: resource.Metadata{FullName: name}, Message: config, Origin: &origin{gvk: gvk.MeshConfig, name: name},
	})
	return problems
}

// meshFields are the fields of a mesh configuration by what Istio's refusals begin with.
var meshFields = []struct{ text, field string }{
	{"invalid proxy listen port", "proxyListenPort"},
	{"invalid connect timeout", "connectTimeout"},
	{"invalid protocol detection timeout", "protocolDetectionTimeout"},
	{"invalid drain duration", "defaultConfig.drainDuration"},
	{"invalid discovery address", "defaultConfig.discoveryAddress"},
	{"invalid tracing", "defaultConfig.tracing"},
	{"invalid zipkin config", "defaultConfig.tracing.zipkin"},
	{"invalid datadog config", "defaultConfig.tracing.datadog"},
	{"invalid lightstep config", "defaultConfig.tracing.lightstep"},
	{"invalid statsd udp address", "defaultConfig.statsdUdpAddress"},
	{"invalid envoy metrics service address", "defaultConfig.envoyMetricsService.address"},
	{"invalid envoy access log service address", "defaultConfig.envoyAccessLogService.address"},
	{"invalid proxy admin port", "defaultConfig.proxyAdminPort"},
	{"invalid authentication policy", "defaultConfig.controlPlaneAuthPolicy"},
	{"invalid status port", "defaultConfig.statusPort"},
	{"invalid private key provider", "defaultConfig.privateKeyProvider"},
	{"trustDomain", "trustDomain"},
	{"locality", "localityLbSetting"},
}

// meshField is the place of a refusal. In a ConfigMap the configuration is one text.
func meshField(text meshText, refusal string) string {
	if text.field == "data.mesh" {
		return text.field
	}
	for _, f := range meshFields {
		if strings.HasPrefix(refusal, f.text) {
			return text.field + "." + f.field
		}
	}
	return text.field
}

// meshConfigOf is the mesh configuration of the cluster.
func meshConfigOf(c analysis.Context) *meshapi.MeshConfig {
	var config *meshapi.MeshConfig
	c.ForEach(gvk.MeshConfig, func(r *resource.Instance) bool {
		config = r.Message.(*meshapi.MeshConfig)
		return false
	})
	return config
}
