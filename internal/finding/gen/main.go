// Command gen writes the Go constants and docs/findings.md from catalogue.yaml. Run it by go generate in
// internal/finding.
package main

import (
	"bytes"
	"fmt"
	"go/format"
	"log"
	"os"
	"strings"

	"sigs.k8s.io/yaml"
)

type entry struct {
	Code     string `json:"code"`
	Name     string `json:"name"`
	Severity string `json:"severity"`
	Title    string `json:"title"`
	Why      string `json:"why"`
	Fix      string `json:"fix"`
	Example  string `json:"example"`
	Link     string `json:"link"`
	Retired  bool   `json:"retired"`
}

var families = map[string]string{
	"01": "mesh.yaml", "02": "Schema of the output", "03": "Istio semantics", "04": "Fleet", "05": "Config Sync",
	"06": "Argo CD", "07": "Secrets", "08": "Features of the distribution", "09": "Gateways and injection",
	"10": "Federation", "11": "Setters", "12": "Rendering and expansion",
}

func main() {
	log.SetFlags(0)
	text, err := os.ReadFile("catalogue.yaml")
	if err != nil {
		log.Fatal(err)
	}
	var entries []entry
	if err := yaml.UnmarshalStrict(text, &entries); err != nil {
		log.Fatal(err)
	}
	for i, e := range entries {
		if i > 0 && e.Code <= entries[i-1].Code {
			log.Fatalf("catalogue.yaml: %s after %s: codes are in order and unique", e.Code, entries[i-1].Code)
		}
	}
	source, err := format.Source(constants(entries))
	if err != nil {
		log.Fatal(err)
	}
	write("catalogue_gen.go", source)
	write("../../docs/findings.md", page(entries))
}

func constants(entries []entry) []byte {
	var b bytes.Buffer
	b.WriteString("// Code generated from catalogue.yaml by go generate. DO NOT EDIT.\n\npackage finding\n\n// The codes.\nconst (\n")
	for _, e := range entries {
		if !e.Retired {
			fmt.Fprintf(&b, "// %s: %s.\n%s Code = %q\n", e.Name, e.Title, e.Name, e.Code)
		}
	}
	b.WriteString(")\n\nvar entries = map[Code]Entry{\n")
	for _, e := range entries {
		if !e.Retired {
			fmt.Fprintf(&b, "%s: {%s, %s, %q, %q},\n", e.Name, e.Name, title(e.Severity), e.Title, e.Fix)
		}
	}
	b.WriteString("}\n")
	return b.Bytes()
}

func page(entries []entry) []byte {
	var b bytes.Buffer
	b.WriteString("# Findings\n\nWhat meshfn reports, by code. Generated from `internal/finding/catalogue.yaml`.\n")
	family := ""
	for _, e := range entries {
		if f := e.Code[3:5]; f != family {
			family = f
			fmt.Fprintf(&b, "\n## %s: %s\n", family, families[family])
		}
		fmt.Fprintf(&b, "\n### %s\n\n**%s** (%s)\n\n%s\n\nFix: %s\n", e.Code, e.Title, e.Severity, e.Why, e.Fix)
		if e.Example != "" {
			fmt.Fprintf(&b, "\n```yaml\n%s\n```\n", strings.TrimRight(e.Example, "\n"))
		}
		if e.Link != "" {
			fmt.Fprintf(&b, "\nSource: %s\n", e.Link)
		}
		if e.Retired {
			b.WriteString("\nRetired: no longer reported.\n")
		}
	}
	return b.Bytes()
}

func title(s string) string { return strings.ToUpper(s[:1]) + s[1:] }

func write(path string, text []byte) {
	if err := os.WriteFile(path, text, 0o644); err != nil {
		log.Fatal(err)
	}
}
