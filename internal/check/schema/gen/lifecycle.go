package main

import (
	"reflect"
	"slices"
	"strings"

	v1beta1 "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1beta1"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/client-go/kubernetes/scheme"

	"github.com/meshfn/meshfn/internal/check/schema/shape"
)

// lives are the kinds that Kubernetes deprecates or has removed, as its own types say.
func lives() []shape.Life {
	types := scheme.Scheme.AllKnownTypes()
	types[v1beta1.SchemeGroupVersion.WithKind("CustomResourceDefinition")] = reflect.TypeFor[v1beta1.CustomResourceDefinition]()
	var all []shape.Life
	for gvk, t := range types {
		if l := life(gvk, reflect.New(t).Interface()); l.Deprecated != 0 && !strings.HasSuffix(gvk.Kind, "List") {
			all = append(all, l)
		}
	}
	slices.SortFunc(all, func(a, b shape.Life) int {
		return slices.Compare([]string{a.Group, a.Version, a.Kind}, []string{b.Group, b.Version, b.Kind})
	})
	return all
}

func life(gvk schema.GroupVersionKind, of any) shape.Life {
	l := shape.Life{Group: gvk.Group, Version: gvk.Version, Kind: gvk.Kind}
	if d, ok := of.(interface{ APILifecycleDeprecated() (int, int) }); ok {
		_, l.Deprecated = d.APILifecycleDeprecated()
	}
	if r, ok := of.(interface{ APILifecycleRemoved() (int, int) }); ok {
		_, l.Removed = r.APILifecycleRemoved()
	}
	if r, ok := of.(interface {
		APILifecycleReplacement() schema.GroupVersionKind
	}); ok {
		to := r.APILifecycleReplacement()
		l.Replacement = to.GroupVersion().String()
		if to.Kind != gvk.Kind {
			l.Replacement += " " + to.Kind
		}
	}
	return l
}
