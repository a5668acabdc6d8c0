package main

import (
	"path"
	"slices"
	"strings"
)

// anything are the definitions that OpenAPI calls objects or says nothing of, and that hold any JSON.
var anything = []string{
	"io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaPropsOrBool",
	"io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaPropsOrStringArray",
	"io.k8s.apimachinery.pkg.runtime.RawExtension",
	"io.k8s.apimachinery.pkg.apis.meta.v1.FieldsV1",
	"io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSON",
}

// optional are fields that OpenAPI requires and the API server does without: it has a default, or takes the empty value.
var optional = map[string]string{
	"io.k8s.api.rbac.v1.RoleRef":                                 "apiGroup",
	"io.k8s.api.core.v1.Sysctl":                                  "value",
	"io.k8s.api.core.v1.HTTPHeader":                              "value",
	"io.k8s.api.apps.v1.StatefulSetSpec":                         "serviceName",
	"io.k8s.api.scheduling.v1.PriorityClass":                     "value",
	"io.k8s.api.batch.v1.PodFailurePolicyOnPodConditionsPattern": "status",
}

// mend makes a definition say what the API server does: the published one leaves out what is written in Go.
func mend(name string, def map[string]any) {
	if required, ok := def["required"].([]any); ok && optional[name] != "" {
		def["required"] = slices.DeleteFunc(required, func(field any) bool { return field == optional[name] })
	}
	switch {
	case slices.Contains(anything, name):
		def["x-kubernetes-preserve-unknown-fields"] = true
		delete(def, "type")
	case name == "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaPropsOrArray":
		def["$ref"] = strings.TrimSuffix(name, "OrArray") // structural schemas have no arrays of schemas
	case name == "io.k8s.apimachinery.pkg.util.intstr.IntOrString", name == "io.k8s.apimachinery.pkg.api.resource.Quantity":
		for key := range def {
			delete(def, key)
		}
		def["x-kubernetes-int-or-string"] = true
		if name == "io.k8s.apimachinery.pkg.api.resource.Quantity" {
			def["format"] = "quantity" // ours: checked as the API server does, a number may stand without quotes
		}
	}
	prune(def)
}

// scalar are the definitions whose Go type is a struct, of which OpenAPI says that it defaults to {}, and whose JSON is none.
var scalar = []string{
	"io.k8s.apimachinery.pkg.util.intstr.IntOrString",
	"io.k8s.apimachinery.pkg.api.resource.Quantity",
	"io.k8s.apimachinery.pkg.apis.meta.v1.Time",
	"io.k8s.apimachinery.pkg.apis.meta.v1.MicroTime",
	"io.k8s.apimachinery.pkg.apis.meta.v1.Duration",
}

// structural reports whether a schema may default to an empty object.
func structural(s map[string]any) bool {
	all, _ := s["allOf"].([]any)
	for _, one := range all {
		if ref, _ := one.(map[string]any)["$ref"].(string); slices.Contains(scalar, path.Base(ref)) || slices.Contains(anything, path.Base(ref)) {
			return false
		}
	}
	return true
}

// prune drops prose, and the defaults that only say what Go's zero value is: where a field with one is required, the API
// server takes the missing field for empty and refuses that.
func prune(s map[string]any) {
	delete(s, "description")
	delete(s, "x-kubernetes-group-version-kind")
	if d, ok := s["default"].(map[string]any); ok && len(d) == 0 && !structural(s) {
		delete(s, "default")
	}
	switch s["default"] {
	case "", float64(0), false:
		delete(s, "default")
	}
	for key, v := range s {
		switch v := v.(type) {
		case map[string]any:
			if key != "properties" {
				prune(v)
				continue
			}
			for _, field := range v { // by their names, of which description may be one
				prune(field.(map[string]any))
			}
		case []any:
			for _, e := range v {
				if e, ok := e.(map[string]any); ok {
					prune(e)
				}
			}
		}
	}
}
