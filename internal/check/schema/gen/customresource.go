package main

import (
	"fmt"
	"os"

	"github.com/meshfn/meshfn/internal/check/schema/shape"
	"github.com/meshfn/meshfn/internal/krm"
)

// customResources adds the kinds of CRDs: of their modules, and of the files that we wrote.
func (c *collection) customResources() error {
	for _, source := range []struct {
		module
		patterns []string
	}{
		{istio, []string{"manifests/charts/base/files/crd-all.gen.yaml"}},
		{gatewayAPI, []string{"config/crd/experimental/*.networking*.yaml"}},
		{externalSecrets, []string{"config/crds/bases/external-secrets.io_*.yaml"}},
		{argoCD, []string{"manifests/crds/*-crd.yaml"}},
		{certManager, []string{"deploy/crds/*.yaml"}},
	} {
		files, err := source.files(source.patterns...)
		if err != nil {
			return err
		}
		if err := c.definitions(files); err != nil {
			return err
		}
	}
	for _, name := range []string{"data/configsync.yaml", "data/ossm.yaml"} {
		if err := c.written(name); err != nil {
			return err
		}
	}
	return nil
}

func (c *collection) definitions(files []string) error {
	for _, name := range files {
		text, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		objects, err := krm.Decode(text)
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		for _, o := range objects {
			if o.Kind() == "CustomResourceDefinition" {
				c.kinds = append(c.kinds, shape.Kinds(c.Converter, o)...)
			}
		}
	}
	return nil
}
