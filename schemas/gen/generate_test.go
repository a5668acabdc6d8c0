package main

import (
	"bytes"
	"encoding/json"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v6"
	"sigs.k8s.io/kustomize/kyaml/yaml"

	"github.com/meshfn/meshfn/internal/finding"
	"github.com/meshfn/meshfn/internal/mesh"
	"github.com/meshfn/meshfn/schemas"
)

// TestFresh compares the committed schemas with what the types and their comments give today.
func TestFresh(t *testing.T) {
	t.Chdir("../..")
	all, err := generate()
	if err != nil {
		t.Fatal(err)
	}
	committed := map[string][]byte{
		"mesh.schema.json": schemas.Mesh, "fleet.schema.json": schemas.Fleet, "fleetfacts.schema.json": schemas.FleetFacts,
		"findings.schema.json": schemas.Findings,
	}
	for name, want := range committed {
		if diff := cmp.Diff(string(want), string(all[name])); diff != "" {
			t.Errorf("schemas/%s is not what go generate ./schemas makes:\n%s", name, diff)
		}
	}
	if len(all) != len(committed) {
		t.Errorf("%d schemas are generated, %d committed", len(all), len(committed))
	}
}

// TestDescribed asks a description of everything that an editor shows.
func TestDescribed(t *testing.T) {
	for name, text := range map[string][]byte{"Mesh": schemas.Mesh, "Fleet": schemas.Fleet, "FleetFacts": schemas.FleetFacts} {
		var root jsonSchema
		if err := json.Unmarshal(text, &root); err != nil {
			t.Fatal(err)
		}
		types := root.Definitions
		types[name] = root.definition
		if len(types) < 8 {
			t.Errorf("%s has only %d types", name, len(types))
		}
		for name, d := range types {
			if d.Description == "" {
				t.Errorf("%s has no description", name)
			}
			for field, p := range d.Properties {
				if p.Description == "" {
					t.Errorf("%s.%s has no description", name, field)
				}
			}
		}
	}
}

type definition struct {
	Description string `json:"description"`
	Properties  map[string]struct {
		Description string `json:"description"`
	} `json:"properties"`
}

type jsonSchema struct {
	definition
	Definitions map[string]definition `json:"definitions"`
}

