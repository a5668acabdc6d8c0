package apiserver

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// start runs a server for one test.
func start(t *testing.T) *Client {
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
	return client
}

func applyAll(t *testing.T, client *Client, manifests []Manifest) {
	t.Helper()
	for _, m := range manifests {
		if _, err := client.Apply(t.Context(), m); err != nil {
			t.Error(err)
		}
	}
	if t.Failed() {
		t.FailNow()
	}
}

// The ground itself: a server that accepted everything would prove nothing.
func TestServerRefuses(t *testing.T) {
	client := start(t)
	platform, err := Platform(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	istio, err := Istio(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	applyAll(t, client, append(platform, istio...))

	cases, err := Load(filepath.Join("testdata", "refused"))
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range cases {
		t.Run(filepath.Base(m.File), func(t *testing.T) {
			comment, _, _ := strings.Cut(string(m.Text), "\n")
			want, ok := strings.CutPrefix(comment, "# refused: ")
			if !ok {
				t.Fatalf("%s does not begin with the reason of the refusal", m.File)
			}
			_, err := client.Apply(t.Context(), m)
			if err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("apply %s: got error %v, want %q", m, err, want)
			}
		})
	}
}
