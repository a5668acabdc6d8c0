// Command gen writes docs/diff.md from the table of classes.
package main

import (
	"bytes"
	"fmt"
	"log"
	"os"
	"strings"

	"github.com/meshfn/meshfn/internal/diff"
)

const head = `# What a difference means

Generated from internal/diff/classes.yaml by ` + "`go generate ./internal/diff`" + `.

` + "`meshfn diff`" + ` renders both sides in memory and compares objects and fields. Moving fields about, writing a default out, comments
and file names are no difference. Items of lists are matched as Kubernetes does, by name or another key, so that an
inserted item is one change; where nothing tells items apart the list is one value. Lists that are sets, such as the source
ranges of a Service, trust domain aliases and the verbs of a role, may be in any order. A text that is a YAML document itself,
as in the ConfigMap ` + "`istio`" + `, is compared inside. What a Secret holds is never printed.

An IstioOperator counts only where a mesh is not expanded: its manifests say the same. CHECKLIST.md, the record and
fleet-facts.yaml are not compared; no cluster takes them.

Every difference has a class. The rows are asked from top to bottom, and the first that covers the field holds, unless a
row names something inside what was added or removed and is graver: security, traffic, restart, cosmetic.

The sources named with a change are the fields of mesh.yaml, its overlays and fleet.yaml that differ and can reach the
mesh: its own, defaults that it does not override, and what meshes with the same mesh ID and its peers publish; and the files
that differ in the folder of charts that it names. What many clusters have alike has one reason, so where some edit reaches
all of them, one that reaches only some is not named. Which of those that are named did it is not proved. Paths lead from the working directory, as those of findings do; a line that was removed is one of the
base.

| class | objects | fields | why |
|---|---|---|---|
`

func main() {
	log.SetFlags(0)
	var b bytes.Buffer
	b.WriteString(head)
	for _, r := range diff.Rows() {
		fmt.Fprintf(&b, "| %s | %s | %s | %s |\n", r.Class, list(r.Objects), list(r.Fields), r.Reason)
	}
	if err := os.WriteFile("../../docs/diff.md", b.Bytes(), 0o644); err != nil {
		log.Fatal(err)
	}
}

func list(names []string) string {
	var all []string
	for _, n := range names {
		switch n {
		case "*", "":
			all = append(all, "any")
		default:
			all = append(all, "`"+n+"`")
		}
	}
	return strings.Join(all, ", ")
}
