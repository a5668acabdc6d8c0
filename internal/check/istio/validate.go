package istio

import (
	"errors"
	"fmt"
	"regexp"

	"istio.io/istio/pkg/config"
	"istio.io/istio/pkg/config/resource"
	"istio.io/istio/pkg/config/validation"

	"github.com/hashicorp/go-multierror"

	"github.com/meshfn/meshfn/internal/check/istio/envoy"
	"github.com/meshfn/meshfn/internal/finding"
)

// validate puts every Istio object before the rules by which istiod admits it.
func validate(s *set) []Problem {
	var all []Problem
	for _, k := range kinds {
		if k.validate == nil {
			continue
		}
		for _, r := range s.resources[k.gvk] {
			all = append(all, validateOne(k, r)...)
		}
	}
	return all
}

func validateOne(k kind, r *resource.Instance) []Problem {
	warning, err := k.validate(config.Config{
		Meta: config.Meta{
			GroupVersionKind: k.gvk,
			Name:             r.Metadata.FullName.Name.String(),
			Namespace:        r.Metadata.FullName.Namespace.String(),
			Labels:           r.Metadata.Labels,
			Annotations:      r.Metadata.Annotations,
		},
		Spec: r.Message,
	})
	var all []Problem
	for _, e := range flatten(err) {
		all = append(all, refusal(r, e))
	}
	for _, w := range flatten(warning) {
		all = append(all, remark(r, w))
	}
	return all
}

func refusal(r *resource.Instance, err error) Problem {
	return problem(r, finding.Validation, "IST0106", "spec", finding.Error, err.Error())
}

// ruleNumber is how Istio names a rule of a VirtualService that has no name.
var ruleNumber = regexp.MustCompile(`^#(\d+)$`)

// remark is what istiod warns of and accepts.
func remark(r *resource.Instance, warning error) Problem {
	var aware *validation.AnalysisAwareError
	if !errors.As(warning, &aware) {
		if errors.Is(warning, envoy.ErrInternal) {
			return problem(r, finding.AnalysisInfo, "IST0133", "spec.configPatches", finding.Info, warning.Error())
		}
		return problem(r, finding.ValidationWarning, "IST0133", "spec", finding.Warning, warning.Error())
	}
	field := "spec.http"
	if m := ruleNumber.FindStringSubmatch(fmt.Sprint(aware.Parameters[0])); m != nil {
		field += "[" + m[1] + "]"
	}
	if aware.Type == "VirtualServiceIneffectiveMatch" {
		return problem(r, finding.AnalysisInfo, "IST0131", field, finding.Info, aware.Msg)
	}
	return problem(r, finding.ValidationWarning, "IST0130", field, finding.Warning, aware.Msg)
}

// problem names the object from which the resource was read.
func problem(r *resource.Instance, code finding.Code, ist, field string, severity finding.Severity, message string) Problem {
	return Problem{
		Code: code, IST: ist, Object: r.Origin.(*origin).object, Field: field, Severity: severity,
		Message: ist + ": " + message,
	}
}

// flatten returns the single errors of a list of errors.
func flatten(err error) []error {
	if err == nil {
		return nil
	}
	var many *multierror.Error
	if !errors.As(err, &many) {
		return []error{err}
	}
	var all []error
	for _, e := range many.Errors {
		all = append(all, flatten(e)...)
	}
	return all
}
