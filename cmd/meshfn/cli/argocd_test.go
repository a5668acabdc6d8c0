package cli_test

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/meshfn/meshfn/cmd/meshfn/cli"
)

// What Argo CD is given is everything, or nothing and an exit code that says so: it would delete what an output lacks.
func TestGenerateIsWhole(t *testing.T) {
	t.Chdir("../../../testdata/fleets/istio/clusters/cluster1")
	whole := generateInto(t, context.Background(), -1, 0)
	if len(whole) < 1<<19 || !strings.HasSuffix(whole, "\n") {
		t.Fatalf("%d bytes", len(whole))
	}
	generateInto(t, context.Background(), 0, 2)
	generateInto(t, context.Background(), len(whole)/2, 2)
	interrupted, stop := context.WithCancel(context.Background())
	stop()
	if got := generateInto(t, interrupted, -1, 2); got != "" {
		t.Errorf("interrupted, it prints %d bytes", len(got))
	}
}

// generateInto prints to a pipe that breaks after some bytes (never with -1), and returns what has come through.
func generateInto(t *testing.T, ctx context.Context, limit, code int) string {
	t.Helper()
	out := &breaking{limit: limit}
	var said bytes.Buffer
	got := cli.Run(ctx, []string{"argocd", "generate"}, cli.Streams{In: strings.NewReader(""), Out: out, Err: &said})
	if got != code {
		t.Errorf("a pipe that breaks after %d bytes: exit %d: %s", limit, got, said.String())
	}
	return out.got.String()
}

type breaking struct {
	got   bytes.Buffer
	limit int
}

func (b *breaking) Write(text []byte) (int, error) {
	if b.limit < 0 || len(text) <= b.limit {
		return b.got.Write(text)
	}
	b.got.Write(text[:b.limit])
	return b.limit, errors.New("broken pipe")
}
