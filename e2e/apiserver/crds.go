package apiserver

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	apiextensions "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	"sigs.k8s.io/yaml"

	"github.com/meshfn/meshfn/e2e/meshfn"
	"github.com/meshfn/meshfn/e2e/tools"
)

// ossmVariable names the folder with the CRDs of OpenShift Service Mesh 2.6:
// the files of github.com/maistra/api, branch maistra-2.6, which is no module
// that could be downloaded. Without it the folder is looked for beside the
// repository.
const ossmVariable = "MESHFN_OSSM_CRDS"

const (
	gatewayAPI      = "sigs.k8s.io/gateway-api@v1.4.0"
	externalSecrets = "github.com/external-secrets/external-secrets@v1.3.2"
)

// Platform returns the CRDs that a cluster has before a mesh is installed: of
// the Gateway API, of the external secrets operator and of OpenShift Service
// Mesh.
func Platform(ctx context.Context) ([]Manifest, error) {
	gateway, err := tools.Source(ctx, gatewayAPI)
	if err != nil {
		return nil, err
	}
	secrets, err := tools.Source(ctx, externalSecrets)
	if err != nil {
		return nil, err
	}
	ossm := os.Getenv(ossmVariable)
	if ossm == "" {
		ossm = filepath.Join(meshfn.Root(), "..", "shared", "crds", "ossm")
	}
	if _, err := os.Stat(ossm); err != nil {
		return nil, fmt.Errorf("find the CRDs of OpenShift Service Mesh (%s names their folder): %w", ossmVariable, err)
	}
	manifests, err := crds(
		filepath.Join(gateway, "config", "crd", "standard"),
		filepath.Join(secrets, "config", "crds", "bases", "external-secrets.io_externalsecrets.yaml"),
		ossm,
		filepath.Join(meshfn.Root(), "e2e", "apiserver", "testdata", "crds"),
	)
	if err != nil {
		return nil, err
	}
	for i, m := range manifests {
		if m.GetName() == "servicemeshcontrolplanes.maistra.io" {
			manifests[i], err = withMode(m)
		}
	}
	return manifests, err
}

// withMode adds spec.mode to the ServiceMeshControlPlane. The CRD of maistra/api
// never got the field, the one of the operator has it since 2.4:
// github.com/maistra/istio-operator, pkg/apis/maistra/v2.
func withMode(m Manifest) (Manifest, error) {
	var crd apiextensions.CustomResourceDefinition
	if err := yaml.Unmarshal(m.Text, &crd); err != nil {
		return m, fmt.Errorf("read %s: %w", m, err)
	}
	for _, version := range crd.Spec.Versions {
		if version.Name == "v2" {
			version.Schema.OpenAPIV3Schema.Properties["spec"].Properties["mode"] = apiextensions.JSONSchemaProps{
				Type: "string",
				Enum: []apiextensions.JSON{{Raw: []byte(`"MultiTenant"`)}, {Raw: []byte(`"ClusterWide"`)}},
			}
		}
	}
	crd.Status = apiextensions.CustomResourceDefinitionStatus{}
	text, err := yaml.Marshal(crd)
	m.Text = text
	return m, err
}

// Istio returns Istio's own CRDs, for a mesh whose manifests leave them to
// somebody else.
func Istio(ctx context.Context) ([]Manifest, error) {
	istioctl, err := tools.Find("istioctl")
	if err != nil {
		return nil, err
	}
	dir, err := tools.Source(ctx, istioctl.Module+"@"+istioctl.At)
	if err != nil {
		return nil, err
	}
	return crds(filepath.Join(dir, "manifests", "charts", "base", "files", "crd-all.gen.yaml"))
}

// crds loads CustomResourceDefinitions and nothing else that stands with them.
func crds(paths ...string) ([]Manifest, error) {
	manifests, err := Load(paths...)
	if err != nil {
		return nil, err
	}
	var found []Manifest
	for _, m := range manifests {
		if m.GetKind() == "CustomResourceDefinition" {
			found = append(found, m)
		}
	}
	return found, nil
}
