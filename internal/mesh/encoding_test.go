package mesh

import (
	"bytes"
	"cmp"
	"fmt"
	"reflect"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"sigs.k8s.io/kustomize/kyaml/yaml"

	"github.com/meshfn/meshfn/internal/finding"
)

// head begins a mesh in which nothing is wrong so far; the spec is on line 4.
const head = `apiVersion: meshfn.dev/v1alpha1
kind: Mesh
metadata: {name: red, annotations: {config.kubernetes.io/local-config: "true"}}
`

func toUTF16(text string, bigEndian bool) []byte {
	out := []byte{0xff, 0xfe}
	if bigEndian {
		out = []byte{0xfe, 0xff}
	}
	for _, c := range []byte(text) {
		if bigEndian {
			out = append(out, 0, c)
		} else {
			out = append(out, c, 0)
		}
	}
	return out
}

// TestReadable loads what is unusual and fine.
func TestReadable(t *testing.T) {
	valid := head + "spec:\n  cluster: {network: network1}\n"
	for name, document := range map[string]string{
		"byte order mark":      "\xef\xbb\xbf" + valid,
		"crlf":                 strings.ReplaceAll(valid, "\n", "\r\n"),
		"no newline at end":    strings.TrimSpace(valid),
		"start marker":         "---\n" + valid,
		"end marker":           valid + "...\n",
		"empty documents":      "---\n# nothing\n---\n" + valid + "---\n",
		"comments":             "# one\n\n" + valid + "# two\n",
		"indented":             "  " + strings.ReplaceAll(strings.TrimSpace(valid), "\n", "\n  ") + "\n",
		"json":                 `{"apiVersion": "meshfn.dev/v1alpha1", "kind": "Mesh", "metadata": {"name": "red", "annotations": {"config.kubernetes.io/local-config": "true"}}, "spec": {"cluster": {"network": "network1"}}}`,
		"letters of the world": valid + "  waivers: [{code: MSH0407, reason: 証明書 für später, owner: ü, expires: \"2027-01-31\"}]\n",
	} {
		t.Run(name, func(t *testing.T) {
			m, findings := Load(Source{File: "mesh.yaml", Text: []byte(document)}, nil)
			if len(findings) > 0 || m.Spec.Cluster.Network != "network1" {
				t.Errorf("%+v\n%s", m, text(findings))
			}
		})
	}
}

// TestUnreadable loads what must be one clear answer, at once and with little memory.
func TestUnreadable(t *testing.T) {
	bomb := "spec:\n  a0: &a0 [x, x, x, x, x, x, x, x, x]\n"
	for i := 1; i < 10; i++ {
		bomb += fmt.Sprintf("  a%d: &a%d [%s*a%d]\n", i, i, strings.Repeat(fmt.Sprintf("*a%d, ", i-1), 8), i-1)
	}
	for name, c := range map[string]struct {
		text []byte
		code finding.Code
		line int
		want string
	}{
		"empty":           {nil, finding.Syntax, 1, "no document"},
		"only comments":   {[]byte("# a\n# b\n"), finding.Syntax, 1, "no document"},
		"only a marker":   {[]byte("---\n"), finding.Syntax, 1, "no document"},
		"two documents":   {[]byte(head + "spec: {}\n---\n" + head), finding.Syntax, 6, "second document"},
		"utf-16":          {toUTF16(head, false), finding.Syntax, 1, "UTF-16"},
		"utf-16 big":      {toUTF16(head, true), finding.Syntax, 1, "UTF-16"},
		"latin-1":         {[]byte(head + "# f\xfcr\n"), finding.Syntax, 4, "UTF-8"},
		"binary":          {[]byte("\x7fELF\x02\x01\x01\x00"), finding.Syntax, 1, "control character"},
		"zero byte":       {[]byte(head + "spec: \"\x00\"\n"), finding.Syntax, 4, "control character U+0000"},
		"too large":       {bytes.Repeat([]byte("# padding\n"), 1<<20), finding.TooLarge, 1, "10485760 bytes; the limit is 1048576"},
		"deep brackets":   {bytes.Repeat([]byte("["), 100000), finding.TooLarge, 1, "nested deeper"},
		"deep braces":     {[]byte("{a: " + strings.Repeat("{a: ", 99999)), finding.TooLarge, 1, "nested deeper"},
		"deep lists":      {bytes.Repeat([]byte("- "), 100000), finding.TooLarge, 1, "nested deeper"},
		"deep blocks":     {deepBlocks(700), finding.TooLarge, 66, "nested deeper"},
		"deep and valid":  {[]byte(head + "spec: " + strings.Repeat("[", 100) + strings.Repeat("]", 100)), finding.TooLarge, 4, "nested deeper"},
		"alias bomb":      {[]byte(head + bomb), finding.Anchor, 5, "anchor &a0"},
		"alias to itself": {[]byte(head + "spec: &a\n  cluster: *a\n"), finding.Anchor, 4, "anchor &a"},
		"a list":          {[]byte("- a\n"), finding.WrongType, 1, "a list"},
		"a word":          {[]byte("word\n"), finding.WrongType, 1, "word"},
	} {
		t.Run(name, func(t *testing.T) {
			var findings []finding.Finding
			took := quickest(func() { _, findings = Load(Source{File: "mesh.yaml", Text: c.text}, nil) })
			if took.time > 2*time.Second || took.memory > 32<<20 {
				t.Errorf("took %s and %d bytes", took.time, took.memory)
			}
			if !slices.ContainsFunc(findings, func(f finding.Finding) bool {
				return f.Code == c.code && f.Line == c.line && strings.Contains(f.Message, c.want) && f.File == "mesh.yaml" && f.Fix != ""
			}) {
				t.Errorf("got\n%s", text(findings))
			}
		})
	}
}

