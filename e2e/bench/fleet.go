package main

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

const fleetYAML = `apiVersion: meshfn.dev/v1alpha1
kind: Fleet
metadata:
  name: fleet
  annotations: {config.kubernetes.io/local-config: "true"}
spec:
  defaults:
    controlPlane: {distribution: Istio}
`

// meshYAML is a cluster with a mesh ID and a network of its own.
const meshYAML = `apiVersion: meshfn.dev/v1alpha1
kind: Mesh
metadata:
  name: c%05[1]d
  annotations: {config.kubernetes.io/local-config: "true"}
spec:
  cluster: {platform: Other, network: net-%[1]d, name: c%05[1]d}
  controlPlane: {meshID: mesh-%[1]d, revisions: [{version: 1.29.1%[2]s}]}
  namespaces: [{name: shop}, {name: payments}]
  gateways: [{name: istio-ingressgateway, namespace: istio-ingress, role: Ingress, exposure: External}]
`

// overlayYAML leaves the definitions out: a megabyte per cluster that is the same in all of them.
const overlayYAML = `apiVersion: install.istio.io/v1alpha1
kind: IstioOperator
metadata:
  name: crds
  annotations: {config.kubernetes.io/local-config: "true"}
spec:
  values:
    base:
      enableIstioConfigCRDs: false
      excludedCRDs: [authorizationpolicies.security.istio.io, destinationrules.networking.istio.io, envoyfilters.networking.istio.io,
      gateways.networking.istio.io, peerauthentications.security.istio.io, proxyconfigs.networking.istio.io,
      requestauthentications.security.istio.io, serviceentries.networking.istio.io, sidecars.networking.istio.io,
      telemetries.telemetry.istio.io, virtualservices.networking.istio.io, wasmplugins.extensions.istio.io,
      workloadentries.networking.istio.io, workloadgroups.networking.istio.io]
`

// sources is a fleet of n clusters, with the definitions in each or without.
type sources struct {
	n           int
	definitions bool
}

// String is a title.
func (s sources) String() string {
	if s.definitions {
		return fmt.Sprintf("%d clusters, definitions in each", s.n)
	}
	return fmt.Sprintf("%d clusters without definitions", s.n)
}

func (s sources) write(dir string) error {
	files := map[string]string{"fleet.yaml": fleetYAML}
	for i := range s.n {
		at := fmt.Sprintf("clusters/c%05d/", i)
		if s.definitions {
			files[at+"mesh.yaml"] = fmt.Sprintf(meshYAML, i, "")
			continue
		}
		files[at+"mesh.yaml"] = fmt.Sprintf(meshYAML, i, ", overlays: [overlays/crds.yaml]")
		files[at+"overlays/crds.yaml"] = overlayYAML
	}
	for name, text := range files {
		file := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			return err
		}
	}
	return nil
}

// size of the files below a folder.
func size(dir string) (total int64, err error) {
	err = filepath.WalkDir(dir, func(_ string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		info, err := e.Info()
		if err == nil {
			total += info.Size()
		}
		return err
	})
	return total, err
}
