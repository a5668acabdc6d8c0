package configsync

import (
	"testing"

	"github.com/meshfn/meshfn/e2e/apiserver"
)

// cluster has controllers that report success.
type cluster struct {
	apiserver.Cluster
	controllers *apiserver.Controllers
}

func start(t *testing.T) cluster {
	t.Helper()
	c := apiserver.StartCluster(t)
	t.Logf("cli-utils %s", engineVersion(t))
	c.ApplyAll(t, []apiserver.Manifest{apiserver.Namespace(InventoryNamespace)})
	return cluster{c, c.Server.RunControllers(t)}
}

// engine returns the engine of a new sync unit.
func (c cluster) engine(t *testing.T, unit string) *Engine {
	t.Helper()
	e, err := New(c.Server.Config, unit, t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// stored returns what the server holds of the manifests, without what changes
// by itself, when the controllers have written what they have to.
func (c cluster) stored(t *testing.T, manifests []apiserver.Manifest) map[string]any {
	t.Helper()
	c.controllers.Settle(t)
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
