package mesh

import (
	"strings"
	"testing"
)

func TestKind(t *testing.T) {
	const api = "apiVersion: meshfn.dev/v1alpha1\n"
	for name, c := range map[string]struct{ text, want string }{
		"mesh":                {api + "kind: Mesh\n", "Mesh"},
		"fleet":               {api + "kind: Fleet\n", "Fleet"},
		"facts":               {api + "kind: FleetFacts\n", "FleetFacts"},
		"record":              {api + "kind: RenderRecord\n", "RenderRecord"},
		"kind first":          {"kind: Mesh\n" + api, "Mesh"},
		"kind last":           {api + "metadata:\n  name: a\nspec: {}\nkind: Mesh", "Mesh"},
		"broken below":        {api + "kind: Mesh\nspec: [}\n", "Mesh"},
		"another version":     {"apiVersion: meshfn.dev/v2\nkind: Mesh\n", "Mesh"},
		"double quotes":       {"\"apiVersion\": \"meshfn.dev/v1alpha1\"\n\"kind\": \"Mesh\"\n", "Mesh"},
		"single quotes":       {"'apiVersion' : 'meshfn.dev/v1alpha1'\n'kind': 'Mesh'\n", "Mesh"},
		"spaces and comments": {"# kind: Fleet\n\napiVersion  :  meshfn.dev/v1alpha1   # c\nkind:\tMesh # kind: Fleet\n", "Mesh"},
		"crlf":                {strings.ReplaceAll(api+"kind: Mesh\n", "\n", "\r\n"), "Mesh"},
		"byte order mark":     {"\ufeff" + api + "kind: Mesh\n", "Mesh"},
		"utf-16":              {string(toUTF16(api+"kind: Mesh\n", false)), "Mesh"},
		"utf-16 big":          {string(toUTF16(api+"kind: Mesh\n", true)), "Mesh"},
		"start marker":        {"---\n" + api + "kind: Mesh\n", "Mesh"},
		"marker with content": {"--- {apiVersion: meshfn.dev/v1alpha1, kind: Mesh}\n", "Mesh"},
		"directive":           {"%YAML 1.2\n---\n" + api + "kind: Mesh\n", "Mesh"},
		"second document":     {"apiVersion: v1\nkind: List\n---\n" + api + "kind: Mesh\n", "Mesh"},
		"indented":            {"  " + strings.TrimSpace(api) + "\n  kind: Mesh\n", "Mesh"},
		"flow":                {"{apiVersion: meshfn.dev/v1alpha1, kind: Mesh, spec: {kind: Fleet}}", "Mesh"},
		"flow, kind last":     {"{spec: {kind: Fleet, a: [b, {kind: Fleet}]}, \"apiVersion\": 'meshfn.dev/v1alpha1',\n # kind: Fleet\n kind: Mesh}", "Mesh"},
		"json":                {"{\n  \"kind\":\"Mesh\",\n  \"apiVersion\":\"meshfn.dev/v1alpha1\",\"a\":\"\\\"}{\"}", "Mesh"},

		"empty":                {"", ""},
		"another group":        {"apiVersion: kuma.io/v1alpha1\nkind: Mesh\n", ""},
		"a longer group":       {"apiVersion: x.meshfn.dev/v1alpha1\nkind: Mesh\n", ""},
		"another kind":         {api + "kind: MeshThing\n", ""},
		"generated object":     {"apiVersion: v1\nkind: Service\nmetadata:\n  annotations:\n    meshfn.dev/mesh: red\n    meshfn.dev/v: x\n", ""},
		"nested kind":          {"apiVersion: v1\nkind: ConfigMap\ndata:\n  apiVersion: meshfn.dev/v1alpha1\n  kind: Mesh\n", ""},
		"a list of ours":       {"apiVersion: v1\nkind: List\nitems:\n- apiVersion: meshfn.dev/v1alpha1\n  kind: Mesh\n", ""},
		"only a list":          {"- apiVersion: meshfn.dev/v1alpha1\n  kind: Mesh\n", ""},
		"in a text":            {"apiVersion: v1\nkind: ConfigMap\ndata:\n  mesh: |\n    apiVersion: meshfn.dev/v1alpha1\n    kind: Mesh\n", ""},
		"in a comment":         {"# apiVersion: meshfn.dev/v1alpha1\n# kind: Mesh\na: b\n", ""},
		"nested in flow":       {"{kind: ConfigMap, data: {apiVersion: meshfn.dev/v1alpha1, kind: Mesh}}", ""},
		"over two documents":   {api + "---\nkind: Mesh\n", ""},
		"kind as a prefix":     {api + "kindness: Mesh\n", ""},
		"unfinished":           {"apiVersion: \"meshfn.dev/v1alpha1", ""},
		"unfinished in braces": {"{apiVersion: 'meshfn.dev/v1alpha1\\", ""},
	} {
		t.Run(name, func(t *testing.T) {
			if got := Kind([]byte(c.text)); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}
