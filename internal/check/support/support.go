// Package support checks a mesh against what its product supports in its release.
//
// A presence in a CRD is no promise: products leave parts of Istio out, and what they leave out works until it does not.
// What is known is data (support.yaml), each row with the product, the releases and the source that it is from. Nothing is
// said about a release beyond: ASM 1.4 supports no EnvoyFilter, and of later ones the sources do not speak.
//
// A product is known from the Mesh, or from the image tag of what is installed. Where the release is not known the rules
// stay silent, and one info says so.
package support

import (
	_ "embed"
	"fmt"
	"path"
	"slices"
	"strings"
	"sync"
	"time"

	"sigs.k8s.io/kustomize/kyaml/yaml"

	"github.com/meshfn/meshfn/internal/check/rule"
	"github.com/meshfn/meshfn/internal/finding"
	"github.com/meshfn/meshfn/internal/mesh"
)

//go:embed support.yaml
var tableText []byte

// row of the table.
type row struct {
	ID        string              `yaml:"id"`
	Code      finding.Code        `yaml:"code"`
	Products  []mesh.Distribution `yaml:"products"`
	Versions  string              `yaml:"versions"`
	Platforms []mesh.Platform     `yaml:"platforms"`
	Managed   bool                `yaml:"managed"`
	Kinds     []string            `yaml:"kinds"`
	Where     string              `yaml:"where"`
	Paths     []string            `yaml:"paths"`
	Is        []any               `yaml:"is"`
	Not       []any               `yaml:"not"`
	Text      string              `yaml:"text"`
	Source    string              `yaml:"source"`
}

var table = sync.OnceValue(func() []row {
	var rows []row
	if err := yaml.Unmarshal(tableText, &rows); err != nil {
		panic(fmt.Sprintf("support: support.yaml: %v", err))
	}
	return rows
})

// Rules of the family.
var Rules = []rule.Rule{
	{Codes: []finding.Code{
		finding.UnsupportedResource, finding.UnsupportedBalancing, finding.UnsupportedSetting, finding.UnsupportedAuthority,
		finding.UnsupportedAddress, finding.UnsupportedProtocol,
	}, Cluster: over(unsupported)},
	{Codes: []finding.Code{finding.ServicePortName}, Cluster: over(portNames)},
	{Codes: []finding.Code{finding.OutdatedPort}, Cluster: over(outdatedPorts)},
	{Codes: []finding.Code{finding.MissingCNI}, Cluster: over(missingCNI)},
	{Codes: []finding.Code{finding.KubernetesTooOld}, Cluster: over(kubernetesTooOld)},
	{Codes: []finding.Code{finding.ReleaseUnknown}, Cluster: over(releaseUnknown)},
	{Codes: []finding.Code{finding.InClusterOnAutopilot}, Fleet: onAutopilot, Reads: []rule.GroupKind{{Group: containerGroup, Kind: "ContainerCluster"}}, Keep: isAutopilot},
}

// over makes a rule of a check that does not depend on the time.
func over(check func(*rule.Cluster) []finding.Finding) func(*rule.Cluster, time.Time) []finding.Finding {
	return func(c *rule.Cluster, _ time.Time) []finding.Finding { return check(c) }
}

// is reports whether a cluster runs a release of the product.
func is(p rule.Profile, product mesh.Distribution, versions string) bool {
	return p.Distribution == product && slices.ContainsFunc(p.Versions, func(v mesh.Version) bool { return v.InRange(versions) })
}

func (r row) fits(p rule.Profile, managed bool) bool {
	if r.Managed {
		return managed
	}
	return slices.ContainsFunc(r.Products, func(d mesh.Distribution) bool { return is(p, d, r.Versions) }) &&
		(len(r.Platforms) == 0 || slices.Contains(r.Platforms, p.Platform))
}

func unsupported(c *rule.Cluster) []finding.Finding {
	p, managed := c.Profile(), isManaged(c)
	var all []finding.Finding
	for _, r := range table() {
		if !r.fits(p, managed) {
			continue
		}
		for _, o := range r.objects(c) {
			all = append(all, r.check(o)...)
		}
	}
	return all
}

// objects of the row's kinds.
func (r row) objects(c *rule.Cluster) []rule.Object {
	var all []rule.Object
	for _, k := range r.Kinds {
		group, kind, _ := strings.Cut(k, "/")
		if kind != "*" {
			all = append(all, c.Kind(group, kind)...)
			continue
		}
		for _, o := range c.Objects {
			if o.ID().Group == group {
				all = append(all, o)
			}
		}
	}
	return all
}

func (r row) check(o rule.Object) []finding.Finding {
	if r.Where != "" && o.Get(strings.Split(r.Where, ".")...) != true {
		return nil
	}
	if len(r.Paths) == 0 {
		return []finding.Finding{o.Report(r.Code, "kind", "%s: %s", o.ID(), r.Text)}
	}
	var all []finding.Finding
	for _, at := range r.Paths {
		walk(map[string]any(o.Object), strings.Split(at, "."), "", func(field string, value any) {
			if r.concerns(value) {
				all = append(all, o.Report(r.Code, field, "%s: %s", o.ID(), r.Text))
			}
		})
	}
	return all
}

// walk visits what a path leads to.
func walk(at any, keys []string, field string, visit func(field string, value any)) {
	if at == nil {
		return
	}
	if len(keys) == 0 {
		visit(field, at)
		return
	}
	m, ok := at.(map[string]any)
	if !ok {
		return
	}
	key, list := strings.CutSuffix(keys[0], "[]")
	below := strings.TrimPrefix(field+"."+key, ".")
	if !list {
		walk(m[key], keys[1:], below, visit)
		return
	}
	elements, _ := m[key].([]any)
	for i, e := range elements {
		walk(e, keys[1:], mesh.Index(below, i), visit)
	}
}

// concerns reports whether the row is about a value; a pattern may have * for any text. An empty text is no other value than
// those that are supported: it is the default.
func (r row) concerns(value any) bool {
	equal := func(want any) bool {
		pattern, ok := want.(string)
		text, isText := value.(string)
		fits, _ := path.Match(pattern, text) // the patterns of the table are valid
		return value == want || ok && isText && fits
	}
	return (len(r.Is) == 0 || slices.ContainsFunc(r.Is, equal)) && !slices.ContainsFunc(r.Not, equal) && (len(r.Not) == 0 || value != "")
}
