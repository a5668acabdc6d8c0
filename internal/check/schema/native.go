package schema

import (
	"fmt"
	"slices"
	"strings"

	"k8s.io/apimachinery/pkg/util/validation"

	"github.com/meshfn/meshfn/internal/finding"
	"github.com/meshfn/meshfn/internal/krm"
)

// native checks what an API server knows in Go of the kinds that a mesh consists of, beyond their schemas. The rules are
// those of k8s.io/kubernetes/pkg/apis/GROUP/validation; each file names the functions. What needs the state of a cluster
// is not here.
func native(o krm.Object) []Problem {
	check := natives[groupKind{o.ID().Group, o.Kind()}]
	if check == nil {
		return nil
	}
	c := &checker{}
	check(c, o)
	return c.problems
}

var natives = map[groupKind]func(*checker, krm.Object){
	{"", "Service"}:                            (*checker).service,
	{"", "ConfigMap"}:                          (*checker).configMap,
	{"", "Secret"}:                             (*checker).secret,
	{"", "Pod"}:                                func(c *checker, o krm.Object) { c.pod("spec", o.Map("spec"), map[string]bool{}) },
	{"", "Endpoints"}:                          (*checker).endpoints,
	{"apps", "Deployment"}:                     (*checker).workload,
	{"apps", "DaemonSet"}:                      (*checker).workload,
	{"apps", "StatefulSet"}:                    (*checker).workload,
	{"apps", "ReplicaSet"}:                     (*checker).workload,
	{"batch", "Job"}:                           (*checker).job,
	{"autoscaling", "HorizontalPodAutoscaler"}: (*checker).autoscaler,
	{"policy", "PodDisruptionBudget"}:          (*checker).disruption,
	{"networking.k8s.io", "NetworkPolicy"}:     (*checker).networkPolicy,
	{rbac, "Role"}:                             (*checker).role,
	{rbac, "ClusterRole"}:                      (*checker).role,
	{rbac, "RoleBinding"}:                      (*checker).binding,
	{rbac, "ClusterRoleBinding"}:               (*checker).binding,
	{"admissionregistration.k8s.io", "MutatingWebhookConfiguration"}:   (*checker).webhooks,
	{"admissionregistration.k8s.io", "ValidatingWebhookConfiguration"}: (*checker).webhooks,
	{"apiextensions.k8s.io", "CustomResourceDefinition"}:               (*checker).definition,
}

const rbac = "rbac.authorization.k8s.io"

// checker collects what the rules report.
type checker struct{ problems []Problem }

func (c *checker) refuse(field, format string, args ...any) {
	c.problems = append(c.problems, Problem{Code: finding.ServerRule, Field: field, Message: fmt.Sprintf(format, args...)})
}

// form reports a string that is not of a form; the empty string is left to the schema.
func (c *checker) form(field, s string, form nameForm) {
	if s == "" {
		return
	}
	if wrong := form(s); len(wrong) > 0 {
		c.refuse(field, "%s is not valid: %s", quoted(s), wrong[0])
	}
}

// oneOf reports a string that is none of the words, and whether it is one; the empty string is left to the schema.
func (c *checker) oneOf(field, s string, words ...string) bool {
	if s == "" || slices.Contains(words, s) {
		return true
	}
	p := Problem{Code: finding.SchemaValue, Field: field, Message: fmt.Sprintf("%s is none of %s", quoted(s), strings.Join(words, ", "))}
	if near := finding.Nearest(s, words); near != "" {
		p.Fix = "Did you mean " + near + "?"
	}
	c.problems = append(c.problems, p)
	return false
}

// portNumber reports a number that is no port.
func (c *checker) portNumber(field string, v any) {
	if f := float(v); v != nil && (f < 1 || f > 65535) {
		c.refuse(field, "%v is no port: want 1 to 65535", v)
	}
}

// portReference checks what may be a port or the name of one.
func (c *checker) portReference(field string, v any) {
	if s, ok := v.(string); ok {
		c.form(field, s, validation.IsValidPortName)
		return
	}
	c.portNumber(field, v)
}

// atLeast reports a number that is less than a bound.
func (c *checker) atLeast(field string, v any, least float64) {
	if v != nil && float(v) < least {
		c.refuse(field, "%v is less than %v", v, least)
	}
}

// each calls f with the maps of a list and their paths.
func each(field string, list any, f func(field string, m map[string]any)) {
	l, _ := list.([]any)
	for i, v := range l {
		if m, ok := v.(map[string]any); ok {
			f(fmt.Sprintf("%s[%d]", field, i), m)
		}
	}
}

func str(m map[string]any, keys ...string) string { return krm.Object(m).String(keys...) }

func size(v any) int {
	switch v := v.(type) {
	case []any:
		return len(v)
	case map[string]any:
		return len(v)
	}
	return 0
}