func compile(t *testing.T, name string, text []byte) *jsonschema.Schema {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource(name, doc); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile(name)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func validate(s *jsonschema.Schema, text []byte) error {
	var doc any
	if err := yaml.Unmarshal(text, &doc); err != nil {
		return err
	}
	return s.Validate(doc)
}

const head = `apiVersion: meshfn.dev/v1alpha1
kind: Mesh
metadata: {name: red, annotations: {config.kubernetes.io/local-config: "true"}}
`

// TestAgrees gives small documents to the schema and to the loader, which take and refuse the same.
func TestAgrees(t *testing.T) {
	s := compile(t, "mesh.schema.json", schemas.Mesh)
	for _, c := range []struct {
		text string
		ok   bool
	}{
		{head + "spec: {}", true},
		{head + "spec: {cluster: {platform: GKE, network: network1, projectNumber: \"0071335\"}}", false},
		{head + "spec: {cluster: {platform: GKE, network: network1, projectNumber: \"71335\"}}", true},
		{head + "spec: {cluster: {region: \"\"}}", true},
		{head + "spec: {gateways: [{name: a, namespace: b, replicas: {min: 1}, ports: [{name: c, port: 80}]}]}", true},
		{head + "spec: {controlPlane: {tags: {default: a}, revisions: [{version: 1.29.1, name: a}]}}", true},
		{head + "spec: {multiCluster: {exposeServices: false}}", true},
		{head + "spec: {gateways: [{name: a, namespace: b, sourceRanges: [\"0.0.0.0/0\"], annotations: {a/b: \"\"}}]}", true},
		{head + "spec: {federation: {ingress: {addresses: [\"2001:db8::1\", lb.example.com]}}}", true},

		{"kind: Mesh", false},
		{strings.Replace(head, "v1alpha1", "v1", 1) + "spec: {}", false},
		{strings.Replace(head, "kind: Mesh", "kind: Fleet", 1) + "spec: {}", false},
		{strings.Replace(head, "name: red", "name: Red", 1) + "spec: {}", false},
		{strings.Replace(head, "name: red, ", "", 1) + "spec: {}", false},
		{head, false},
		{head + "spec: {}\nstatus: {}", false},
		{head + "spec: {netwrok: a}", false},
		{head + "spec: {cluster: {network: 1}}", false},
		{head + "spec: {cluster: {network: true}}", false},
		{head + "spec: {cluster: {network: null}}", false},
		{head + "spec: {cluster: {network: [a]}}", false},
		{head + "spec: {cluster: {platform: gke}}", false},
		{head + "spec: {cluster: []}", false},
		{head + "spec: {cluster: {kubernetesVersion: \"2.0\"}}", false},
		{head + "spec: {controlPlane: {hub: https://gcr.io/asm}}", false},
		{head + "spec: {controlPlane: {trustDomainAliases: [a, a]}}", false},
		{head + "spec: {controlPlane: {trustDomainAliases: [\"\"]}}", false},
		{head + "spec: {controlPlane: {revisions: [{name: a}]}}", false},
		{head + "spec: {controlPlane: {revisions: [{version: \"\"}]}}", false},
		{head + "spec: {gateways: [{name: a}]}", false},
		{head + "spec: {gateways: [{name: a, namespace: b, ports: [{name: c, port: \"80\"}]}]}", false},
		{head + "spec: {gateways: [{name: a, namespace: b, ports: [{name: c, port: 0}]}]}", false},
		{head + "spec: {gateways: [{name: a, namespace: b, replicas: {min: 0}}]}", false},
		{head + "spec: {gateways: [{name: a, namespace: b, annotations: {\"a b\": c}}]}", false},
		{head + "spec: {multiCluster: {exposeServices: \"true\"}}", false},
		{head + "spec: {multiCluster: {remoteSecrets: {externalSecret: {store: a}}}}", false},
		{head + "spec: {waivers: [{code: MSH1, reason: r, owner: o, expires: \"2027-01-31\"}]}", false},
		{head + "spec: {delivery: {tools: [ArgoCD, ArgoCD]}}", false},
		{head + "spec: {federation: {peers: [{name: a, exports: [{selector: {matchExpressions: [{key: k, operator: Like}]}}]}]}}", false},
	} {
		_, findings := mesh.Load(mesh.Source{File: "mesh.yaml", Text: []byte(c.text)}, nil)
		if got := !finding.HasErrors(findings); got != c.ok {
			t.Errorf("the loader takes it: %t, wanted: %t\n%s\n%v", got, c.ok, c.text, findings)
		}
		if err := validate(s, []byte(c.text)); (err == nil) != c.ok {
			t.Errorf("the schema takes it: %t, wanted: %t\n%s\n%v", err == nil, c.ok, c.text, err)
		}
	}
}

// TestTakesWhatLoads gives every mesh.yaml of the repository that loads without an error to the schema.
func TestTakesWhatLoads(t *testing.T) {
	s := compile(t, "mesh.schema.json", schemas.Mesh)
	taken := 0
	for _, root := range []string{"../../testdata", "../../internal/mesh/testdata"} {
		err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.Name() != "mesh.yaml" {
				return err
			}
			text, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			if _, findings := mesh.Load(mesh.Source{File: path, Text: text}, nil); finding.HasErrors(findings) {
				return nil
			}
			taken++
			if err := validate(s, text); err != nil {
				t.Errorf("%s: %v", path, err)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if taken < 10 {
		t.Errorf("only %d files were found", taken)
	}
}

// TestPartial takes a fleet's defaults that a mesh completes, and still asks for whole items of a list.
func TestPartial(t *testing.T) {
	s := compile(t, "fleet.schema.json", schemas.Fleet)
	fleet := strings.Replace(head, "kind: Mesh", "kind: Fleet", 1) + "spec: {defaults: "
	for text, ok := range map[string]bool{
		"{multiCluster: {remoteSecrets: {source: ExternalSecret, externalSecret: {store: vault}}}}": true,
		"{cluster: {platform: GKE}}":            true,
		"{namespaces: [{name: shop}]}":          true,
		"{namespaces: [{injection: Disabled}]}": false,
		"{netwrok: a}":                          false,
		"null":                                  false,
	} {
		_, findings := mesh.LoadFleet(mesh.Source{Text: []byte(fleet + text + "}")})
		if got := !finding.HasErrors(findings); got != ok {
			t.Errorf("the loader takes %s: %t\n%v", text, got, findings)
		}
		if err := validate(s, []byte(fleet+text+"}")); (err == nil) != ok {
			t.Errorf("the schema takes %s: %t\n%v", text, err == nil, err)
		}
	}
}
