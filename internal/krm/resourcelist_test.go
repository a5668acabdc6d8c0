package krm_test

import (
	"bytes"
	"errors"
	"flag"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/meshfn/meshfn/internal/finding"
	"github.com/meshfn/meshfn/internal/krm"
)

var update = flag.Bool("update", false, "write the golden files; the run then fails")

// golden compares text with a golden file.
func golden(t *testing.T, file string, got []byte) {
	t.Helper()
	want, err := os.ReadFile(file)
	if err != nil && !*update {
		t.Fatal(err)
	}
	if bytes.Equal(want, got) {
		return
	}
	if *update {
		if err := os.WriteFile(file, got, 0o644); err != nil {
			t.Fatal(err)
		}
		t.Errorf("%s: written", file)
		return
	}
	t.Errorf("%s:\n%s", file, cmp.Diff(string(want), string(got)))
}

func read(t *testing.T, text string) *krm.ResourceList {
	t.Helper()
	list, err := krm.ReadResourceList(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return list
}

func write(t *testing.T, list *krm.ResourceList) string {
	t.Helper()
	var b bytes.Buffer
	if err := list.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// kptInput is what kpt sent for a package with a subpackage, a JSON file, comments, and texts of all styles.
func kptInput(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile("testdata/resourcelist/kpt.yaml")
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestForeignItemsKeepTheirBytes(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"kpt":             kptInput(t),
		"v1alpha1":        strings.Replace(kptInput(t), "config.kubernetes.io/v1\n", "config.kubernetes.io/v1alpha1\n", 1),
		"v1beta1":         strings.Replace(kptInput(t), "config.kubernetes.io/v1\n", "config.kubernetes.io/v1beta1\n", 1),
		"block at column": "apiVersion: config.kubernetes.io/v1\nkind: ResourceList\nitems:\n- apiVersion: v1\n  kind: A\n  text: |\n    - a\n    # b\n\n    - c\n# between\n- kind:   B # odd\n  l:   [ 1,2 ]\n",
		"no items":        "apiVersion: config.kubernetes.io/v1\nkind: ResourceList\nitems: []\n",
	} {
		if diff := cmp.Diff(text, write(t, read(t, text))); diff != "" {
			t.Errorf("%s:\n%s", name, diff)
		}
	}
}

func TestItemsOfOtherLayout(t *testing.T) {
	t.Parallel()
	const want = "apiVersion: config.kubernetes.io/v1\nkind: ResourceList\nitems:\n- apiVersion: v1\n  kind: A\n- kind: B\n"
	for name, text := range map[string]string{
		"indented":     "apiVersion: config.kubernetes.io/v1\nkind: ResourceList\nitems:\n  - apiVersion: v1\n    kind: A\n  - kind: B\n",
		"dash alone":   "apiVersion: config.kubernetes.io/v1\nkind: ResourceList\nitems:\n-\n  apiVersion: v1\n  kind: A\n-\n  kind: B\n",
		"no line end":  "apiVersion: config.kubernetes.io/v1\nkind: ResourceList\nitems:\n- apiVersion: v1\n  kind: A\n- kind: B",
		"items first":  "items:\n- apiVersion: v1\n  kind: A\n- kind: B\nkind: ResourceList\napiVersion: config.kubernetes.io/v1\nresults:\n- message: of another\n",
		"document end": "---\napiVersion: config.kubernetes.io/v1\nkind: ResourceList\nitems:\n- apiVersion: v1\n  kind: A\n- kind: B\n...\n",
	} {
		if diff := cmp.Diff(want, write(t, read(t, text))); diff != "" {
			t.Errorf("%s:\n%s", name, diff)
		}
	}
	list := read(t, `{"apiVersion": "config.kubernetes.io/v1", "kind": "ResourceList", "items": [{"kind": "A", "a": "b\n- c"}]}`)
	back := read(t, write(t, list))
	o, err := back.Items[0].Object()
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(krm.Object{"kind": "A", "a": "b\n- c"}, o); diff != "" {
		t.Error(diff)
	}
}

func TestBadResourceLists(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"":                                   "read the ResourceList: the input is empty",
		" \n\t\n":                            "read the ResourceList: the input is empty",
		"\x00\x01":                           "read the ResourceList: yaml: control characters are not allowed",
		"a: [":                               "read the ResourceList: yaml: line 1: did not find expected node content",
		"# only a comment\n":                 "read the ResourceList: EOF",
		"[]":                                 "read the ResourceList: want kind ResourceList, have no object",
		"null":                               "read the ResourceList: want kind ResourceList, have no object",
		"apiVersion: v1\nkind: Pod":          `read the ResourceList: want kind ResourceList, have "Pod"`,
		"apiVersion: v1\nkind: ResourceList": `read the ResourceList: want apiVersion config.kubernetes.io/v1 or config.kubernetes.io/v1beta1 or config.kubernetes.io/v1alpha1, have "v1"`,
		"apiVersion: config.kubernetes.io/v1\nkind: ResourceList\nitems: {}":                 "read the ResourceList: line 3: items: want a list",
		"apiVersion: config.kubernetes.io/v1\nkind: ResourceList\nitems:\n- a: b\n- c":       "read the ResourceList: line 5: items[1]: want an object",
		"apiVersion: config.kubernetes.io/v1\nkind: ResourceList\nfunctionConfig: x":         "read the ResourceList: line 3: functionConfig: want an object",
		"apiVersion: config.kubernetes.io/v1\nkind: ResourceList\n---\nkind: ResourceList\n": "read the ResourceList: want one document, have several",
	} {
		if _, err := krm.ReadResourceList(strings.NewReader(text)); err == nil || err.Error() != want {
			t.Errorf("%q: have %v, want %s", text, err, want)
		}
	}
}

func TestGeneratedItems(t *testing.T) {
	t.Parallel()
	list := read(t, kptInput(t))
	var mesh *krm.Resource
	for _, r := range list.Items {
		if r.ID().Kind == "Mesh" {
			mesh = r
		}
	}
	before, err := mesh.Object()
	if err != nil {
		t.Fatal(err)
	}
	if len(before.Map("metadata", "annotations")) != 1 {
		t.Errorf("annotations of the orchestrator show: %v", before.Map("metadata", "annotations"))
	}
	namespace := krm.New("v1", "Namespace", "", "shop")
	list.Items = append(list.Items, mesh.Generate([]krm.Item{
		{Path: "manifests/namespaces.yaml", Object: namespace},
		{Path: "manifests/namespaces.yaml", Object: krm.New("v1", "Namespace", "", "on").SetLabels("istio-injection", "enabled")},
		{Path: "operator/default.yaml", Object: krm.New("install.istio.io/v1alpha1", "IstioOperator", "", "installed")},
	})...)
	if diff := cmp.Diff(krm.New("v1", "Namespace", "", "shop"), namespace); diff != "" {
		t.Errorf("the object given was changed: %s", diff)
	}
	list.Results = []finding.Finding{
		finding.New(finding.UnknownField, "the field %q is not known", "netwrok").At("clusters/red/mesh.yaml", "spec.cluster.netwrok").On("Mesh/red"),
		finding.New(finding.WrongType, "want a string, have the number 1").On("ConfigMap/shop/settings"),
	}
	if !list.Failed() {
		t.Error("a list with a result of severity error has not failed")
	}
	golden(t, "testdata/resourcelist/generated.yaml", []byte(write(t, list)))
	list.Results = nil
	if list.Failed() {
		t.Error("a list without results has failed")
	}
}

func TestEdit(t *testing.T) {
	t.Parallel()
	list := read(t, "apiVersion: config.kubernetes.io/v1\nkind: ResourceList\nitems:\n- kind:   A\n  l:   [ 1,2 ] # c\n- kind:   B\n")
	list.Items[0].Edit().YNode().Content[1].Value = "C"
	const want = "apiVersion: config.kubernetes.io/v1\nkind: ResourceList\nitems:\n- kind: C\n  l: [1, 2] # c\n- kind:   B\n"
	if diff := cmp.Diff(want, write(t, list)); diff != "" {
		t.Error(diff)
	}
}

type brokenPipe struct{}

func (brokenPipe) Write([]byte) (int, error) { return 0, errors.New("broken pipe") }

func TestWriteError(t *testing.T) {
	t.Parallel()
	err := read(t, kptInput(t)).Write(brokenPipe{})
	if err == nil || err.Error() != "write the ResourceList: broken pipe" {
		t.Error(err)
	}
}
