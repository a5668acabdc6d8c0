package apiserver

import (
	"context"
	"fmt"
	"slices"
	"sort"
	"sync"
	"time"

	apiextensions "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/apimachinery/pkg/util/wait"
	"k8s.io/client-go/discovery"
	"k8s.io/client-go/discovery/cached/memory"
	"k8s.io/client-go/dynamic"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/restmapper"
	"k8s.io/client-go/tools/clientcmd"
	"k8s.io/client-go/tools/clientcmd/api"

	"github.com/meshfn/meshfn/e2e/process"
)

const pollInterval = 20 * time.Millisecond

// Client applies manifests to one server. It is for one goroutine.
type Client struct {
	// Manager is the name under which it applies fields.
	Manager string

	dynamic  dynamic.Interface
	mapper   *restmapper.DeferredDiscoveryRESTMapper
	warnings warnings
}

// Client returns a new client of the server.
func (s *Server) Client() (*Client, error) {
	c := &Client{Manager: "meshfn-e2e"}
	config := rest.CopyConfig(s.Config)
	config.WarningHandler = &c.warnings
	found, err := discovery.NewDiscoveryClientForConfig(config)
	if err != nil {
		return nil, err
	}
	c.mapper = restmapper.NewDeferredDiscoveryRESTMapper(memory.NewMemCacheClient(found))
	c.dynamic, err = dynamic.NewForConfig(config)
	return c, err
}

// WriteKubeconfig writes a kubeconfig for an administrator of the server.
func (s *Server) WriteKubeconfig(file string) error {
	config := api.NewConfig()
	config.Clusters["c"] = &api.Cluster{Server: s.Config.Host, CertificateAuthority: s.Config.CAFile}
	config.AuthInfos["u"] = &api.AuthInfo{Token: s.Config.BearerToken}
	config.Contexts["x"] = &api.Context{Cluster: "c", AuthInfo: "u"}
	config.CurrentContext = "x"
	return clientcmd.WriteToFile(*config, file)
}

// Warnings returns what the server warned of, each text once.
func (c *Client) Warnings() []string { return c.warnings.texts() }

// Apply applies the manifest server-side with strict field validation, never
// taking a field from another manager, and returns the stored object. After a
// CustomResourceDefinition it waits until its resources are served.
func (c *Client) Apply(ctx context.Context, m Manifest) (*unstructured.Unstructured, error) {
	resource, err := c.resource(m)
	if err != nil {
		return nil, err
	}
	stored, err := resource.Patch(ctx, m.GetName(), types.ApplyPatchType, m.Text, metav1.PatchOptions{
		FieldManager:    c.Manager,
		FieldValidation: metav1.FieldValidationStrict,
	})
	if err != nil {
		return nil, fmt.Errorf("apply %s: %w", m, err)
	}
	if m.GetKind() == "CustomResourceDefinition" {
		if err := c.establish(ctx, m, resource); err != nil {
			return nil, err
		}
	}
	return stored, nil
}

// Get returns the stored object of the manifest.
func (c *Client) Get(ctx context.Context, m Manifest) (*unstructured.Unstructured, error) {
	resource, err := c.resource(m)
	if err != nil {
		return nil, err
	}
	return resource.Get(ctx, m.GetName(), metav1.GetOptions{})
}

// Change changes the stored object of the manifest, as a program in the cluster
// does that writes the whole object under its own name.
func (c *Client) Change(ctx context.Context, m Manifest, manager string, change func(*unstructured.Unstructured)) error {
	resource, err := c.resource(m)
	if err != nil {
		return err
	}
	stored, err := resource.Get(ctx, m.GetName(), metav1.GetOptions{})
	if err != nil {
		return fmt.Errorf("change %s: %w", m, err)
	}
	change(stored)
	if _, err := resource.Update(ctx, stored, metav1.UpdateOptions{FieldManager: manager}); err != nil {
		return fmt.Errorf("change %s: %w", m, err)
	}
	return nil
}

