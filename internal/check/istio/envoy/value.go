package envoy

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"strings"

	//lint:ignore SA1019 istiod's decoder, see decode
	"github.com/golang/protobuf/jsonpb"

	udpa "github.com/cncf/xds/go/udpa/annotations"
	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/protoadapt"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/types/dynamicpb"
	"google.golang.org/protobuf/types/known/structpb"

	networking "istio.io/api/networking/v1alpha3"
	"istio.io/istio/pkg/config/validation"
)

// validateValue reads the value of a patch as what it patches. What does not fit is an error; a field that Istio's copy
// of the API does not know is a warning, for the proxy may be newer.
func validateValue(to networking.EnvoyFilter_ApplyTo, value *structpb.Struct) validation.Validation {
	if value == nil {
		return validation.Validation{}
	}
	known, err := types()
	if err != nil {
		return refuse("%w", err)
	}
	if _, ok := patched[to]; !ok {
		return refuse("unknown object type for applyTo %s", to)
	}
	mt, err := known.FindMessageByName(patched[to])
	if err != nil {
		return refuse("%w", err)
	}
	text, err := json.Marshal(value.AsMap())
	if err != nil {
		return refuse("%w", err)
	}
	if err := decode(text, mt.New(), known, true); err != nil {
		return refuse("%s", explain(text, mt, known, err))
	}
	message := mt.New()
	if err := decode(text, message, known, false); err != nil {
		return warn("%s", explain(text, mt, known, err))
	}
	return validation.AppendValidation(validation.Validation{}, frozen(message), untyped(message))
}

// decode reads JSON with the decoder of istiod: the present one takes enums and types that it does not know for unknown
// fields.
func decode(text []byte, into protoreflect.Message, known *dynamicpb.Types, lenient bool) error {
	decoder := jsonpb.Unmarshaler{AllowUnknownFields: lenient, AnyResolver: resolver{known}}
	return decoder.Unmarshal(bytes.NewReader(text), protoadapt.MessageV1Of(into.Interface()))
}

// resolver finds the message of a URL.
type resolver struct{ known *dynamicpb.Types }

func (r resolver) Resolve(url string) (protoadapt.MessageV1, error) {
	mt, err := r.known.FindMessageByURL(url)
	if err != nil {
		return nil, fmt.Errorf("referenced type unknown: %s", url)
	}
	return protoadapt.MessageV1Of(mt.New().Interface()), nil
}

// place is where the present decoder finds a mistake in JSON that nobody sees.
var place = regexp.MustCompile(`^proto:[\s\x{a0}](syntax error )?\(line \d+:\d+\): `)

// explain says why a value is not read. istiod's decoder names any of several mistakes, the present one the first.
func explain(text []byte, mt protoreflect.MessageType, known *dynamicpb.Types, refused error) string {
	reason := refused.Error()
	if err := (protojson.UnmarshalOptions{Resolver: known}).Unmarshal(text, mt.New().Interface()); err != nil {
		reason = place.ReplaceAllString(err.Error(), "")
	}
	if strings.Contains(reason, "unable to resolve") && strings.Contains(reason, ".v2.") {
		reason += " (the API of version 2 is gone, use version 3)"
	}
	return reason
}

// frozen warns of typed configuration whose API Envoy has given up.
func frozen(m protoreflect.Message) validation.Validation {
	urls, err := frozenTypes(m)
	switch {
	case err != nil:
		return validation.Validation{Err: fmt.Errorf("failed to find deprecated types: %w", err)}
	case len(urls) > 0:
		return validation.WrapWarning(fmt.Errorf("using deprecated type_url(s); %s", strings.Join(urls, ", ")))
	}
	return validation.Validation{}
}

// frozenTypes are the URLs of the types, in the message itself and in its single messages, whose files are frozen. Lists
// are not followed, as Istio does not.
func frozenTypes(m protoreflect.Message) (urls []string, failed error) {
	m.Range(func(_ protoreflect.FieldDescriptor, value protoreflect.Value) bool {
		inner, ok := value.Interface().(protoreflect.Message)
		if !ok {
			return true
		}
		if inner.Descriptor().FullName() == "google.protobuf.Any" {
			url := inner.Get(inner.Descriptor().Fields().ByName("type_url")).String()
			is, err := isFrozen(url)
			if err != nil {
				failed = errors.Join(failed, err)
				return false
			}
			if is {
				urls = append(urls, url)
			}
		}
		more, err := frozenTypes(inner)
		urls, failed = append(urls, more...), errors.Join(failed, err)
		return failed == nil
	})
	return urls, failed
}

func isFrozen(url string) (bool, error) {
	known, err := types()
	if err != nil {
		return false, err
	}
	mt, err := known.FindMessageByURL(url)
	if err != nil {
		return false, err
	}
	options := mt.Descriptor().ParentFile().Options()
	if !proto.HasExtension(options, udpa.E_FileStatus) {
		return false, nil
	}
	status, ok := proto.GetExtension(options, udpa.E_FileStatus).(*udpa.StatusAnnotation)
	return ok && status.PackageVersionStatus == udpa.PackageVersionStatus_FROZEN, nil
}

// untyped warns of filters that are found by their name alone.
func untyped(m protoreflect.Message) validation.Validation {
	if names := untypedNames(m); len(names) > 0 {
		return validation.WrapWarning(fmt.Errorf("using deprecated types by name without typed_config; %s", strings.Join(names, ", ")))
	}
	return validation.Validation{}
}

func untypedNames(m protoreflect.Message) []string {
	var names []string
	fields := m.Descriptor().Fields()
	for i := range fields.Len() {
		if inner, ok := m.Get(fields.Get(i)).Interface().(protoreflect.Message); ok && m.Has(fields.Get(i)) {
			names = append(names, untypedNames(inner)...)
		}
	}
	typed := fields.ByJSONName("typedConfig")
	discovered := fields.ByJSONName("configDiscovery")
	if typed == nil || m.Has(typed) || discovered != nil && m.Has(discovered) {
		return names
	}
	var name string
	if field := fields.ByJSONName("name"); field != nil {
		name = m.Get(field).String()
	}
	return append(names, name)
}
