//go:build ignore

package main

import (
	"context"
	"path/filepath"

	"github.com/argoproj/argo-cd/v3/cmpserver/apiclient"
	repository "github.com/argoproj/argo-cd/v3/reposerver/apiclient"
	"github.com/argoproj/argo-cd/v3/util/cmp"
	"google.golang.org/protobuf/types/known/emptypb"
)

type pluginAnswer struct {
	Discovers  bool
	Supported  bool
	Parameters []*repository.ParameterAnnouncement
	Manifests  []string
	Error      string // of the last question, GenerateManifest
}

// askPlugin asks a plugin server all that the repository server asks, and sends
// the folder as that does.
func askPlugin(ctx context.Context, socket, folder, appPath string, env []string) (*pluginAnswer, error) {
	conn, client, err := apiclient.NewConfigManagementPluginClientSet(socket).NewConfigManagementPluginClient()
	if err != nil {
		return nil, err
	}
	defer conn.Close()
	send := func(to cmp.StreamSender) error {
		return cmp.SendRepoStream(ctx, filepath.Join(folder, appPath), folder, to, env, []string{".git"})
	}
	var answer pluginAnswer
	config, err := client.CheckPluginConfiguration(ctx, &emptypb.Empty{})
	if err != nil {
		return nil, err
	}
	answer.Discovers = config.IsDiscoveryConfigured

	match, err := client.MatchRepository(ctx)
	if err != nil {
		return nil, err
	}
	if err := send(match); err != nil {
		return nil, err
	}
	matched, err := match.CloseAndRecv()
	if err != nil {
		return nil, err
	}
	answer.Supported = matched.IsSupported

	announce, err := client.GetParametersAnnouncement(ctx)
	if err != nil {
		return nil, err
	}
	if err := send(announce); err != nil {
		return nil, err
	}
	announced, err := announce.CloseAndRecv()
	if err != nil {
		return nil, err
	}
	answer.Parameters = announced.ParameterAnnouncements

	generate, err := client.GenerateManifest(ctx)
	if err != nil {
		return nil, err
	}
	if err := send(generate); err != nil {
		return nil, err
	}
	generated, err := generate.CloseAndRecv()
	if err != nil {
		answer.Error = err.Error()
		return &answer, nil
	}
	answer.Manifests = generated.Manifests
	return &answer, nil
}
