package chart_test

import (
	"os/exec"
	"strings"
	"testing"
)

// Everything that is linked is paid at every start: no renderer of Istio or Helm, no client of Kubernetes.
func TestLinksNothingHeavy(t *testing.T) {
	output, err := exec.Command("go", "list", "-deps", ".").Output()
	if err != nil {
		t.Fatal(err)
	}
	for name := range strings.Lines(string(output)) {
		name = strings.TrimSpace(name)
		for _, heavy := range []string{"istio.io/", "helm.sh/", "k8s.io/client-go", "k8s.io/api/", "k8s.io/apimachinery"} {
			if strings.HasPrefix(name, heavy) && name != "istio.io/istio/manifests" {
				t.Errorf("%s is linked", name)
			}
		}
	}
}
