package envoy

import (
	"errors"
	"fmt"
	"regexp"

	networking "istio.io/api/networking/v1alpha3"
	"istio.io/istio/pkg/config"
	"istio.io/istio/pkg/config/validation"
	"istio.io/istio/pkg/wellknown"
)

// ErrInternal is the warning that every EnvoyFilter gets for being one, in Istio's words.
//
//lint:ignore ST1005 a sentence to users
var ErrInternal = errors.New("EnvoyFilter exposes internal implementation details that may change at any time. " +
	"Prefer other APIs if possible, and exercise extreme caution, especially around upgrades.")

// Validate answers as istio.io/istio/pkg/config/validation/envoyfilter.ValidateEnvoyFilter does: the warnings and errors
// of an EnvoyFilter.
func Validate(c config.Config) (validation.Warning, error) {
	filter, ok := c.Spec.(*networking.EnvoyFilter)
	if !ok {
		return nil, fmt.Errorf("%T is no EnvoyFilter", c.Spec)
	}
	warning, err := validation.ValidateAlphaWorkloadSelector(filter.WorkloadSelector)
	if err != nil {
		return nil, err
	}
	verdict := validation.AppendValidation(validation.Validation{}, validation.WrapWarning(ErrInternal))
	if warning != nil {
		verdict = validation.AppendValidation(verdict,
			warn("%w, will be applied to all services in namespace", warning))
	}
	for _, patch := range filter.ConfigPatches {
		verdict = validation.AppendValidation(verdict, validatePatch(patch))
	}
	return verdict.Unwrap()
}

func validatePatch(p *networking.EnvoyFilter_EnvoyConfigObjectPatch) validation.Validation {
	switch {
	case p == nil:
		return refuse("null config patch")
	case p.GetMatch().GetContext() == networking.EnvoyFilter_WAYPOINT:
		return validation.Validation{} // Istio has no rules for waypoints yet.
	case p.ApplyTo == networking.EnvoyFilter_INVALID:
		return refuse("missing applyTo")
	case p.Patch == nil:
		return refuse("missing patch")
	case p.Patch.Operation == networking.EnvoyFilter_Patch_INVALID:
		return refuse("missing patch operation")
	case p.Patch.Operation != networking.EnvoyFilter_Patch_REMOVE && p.Patch.Value == nil:
		return refuse("missing patch value for non-remove operation")
	}
	if _, err := regexp.Compile(p.GetMatch().GetProxy().GetProxyVersion()); err != nil {
		return refuse("invalid regex for proxy version, [%w]", err)
	}
	verdict, final := validateMatch(p)
	if final {
		return verdict
	}
	return validation.AppendValidation(verdict, validateValue(p.ApplyTo, p.Patch.Value))
}

// validateMatch compares what is matched with where the patch applies; final says that nothing else needs a look.
func validateMatch(p *networking.EnvoyFilter_EnvoyConfigObjectPatch) (verdict validation.Validation, final bool) {
	if p.GetMatch().GetObjectTypes() == nil {
		return verdict, false
	}
	switch p.ApplyTo {
	case networking.EnvoyFilter_LISTENER, networking.EnvoyFilter_FILTER_CHAIN,
		networking.EnvoyFilter_NETWORK_FILTER, networking.EnvoyFilter_HTTP_FILTER:
		listener := p.Match.GetListener()
		if listener == nil {
			return refuse("applyTo for listener class objects cannot have non listener match"), true
		}
		return validateFilterMatch(p.ApplyTo, listener.GetFilterChain().GetFilter())
	case networking.EnvoyFilter_ROUTE_CONFIGURATION, networking.EnvoyFilter_VIRTUAL_HOST, networking.EnvoyFilter_HTTP_ROUTE:
		if p.Match.GetRouteConfiguration() == nil {
			return refuse("applyTo for http route class objects cannot have non route configuration match"), false
		}
	case networking.EnvoyFilter_CLUSTER:
		if p.Match.GetCluster() == nil {
			return refuse("applyTo for cluster class objects cannot have non cluster match"), false
		}
	}
	return verdict, false
}

func validateFilterMatch(to networking.EnvoyFilter_ApplyTo, filter *networking.EnvoyFilter_ListenerMatch_FilterMatch) (verdict validation.Validation, final bool) {
	if filter == nil {
		return verdict, false
	}
	if to == networking.EnvoyFilter_LISTENER || to == networking.EnvoyFilter_FILTER_CHAIN {
		verdict = warn("filter match has no effect when used with %v", to)
	}
	sub := filter.SubFilter
	var refused validation.Validation
	switch {
	case filter.Name == "":
		refused = refuse("filter match has no name to match on")
	case sub == nil:
	case to != networking.EnvoyFilter_HTTP_FILTER:
		refused = refuse("subfilter match can be used with applyTo HTTP_FILTER only")
	case filter.Name != wellknown.HTTPConnectionManager && filter.Name != "envoy.http_connection_manager":
		refused = refuse("subfilter match requires filter match with %s", wellknown.HTTPConnectionManager)
	case sub.Name == "":
		refused = refuse("subfilter match has no name to match on")
	}
	if refused.Err != nil {
		return validation.AppendValidation(verdict, refused), true
	}
	return validation.AppendValidation(verdict, renamed(filter.Name), renamed(sub.GetName())), false
}

func refuse(format string, args ...any) validation.Validation {
	return validation.Validation{Err: fmt.Errorf("Envoy filter: "+format, args...)}
}

func warn(format string, args ...any) validation.Validation {
	return validation.Validation{Warning: fmt.Errorf("Envoy filter: "+format, args...)}
}
