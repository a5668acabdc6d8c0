package envoy

import (
	"fmt"

	"istio.io/istio/pkg/config/validation"
)

// renamed warns of a filter that is matched by its former name.
func renamed(name string) validation.Validation {
	if now, ok := renames[name]; ok {
		return validation.WrapWarning(fmt.Errorf("using deprecated filter name %q; use %q instead", name, now))
	}
	return validation.Validation{}
}
