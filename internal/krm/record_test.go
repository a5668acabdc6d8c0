package krm_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/meshfn/meshfn/internal/krm"
)

func TestRecord(t *testing.T) {
	t.Parallel()
	r := &krm.Record{Mesh: "red", Files: map[string]string{"manifests/namespaces.yaml": "sha256:2", "manifests/gateways/a.yaml": "sha256:1"}}
	const want = `apiVersion: meshfn.dev/v1alpha1
kind: RenderRecord
metadata:
  name: red
  annotations:
    config.kubernetes.io/local-config: "true"
    meshfn.dev/mesh: red
spec:
  files:
  - hash: sha256:1
    path: manifests/gateways/a.yaml
  - hash: sha256:2
    path: manifests/namespaces.yaml
`
	if diff := cmp.Diff(want, string(krm.Encode(r.Object()))); diff != "" {
		t.Error(diff)
	}
	back, err := krm.ReadRecord(r.Object())
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(r, back); diff != "" {
		t.Error(diff)
	}
}

func TestReadRecordRefuses(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"apiVersion: v1\nkind: ConfigMap":                                         `want kind RenderRecord, have "ConfigMap"`,
		"apiVersion: meshfn.dev/v1alpha1\nkind: RenderRecord":                     "spec.files: want a list",
		"apiVersion: meshfn.dev/v1alpha1\nkind: RenderRecord\nspec: {files: [x]}": "spec.files[0]: want a hash, and a path below operator/ or manifests/",
	} {
		refused(t, text, want)
	}
	for _, path := range []string{
		"", "mesh.yaml", "../other/manifests/a.yaml", "manifests/../mesh.yaml", "manifests/../../x.yaml", "/etc/passwd.yaml", "manifests", "manifests/", "manifests/a.txt",
		"manifests//a.yaml", "manifests/./a.yaml", "operator/record.yaml", "operator/CHECKLIST.md", "manifests\\a.yaml", "manifests/..\\..\\a.yaml", ".meshfn/journal",
	} {
		text := "apiVersion: meshfn.dev/v1alpha1\nkind: RenderRecord\nspec:\n  files:\n  - {hash: x, path: manifests/a.yaml}\n  - {hash: x, path: '" + path + "'}\n"
		refused(t, text, "spec.files[1]: want a hash, and a path below operator/ or manifests/")
	}
}

func refused(t *testing.T, text, want string) {
	t.Helper()
	objects, err := krm.Decode([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := krm.ReadRecord(objects[0]); err == nil || err.Error() != want {
		t.Errorf("%s\nhave %v, want %s", text, err, want)
	}
}

func TestHashSeesValuesOnly(t *testing.T) {
	t.Parallel()
	const canonical = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\ndata:\n  \"on\": \"on\"\n  port: \"80\"\n  text: |\n    a\n    b\n"
	hash := func(text string) string {
		t.Helper()
		objects, err := krm.Decode([]byte(text))
		if err != nil {
			t.Fatal(err)
		}
		return krm.Hash(objects...)
	}
	for name, same := range map[string]string{
		"comments":   "# head\n" + strings.Replace(canonical, "name: a", "name: a # b", 1),
		"line ends":  strings.ReplaceAll(canonical, "\n", "\r\n"),
		"flow":       `{kind: ConfigMap, data: {text: "a\nb\n", 'on': 'on', port: '80'}, metadata: {name: a}, apiVersion: v1}`,
		"separators": "---\n" + canonical + "---\n# nothing\n",
		"kpt pkg get": strings.Replace(canonical, "  name: a\n",
			"  name: a\n  annotations:\n    internal.kpt.dev/upstream-identifier: '|ConfigMap|default|a'\n", 1),
	} {
		if hash(same) != hash(canonical) {
			t.Errorf("%s: another hash", name)
		}
	}
	for name, other := range map[string]string{
		"a value":    strings.Replace(canonical, `"80"`, `"81"`, 1),
		"a type":     strings.Replace(canonical, `"80"`, `80`, 1),
		"an object":  canonical + "---\nkind: A\n",
		"a line end": strings.Replace(canonical, "|\n", "|-\n", 1),
		"annotation": strings.Replace(canonical, "  name: a\n", "  name: a\n  annotations:\n    a: b\n", 1),
	} {
		if hash(other) == hash(canonical) {
			t.Errorf("%s: the same hash", name)
		}
	}
}
