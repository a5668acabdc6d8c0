package check

import (
	"slices"
	"strings"
	"time"

	"sigs.k8s.io/yaml"

	"github.com/meshfn/meshfn/internal/check/rule"
	"github.com/meshfn/meshfn/internal/finding"
	"github.com/meshfn/meshfn/internal/mesh"
)

// WaiversAnnotation holds waivers of the object that carries it: a YAML list of maps with code, reason, owner and
// expires, as in spec.waivers of a Mesh.
const WaiversAnnotation = "meshfn.dev/waivers"

// waiver accepts findings of a cluster, or of one object of it.
type waiver struct {
	mesh.Waiver
	// cluster and resource that it is for; resource is "" for all of the cluster. dir is the folder of the mesh.
	cluster, resource, dir string
	// report makes a finding at the waiver.
	report func(code finding.Code, format string, args ...any) finding.Finding
}

type waivers []waiver

// found are the waivers of a cluster, and what is wrong with them.
type found struct {
	waivers  waivers
	findings []finding.Finding
}

func waiversOf(c *rule.Cluster) found {
	var all found
	if m := c.Member; m != nil {
		for i, w := range m.Mesh.Spec.Waivers {
			field := mesh.Index("spec.waivers", i)
			all.waivers = append(all.waivers, waiver{w, c.Name, w.Resource, m.Dir, func(code finding.Code, format string, args ...any) finding.Finding {
				return m.Report(code, field, format, args...).In(c.Name)
			}})
		}
	}
	for _, o := range slices.Concat(c.Objects, c.Local) {
		all.annotated(c.Name, o)
	}
	return all
}

// annotated takes the waivers of an annotation.
func (all *found) annotated(cluster string, o rule.Object) {
	text := o.Annotation(WaiversAnnotation)
	if text == "" {
		return
	}
	report := func(code finding.Code, format string, args ...any) finding.Finding {
		return o.Report(code, `metadata.annotations["`+WaiversAnnotation+`"]`, format, args...)
	}
	var list []mesh.Waiver
	if err := yaml.UnmarshalStrict([]byte(text), &list); err != nil {
		all.findings = append(all.findings, report(finding.BadWaiver, "the waivers cannot be read: %v", err))
		return
	}
	for _, w := range list {
		if lacking := lacking(w); lacking != "" {
			all.findings = append(all.findings, report(finding.BadWaiver, "a waiver of %q has no valid %s", w.Code, lacking))
			continue
		}
		all.waivers = append(all.waivers, waiver{w, cluster, o.ID().String(), "", report})
	}
}

// lacking names the field that a waiver needs and does not have; mesh.yaml is checked when it is loaded.
func lacking(w mesh.Waiver) string {
	_, err := time.Parse(time.DateOnly, w.Expires)
	switch {
	case !strings.HasPrefix(w.Code, "MSH"):
		return "code"
	case strings.TrimSpace(w.Reason) == "":
		return "reason"
	case strings.TrimSpace(w.Owner) == "":
		return "owner"
	case err != nil:
		return "expires"
	}
	return ""
}

// apply marks the findings that a waiver covers, and reports waivers that have expired or cover nothing. At the zero
// time none has expired.
func (all waivers) apply(findings []finding.Finding, now time.Time) []finding.Finding {
	findings = slices.Clone(findings)
	for _, w := range all {
		if !now.IsZero() && now.UTC().Format(time.DateOnly) > w.Expires {
			findings = append(findings, w.report(finding.WaiverExpired, "the waiver of %s expired on %s", w.Code, w.Expires))
			continue
		}
		used := false
		for i := range findings {
			if f := &findings[i]; string(f.Code) == w.Code && w.covers(*f) {
				used = true
				f.Waived = &finding.Waiver{Reason: w.Reason, Owner: w.Owner, Expires: w.Expires}
			}
		}
		if !used {
			findings = append(findings, w.report(finding.WaiverUnused, "the waiver of %s covers no finding", w.Code))
		}
	}
	return findings
}

// covers reports whether a finding is about what the waiver is for, at one of its ends.
func (w waiver) covers(f finding.Finding) bool {
	return slices.ContainsFunc(append([]finding.Place{f.Place()}, f.Related...), func(p finding.Place) bool {
		here := p.Mesh == w.cluster || p.Mesh == "" && w.dir != "" && (w.dir == "." || strings.HasPrefix(p.File, w.dir+"/"))
		return here && (w.resource == "" || p.Resource == w.resource)
	})
}
