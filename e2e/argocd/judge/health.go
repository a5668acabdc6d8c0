//go:build ignore

package main

import (
	"context"
	"encoding/json"
	"os"

	"github.com/argoproj/argo-cd/v3/common"
	"github.com/argoproj/argo-cd/v3/util/lua"
	"github.com/argoproj/argo-cd/v3/util/settings"
	"github.com/argoproj/gitops-engine/pkg/health"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/client-go/kubernetes/fake"
)

// assess returns what Argo CD, with the settings of its ConfigMap argocd-cm,
// thinks of each object; nil where it has no assessment of the kind.
func assess(ctx context.Context) ([]*health.HealthStatus, error) {
	var question struct {
		Settings map[string]string
		Objects  []*unstructured.Unstructured
	}
	if err := json.NewDecoder(os.Stdin).Decode(&question); err != nil {
		return nil, err
	}
	overrides, err := healthOverrides(ctx, question.Settings)
	if err != nil {
		return nil, err
	}
	var all []*health.HealthStatus
	for _, o := range question.Objects {
		status, err := health.GetResourceHealth(o, overrides)
		if err != nil {
			return nil, err
		}
		all = append(all, status)
	}
	return all, nil
}

// healthOverrides are the assessments that the data of argocd-cm adds to Argo
// CD's own.
func healthOverrides(ctx context.Context, data map[string]string) (lua.ResourceHealthOverrides, error) {
	const namespace = "argocd"
	meta := func(name string) metav1.ObjectMeta {
		return metav1.ObjectMeta{Name: name, Namespace: namespace, Labels: map[string]string{"app.kubernetes.io/part-of": "argocd"}}
	}
	client := fake.NewClientset(
		&corev1.ConfigMap{ObjectMeta: meta(common.ArgoCDConfigMapName), Data: data},
		&corev1.Secret{ObjectMeta: meta(common.ArgoCDSecretName), Data: map[string][]byte{"server.secretkey": []byte("x")}},
	)
	overrides, err := settings.NewSettingsManager(ctx, client, namespace).GetResourceOverrides()
	return lua.ResourceHealthOverrides(overrides), err
}
