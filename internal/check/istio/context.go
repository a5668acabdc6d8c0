package istio

import (
	"istio.io/istio/pkg/config"
	"istio.io/istio/pkg/config/analysis"
	"istio.io/istio/pkg/config/analysis/diag"
	"istio.io/istio/pkg/config/resource"
	"istio.io/istio/pkg/config/schema/gvk"
)

// context shows a set to one analyzer and keeps what it reports.
type context struct {
	set *set
	// templates says that pods which are only templates are shown.
	templates bool
	messages  []diag.Message
}

var _ analysis.Context = (*context)(nil)

func (c *context) Report(_ config.GroupVersionKind, m diag.Message) {
	c.messages = append(c.messages, m)
}

func (c *context) Exists(id config.GroupVersionKind, name resource.FullName) bool {
	return c.Find(id, name) != nil
}

func (c *context) Find(id config.GroupVersionKind, name resource.FullName) *resource.Instance {
	return c.set.named[named{id, name}]
}

func (c *context) ForEach(id config.GroupVersionKind, visit analysis.IteratorFn) {
	all := c.set.resources[id]
	if id == gvk.Pod && c.templates {
		all = c.set.pods()
	}
	for _, r := range all {
		if !visit(r) {
			return
		}
	}
}

func (c *context) Canceled() bool     { return false }
func (c *context) SetAnalyzer(string) {}
