package schema

import (
	"fmt"
	"net/url"
	"slices"
	"strings"

	"k8s.io/apimachinery/pkg/util/validation"

	"github.com/meshfn/meshfn/internal/krm"
)

// webhooks is ValidateMutatingWebhookConfiguration and ValidateValidatingWebhookConfiguration, of version v1.
func (c *checker) webhooks(o krm.Object) {
	names := map[string]bool{}
	each("webhooks", o["webhooks"], func(at string, w map[string]any) {
		name := str(w, "name")
		switch wrong := validation.IsDNS1123Subdomain(name); {
		case len(wrong) > 0:
			c.refuse(at+".name", "%s is not valid: %s", quoted(name), wrong[0])
		case strings.Count(name, ".") < 2:
			c.refuse(at+".name", "%s must have three parts at least, with dots between", quoted(name))
		case names[name]:
			c.refuse(at+".name", "two webhooks have the name %s", name)
		}
		names[name] = true
		c.webhook(at, w)
	})
}

func (c *checker) webhook(at string, w map[string]any) {
	c.oneOf(at+".failurePolicy", str(w, "failurePolicy"), "Fail", "Ignore")
	c.oneOf(at+".matchPolicy", str(w, "matchPolicy"), "Exact", "Equivalent")
	c.oneOf(at+".reinvocationPolicy", str(w, "reinvocationPolicy"), "Never", "IfNeeded")
	if s := str(w, "sideEffects"); s != "None" && s != "NoneOnDryRun" {
		c.refuse(at+".sideEffects", "want None or NoneOnDryRun, have %s", quoted(s))
	}
	versions := krm.Object(w).List("admissionReviewVersions")
	if !slices.Contains(versions, "v1") && !slices.Contains(versions, "v1beta1") {
		c.refuse(at+".admissionReviewVersions", "one of v1 and v1beta1 must be there")
	}
	if t := w["timeoutSeconds"]; t != nil && (float(t) < 1 || float(t) > 30) {
		c.refuse(at+".timeoutSeconds", "%v is not between 1 and 30", t)
	}
	for _, field := range []string{"namespaceSelector", "objectSelector"} {
		if s, ok := w[field].(map[string]any); ok {
			c.labelSelector(at+"."+field, s)
		}
	}
	c.client(at+".clientConfig", krm.Object(w).Map("clientConfig"))
	each(at+".rules", w["rules"], c.webhookRule)
}

// client is where a webhook is called.
func (c *checker) client(at string, config map[string]any) {
	service, ok := config["service"].(map[string]any)
	address := str(config, "url")
	switch {
	case ok == (address != ""):
		c.refuse(at, "exactly one of url and service must be set")
	case ok:
		if p := service["port"]; p != nil {
			c.portNumber(at+".service.port", p)
		}
		if p := str(service, "path"); p != "" && !strings.HasPrefix(p, "/") {
			c.refuse(at+".service.path", "%s must begin with /", quoted(p))
		}
		for _, field := range []string{"name", "namespace"} {
			if str(service, field) == "" {
				c.refuse(at+".service."+field, "it is required")
			}
		}
	default:
		if u, err := url.Parse(address); err != nil || u.Scheme != "https" || u.Host == "" {
			c.refuse(at+".url", "%s is no address with https", quoted(address))
		}
	}
}

// webhookRule is validateRule: which requests a webhook sees.
func (c *checker) webhookRule(at string, r map[string]any) {
	for _, field := range []string{"apiGroups", "apiVersions", "operations", "resources"} {
		list, _ := r[field].([]any)
		if len(list) == 0 {
			c.refuse(at+"."+field, "a rule needs it")
		}
		if len(list) > 1 && slices.Contains(list, "*") {
			c.refuse(at+"."+field, `"*" stands alone`)
		}
	}
	for i, v := range krm.Object(r).List("operations") {
		s, _ := v.(string)
		c.oneOf(fmt.Sprintf("%s.operations[%d]", at, i), s, "*", "CREATE", "UPDATE", "DELETE", "CONNECT")
	}
	c.oneOf(at+".scope", str(r, "scope"), "*", "Cluster", "Namespaced")
}
