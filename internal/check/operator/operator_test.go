package operator_test

import (
	"slices"
	"testing"
	"time"

	"github.com/meshfn/meshfn/internal/check/checktest"
	"github.com/meshfn/meshfn/internal/check/operator"
	"github.com/meshfn/meshfn/internal/check/rule"
	"github.com/meshfn/meshfn/internal/finding"
)

func TestGreen(t *testing.T) { checktest.Green(t, "../../..", operator.Rules) }

// An IstioOperator of a release without charts is held against what Istio knows today; what that release knew beside it
// is let pass, a misspelling is not.
func TestOperator(t *testing.T) {
	const head = "apiVersion: install.istio.io/v1alpha1\nkind: IstioOperator\nmetadata: {name: x, annotations: {config.kubernetes.io/local-config: \"true\"}}\nspec:\n  tag: 1.10.6-asm.2\n"
	for spec, want := range map[string][]finding.Code{
		"  values: {telemetry: {v2: {stackdriver: {inboundAccessLogging: FULL}}}}\n": nil,
		"  values: {global: {multiClusterr: {clusterName: a}}}\n":                    {finding.OperatorField},
		"  values: {global: {meshID: [a]}}\n":                                        {finding.OperatorField},
		"  components: {pilot: {k8s: {env: text}}}\n":                                {finding.OperatorField},
		"  componentts: {}\n":                                                        {finding.OperatorField},
		"  hub: a b\n":                                                               {finding.ExpansionRefused},
	} {
		objects, err := rule.Read("operator/x.yaml", []byte(head+spec))
		if err != nil {
			t.Fatal(err)
		}
		var codes []finding.Code
		for _, f := range operator.Rules[0].Cluster(rule.NewCluster("red", nil, objects), time.Time{}) {
			codes = append(codes, f.Code)
			if f.Line < 6 {
				t.Errorf("%s: line %d", spec, f.Line)
			}
		}
		if !slices.Equal(codes, want) {
			t.Errorf("%s gives %v, want %v", spec, codes, want)
		}
	}
}
