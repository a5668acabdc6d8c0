package gateway

import (
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"github.com/meshfn/meshfn/internal/finding"
	"github.com/meshfn/meshfn/internal/fleet"
	"github.com/meshfn/meshfn/internal/mesh"
)

// codes that are reported here.
var codes = []finding.Code{
	finding.NoEastWest, finding.NeedlessEastWest, finding.ClusterName, finding.SharedKey, finding.HiddenEastWest,
	finding.DefaultGateway, finding.OpenEastWest, finding.NoInternalAnnotation, finding.GatewayNodePort,
	finding.NoGatewayAPI, finding.GatewayNotInjected, finding.NotInGatewayAPI, finding.PortName, finding.NoCPURequest,
	finding.NoEastWestClass,
}

// TestBroken: each fixture triggers its code, and no error of another; mended it triggers nothing of that code and no
// error at all.
func TestBroken(t *testing.T) {
	for _, code := range codes {
		t.Run(string(code), func(t *testing.T) {
			dir := filepath.Join("../../testdata/broken", string(code))
			found := false
			for _, f := range findings(t, dir) {
				found = found || f.Code == code
				if f.Code != code && f.Severity == finding.Error {
					t.Errorf("another error: %v", f)
				}
				if f.Code == code && (f.Field == "" || f.Line == 0) {
					t.Errorf("no place: %v", f)
				}
			}
			if !found {
				t.Errorf("%s is not reported", code)
			}
			for _, f := range findings(t, filepath.Join(dir, "green")) {
				if f.Code == code || f.Severity == finding.Error {
					t.Errorf("green: %v", f)
				}
			}
		})
	}
}

// findings of every mesh below dir, without its green twin.
func findings(t *testing.T, dir string) []finding.Finding {
	t.Helper()
	var in fleet.Input
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case path == filepath.Join(dir, "green"):
			return filepath.SkipDir
		case d.Name() == "mesh.yaml":
			b, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			rel, _ := filepath.Rel(dir, path)
			in.Meshes = append(in.Meshes, mesh.Source{File: filepath.ToSlash(rel), Text: b})
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	var all []finding.Finding
	for _, m := range newFleet(t, in).Members {
		all = append(all, Render(m).Findings...)
	}
	return all
}
