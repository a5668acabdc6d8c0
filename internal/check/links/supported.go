package links

import (
	_ "embed"
	"slices"
	"sync"
	"time"

	"sigs.k8s.io/kustomize/kyaml/yaml"

	"github.com/meshfn/meshfn/internal/check/rule"
	"github.com/meshfn/meshfn/internal/finding"
	"github.com/meshfn/meshfn/internal/mesh"
)

//go:embed lifecycle.yaml
var lifecycleText []byte

// lifecycle is the last day of each release line, by distribution; a line without a row is not known.
var lifecycle = sync.OnceValue(func() map[mesh.Distribution]map[string]time.Time {
	var table map[mesh.Distribution]struct {
		Source string            `yaml:"source"`
		Ends   map[string]string `yaml:"ends"`
	}
	if err := yaml.Unmarshal(lifecycleText, &table); err != nil {
		panic("links: lifecycle.yaml: " + err.Error())
	}
	all := map[mesh.Distribution]map[string]time.Time{}
	for distribution, rows := range table {
		all[distribution] = map[string]time.Time{}
		for line, day := range rows.Ends {
			end, err := time.Parse(time.DateOnly, day)
			if err != nil {
				panic("links: lifecycle.yaml: " + err.Error())
			}
			all[distribution][line] = end
		}
	}
	return all
})

// supported reports every version that a cluster installs and that its vendor mends no more.
var supported = rule.Rule{
	Codes: []finding.Code{finding.EndOfLife},
	Cluster: func(c *rule.Cluster, now time.Time) []finding.Finding {
		if now.IsZero() {
			return nil
		}
		var all []finding.Finding
		for _, v := range installed(c) {
			if end, known := lifecycle()[v.distribution][v.Line()]; known && !now.Before(end.AddDate(0, 0, 1)) {
				all = append(all, v.by.Report(finding.EndOfLife, v.field, "%s %s has had no support since %s", v.distribution, v.Line(), end.Format(time.DateOnly)))
			}
		}
		return all
	},
}

// unknownEnds says once of every release line in the fleet that it is not in the table: that is not the same as supported.
func unknownEnds(clusters []*cluster) []finding.Finding {
	type line struct {
		distribution mesh.Distribution
		line         string
	}
	said := map[line]bool{}
	var all []finding.Finding
	for _, c := range clusters {
		for _, v := range c.versions {
			at := line{v.distribution, v.Line()}
			if _, known := lifecycle()[at.distribution][at.line]; !known && !said[at] {
				said[at] = true
				all = append(all, v.by.Report(finding.EndOfLifeUnknown, v.field, "it is not known until when %s %s is supported", v.distribution, v.Line()))
			}
		}
	}
	return all
}

// version is one that a place installs.
type version struct {
	mesh.Version
	distribution mesh.Distribution
	by           reporter
	field        string
}

// installed lists the versions of a cluster's control planes: those of its Mesh, else those of the objects that install
// one.
func installed(c *rule.Cluster) []version {
	var all []version
	add := func(d mesh.Distribution, text string, by reporter, field string) {
		v, err := mesh.ParseVersion(d, text)
		if err == nil && !slices.ContainsFunc(all, func(other version) bool { return other.Text == text }) {
			all = append(all, version{v, d, by, field})
		}
	}
	if m := c.Member; m != nil {
		for i, r := range m.Mesh.Spec.ControlPlane.Revisions {
			add(m.Mesh.Spec.ControlPlane.Distribution, r.Version, m, mesh.Index("spec.controlPlane.revisions", i)+".version")
		}
		return all
	}
	for _, o := range c.Kind("maistra.io", "ServiceMeshControlPlane") {
		add(mesh.OpenShift, o.String("spec", "version"), o, "spec.version")
	}
	for _, o := range c.Kind("install.istio.io", "IstioOperator") {
		tag, _ := o.Get("spec", "tag").(string)
		addEither(add, tag, o, "spec.tag")
	}
	for _, o := range c.Kind("apps", "Deployment") {
		for i, container := range o.Maps("spec", "template", "spec", "containers") {
			if isIstiod(container) {
				addEither(add, tagOf(container.String("image")), o, mesh.Index("spec.template.spec.containers", i)+".image")
			}
		}
	}
	return all
}

// addEither adds a tag as what it looks like: ASM marks its own.
func addEither(add func(mesh.Distribution, string, reporter, string), tag string, o rule.Object, field string) {
	if _, err := mesh.ParseVersion(mesh.ASM, tag); err == nil {
		add(mesh.ASM, tag, o, field)
		return
	}
	add(mesh.Istio, tag, o, field)
}

// tagOf an image reference, "" where it has none.
func tagOf(image string) string {
	for i := len(image) - 1; i >= 0 && image[i] != '/'; i-- {
		if image[i] == ':' {
			return image[i+1:]
		}
	}
	return ""
}
