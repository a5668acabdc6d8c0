// Package render holds what every renderer returns: objects with the files they belong in, the steps that a person still
// has to do, and findings about the input that only rendering brings to light.
//
// A renderer is a pure function of one member of the fleet. It reads no file, no clock and no environment, and its
// output is in a fixed order.
package render

import (
	"github.com/meshfn/meshfn/internal/finding"
	"github.com/meshfn/meshfn/internal/krm"
)

// Output of one mesh. Paths in the set are relative to the folder of its mesh.yaml.
type Output struct {
	Set krm.Set
	// Shared are objects that many meshes have in common; their paths are relative to the fleet root (or OUT).
	Shared    krm.Set
	Checklist []Step
	Findings  []finding.Finding
}

// Step is something that manifests cannot do: enabling an API, granting a role, creating a secret.
type Step struct {
	// Title in the imperative, for example "create the Secret cacerts in istio-system".
	Title string
	// Why it is needed, one sentence; may be empty.
	Why string
	// Commands to run, or a file's content; printed as they are.
	Commands []string
}

// Append adds another renderer's output behind this one.
func (o *Output) Append(more Output) {
	for _, it := range more.Set.Items() {
		o.Set.Add(it.Path, it.Object)
	}
	for _, it := range more.Shared.Items() {
		o.Shared.Add(it.Path, it.Object)
	}
	o.Checklist = append(o.Checklist, more.Checklist...)
	o.Findings = append(o.Findings, more.Findings...)
}
