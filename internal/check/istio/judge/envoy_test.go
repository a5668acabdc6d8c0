package judge

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/go-multierror"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/reflect/protoregistry"

	networking "istio.io/api/networking/v1alpha3"
	"istio.io/istio/pkg/config"
	"istio.io/istio/pkg/config/validation"
	"istio.io/istio/pkg/config/validation/envoyfilter"

	"github.com/meshfn/meshfn/internal/check/istio/envoy"
	"github.com/meshfn/meshfn/internal/krm"
)

// Of every EnvoyFilter that Istio ships, and of each with one value changed or left out, both have the same number of
// errors and of warnings.
func TestEnvoyFiltersAreJudgedAlike(t *testing.T) {
	compared := 0
	for name, filter := range envoyFilters(t) {
		for _, spec := range variants(filter.Map("spec")) {
			theirs, readable := verdict(t, spec, func(c config.Config) (validation.Warning, error) { return envoyfilter.ValidateEnvoyFilter(c) })
			if !readable {
				continue
			}
			compared++
			if ours, _ := verdict(t, spec, envoy.Validate); ours != theirs {
				text, _ := json.Marshal(spec)
				t.Errorf("%s: we say %s, istio says %s, of %s", name, ours, theirs, text)
			}
		}
	}
	if compared < 500 {
		t.Errorf("only %d were compared", compared)
	}
	t.Logf("%d EnvoyFilters", compared)
}

// All messages that istiod links are known.
func TestEnvoyTypesAreKnown(t *testing.T) {
	protoregistry.GlobalTypes.RangeMessages(func(m protoreflect.MessageType) bool {
		root, _, _ := strings.Cut(string(m.Descriptor().FullName()), ".")
		if (root == "envoy" || root == "udpa" || root == "xds") && !envoy.Knows(m.Descriptor().FullName()) {
			t.Errorf("%s is not known", m.Descriptor().FullName())
		}
		return true
	})
}

func envoyFilters(t *testing.T) map[string]krm.Object {
	t.Helper()
	root := module(t)
	filters := map[string]krm.Object{}
	for _, folder := range []string{filepath.Join(root, "pkg/config/analysis/analyzers/testdata"), filepath.Join(root, "samples"), "../../../../e2e/istio/testdata/broken"} {
		for _, name := range yamlFiles(t, folder) {
			for i, o := range readObjects(t, filepath.Join(folder, name)) {
				if o.Kind() == "EnvoyFilter" {
					filters[fmt.Sprintf("%s#%d", name, i)] = o
				}
			}
		}
	}
	return filters
}

// verdict counts errors and warnings; readable is false where the text is no EnvoyFilter at all.
func verdict(t *testing.T, spec any, validate func(config.Config) (validation.Warning, error)) (said string, readable bool) {
	t.Helper()
	text, err := json.Marshal(spec)
	if err != nil {
		t.Fatal(err)
	}
	filter := new(networking.EnvoyFilter)
	if err := json.Unmarshal(text, filter); err != nil {
		return "", false
	}
	warning, err := validate(config.Config{Spec: filter})
	return fmt.Sprintf("%d errors, %d warnings", count(err), count(warning)), true
}

func count(err error) int {
	var many *multierror.Error
	switch {
	case err == nil:
		return 0
	case errors.As(err, &many):
		return len(many.Errors)
	}
	return 1
}

// variants are the value, and the value with one part of it left out or replaced by a text, a number, a list or a map.
func variants(value any) []any {
	all := []any{value, "text", 7, []any{}, map[string]any{}, map[string]any{"unknown": "x"}}
	switch value := value.(type) {
	case map[string]any:
		for _, key := range slices.Sorted(maps.Keys(value)) {
			less := maps.Clone(value)
			delete(less, key)
			all = append(all, less)
			for _, v := range variants(value[key]) {
				other := maps.Clone(value)
				other[key] = v
				all = append(all, other)
			}
		}
	case []any:
		for i := range value {
			for _, v := range variants(value[i]) {
				other := slices.Clone(value)
				other[i] = v
				all = append(all, other)
			}
		}
	}
	return all
}
