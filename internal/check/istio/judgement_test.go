package istio

import (
	"testing"

	"istio.io/istio/pkg/config/analysis/msg"

	"github.com/meshfn/meshfn/internal/finding"
)

// unsaid are messages that nothing in this package makes.
var unsaid = map[string]string{
	"IST0001": "an internal error of Istio's",
	"IST0101": "judged by what is not found",
	"IST0106": "of validation",
	"IST0130": "of validation",
	"IST0131": "of validation",
	"IST0133": "of validation",
	"IST0136": "no analyzer makes it",
	"IST0141": "of istioctl precheck",
	"IST0142": "of istioctl precheck",
	"IST0143": "looks at listeners that are open",
	"IST0156": "of istioctl precheck",
	"IST0158": "compares running pods",
	"IST0161": "reads keys",
	"IST0168": "of istioctl precheck",
	"IST0169": "of istioctl precheck",
	"IST0170": "compares clusters",
	"IST0171": "reads status",
	"IST0172": "of istioctl precheck",
}

// Every message that Istio has is judged, or is known never to be made; a new release of Istio with a new one fails here.
func TestEveryMessageIsJudged(t *testing.T) {
	known := map[string]bool{}
	for _, m := range msg.All() {
		known[m.Code()] = true
		_, judged := judgements[m.Code()]
		if _, not := unsaid[m.Code()]; judged == not {
			t.Errorf("%s %q: judged %v, unsaid %v", m.Code(), m.Template(), judged, not)
		}
	}
	for code, j := range judgements {
		if ist := code[:7]; !known[ist] {
			t.Errorf("%s is none of Istio's", code)
		}
		if j.severity == "" && j.reason == "" || j.when != nil && j.reason == "" {
			t.Errorf("%s has no reason", code)
		}
		if j.severity != "" && j.field == "" && code[:7] != "IST0101" {
			t.Errorf("%s has no field", code)
		}
	}
}

// Where our severity is not Istio's level, the reason stands in the table.
func TestOtherSeverityHasReason(t *testing.T) {
	levels := map[string]finding.Severity{"Error": finding.Error, "Warning": finding.Warning, "Info": finding.Info}
	for _, m := range msg.All() {
		if j, ok := judgements[m.Code()]; ok && j.severity != levels[m.Level().String()] && j.reason == "" {
			t.Errorf("%s is %s, for Istio %s", m.Code(), j.severity, m.Level())
		}
	}
}
