package pipelines_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"sigs.k8s.io/yaml"

	"github.com/meshfn/meshfn/packages"
)

// Both sources sync the one folder that is for the cluster, and the one in git is what the packages have.
func TestRootSyncs(t *testing.T) {
	text, err := packages.FS.ReadFile("istio-multicluster/clusters/cluster1/rootsync.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var want any
	if err := yaml.UnmarshalStrict(text, &want); err != nil {
		t.Fatal(err)
	}
	git := at(t, "configsync/rootsync-git.yaml")
	if diff := cmp.Diff(want, git); diff != "" {
		t.Errorf("-packages +pipelines:\n%s", diff)
	}
	oci := at(t, "configsync/rootsync-oci.yaml").(object)
	spec := oci["spec"].(object)
	if spec["sourceType"] != "oci" || spec["oci"].(object)["dir"] != "manifests" {
		t.Errorf("its source is %v", spec)
	}
	for _, key := range []string{"sourceType", "oci"} {
		delete(spec, key)
	}
	delete(git.(object)["spec"].(object), "git")
	if diff := cmp.Diff(git, any(oci)); diff != "" {
		t.Errorf("but for the source, -git +oci:\n%s", diff)
	}
}
