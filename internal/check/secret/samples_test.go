package secret_test

import (
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/meshfn/meshfn/internal/check/rule"
	"github.com/meshfn/meshfn/internal/check/secret"
	"github.com/meshfn/meshfn/internal/finding"
)

// judged are the alarms over the samples that Istio ships, each read by a person: of eight, seven show a secret that is
// in the open (of no value, since samples are public), and one is false.
var judged = map[string]string{
	"addons/grafana.yaml MSH0708":                                      "GF_SECURITY_ADMIN_PASSWORD: admin",
	"bookinfo/platform/kube/bookinfo-mysql.yaml MSH0702":               "the password of root",
	"bookinfo/platform/kube/bookinfo-ratings-v2-mysql-vm.yaml MSH0708": "MYSQL_DB_PASSWORD: password",
	"bookinfo/platform/kube/bookinfo-ratings-v2-mysql.yaml MSH0708":    "MYSQL_DB_PASSWORD: password",
	"jwt-server/jwt-server.yaml MSH0701":                               "the server's private key",
	"jwt-server/jwt-server.yaml MSH0702":                               "the Secret that holds it",
	"open-telemetry/otel.yaml MSH0708":                                 "token: somerandomtoken",
	"addons/grafana.yaml MSH0709":                                      "FALSE: the tag of a dashboard, 32 hexadecimal digits",
}

// TestSamples counts the alarms over what Istio ships as samples, more than 300 objects.
func TestSamples(t *testing.T) {
	out, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "istio.io/istio").Output()
	if err != nil {
		t.Fatal(err)
	}
	found, objects := alarms(t, filepath.Join(strings.TrimSpace(string(out)), "samples"))
	if objects < 300 {
		t.Errorf("only %d objects were read", objects)
	}
	var seen []string
	for _, f := range found {
		alarm := f.File + " " + string(f.Code)
		if judged[alarm] == "" {
			t.Errorf("%s:%d: %s: %s has not been judged", f.File, f.Line, f.Field, alarm)
		}
		seen = append(seen, alarm)
	}
	for alarm := range judged {
		if !slices.Contains(seen, alarm) {
			t.Errorf("%s is not raised", alarm)
		}
	}
	if len(found) != len(judged) {
		t.Errorf("%d alarms, %d were judged", len(found), len(judged))
	}
}

// TestNoAlarms holds that what we render ourselves raises none.
func TestNoAlarms(t *testing.T) {
	for _, root := range []string{"../../../testdata/golden", "../../../testdata/fleets", "../../../packages"} {
		found, objects := alarms(t, root)
		if objects == 0 {
			t.Errorf("nothing was read below %s", root)
		}
		for _, f := range found {
			t.Errorf("%s:%d: %s: %s %s", f.File, f.Line, f.Field, f.Code, f.Message)
		}
	}
}

// alarms returns what the rules say of every file of resources below a folder, and how many objects that were. Templates
// are no YAML, and passed over.
func alarms(t *testing.T, root string) (found []finding.Finding, count int) {
	t.Helper()
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || !slices.Contains([]string{".yaml", ".yml", ".json"}, filepath.Ext(path)) {
			return err
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		name, err := filepath.Rel(root, path)
		if err != nil {
			return err
		}
		objects, err := rule.Read(filepath.ToSlash(name), text)
		if err != nil {
			return nil
		}
		count += len(objects)
		c := rule.NewCluster("", nil, objects)
		for _, r := range secret.Rules {
			found = append(found, r.Cluster(c, time.Time{})...)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return found, count
}

// BenchmarkCluster checks the largest cluster of the packages.
func BenchmarkCluster(b *testing.B) {
	var objects []rule.Object
	err := filepath.WalkDir("../../../packages/istio-multicluster", func(path string, d fs.DirEntry, err error) error {
		if err != nil || filepath.Ext(path) != ".yaml" {
			return err
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		more, err := rule.Read(path, text)
		objects = append(objects, more...)
		return err
	})
	if err != nil {
		b.Fatal(err)
	}
	c := rule.NewCluster("", nil, objects)
	for b.Loop() {
		for _, r := range secret.Rules {
			r.Cluster(c, time.Time{})
		}
	}
	b.ReportMetric(float64(len(objects)), "objects")
}
