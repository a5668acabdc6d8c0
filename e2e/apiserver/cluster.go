package apiserver

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

// Cluster is an API server with what a cluster has before a mesh comes, and a
// client of it.
type Cluster struct {
	*Client
	Server     *Server
	Kubeconfig string // a file, for an administrator
}

// StartCluster starts a cluster for one test.
func StartCluster(t testing.TB) Cluster {
	t.Helper()
	server, err := Start(t.Context(), t.TempDir(), os.Stderr)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(server.Stop)
	t.Logf("kube-apiserver %s", server.Version)
	client, err := server.Client()
	if err != nil {
		t.Fatal(err)
	}
	c := Cluster{client, server, filepath.Join(t.TempDir(), "kubeconfig")}
	if err := server.WriteKubeconfig(c.Kubeconfig); err != nil {
		t.Fatal(err)
	}
	platform, err := Platform(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	c.ApplyAll(t, platform)
	return c
}

// ApplyAll applies manifests in their order, and ends the test where one is
// refused.
func (c Cluster) ApplyAll(t testing.TB, manifests []Manifest) {
	t.Helper()
	var refused error
	for _, m := range manifests {
		_, err := c.Apply(t.Context(), m)
		refused = errors.Join(refused, err)
	}
	if refused != nil {
		t.Fatal(refused)
	}
}

// DeleteAll leaves the server as it was before the manifests were applied.
func (c Cluster) DeleteAll(t testing.TB, manifests []Manifest) {
	t.Helper()
	for _, m := range slices.Backward(manifests) {
		if err := c.Delete(t.Context(), m); err != nil {
			t.Error(err)
		}
	}
}
