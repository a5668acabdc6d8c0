// Package schema holds the manifests that the product renders against the schemas of the clusters that take them: every
// supported line of Kubernetes with the API server's own validation, and the CRDs of Istio, the Gateway API and the
// External Secrets Operator.
package schema

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"

	"golang.org/x/tools/txtar"
	"k8s.io/client-go/openapi"
	"sigs.k8s.io/kubectl-validate/pkg/openapiclient"
	"sigs.k8s.io/kubectl-validate/pkg/validator"

	"github.com/meshfn/meshfn/e2e/meshfn"
	"github.com/meshfn/meshfn/e2e/tools"
)

// lines of Kubernetes that have every API version of a case: the newest ones by default, for the others those that
// still served what an old cluster takes.
func lines(name string) []string {
	if name == "asm-110" {
		return []string{"1.23", "1.24"}
	}
	return []string{"1.27", "1.28", "1.29", "1.30", "1.31", "1.32", "1.33", "1.34", "1.35"}
}

// customResources are the CRDs by the module and folder that they come from.
func customResources(t *testing.T) openapi.Client {
	t.Helper()
	istio, err := tools.Find("istioctl")
	if err != nil {
		t.Fatal(err)
	}
	files := fstest.MapFS{}
	for module, pattern := range map[string]string{
		istio.Module + "@" + istio.At:                         "manifests/charts/base/files/crd-all.gen.yaml",
		"sigs.k8s.io/gateway-api@v1.4.0":                      "config/crd/standard/*.yaml",
		"github.com/external-secrets/external-secrets@v1.3.2": "config/crds/bases/external-secrets.io_externalsecrets.yaml",
	} {
		dir, err := tools.Source(context.Background(), module)
		if err != nil {
			t.Fatal(err)
		}
		found, err := filepath.Glob(filepath.Join(dir, pattern))
		if err != nil || len(found) == 0 {
			t.Fatalf("no CRDs in %s: %v", module, err)
		}
		for _, name := range found {
			text, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			for i, document := range strings.Split(string(text), "\n---\n") {
				if strings.Contains(document, "kind: CustomResourceDefinition") {
					files[fmt.Sprintf("%d-%s", i, filepath.Base(name))] = &fstest.MapFile{Data: []byte(document)}
				}
			}
		}
	}
	return openapiclient.NewLocalCRDFiles(files)
}

var separator = regexp.MustCompile(`(?m)^---\n`)

// documents of a golden file's manifests, by a name to report.
func documents(t *testing.T, golden string) map[string]string {
	t.Helper()
	archive, err := txtar.ParseFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]string{}
	for _, f := range archive.Files {
		if strings.HasPrefix(f.Name, "manifests/") {
			for i, document := range separator.Split(string(f.Data), -1) {
				all[fmt.Sprintf("%s:%d", f.Name, i)] = document
			}
		}
	}
	return all
}

// refused returns what each line of Kubernetes has against a document.
func refused(v *validator.Validator, document string) error {
	_, parsed, err := v.Parse([]byte(document))
	if err != nil {
		return err
	}
	return v.Validate(parsed)
}

func TestGateways(t *testing.T) {
	crds := customResources(t)
	validators := map[string]*validator.Validator{}
	goldens, err := filepath.Glob(filepath.Join(meshfn.Root(), "internal", "gateway", "testdata", "cases", "*", "*", "golden.txtar"))
	if err != nil || len(goldens) == 0 {
		t.Fatal("no golden files", err)
	}
	for _, golden := range goldens {
		name := filepath.Base(filepath.Dir(filepath.Dir(golden)))
		for _, line := range lines(name) {
			v := validators[line]
			if v == nil {
				v, err = validator.New(openapiclient.NewComposite(openapiclient.NewHardcodedBuiltins(line), crds))
				if err != nil {
					t.Fatal(err)
				}
				validators[line] = v
			}
			for where, document := range documents(t, golden) {
				if err := refused(v, document); err != nil {
					t.Errorf("%s %s on Kubernetes %s: %v", name, where, line, err)
				}
			}
		}
	}
	// What is wrong must be seen to be wrong.
	for what, document := range map[string]string{
		"a field of no Service":      "apiVersion: v1\nkind: Service\nmetadata: {name: a, namespace: b}\nspec: {typ: LoadBalancer}\n",
		"a protocol that is no text": "apiVersion: networking.istio.io/v1\nkind: Gateway\nmetadata: {name: a, namespace: b}\nspec: {servers: [{port: {number: 80, name: http, protocol: 1}, hosts: [a]}]}\n",
		"an autoscaler of 1.22":      "apiVersion: autoscaling/v2beta2\nkind: HorizontalPodAutoscaler\nmetadata: {name: a, namespace: b}\nspec: {maxReplicas: 1, scaleTargetRef: {kind: Deployment, name: a}}\n",
	} {
		if err := refused(validators["1.33"], document); err == nil {
			t.Errorf("%s is accepted", what)
		}
	}
}