// Delete deletes the object of the manifest and returns when it is gone. A
// namespace is let go at once: no controller empties it first.
func (c *Client) Delete(ctx context.Context, m Manifest) error {
	resource, err := c.resource(m)
	if err != nil {
		return err
	}
	if err := resource.Delete(ctx, m.GetName(), metav1.DeleteOptions{}); err != nil {
		return fmt.Errorf("delete %s: %w", m, err)
	}
	if m.GetKind() == "Namespace" {
		stored, err := resource.Get(ctx, m.GetName(), metav1.GetOptions{})
		if err != nil {
			return fmt.Errorf("finalize %s: %w", m, err)
		}
		unstructured.RemoveNestedField(stored.Object, "spec", "finalizers")
		if _, err := resource.Update(ctx, stored, metav1.UpdateOptions{}, "finalize"); err != nil {
			return fmt.Errorf("finalize %s: %w", m, err)
		}
	}
	err = wait.PollUntilContextTimeout(ctx, pollInterval, process.Patience, true, func(ctx context.Context) (bool, error) {
		_, err := resource.Get(ctx, m.GetName(), metav1.GetOptions{})
		if apierrors.IsNotFound(err) {
			return true, nil
		}
		return false, err
	})
	if err != nil {
		return fmt.Errorf("wait until %s is gone: %w", m, err)
	}
	if m.GetKind() == "CustomResourceDefinition" {
		c.mapper.Reset()
	}
	return nil
}

func (c *Client) resource(m Manifest) (dynamic.ResourceInterface, error) {
	gvk := m.GroupVersionKind()
	mapping, err := c.mapper.RESTMapping(gvk.GroupKind(), gvk.Version)
	if meta.IsNoMatchError(err) { // somebody else may have brought its definition
		c.mapper.Reset()
		mapping, err = c.mapper.RESTMapping(gvk.GroupKind(), gvk.Version)
	}
	if err != nil {
		return nil, fmt.Errorf("find the resource of %s: %w", m, err)
	}
	if mapping.Scope.Name() == meta.RESTScopeNameNamespace {
		return c.dynamic.Resource(mapping.Resource).Namespace(m.GetNamespace()), nil
	}
	if m.GetNamespace() != "" {
		return nil, fmt.Errorf("%s has a namespace, its kind has none", m)
	}
	return c.dynamic.Resource(mapping.Resource), nil
}

func (c *Client) establish(ctx context.Context, m Manifest, crds dynamic.ResourceInterface) error {
	err := wait.PollUntilContextTimeout(ctx, pollInterval, process.Patience, true, func(ctx context.Context) (bool, error) {
		stored, err := crds.Get(ctx, m.GetName(), metav1.GetOptions{})
		if err != nil {
			return false, err
		}
		var crd apiextensions.CustomResourceDefinition
		if err := runtime.DefaultUnstructuredConverter.FromUnstructured(stored.Object, &crd); err != nil {
			return false, err
		}
		return slices.ContainsFunc(crd.Status.Conditions, func(c apiextensions.CustomResourceDefinitionCondition) bool {
			return c.Type == apiextensions.Established && c.Status == apiextensions.ConditionTrue
		}), nil
	})
	if err != nil {
		return fmt.Errorf("wait for %s to be established: %w", m, err)
	}
	c.mapper.Reset()
	return nil
}

type warnings struct {
	mu   sync.Mutex
	seen map[string]bool
}

var _ rest.WarningHandler = (*warnings)(nil)

func (w *warnings) HandleWarningHeader(_ int, _ string, text string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.seen == nil {
		w.seen = map[string]bool{}
	}
	w.seen[text] = true
}

func (w *warnings) texts() []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	texts := make([]string, 0, len(w.seen))
	for text := range w.seen {
		texts = append(texts, text)
	}
	sort.Strings(texts)
	return texts
}
