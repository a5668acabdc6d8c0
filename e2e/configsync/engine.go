// Package configsync applies manifests with the engine that Config Sync and
// kpt live share, sigs.k8s.io/cli-utils, to a real API server.
//
// The engine validates all objects before it applies the first, sorts them by
// depends-on and by the edges that it knows itself, waits until what others
// depend on is reconciled, keeps an inventory of what it applied, and prunes
// what is no longer there.
package configsync

import (
	"context"
	"errors"
	"fmt"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/cli-runtime/pkg/genericclioptions"
	"k8s.io/client-go/rest"
	cmdutil "k8s.io/kubectl/pkg/cmd/util"
	"sigs.k8s.io/cli-utils/pkg/apply"
	"sigs.k8s.io/cli-utils/pkg/apply/event"
	"sigs.k8s.io/cli-utils/pkg/common"
	"sigs.k8s.io/cli-utils/pkg/inventory"
	"sigs.k8s.io/cli-utils/pkg/object"
	"sigs.k8s.io/cli-utils/pkg/object/validation"

	"github.com/meshfn/meshfn/e2e/apiserver"
	"github.com/meshfn/meshfn/e2e/process"
)

// InventoryNamespace is where inventories are; it has to exist.
const InventoryNamespace = "config-management-system"

// reconcileTimeout is longer than anything takes. Where the definition of a kind
// is new, the engine rests for up to a minute between two tries to watch it
// (cli-utils, pkg/kstatus/watcher/object_status_reporter.go).
const reconcileTimeout = process.Patience

// Engine applies the objects of one sync unit, as Config Sync's reconciler for
// one RootSync does.
type Engine struct {
	applier   *apply.Applier
	inventory inventory.Info
}

// New returns the engine of a sync unit.
func New(config *rest.Config, unit, cache string) (*Engine, error) {
	flags := genericclioptions.NewConfigFlags(false)
	flags.APIServer, flags.BearerToken, flags.CAFile, flags.CacheDir = &config.Host, &config.BearerToken, &config.CAFile, &cache
	flags.WrapConfigFn = func(c *rest.Config) *rest.Config {
		c.QPS = -1 // the server is ours alone
		return c
	}
	factory := cmdutil.NewFactory(flags)
	client, err := inventory.ClusterClientFactory{StatusPolicy: inventory.StatusPolicyAll}.NewClient(factory)
	if err != nil {
		return nil, fmt.Errorf("make the inventory's client: %w", err)
	}
	applier, err := apply.NewApplierBuilder().WithFactory(factory).WithInventoryClient(client).Build()
	if err != nil {
		return nil, fmt.Errorf("make the applier: %w", err)
	}
	list := &unstructured.Unstructured{}
	list.SetGroupVersionKind(inventory.ConfigMapGVK)
	list.SetNamespace(InventoryNamespace)
	list.SetName(unit)
	list.SetLabels(map[string]string{common.InventoryLabel: unit})
	return &Engine{applier, inventory.WrapInventoryInfoObj(list)}, nil
}

// Outcome is what became of each object.
type Outcome struct {
	// Applied and Reconciled say as the how manieth event it happened.
	Applied, Reconciled map[object.ObjMetadata]int
	Pruned, Kept        object.ObjMetadataSet
}

// Apply applies the objects with the options of Config Sync, prunes what was
// applied before and is not among them, and waits until all are reconciled. The
// error names everything that the engine refused, could not do or waited for in
// vain.
func (e *Engine) Apply(ctx context.Context, manifests []apiserver.Manifest) (Outcome, error) {
	var objects object.UnstructuredSet
	for _, m := range manifests {
		objects = append(objects, m.DeepCopy())
	}
	o := Outcome{Applied: map[object.ObjMetadata]int{}, Reconciled: map[object.ObjMetadata]int{}}
	var failed error
	n := 0
	for e := range e.applier.Run(ctx, e.inventory, objects, apply.ApplierOptions{
		ServerSideOptions:      common.ServerSideOptions{ServerSideApply: true, ForceConflicts: true, FieldManager: "configsync"},
		ReconcileTimeout:       reconcileTimeout,
		PruneTimeout:           reconcileTimeout,
		PrunePropagationPolicy: metav1.DeletePropagationBackground,
		InventoryPolicy:        inventory.PolicyAdoptAll,
		ValidationPolicy:       validation.ExitEarly,
	}) {
		n++
		failed = errors.Join(failed, o.take(e, n))
	}
	return o, failed
}

// take notes an event, and returns what went wrong.
func (o *Outcome) take(e event.Event, n int) error {
	switch e.Type {
	case event.ErrorType:
		return e.ErrorEvent.Err
	case event.ValidationType:
		return e.ValidationEvent.Error
	case event.ApplyType:
		switch e.ApplyEvent.Status {
		case event.ApplySuccessful:
			o.Applied[e.ApplyEvent.Identifier] = n
		case event.ApplyFailed, event.ApplySkipped:
			return errors.New(e.String())
		}
	case event.WaitType:
		switch e.WaitEvent.Status {
		case event.ReconcileSuccessful:
			o.Reconciled[e.WaitEvent.Identifier] = n
		case event.ReconcileFailed, event.ReconcileTimeout:
			return errors.New(e.String())
		}
	case event.PruneType:
		switch e.PruneEvent.Status {
		case event.PruneSuccessful:
			o.Pruned = append(o.Pruned, e.PruneEvent.Identifier)
		case event.PruneSkipped:
			o.Kept = append(o.Kept, e.PruneEvent.Identifier)
		case event.PruneFailed:
			return errors.New(e.String())
		}
	}
	return nil
}
