//go:build ignore

package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"time"

	"github.com/argoproj/argo-cd/v3/common"
	"github.com/argoproj/argo-cd/v3/pkg/apis/application/v1alpha1"
	"github.com/argoproj/argo-cd/v3/util/lua"
	"github.com/argoproj/gitops-engine/pkg/health"
	"github.com/argoproj/gitops-engine/pkg/sync"
	syncing "github.com/argoproj/gitops-engine/pkg/sync/common"
	"github.com/argoproj/gitops-engine/pkg/sync/syncwaves"
	"github.com/argoproj/gitops-engine/pkg/utils/kube"
	"github.com/argoproj/gitops-engine/pkg/utils/tracing"
	"github.com/go-logr/logr"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/clientcmd"
)

// roundInterval is how long a sync rests before it looks at the cluster again,
// and still how many looks have to show the same: on a busy machine time alone
// says little.
const (
	roundInterval = 200 * time.Millisecond
	still         = 10
)

type syncAnswer struct {
	Phase   syncing.OperationPhase
	Message string
	Waves   []int            // in the order in which they were applied
	Objects []assessedObject // as they are in the end
}

type assessedObject struct {
	Object  string
	Wave    int
	Applied bool
	Health  health.HealthStatusCode // empty where Argo CD has no assessment
	Message string
}

// operation is a sync that the controller makes for an Application, with its
// settings as installed.
type operation struct {
	app     v1alpha1.Application
	targets []*unstructured.Unstructured
	health  lua.ResourceHealthOverrides
	config  *rest.Config
	kubectl *kube.KubectlCmd
	started metav1.Time

	phase   syncing.OperationPhase
	message string
	results []syncing.ResourceSyncResult
	waves   []int
}

// syncApplication syncs the targets as the controller does, round by round. It
// ends when the sync has and all objects are healthy, or when nothing changed
// for some looks and as long as patience says.
func syncApplication(ctx context.Context, kubeconfig, patience string) (*syncAnswer, error) {
	limit, err := time.ParseDuration(patience)
	if err != nil {
		return nil, err
	}
	var question struct {
		Application v1alpha1.Application
		Settings    map[string]string
		Targets     []*unstructured.Unstructured
	}
	if err := json.NewDecoder(os.Stdin).Decode(&question); err != nil {
		return nil, err
	}
	config, err := clientcmd.BuildConfigFromFlags("", kubeconfig)
	if err != nil {
		return nil, err
	}
	config.QPS = -1
	overrides, err := healthOverrides(ctx, question.Settings)
	if err != nil {
		return nil, err
	}
	op := &operation{
		app: question.Application, targets: question.Targets, health: overrides, config: config,
		kubectl: &kube.KubectlCmd{Log: logr.Discard(), Tracer: tracing.NopTracer{}},
		started: metav1.Now(), phase: syncing.OperationRunning,
	}
	return op.run(ctx, limit)
}

func (op *operation) run(ctx context.Context, patience time.Duration) (*syncAnswer, error) {
	var last *syncAnswer
	same := 0
	for changed := time.Now(); ; time.Sleep(roundInterval) {
		lives, err := op.lives(ctx)
		if err != nil {
			return nil, err
		}
		if !op.phase.Completed() {
			if err := op.round(lives); err != nil {
				return nil, err
			}
		}
		now, err := op.answer(lives)
		if err != nil {
			return nil, err
		}
		same++
		if last == nil || now.Phase != last.Phase || now.Message != last.Message || !slices.Equal(now.Objects, last.Objects) {
			changed, same = time.Now(), 0
		}
		last = now
		if now.settled() || now.Phase == syncing.OperationFailed || now.Phase == syncing.OperationError ||
			same >= still && time.Since(changed) > patience {
			return now, nil
		}
	}
}

// round is one look at the cluster: it applies the next wave if what is applied
// is healthy. Each begins with what the one before it left.
func (op *operation) round(lives []*unstructured.Unstructured) error {
	schema, _, err := op.kubectl.LoadOpenAPISchema(op.config)
	if err != nil {
		return err
	}
	options := op.app.Spec.SyncPolicy.SyncOptions
	sc, cleanup, err := sync.NewSyncContext("", sync.ReconciliationResult{Live: lives, Target: op.targets},
		op.config, op.config, op.kubectl, op.app.Spec.Destination.Namespace, schema,
		sync.WithLogr(logr.Discard()),
		sync.WithHealthOverride(op.health),
		sync.WithInitialState(op.phase, op.message, op.results, op.started),
		sync.WithManifestValidation(!options.HasOption(syncing.SyncOptionsDisableValidation)),
		sync.WithServerSideApply(options.HasOption(syncing.SyncOptionServerSideApply)),
		sync.WithServerSideApplyManager(common.ArgoCDSSAManager),
		sync.WithSyncWaveHook(func(_ syncing.SyncPhase, wave int, _ bool) error {
			op.waves = append(op.waves, wave)
			return nil
		}))
	if err != nil {
		return err
	}
	defer cleanup()
	sc.Sync()
	op.phase, op.message, op.results = sc.GetState()
	return nil
}

// lives returns what the cluster holds of the targets, nil where it holds none.
func (op *operation) lives(ctx context.Context) ([]*unstructured.Unstructured, error) {
	lives := make([]*unstructured.Unstructured, len(op.targets))
	for i, o := range op.targets {
		live, err := op.kubectl.GetResource(ctx, op.config, o.GroupVersionKind(), o.GetName(), o.GetNamespace())
		if apierrors.IsNotFound(err) { // or its definition is
			continue
		}
		if err != nil {
			return nil, fmt.Errorf("get %s %s/%s: %w", o.GetKind(), o.GetNamespace(), o.GetName(), err)
		}
		lives[i] = live
	}
	return lives, nil
}

// answer assesses the objects, and has what a failed one says for a message.
func (op *operation) answer(lives []*unstructured.Unstructured) (*syncAnswer, error) {
	answer := &syncAnswer{Phase: op.phase, Message: op.message, Waves: op.waves}
	for i, o := range op.targets {
		assessed := assessedObject{
			Object: fmt.Sprintf("%s %s/%s", o.GetKind(), o.GetNamespace(), o.GetName()),
			Wave:   syncwaves.Wave(o), Applied: lives[i] != nil,
		}
		if lives[i] != nil {
			status, err := health.GetResourceHealth(lives[i], op.health)
			if err != nil {
				return nil, err
			}
			if status != nil {
				assessed.Health, assessed.Message = status.Status, status.Message
			}
		}
		answer.Objects = append(answer.Objects, assessed)
	}
	for _, result := range op.results {
		if result.Status == syncing.ResultCodeSyncFailed {
			answer.Message += fmt.Sprintf("\n%s: %s", result.ResourceKey, result.Message)
		}
	}
	return answer, nil
}

// settled reports whether the sync is through and all is healthy.
func (a *syncAnswer) settled() bool {
	return a.Phase.Successful() && !slices.ContainsFunc(a.Objects, func(o assessedObject) bool {
		return !o.Applied || o.Health != "" && o.Health != health.HealthStatusHealthy
	})
}
