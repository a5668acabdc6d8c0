//go:build ignore

package main

import (
	"context"
	"errors"
	"io"
	"os"

	"github.com/argoproj/argo-cd/v3/applicationset/controllers/template"
	"github.com/argoproj/argo-cd/v3/applicationset/generators"
	"github.com/argoproj/argo-cd/v3/applicationset/services"
	"github.com/argoproj/argo-cd/v3/applicationset/utils"
	"github.com/argoproj/argo-cd/v3/pkg/apis/application/v1alpha1"
	"github.com/argoproj/argo-cd/v3/reposerver/apiclient"
	log "github.com/sirupsen/logrus"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"sigs.k8s.io/controller-runtime/pkg/client/fake"
	"sigs.k8s.io/yaml"
)

// applications returns what the controller makes of the ApplicationSet on
// stdin, strictly decoded, when it follows the given repository.
func applications(ctx context.Context, server, repository string) ([]v1alpha1.Application, error) {
	text, err := io.ReadAll(os.Stdin)
	if err != nil {
		return nil, err
	}
	var set v1alpha1.ApplicationSet
	if err := yaml.UnmarshalStrict(text, &set); err != nil {
		return nil, err
	}
	conn, client, err := apiclient.NewRepoServerClientset(server, unlimited, apiclient.TLSConfiguration{DisableTLS: true}).NewRepoServerClient()
	if err != nil {
		return nil, err
	}
	defer conn.Close()
	scheme := runtime.NewScheme()
	if err := v1alpha1.AddToScheme(scheme); err != nil {
		return nil, err
	}
	project := &v1alpha1.AppProject{ObjectMeta: metav1.ObjectMeta{Name: set.Spec.Template.Spec.Project, Namespace: set.Namespace}}
	cluster := fake.NewClientBuilder().WithScheme(scheme).WithObjects(project).Build()
	git := generators.NewGitGenerator(folders{client, repository}, set.Namespace)
	made, _, err := template.GenerateApplications(log.NewEntry(log.StandardLogger()), set, map[string]generators.Generator{"Git": git}, &utils.Render{}, cluster)
	for i := range made {
		made[i].SetGroupVersionKind(v1alpha1.ApplicationSchemaGroupVersionKind)
		made[i].Spec.Source.RepoURL = repository
	}
	return made, err
}

// folders answers the generator from one repository, wherever the set points.
type folders struct {
	server     apiclient.RepoServerServiceClient
	repository string
}

var _ services.Repos = folders{}

func (f folders) GetDirectories(ctx context.Context, _, revision, _ string, _, _ bool) ([]string, error) {
	reply, err := f.server.GetGitDirectories(ctx, &apiclient.GitDirectoriesRequest{
		Repo: &v1alpha1.Repository{Repo: f.repository}, Revision: revision, NoRevisionCache: true,
	})
	if err != nil {
		return nil, err
	}
	return reply.Paths, nil
}

func (folders) GetFiles(context.Context, string, string, string, string, bool, bool) (map[string][]byte, error) {
	return nil, errors.New("the set reads files, and one that cannot be read would stop it")
}
