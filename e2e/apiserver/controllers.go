package apiserver

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"testing"
	"time"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/types"
)

// controllerManager is the field manager of all controllers; istiod has its own.
const (
	controllerManager = "kube-controller-manager"
	istiod            = "pilot-discovery"
)

// controller writes what one controller of a cluster writes into objects of a
// kind: nil where it has nothing more to say.
type controller struct {
	kind        schema.GroupKind
	subresource string
	manager     string
	patch       func(*unstructured.Unstructured) map[string]any
}

// controllers are those that the delivery tools wait for, and those that write
// into what the tools apply.
var controllers = []controller{
	{schema.GroupKind{Group: "apps", Kind: "Deployment"}, "status", controllerManager, deployed},
	{schema.GroupKind{Group: "apps", Kind: "DaemonSet"}, "status", controllerManager, daemons},
	{schema.GroupKind{Kind: "Service"}, "status", controllerManager, balanced},
	{schema.GroupKind{Group: "autoscaling", Kind: "HorizontalPodAutoscaler"}, "status", controllerManager, scaling},
	{schema.GroupKind{Group: "policy", Kind: "PodDisruptionBudget"}, "status", controllerManager, budgeted},
	{schema.GroupKind{Group: "external-secrets.io", Kind: "ExternalSecret"}, "status", controllerManager, ready("Ready")},
	{schema.GroupKind{Group: "maistra.io", Kind: "ServiceMeshControlPlane"}, "status", controllerManager, installed},
	{schema.GroupKind{Group: "maistra.io", Kind: "ServiceMeshMemberRoll"}, "status", controllerManager, ready("Ready")},
	{schema.GroupKind{Group: "gateway.networking.k8s.io", Kind: "Gateway"}, "status", controllerManager, ready("Accepted", "Programmed")},
	{schema.GroupKind{Group: "admissionregistration.k8s.io", Kind: "MutatingWebhookConfiguration"}, "", istiod, trusted},
	{schema.GroupKind{Group: "admissionregistration.k8s.io", Kind: "ValidatingWebhookConfiguration"}, "", istiod, trusted},
}

// Controllers are controllers that run.
type Controllers struct {
	asked chan chan struct{} // each is closed when all is written
	gone  chan struct{}      // closed when they have ended
	err   error              // what ended them
}

// RunControllers writes into the objects of the server what controllers and
// istiod would, until the test ends. Those of the kinds in without are missing,
// as in a cluster that has no load balancers or no metrics.
func (s *Server) RunControllers(t testing.TB, without ...schema.GroupKind) *Controllers {
	t.Helper()
	client, err := s.Client()
	if err != nil {
		t.Fatal(err)
	}
	present := slices.DeleteFunc(slices.Clone(controllers), func(c controller) bool { return slices.Contains(without, c.kind) })
	ctx, stop := context.WithCancel(t.Context())
	running := &Controllers{asked: make(chan chan struct{}), gone: make(chan struct{})}
	go func() {
		defer close(running.gone)
		running.err = running.run(ctx, client, present)
	}()
	t.Cleanup(func() {
		stop()
		if <-running.gone; running.err != nil {
			t.Errorf("a controller failed: %v", running.err)
		}
	})
	return running
}

// Settle returns when the controllers have seen all that is there now, and have
// nothing to write any more.
func (r *Controllers) Settle(t testing.TB) {
	t.Helper()
	written := make(chan struct{})
	select {
	case r.asked <- written:
	case <-r.gone:
	}
	select {
	case <-written:
	case <-r.gone:
		t.Fatal("the controllers have ended")
	}
}

func (r *Controllers) run(ctx context.Context, c *Client, controllers []controller) error {
	var asking []chan struct{}
	for {
		select {
		case <-ctx.Done():
			return nil
		case written := <-r.asked:
			asking = append(asking, written)
		case <-time.After(pollInterval):
		}
		wrote := 0
		for _, by := range controllers {
			n, err := c.control(ctx, by)
			if err != nil && ctx.Err() == nil {
				return err
			}
			wrote += n
		}
		if wrote == 0 {
			for _, written := range asking {
				close(written)
			}
			asking = nil
		}
	}
}

