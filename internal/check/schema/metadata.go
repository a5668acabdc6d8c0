package schema

import (
	"maps"
	"slices"
	"strings"

	"k8s.io/apimachinery/pkg/util/validation"

	"github.com/meshfn/meshfn/internal/finding"
	"github.com/meshfn/meshfn/internal/krm"
)

// Metadata returns what is wrong with the identity and metadata of an object of whatever kind, for resources that no API
// server takes.
func Metadata(o krm.Object) []Problem {
	if problems := identity(o); len(problems) > 0 {
		return problems
	}
	return metadata(o, resource{}, false)
}

// identity reports what an object cannot do without.
func identity(o krm.Object) []Problem {
	var all []Problem
	missing := func(field string, v any) {
		if s, ok := v.(string); !ok && v != nil {
			all = append(all, Problem{Code: finding.SchemaType, Field: field, Message: "want a string, have " + describe(v), Fix: "Quote the value."})
		} else if s == "" {
			all = append(all, Problem{Code: finding.NoIdentity, Field: field, Message: field + " is missing"})
		}
	}
	missing("apiVersion", o["apiVersion"])
	missing("kind", o["kind"])
	if m, ok := o["metadata"]; ok && m != nil && o.Map("metadata") == nil {
		return append(all, Problem{Code: finding.SchemaType, Field: "metadata", Message: "want a map, have " + describe(m)})
	}
	missing("metadata.name", o.Get("metadata", "name"))
	return all
}

// metadata checks what every object has. Where the kind is known, so are the forms of its name and its scope.
// The rules are those of ValidateObjectMeta in k8s.io/apimachinery/pkg/api/validation.
func metadata(o krm.Object, r resource, known bool) []Problem {
	meta := o.Map("metadata")
	w := walker{table: embedded().table, native: true, at: path{{key: "metadata"}}}
	w.value(embedded().meta, meta)
	names(&w, o, r, known)
	w.keyed(meta, "labels", labelValue)
	w.keyed(meta, "annotations", nil)
	w.finalizers(meta["finalizers"])
	return w.problems
}

// labelValue returns what is wrong with the value of a label.
func labelValue(s string) []string { return validation.IsValidLabelValue(s) }

// annotationsSize is the most that all annotations of an object may take: TotalAnnotationSizeLimitB.
const annotationsSize = 256 << 10

// qualified says what is wrong with keys of labels and annotations: the same few in all objects.
var qualified = krm.Recent[string, []string]{Most: 1024}

// keyed checks labels or annotations; value says what is wrong with a value, where anything can be.
func (w *walker) keyed(meta map[string]any, field string, value func(string) []string) {
	m, _ := meta[field].(map[string]any)
	total := 0
	w.at = append(w.at, step{key: field})
	for _, key := range slices.Sorted(maps.Keys(m)) {
		w.at = append(w.at, step{key: key})
		form := key
		if field == "annotations" {
			form = strings.ToLower(key) // the API server does the same
		}
		if wrong := qualified.Of(form, func() []string { return validation.IsQualifiedName(form) }); len(wrong) > 0 {
			w.report(finding.ObjectMetadata, "the key %s is not valid: %s", quoted(key), wrong[0])
		}
		if s, ok := m[key].(string); ok {
			total += len(key) + len(s)
			if value != nil {
				if wrong := value(s); len(wrong) > 0 {
					w.report(finding.ObjectMetadata, "the value %s is not valid: %s", quoted(s), wrong[0])
				}
			}
		}
		w.at = w.at[:len(w.at)-1]
	}
	if field == "annotations" && total > annotationsSize {
		w.report(finding.ObjectMetadata, "all annotations together have %d bytes; at most %d are allowed", total, annotationsSize)
	}
	w.at = w.at[:len(w.at)-1]
}

func (w *walker) finalizers(list any) {
	l, _ := list.([]any)
	for i, f := range l {
		if s, ok := f.(string); ok {
			if wrong := validation.IsQualifiedName(s); len(wrong) > 0 {
				w.at = append(w.at, step{key: "finalizers"}, step{index: i, list: true})
				w.report(finding.ObjectMetadata, "the finalizer %s is not valid: %s", quoted(s), wrong[0])
				w.at = w.at[:len(w.at)-2]
			}
		}
	}
}

// A nameForm returns what is wrong with a name.
type nameForm func(string) []string

// nameForms are the kinds whose names are not DNS-1123 subdomains: the name functions of
// k8s.io/kubernetes/pkg/apis/*/validation.
var nameForms = map[groupKind]nameForm{
	{"", "Namespace"}:                                    validation.IsDNS1123Label,
	{"", "Service"}:                                      validation.IsDNS1035Label,
	{"rbac.authorization.k8s.io", "Role"}:                pathSegment,
	{"rbac.authorization.k8s.io", "RoleBinding"}:         pathSegment,
	{"rbac.authorization.k8s.io", "ClusterRole"}:         pathSegment,
	{"rbac.authorization.k8s.io", "ClusterRoleBinding"}:  pathSegment,
	{"flowcontrol.apiserver.k8s.io", "FlowSchema"}:       validation.IsDNS1123Subdomain,
	{"certificates.k8s.io", "CertificateSigningRequest"}: func(string) []string { return nil },
}

// pathSegment is IsValidPathSegmentName of k8s.io/apimachinery/pkg/api/validation/path.
func pathSegment(name string) []string {
	if name == "." || name == ".." || strings.ContainsAny(name, "/%") {
		return []string{`may not be "." or "..", or contain "/" or "%"`}
	}
	return nil
}

// names checks name and namespace.
func names(w *walker, o krm.Object, r resource, known bool) {
	id := o.ID()
	form := nameForms[groupKind{id.Group, id.Kind}]
	if form == nil {
		form = validation.IsDNS1123Subdomain
	}
	if wrong := form(id.Name); len(wrong) > 0 && (known || r.Native()) {
		w.at = append(w.at, step{key: "name"})
		w.report(finding.ObjectName, "%s is no name of a %s: %s", quoted(id.Name), id.Kind, wrong[0])
		w.at = w.at[:len(w.at)-1]
	}
	w.at = append(w.at, step{key: "namespace"})
	switch wrong := validation.IsDNS1123Label(id.Namespace); {
	case id.Namespace == "":
	case known && !r.Namespaced:
		w.report(finding.ObjectName, "a %s has no namespace", id.Kind).Fix = "Remove metadata.namespace."
	case len(wrong) > 0:
		w.report(finding.ObjectName, "%s is no name of a namespace: %s", quoted(id.Namespace), wrong[0])
	}
	w.at = w.at[:len(w.at)-1]
}
