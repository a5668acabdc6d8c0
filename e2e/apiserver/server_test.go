package apiserver

import (
	"path/filepath"
	"strings"
	"testing"
)

// The ground itself: a server that accepted everything would prove nothing.
func TestServerRefuses(t *testing.T) {
	c := StartCluster(t)
	istio, err := Istio(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	c.ApplyAll(t, istio)

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
			_, err := c.Apply(t.Context(), m)
			if err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("apply %s: got error %v, want %q", m, err, want)
			}
		})
	}
}
