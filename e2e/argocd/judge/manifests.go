//go:build ignore

package main

import (
	"context"
	"encoding/json"
	"os"
	"sync"

	"github.com/argoproj/argo-cd/v3/common"
	"github.com/argoproj/argo-cd/v3/pkg/apis/application/v1alpha1"
	"github.com/argoproj/argo-cd/v3/reposerver/apiclient"
)

// unlimited is the time that the server has for an answer: the test that asks has a limit.
const unlimited = 0

type manifestAnswer struct {
	Application string
	SourceType  string
	Manifests   []string
	Error       string
}

// manifests asks the repository server for the manifests of the Applications on
// stdin, for all at once, as the controller asks for each.
func manifests(ctx context.Context, server string) ([]manifestAnswer, error) {
	var all []v1alpha1.Application
	if err := json.NewDecoder(os.Stdin).Decode(&all); err != nil {
		return nil, err
	}
	conn, client, err := apiclient.NewRepoServerClientset(server, unlimited, apiclient.TLSConfiguration{DisableTLS: true}).NewRepoServerClient()
	if err != nil {
		return nil, err
	}
	defer conn.Close()
	answers := make([]manifestAnswer, len(all))
	var asked sync.WaitGroup
	for i, app := range all {
		asked.Add(1)
		go func() {
			defer asked.Done()
			answers[i].Application = app.Name
			reply, err := client.GenerateManifest(ctx, &apiclient.ManifestRequest{
				Repo:                            &v1alpha1.Repository{Repo: app.Spec.Source.RepoURL},
				Revision:                        app.Spec.Source.TargetRevision,
				NoCache:                         true,
				NoRevisionCache:                 true,
				AppLabelKey:                     common.LabelKeyAppInstance,
				AppName:                         app.Name,
				Namespace:                       app.Spec.Destination.Namespace,
				ApplicationSource:               app.Spec.Source,
				KubeVersion:                     "1.35",
				TrackingMethod:                  string(v1alpha1.TrackingMethodAnnotation),
				ProjectName:                     app.Spec.Project,
				ProjectSourceRepos:              []string{"*"},
				AnnotationManifestGeneratePaths: app.GetAnnotation(v1alpha1.AnnotationKeyManifestGeneratePaths),
			})
			if err != nil {
				answers[i].Error = err.Error()
				return
			}
			answers[i].SourceType, answers[i].Manifests = reply.SourceType, reply.Manifests
		}()
	}
	asked.Wait()
	return answers, nil
}
