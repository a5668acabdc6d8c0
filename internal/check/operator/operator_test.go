package operator_test

import (
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	_ "istio.io/istio/pilot/pkg/features" // it fills the registry
	"istio.io/istio/pkg/env"
	"sigs.k8s.io/yaml"

	"github.com/meshfn/meshfn/internal/check/checktest"
	"github.com/meshfn/meshfn/internal/check/operator"
	"github.com/meshfn/meshfn/internal/check/rule"
	"github.com/meshfn/meshfn/internal/finding"
)

const root = "../../.."

func TestGreen(t *testing.T) { checktest.Green(t, root, operator.Rules) }

// Each setting of the fixture is none, and each of its green twin one.
func TestSettings(t *testing.T) {
	dir := root + "/testdata/broken/MSH1215"
	checktest.Case(t, dir, operator.Rules, finding.OperatorSetting)
	fields := func(dir string) (all []string) {
		for _, f := range checktest.Run(operator.Rules, checktest.Clusters(t, dir)) {
			all = append(all, strings.TrimPrefix(f.Field, "spec."))
		}
		return all
	}
	want := []string{"profile", "tag", "components.pilot.k8s.env[0].value", "components.pilot.k8s.hpaSpec.maxReplicas",
		"meshConfig.defaultConfig.proxyMetadata.ISTIO_META_DNS_CAPTUR", "values.gateways.istio-ingressgateway.injectionTemplate",
		"values.global.pilotCertProvider", "values.global.meshID"}
	if diff := cmp.Diff(want, fields(dir), cmpopts.SortSlices(strings.Compare)); diff != "" {
		t.Errorf("-want +reported\n%s", diff)
	}
	if green := fields(dir + "/green"); len(green) > 0 {
		t.Errorf("green: %v", green)
	}
}

// The switches and variables are those of Istio's own registry, and a few of ASM's.
func TestVariables(t *testing.T) {
	text, err := os.ReadFile("settings.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var known struct{ Switches, Variables []string }
	if err := yaml.Unmarshal(text, &known); err != nil {
		t.Fatal(err)
	}
	if len(env.VarDescriptions()) < 100 {
		t.Fatal("the registry is not there")
	}
	for _, v := range env.VarDescriptions() {
		list := known.Variables
		if v.Type == env.BOOL {
			list = known.Switches
		}
		if !slices.Contains(list, v.Name) {
			t.Errorf("%s is not in settings.yaml, or in the wrong list", v.Name)
		}
	}
}

// An IstioOperator of a release without charts is held against what Istio knows today; what that release knew beside it
// is let pass, a misspelling is not.
func TestOperator(t *testing.T) {
	const head = "apiVersion: install.istio.io/v1alpha1\nkind: IstioOperator\nmetadata: {name: x, annotations: {config.kubernetes.io/local-config: \"true\"}}\nspec:\n  tag: 1.10.6-asm.2\n"
	for spec, want := range map[string][]finding.Code{
		"  values: {telemetry: {v2: {stackdriver: {inboundAccessLogging: FULL}}}}\n": nil,
		"  values: {global: {multiClusterr: {clusterName: a}}}\n":                    {finding.OperatorField},
		"  values: {gateways: {istio-ingressgateway: {}, injectionTemplate: a}}\n":   {finding.OperatorField},
		"  meshConfig: {defaultConfig: {proxyMetadata: {A: b}, C_D: e}}\n":           {finding.ExpansionWarning},
		"  values: {global: {meshID: [a]}}\n":                                        {finding.OperatorField},
		"  components: {pilot: {k8s: {env: text}}}\n":                                {finding.OperatorField},
		"  componentts: {}\n": {finding.OperatorField},
		"  hub: a b\n":        {finding.ExpansionRefused},
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
