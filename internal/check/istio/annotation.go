package istio

import (
	"maps"
	"slices"
	"strings"

	"istio.io/api/annotation"
	"istio.io/api/label"
	"istio.io/istio/pkg/config"
	"istio.io/istio/pkg/config/analysis"
	"istio.io/istio/pkg/config/analysis/analyzers/maturity"
	"istio.io/istio/pkg/config/analysis/analyzers/util"
	"istio.io/istio/pkg/config/analysis/diag"
	"istio.io/istio/pkg/config/analysis/msg"
	"istio.io/istio/pkg/config/resource"
	"istio.io/istio/pkg/config/schema/gvk"
)

// annotationAnalyzer is annotations.K8sAnalyzer: annotations of Istio on the wrong kind, with a wrong value, or unknown.
type annotationAnalyzer struct{}

var annotated = []config.GroupVersionKind{gvk.Namespace, gvk.Service, gvk.Pod, gvk.Deployment}

func (annotationAnalyzer) Metadata() analysis.Metadata {
	return analysis.Metadata{Name: "annotations.K8sAnalyzer", Inputs: annotated}
}

func (annotationAnalyzer) Analyze(c analysis.Context) {
	for _, id := range annotated {
		c.ForEach(id, func(r *resource.Instance) bool {
			for _, key := range slices.Sorted(maps.Keys(r.Metadata.Annotations)) {
				for _, m := range judgeAnnotation(r, id.Kind, key) {
					m.Line, _ = util.ErrorLine(r, "{.metadata.annotations."+key+"}")
					c.Report(id, m)
				}
			}
			return true
		})
	}
}

// judgeAnnotation returns what is to be said of one annotation.
func judgeAnnotation(r *resource.Instance, kind, key string) []diag.Message {
	domain, _, _ := strings.Cut(key, "/")
	if !strings.HasSuffix(domain, "istio.io") && key != "kubernetes.io/ingress.class" || maturity.AlwaysIgnoredAnnotations[key] {
		return nil
	}
	known, ok := annotations[key]
	if !ok {
		return []diag.Message{msg.NewUnknownAnnotation(r, key)}
	}
	all := deprecated(r, known)
	if slices.Contains(known.Resources, annotation.Any) {
		return all
	}
	if on := kindsOf(known); !slices.Contains(on, kind) {
		return append(all, msg.NewMisplacedAnnotation(r, key, strings.Join(on, ", ")))
	}
	if rule := annotationRules[key]; rule != nil {
		if err := rule(r.Metadata.Annotations[key]); err != nil {
			return append(all, msg.NewInvalidAnnotation(r, key, err.Error()))
		}
	}
	return all
}

// deprecated is silent where the label that replaces an annotation is set beside it.
func deprecated(r *resource.Instance, known *annotation.Instance) []diag.Message {
	injects := known.Name == annotation.SidecarInject.Name
	if _, replaced := r.Metadata.Labels[label.SidecarInject.Name]; !known.Deprecated || injects && replaced {
		return nil
	}
	instead := ""
	if injects {
		instead = ` in favor of the "sidecar.istio.io/inject" label`
	}
	return []diag.Message{msg.NewDeprecatedAnnotation(r, known.Name, instead)}
}

var annotations = func() map[string]*annotation.Instance {
	all := map[string]*annotation.Instance{}
	for _, a := range annotation.AllResourceAnnotations() {
		all[a.Name] = a
	}
	return all
}()

func kindsOf(a *annotation.Instance) []string {
	var names []string
	for _, t := range a.Resources {
		if name := t.String(); name != "Unknown" {
			names = append(names, name)
		}
	}
	return names
}
