package injection

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/meshfn/meshfn/internal/check/rule"
	"github.com/meshfn/meshfn/internal/finding"
	"github.com/meshfn/meshfn/internal/krm"
)

// groups that every release of istiod validates; later ones added telemetry.istio.io and extensions.istio.io.
var groups = []string{"networking.istio.io", "security.istio.io"}

// known are all groups that istiod validates.
var known = []string{"config.istio.io", "extensions.istio.io", "networking.istio.io", "security.istio.io", "telemetry.istio.io", "*"}

// validatorsOf are the configurations by which istiod checks configuration.
func validatorsOf(c *rule.Cluster) []rule.Object {
	all := c.Kind("admissionregistration.k8s.io", "ValidatingWebhookConfiguration")
	return slices.DeleteFunc(slices.Clone(all), func(o rule.Object) bool {
		return !slices.ContainsFunc(webhooks(o), func(w webhook) bool { return strings.HasSuffix(w.String("name"), "validation.istio.io") })
	})
}

// unvalidated is what a validating webhook leaves out that it should be called for, or names that there is not.
func (w webhook) unvalidated() string {
	rules := rule.Maps(w.List("rules"))
	for _, group := range groups {
		for _, operation := range []string{"CREATE", "UPDATE"} {
			if !slices.ContainsFunc(rules, func(r krm.Object) bool {
				return has(r, "apiGroups", group) && has(r, "operations", operation) && has(r, "resources", "*") && len(r.List("apiVersions")) > 0
			}) {
				return fmt.Sprintf("%s of %s", operation, group)
			}
		}
	}
	for _, r := range rules {
		for _, group := range r.List("apiGroups") {
			if name, _ := group.(string); !slices.Contains(known, name) {
				return fmt.Sprintf("group %q, which Istio does not have: it is another that is meant", name)
			}
		}
	}
	return ""
}

// validators checks the object selectors: the webhook of a revision looks at its objects, the default one at those that
// name no revision.
func validators(c *rule.Cluster) []finding.Finding {
	var all []finding.Finding
	for _, o := range validatorsOf(c) {
		revision := cmp.Or(o.Label(tagLabel), o.Label(revisionLabel))
		for _, w := range webhooks(o) {
			own := strings.HasPrefix(w.String("name"), "rev.")
			for _, s := range []struct {
				labels map[string]any
				want   bool
			}{
				{set{}, !own}, {set{revisionLabel: "another-revision"}, false}, {set{revisionLabel: revision}, own},
			} {
				if w.Map("objectSelector") == nil && !own || revision == "" {
					break // older charts have the default validator look at everything
				}
				if rule.Selects(w.Map("objectSelector"), s.labels) != s.want {
					all = append(all, o.Report(finding.ValidatorSelectors, w.field("objectSelector"),
						"%s of revision %s does the reverse with an object that has %s", o.ID(), revision, listed(s.labels)))
					break
				}
			}
		}
	}
	return all
}
