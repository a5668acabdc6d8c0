// Package judge holds internal/check/istio against Istio's own analyzers, all of them linked. It has tests only, and no
// product links what they link.
package judge

import (
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"sigs.k8s.io/yaml"

	"istio.io/istio/pkg/config/analysis/analyzers"
	"istio.io/istio/pkg/config/analysis/local"
	"istio.io/istio/pkg/log"

	"github.com/meshfn/meshfn/internal/check/istio"
	"github.com/meshfn/meshfn/internal/krm"
)

// Over all the inputs of Istio's own tests of its analyzers, and all its samples, both say the same of the same objects,
// as for a live cluster, but for what unlike lists.
func TestSaysWhatIstioSays(t *testing.T) {
	root := module(t)
	compared := 0
	for _, folder := range []string{"pkg/config/analysis/analyzers/testdata", "samples"} {
		for _, name := range yamlFiles(t, filepath.Join(root, folder)) {
			objects := readObjects(t, filepath.Join(root, folder, name))
			if len(objects) == 0 {
				continue
			}
			t.Run(folder+"/"+name, func(t *testing.T) {
				theirs, ours := theirSay(t, objects), ourSay(objects)
				compared += len(theirs)
				for _, line := range without(theirs, ours) {
					if !unlike(line, "theirs") {
						t.Errorf("only Istio says: %s", line)
					}
				}
				for _, line := range without(ours, theirs) {
					if !unlike(line, "ours") {
						t.Errorf("only we say: %s", line)
					}
				}
			})
		}
	}
	if compared < 300 {
		t.Errorf("only %d messages were compared", compared)
	}
}

// differences are what one says and the other does not, by code or by the beginning of a line.
var differences = []struct{ who, begins, reason string }{
	{"theirs", "IST0171 ", "git holds no status"},
	{"ours", "IST0134 ServiceEntry default/address-allocated:", "the address is in the status"},
	{"theirs", "IST0161 ", "git holds no keys"},
	{"theirs", "IST0101 AuthorizationPolicy httpbin/httpbin-bogus-", "git never shows all namespaces"},
}

func unlike(line, who string) bool {
	for _, d := range differences {
		if d.who == who && strings.HasPrefix(line, d.begins) {
			return true
		}
	}
	return false
}

// own are the messages whose text is our own.
var own = []string{"IST0106", "IST0125", "IST0133", "IST0130", "IST0131", "IST0109"}

func line(code, resource, text string) string {
	if slices.Contains(own, code) {
		text = ""
	}
	return fmt.Sprintf("%s %s: %s", code, resource, text)
}

func theirSay(t *testing.T, objects []krm.Object) []string {
	t.Helper()
	var text strings.Builder
	for _, o := range objects {
		one, err := yaml.Marshal(o)
		if err != nil {
			t.Fatal(err)
		}
		text.WriteString("---\n" + string(one))
	}
	analyzer := local.NewSourceAnalyzer(analyzers.AllCombined(), "", "istio-system", nil)
	if err := analyzer.AddTestReaderKubeSource([]local.ReaderSource{{Name: "all", Reader: strings.NewReader(text.String())}}); err != nil {
		t.Logf("istio reads: %v", err)
	}
	result, err := analyzer.Analyze(make(chan struct{}))
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, m := range result.Messages {
		all = append(all, line(m.Type.Code(), m.Resource.Origin.FriendlyName(), fmt.Sprintf(m.Type.Template(), m.Parameters...)))
	}
	return all
}

func ourSay(objects []krm.Object) []string {
	var all []string
	for _, p := range istio.Unjudged(objects, istio.Settings{}) {
		id := objects[p.Object].ID()
		all = append(all, line(p.IST, strings.TrimPrefix(strings.Join([]string{id.Kind, strings.Trim(id.Namespace+"/"+id.Name, "/")}, " "), " "),
			strings.TrimPrefix(p.Message, p.IST+": ")))
	}
	return all
}

func without(all, others []string) []string {
	return slices.DeleteFunc(slices.Clone(all), func(s string) bool { return slices.Contains(others, s) })
}

// Istio logs what it skips.
func TestMain(m *testing.M) {
	for _, scope := range log.Scopes() {
		scope.SetOutputLevel(log.NoneLevel)
	}
	os.Exit(m.Run())
}

func module(t *testing.T) string {
	t.Helper()
	out, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "istio.io/istio").Output()
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(string(out))
}

func yamlFiles(t *testing.T, root string) []string {
	t.Helper()
	var all []string
	err := filepath.WalkDir(root, func(name string, entry fs.DirEntry, err error) error {
		if err == nil && filepath.Ext(name) == ".yaml" && !strings.Contains(name, "/templates/") {
			relative, _ := filepath.Rel(root, name)
			all = append(all, filepath.ToSlash(relative))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// clusterWide are the kinds of the inputs that have no namespace.
var clusterWide = []string{"Namespace", "Node", "CustomResourceDefinition", "MutatingWebhookConfiguration", "ValidatingWebhookConfiguration",
	"ClusterRole", "ClusterRoleBinding", "GatewayClass"}

// readObjects reads the resources of a file, with the namespace default where they name none.
func readObjects(t *testing.T, name string) []krm.Object {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	var all []krm.Object
	for text := range strings.SplitSeq("\n"+string(data), "\n---") {
		var m map[string]any
		if err := yaml.Unmarshal([]byte(text), &m); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		o := krm.Object(m)
		if o.Kind() == "" || o.Map("metadata") == nil || slices.ContainsFunc(all, func(x krm.Object) bool { return x.ID() == o.ID() }) {
			continue
		}
		if o.Namespace() == "" && !slices.Contains(clusterWide, o.Kind()) {
			o.Map("metadata")["namespace"] = "default"
		}
		all = append(all, o)
	}
	return all
}
