//go:build ignore

package main

import (
	"encoding/json"
	"fmt"
	"os"

	"github.com/argoproj/argo-cd/v3/common"
	"github.com/argoproj/argo-cd/v3/pkg/apis/application/v1alpha1"
	argodiff "github.com/argoproj/argo-cd/v3/util/argo/diff"
	"github.com/argoproj/argo-cd/v3/util/argo/normalizers"
	"github.com/argoproj/gitops-engine/pkg/diff"
	"github.com/argoproj/gitops-engine/pkg/sync/resource"
	"github.com/argoproj/gitops-engine/pkg/utils/kube"
	"github.com/argoproj/gitops-engine/pkg/utils/tracing"
	"github.com/go-logr/logr"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/client-go/tools/clientcmd"
)

type difference struct {
	Object    string
	Live      json.RawMessage // as far as it is compared
	Predicted json.RawMessage
}

// outOfSync compares pairs of objects as the controller does for an Application
// with its settings as installed, and returns those that it would sync.
func outOfSync(kubeconfig string) ([]difference, error) {
	var question struct {
		Application    v1alpha1.Application
		Targets, Lives []*unstructured.Unstructured
	}
	if err := json.NewDecoder(os.Stdin).Decode(&question); err != nil {
		return nil, err
	}
	config, err := clientcmd.BuildConfigFromFlags("", kubeconfig)
	if err != nil {
		return nil, err
	}
	kubectl := &kube.KubectlCmd{Log: logr.Discard(), Tracer: tracing.NopTracer{}}
	schema, parser, err := kubectl.LoadOpenAPISchema(config)
	if err != nil {
		return nil, err
	}
	apply, cleanup, err := kube.ManageServerSideDiffDryRuns(config, schema, tracing.NopTracer{}, logr.Discard(), nil)
	if err != nil {
		return nil, err
	}
	defer cleanup()
	app := question.Application
	status := v1alpha1.ResourceOverride{IgnoreDifferences: v1alpha1.OverrideIgnoreDiff{JSONPointers: []string{"/status"}}}
	settings, err := argodiff.NewDiffConfigBuilder().
		WithDiffSettings(app.Spec.IgnoreDifferences, map[string]v1alpha1.ResourceOverride{"*/*": status}, false, normalizers.IgnoreNormalizerOpts{}).
		WithTracking(common.LabelKeyAppInstance, string(v1alpha1.TrackingMethodAnnotation)).
		WithNoCache().
		WithGVKParser(parser).
		WithManager(common.ArgoCDSSAManager).
		WithServerSideDiff(resource.HasAnnotationOption(&app, common.AnnotationCompareOptions, "ServerSideDiff=true")).
		WithServerSideDryRunner(diff.NewK8sServerSideDryRunner(apply)).
		WithStructuredMergeDiff(app.Spec.SyncPolicy.SyncOptions.HasOption("ServerSideApply=true")).
		Build()
	if err != nil {
		return nil, err
	}
	results, err := argodiff.StateDiffs(question.Lives, question.Targets, settings)
	if err != nil {
		return nil, err
	}
	differ := []difference{}
	for i, result := range results.Diffs {
		if result.Modified {
			o := question.Targets[i]
			name := fmt.Sprintf("%s %s/%s", o.GetKind(), o.GetNamespace(), o.GetName())
			differ = append(differ, difference{name, result.NormalizedLive, result.PredictedLive})
		}
	}
	return differ, nil
}