// control lets a controller look at all objects of its kind, once. It returns to
// how many it had something to write.
func (c *Client) control(ctx context.Context, by controller) (wrote int, err error) {
	mapping, err := c.mapper.RESTMapping(by.kind)
	if meta.IsNoMatchError(err) {
		c.mapper.Reset() // its definition may come
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	all, err := c.dynamic.Resource(mapping.Resource).List(ctx, metav1.ListOptions{})
	if apierrors.IsNotFound(err) {
		c.mapper.Reset() // its definition is gone
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	for i := range all.Items {
		o := &all.Items[i]
		patch := by.patch(o)
		if patch == nil {
			continue
		}
		// Of what has changed meanwhile another look is taken.
		patch["metadata"] = map[string]any{"resourceVersion": o.GetResourceVersion()}
		text, err := json.Marshal(patch)
		if err != nil {
			return wrote, err
		}
		var below []string
		if by.subresource != "" {
			below = []string{by.subresource}
		}
		_, err = c.dynamic.Resource(mapping.Resource).Namespace(o.GetNamespace()).
			Patch(ctx, o.GetName(), types.MergePatchType, text, metav1.PatchOptions{FieldManager: by.manager}, below...)
		switch {
		case apierrors.IsNotFound(err): // it is gone
		case err == nil, apierrors.IsConflict(err):
			wrote++
		default:
			return wrote, fmt.Errorf("as controller of %s %s/%s: %w", by.kind, o.GetNamespace(), o.GetName(), err)
		}
	}
	return wrote, nil
}

// observed reports whether the controller has spoken of this generation.
func observed(o *unstructured.Unstructured) bool {
	seen, _, _ := unstructured.NestedInt64(o.Object, "status", "observedGeneration")
	return seen == o.GetGeneration()
}

func deployed(o *unstructured.Unstructured) map[string]any {
	if observed(o) {
		return nil
	}
	n, _, _ := unstructured.NestedInt64(o.Object, "spec", "replicas")
	return status(map[string]any{
		"observedGeneration": o.GetGeneration(),
		"replicas":           n, "updatedReplicas": n, "readyReplicas": n, "availableReplicas": n,
		"conditions": conditions("NewReplicaSetAvailable", "Available", "Progressing"),
	})
}

func daemons(o *unstructured.Unstructured) map[string]any {
	if observed(o) {
		return nil
	}
	return status(map[string]any{
		"observedGeneration":     o.GetGeneration(),
		"desiredNumberScheduled": 1, "currentNumberScheduled": 1, "numberMisscheduled": 0,
		"updatedNumberScheduled": 1, "numberReady": 1, "numberAvailable": 1,
	})
}

func balanced(o *unstructured.Unstructured) map[string]any {
	kind, _, _ := unstructured.NestedString(o.Object, "spec", "type")
	addresses, _, _ := unstructured.NestedSlice(o.Object, "status", "loadBalancer", "ingress")
	if kind != "LoadBalancer" || len(addresses) > 0 {
		return nil
	}
	return status(map[string]any{"loadBalancer": map[string]any{"ingress": []any{map[string]any{"ip": "192.0.2.1"}}}})
}

func scaling(o *unstructured.Unstructured) map[string]any {
	if observed(o) && o.GetGeneration() > 0 {
		return nil
	}
	if found, _, _ := unstructured.NestedSlice(o.Object, "status", "conditions"); len(found) > 0 {
		return nil
	}
	least, _, _ := unstructured.NestedInt64(o.Object, "spec", "minReplicas")
	return status(map[string]any{
		"currentReplicas": least, "desiredReplicas": least,
		"conditions": conditions("ReadyForNewScale", "AbleToScale", "ScalingActive"),
	})
}

// budgeted is the disruption controller, which finds one pod more than it must.
func budgeted(o *unstructured.Unstructured) map[string]any {
	if observed(o) {
		return nil
	}
	return status(map[string]any{
		"observedGeneration": o.GetGeneration(),
		"expectedPods":       2, "currentHealthy": 2, "desiredHealthy": 1, "disruptionsAllowed": 1,
		"conditions": conditions("SufficientPods", "DisruptionAllowed"),
	})
}

// ready is an operator that says by conditions that all is well.
func ready(names ...string) func(*unstructured.Unstructured) map[string]any {
	return func(o *unstructured.Unstructured) map[string]any {
		found, _, _ := unstructured.NestedSlice(o.Object, "status", "conditions")
		for _, c := range found {
			if condition, _ := c.(map[string]any); condition["type"] == names[0] && condition["status"] == "True" {
				return nil
			}
		}
		return status(map[string]any{"conditions": conditions("Done", names...)})
	}
}

// trusted is istiod, which writes the certificate of its authority into its
// webhooks, and the policy Fail once it serves:
// istio.io/istio, pkg/webhooks/webhookpatch.go and validation/controller.
func trusted(o *unstructured.Unstructured) map[string]any {
	webhooks, _, _ := unstructured.NestedSlice(o.Object, "webhooks")
	changed := false
	for _, item := range webhooks {
		webhook := item.(map[string]any)
		if bundle, _, _ := unstructured.NestedString(webhook, "clientConfig", "caBundle"); bundle == "" || webhook["failurePolicy"] != "Fail" {
			webhook["failurePolicy"] = "Fail"
			_ = unstructured.SetNestedField(webhook, "Y2VydGlmaWNhdGU=", "clientConfig", "caBundle")
			changed = true
		}
	}
	if !changed {
		return nil
	}
	return map[string]any{"webhooks": webhooks}
}

// installed is the operator of OpenShift Service Mesh, whose status has a part
// that is required.
func installed(o *unstructured.Unstructured) map[string]any {
	patch := ready("Ready", "Installed", "Reconciled")(o)
	if patch != nil {
		patch["status"].(map[string]any)["readiness"] = map[string]any{"components": map[string]any{}}
	}
	return patch
}

func status(fields map[string]any) map[string]any { return map[string]any{"status": fields} }

func conditions(reason string, names ...string) []any {
	var all []any
	for _, name := range names {
		all = append(all, map[string]any{
			"type": name, "status": "True", "reason": reason, "message": "",
			"lastTransitionTime": "2026-01-01T00:00:00Z",
		})
	}
	return all
}
