package configsync

import (
	"os"
	"testing"

	"github.com/meshfn/meshfn/e2e/apiserver"
)

// cluster is an API server with what a cluster has before a mesh comes, and
// with controllers that report success.
type cluster struct {
	*apiserver.Client
	server *apiserver.Server
}

func start(t *testing.T) cluster {
	t.Helper()
	server, err := apiserver.Start(t.Context(), t.TempDir(), os.Stderr)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(server.Stop)
	t.Logf("kube-apiserver %s, cli-utils %s", server.Version, engineVersion(t))
	client, err := server.Client()
	if err != nil {
		t.Fatal(err)
	}
	c := cluster{client, server}
	platform, err := apiserver.Platform(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	c.apply(t, append(platform, apiserver.Namespace(InventoryNamespace)))
	server.RunControllers(t)
	return c
}

// apply applies what is no part of a sync unit.
func (c cluster) apply(t *testing.T, manifests []apiserver.Manifest) {
	t.Helper()
	for _, m := range manifests {
		if _, err := c.Apply(t.Context(), m); err != nil {
			t.Fatal(err)
		}
	}
}

// remove leaves the server as it was before the manifests were applied.
func (c cluster) remove(t *testing.T, manifests []apiserver.Manifest) {
	t.Helper()
	for i := len(manifests) - 1; i >= 0; i-- {
		if err := c.Delete(t.Context(), manifests[i]); err != nil {
			t.Error(err)
		}
	}
}

// engine returns the engine of a new sync unit.
func (c cluster) engine(t *testing.T, unit string) *Engine {
	t.Helper()
	e, err := New(c.server.Config, unit, t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// stored returns what the server holds of the manifests, without what changes
// by itself.
func (c cluster) stored(t *testing.T, manifests []apiserver.Manifest) map[string]any {
	t.Helper()
	all := map[string]any{}
	for _, m := range manifests {
		o, err := c.Get(t.Context(), m)
		if err != nil {
			t.Fatal(err)
		}
		o.SetManagedFields(nil)
		o.SetResourceVersion("")
		delete(o.Object, "status")
		all[m.String()] = o.Object
	}
	return all
}
