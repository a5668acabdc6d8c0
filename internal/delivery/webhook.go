package delivery

import (
	"maps"

	"github.com/meshfn/meshfn/internal/krm"
)

const (
	revisionLabel = "istio.io/rev"
	tagLabel      = "istio.io/tag"

	defaultRevision = "default"
)

// webhooks returns the webhooks of a configuration as istiod leaves them. It writes the certificate of its authority
// into each, and moves a policy Ignore to Fail once it serves, but never back: so git says Fail and names no bundle.
//
// With the tag default at another revision, the injector of the revision default must no longer answer for namespaces
// without a revision; it is kept and disarmed, as `istioctl tag set default` does.
func (s Settings) webhooks(o krm.Object) []any {
	target, tagged := s.Tags[defaultRevision]
	disarm := o.Kind() == "MutatingWebhookConfiguration" && o.Label(revisionLabel) == defaultRevision &&
		o.Label(tagLabel) == "" && tagged && target != "" && target != defaultRevision
	var webhooks []any
	for _, item := range o.List("webhooks") {
		webhook, _ := item.(map[string]any)
		webhook = maps.Clone(webhook)
		webhook["failurePolicy"] = "Fail"
		if client, ok := webhook["clientConfig"].(map[string]any); ok {
			client = maps.Clone(client)
			delete(client, "caBundle")
			webhook["clientConfig"] = client
		}
		if disarm {
			never := map[string]any{"matchLabels": map[string]any{"istio.io/deactivated": "never-match"}}
			webhook["namespaceSelector"], webhook["objectSelector"] = never, maps.Clone(never)
		}
		webhooks = append(webhooks, webhook)
	}
	return webhooks
}