type cost struct {
	time   time.Duration
	memory uint64
}

// quickest returns what something costs at its best of a few times: others on the machine may hold up one, not all.
func quickest(do func()) cost {
	var all []cost
	for range 5 {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		start := time.Now()
		do()
		took := time.Since(start)
		runtime.ReadMemStats(&after)
		all = append(all, cost{took, after.TotalAlloc - before.TotalAlloc})
	}
	return slices.MinFunc(all, func(a, b cost) int { return cmp.Compare(a.time, b.time) })
}

func deepBlocks(n int) []byte {
	var b bytes.Buffer
	for i := range n {
		b.WriteString(strings.Repeat(" ", i) + "a:\n")
	}
	return b.Bytes()
}

// TestFindingsAreBounded keeps a hostile file from filling the report.
func TestFindingsAreBounded(t *testing.T) {
	_, findings := Load(Source{Text: []byte(head + "spec: {delivery: {tools: [" + strings.Repeat("x,", 500000) + "]}}")}, nil)
	if n := len(findings); n != maxFindings+1 {
		t.Errorf("%d findings", n)
	}
	if !slices.ContainsFunc(findings, func(f finding.Finding) bool { return f.Code == finding.TooLarge }) {
		t.Error("the report does not say that it is cut")
	}
}

// TestNode loads a document that arrives parsed: the same findings without lines.
func TestNode(t *testing.T) {
	broken := head + "spec:\n  cluster: {network: 1, name: A}\n  gateways: [{name: a}]\n  controlPlane: {management: Managed}\n"
	var doc yaml.Node
	if err := yaml.Unmarshal([]byte(broken), &doc); err != nil {
		t.Fatal(err)
	}
	src := Source{File: "mesh.yaml", Node: doc.Content[0]}
	fromNode, findings := Load(src, nil)
	fromText, want := Load(Source{File: "mesh.yaml", Text: []byte(broken)}, nil)
	for i := range want {
		want[i].Line, want[i].Column = 0, 0
	}
	finding.Sort(want)
	if len(want) != 4 || !reflect.DeepEqual(findings, want) || !reflect.DeepEqual(fromNode, fromText) {
		t.Errorf("got\n%s\nwant\n%s", text(findings), text(want))
	}
	if line, column := src.Locate("spec.cluster"); line != 0 || column != 0 {
		t.Errorf("located a node at %d:%d", line, column)
	}
	if _, findings := Load(Source{Node: &yaml.Node{Kind: yaml.DocumentNode}}, nil); len(findings) != 1 || findings[0].Line != 0 {
		t.Errorf("an empty document: %s", text(findings))
	}
}

// TestSecretsAreNotQuoted loads a private key in every place that a message could quote.
func TestSecretsAreNotQuoted(t *testing.T) {
	const key = "-----BEGIN PRIVATE KEY-----\nMIIEsecret\n-----END PRIVATE KEY-----\n"
	quoted := strconv.Quote(key)
	for _, document := range []string{
		key, quoted, "a: " + quoted, "? " + quoted + "\n: a", "- " + quoted,
		head + "spec: " + quoted, head + "spec: {cluster: {project: " + quoted + ", platform: " + quoted + "}}",
		head + "spec: {delivery: {tools: [" + quoted + ", " + quoted + "]}}",
		head + "spec: {controlPlane: {tags: {" + quoted + ": a}, overlays: [" + quoted + "]}}",
		head + "spec: {multiCluster: {exposeServices: " + quoted + "}, gateways: [{replicas: {min: " + quoted + "}}]}",
		"apiVersion: " + quoted + "\nkind: " + quoted + "\n", head + "spec: &a {x: *b, y: " + key + "}", head + "spec: " + key,
	} {
		_, findings := Load(Source{File: "mesh.yaml", Text: []byte(document)}, nil)
		if !finding.HasErrors(findings) || strings.Contains(text(findings), "secret") {
			t.Errorf("%s\n%s", document, text(findings))
		}
	}
}

// TestConcurrent loads meshes side by side over the same defaults; it is for the race detector.
func TestConcurrent(t *testing.T) {
	fleet, _ := LoadFleet(Source{Text: []byte(fleetHead + "    cluster: {project: shop}\n    controlPlane: {tags: {a: b}}\n")})
	src := Source{File: "mesh.yaml", Text: []byte(head + "spec: {controlPlane: {tags: {c: d}, revisions: [{version: 1.29.1, name: e}]}}\n")}
	_, want := Load(src, fleet)
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			for range 20 {
				if _, got := Load(src, fleet); !slices.EqualFunc(got, want, finding.Finding.Equal) {
					t.Error("the findings differ from run to run")
				}
			}
		})
	}
	group.Wait()
}
