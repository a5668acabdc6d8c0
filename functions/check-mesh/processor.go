// Package checkmesh is the KRM function check-mesh: it checks the meshes of a ResourceList, what they render to and the
// resources of others beside them, and changes nothing.
package checkmesh

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"time"

	"github.com/meshfn/meshfn/internal/check"
	"github.com/meshfn/meshfn/internal/check/rule"
	"github.com/meshfn/meshfn/internal/finding"
	"github.com/meshfn/meshfn/internal/fleet"
	"github.com/meshfn/meshfn/internal/generator"
	"github.com/meshfn/meshfn/internal/krm"
	"github.com/meshfn/meshfn/internal/mesh"
	"github.com/meshfn/meshfn/internal/pipeline"
)

// Processor returns the function; charts is the folder with chart sets beside the embedded one.
func Processor(charts string) func(*krm.ResourceList) error {
	whole := pipeline.Whole{Charts: pipeline.Library(charts)}
	return func(list *krm.ResourceList) error {
		now, findings := readConfig(list.FunctionConfig)
		if finding.HasErrors(findings) {
			list.Results = findings
			return nil
		}
		f, findings, err := fleet.New(generator.Input(list, now))
		if err != nil {
			return err
		}
		files, err := files(list)
		if err != nil {
			return err
		}
		in := check.Input{Fleet: f, Findings: findings, Files: files, Render: whole.Render, Now: now, Jobs: runtime.GOMAXPROCS(0)}
		list.Results, err = check.Run(context.Background(), in)
		if errors.Is(err, check.ErrNothing) {
			return nil // a package may be empty
		}
		return err
	}
}

// files sorts the resources by file.
func files(list *krm.ResourceList) ([]check.File, error) {
	byPath := map[string][]krm.Object{}
	var order []string
	for _, item := range list.Items {
		id := item.ID()
		if id.Group == mesh.Group && id.Kind != mesh.KindRenderRecord || id.Group == "kpt.dev" {
			continue
		}
		o, err := item.Object()
		if err != nil {
			return nil, err
		}
		name := list.File(item)
		if byPath[name] == nil {
			order = append(order, name)
		}
		byPath[name] = append(byPath[name], o)
	}
	var all []check.File
	for _, name := range order {
		objects := byPath[name]
		f := check.File{Path: name, Read: func() (check.Content, error) {
			return check.Content{
				Objects: func() ([]rule.Object, []finding.Finding) { return rule.Resources(name, objects), nil },
				Holds:   func(recorded string) bool { return krm.Hash(objects...) == recorded },
			}, nil
		}}
		for _, o := range objects {
			if f.Mesh == "" {
				f.Mesh = o.Annotation(krm.MeshAnnotation)
			}
		}
		all = append(all, f)
	}
	return all, nil
}

// readConfig reads the time of the check: a function has no clock, and without a time nothing is said about expiry.
func readConfig(r *krm.Resource) (now time.Time, findings []finding.Finding) {
	if r == nil {
		return now, nil
	}
	o, err := r.Object()
	if err != nil {
		return now, []finding.Finding{finding.New(finding.FunctionConfig, "the functionConfig cannot be read: %v", err)}
	}
	if o.Kind() != "ConfigMap" {
		return now, []finding.Finding{finding.New(finding.FunctionConfig, "the functionConfig has kind %q", o.Kind())}
	}
	for key, value := range o.Map("data") {
		f := finding.New(finding.FunctionConfig, "%q is no option of this function", key)
		if key == "now" {
			if now, err = time.Parse(time.RFC3339, fmt.Sprint(value)); err == nil {
				continue
			}
			f = finding.New(finding.FunctionConfig, "now is %q, and no time of RFC 3339", value)
		}
		findings = append(findings, f.At("", "data."+key).On(o.ID().String()))
	}
	return now, finding.Sort(findings)
}
