package check_test

import (
	"path/filepath"
	"slices"
	"testing"

	"github.com/meshfn/meshfn/internal/check/checktest"
	"github.com/meshfn/meshfn/internal/check/gateways"
	"github.com/meshfn/meshfn/internal/check/injection"
	"github.com/meshfn/meshfn/internal/check/kinds"
	"github.com/meshfn/meshfn/internal/check/links"
	"github.com/meshfn/meshfn/internal/check/rule"
	"github.com/meshfn/meshfn/internal/check/secret"
	"github.com/meshfn/meshfn/internal/finding"
)

const root = "../.."

// lint is the lint list of gateways: the codes that the folders below testdata/lint give, each a gateway as it is applied
// with one mistake, by the family that knows it.
var lint = []struct {
	rules []rule.Rule
	codes map[string]finding.Code
}{
	{gatewaysAndInjection, map[string]finding.Code{
		"01/control-plane-namespace": finding.GatewayInControlPlane,
		"02/namespace-disabled":      finding.NotInjected,
		"02/no-default-revision":     finding.NotInjected,
		"02/no-injection":            finding.NotInjected,
		"02/no-template":             finding.NoGatewayTemplate,
		"03/both-labels":             finding.BothInjectionLabels,
		"04/port":                    finding.ServerPort,
		"04/selector":                finding.GatewaySelectsNothing,
		"05/autoscaler-target":       finding.AutoscalerTarget,
		"05/egress-sample":           finding.BudgetTarget,
		"07/replicas":                finding.ScaledReplicas,
		"08/gateway-namespace":       finding.CrossNetworkNamespace,
		"08/one-network":             finding.NeedlessEastWest,
		"08/no-port":                 finding.EastWestPort,
		"09/public":                  finding.OpenEastWest,
		"10/namespace":               finding.UnknownRevision,
		"10/pod":                     finding.UnknownRevision,
		"11/status-port":             finding.StatusPort,
		"12/subject":                 finding.SubjectNamespace,
		"14/iap-operator":            finding.GatewayNodePort,
	}},
	{links.Rules, map[string]finding.Code{
		"08/namespace-network":       finding.NetworkDiffers,
		"08/other-network":           finding.NetworkDiffers,
		"08/pods-without-network":    finding.NetworkDiffers,
		"08/service-without-network": finding.NetworkDiffers,
	}},
	{kinds.Rules, map[string]finding.Code{
		"06/autoscaler-v2beta1": finding.RemovedAPI,
		"06/autoscaler-v2beta2": finding.RemovedAPI,
		"06/budget-v1beta1":     finding.RemovedAPI,
	}},
	{secret.Rules, map[string]finding.Code{
		"13/cacerts":       finding.AuthorityKey,
		"13/private-key":   finding.PrivateKey,
		"13/remote-secret": finding.RemoteSecretData,
	}},
}

var gatewaysAndInjection = slices.Concat(injection.Rules, gateways.Rules)

func TestLint(t *testing.T) {
	for _, family := range lint {
		for name, code := range family.codes {
			t.Run(name, func(t *testing.T) { checktest.Case(t, filepath.Join(root, "testdata/lint", name), family.rules, code) })
		}
	}
}

// TestRendered: the renderer's own cases break no rule, but a gateway in the control plane's namespace where the Mesh
// asks for it.
func TestRendered(t *testing.T) {
	asked := map[string]finding.Code{"unnamed": finding.GatewayInControlPlane}
	cases, err := filepath.Glob(filepath.Join(root, "internal/gateway/testdata/cases/*"))
	if err != nil || len(cases) < 10 {
		t.Fatal(len(cases), err)
	}
	for _, dir := range cases {
		for _, clusters := range [][]finding.Finding{
			checktest.Run(gatewaysAndInjection, checktest.Clusters(t, dir)), checktest.Run(gatewaysAndInjection, checktest.Objects(t, dir)),
		} {
			for _, f := range clusters {
				if f.Severity != finding.Info && f.Code != asked[filepath.Base(dir)] {
					t.Errorf("%s: %s %s %s: %s", dir, f.Code, f.File, f.Field, f.Message)
				}
			}
		}
	}
}
