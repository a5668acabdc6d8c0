// Package functions is the catalogue of meshfn's KRM functions: a name, and the processor that turns one ResourceList
// into another. It is the only door through which a command reaches them.
//
// A function sees resources and nothing else: no file, no cluster, no clock. What is wrong with them comes back as
// results, and whether it succeeded follows from the results alone.
package functions

import (
	"maps"
	"slices"

	expandistiooperator "github.com/meshfn/meshfn/functions/expand-istio-operator"
	setmeshsetters "github.com/meshfn/meshfn/functions/set-mesh-setters"
	"github.com/meshfn/meshfn/internal/generator"
	"github.com/meshfn/meshfn/internal/krm"
	"github.com/meshfn/meshfn/internal/pipeline"
)

// Processor changes the list in place: its items and its results. The error is for a list that cannot be processed at
// all; what the user has to mend is a result.
type Processor func(*krm.ResourceList) error

// catalogue by the name that users write in a Kptfile.
var catalogue = map[string]Processor{
	"render-control-plane":  generator.Generator{Renderer: pipeline.ControlPlane}.Process,
	"render-gateways":       generator.Generator{Renderer: pipeline.Gateways}.Process,
	"render-federation":     generator.Generator{Renderer: pipeline.Federation}.Process,
	"render-mesh":           generator.Generator{Renderer: pipeline.Whole{Charts: pipeline.Library(imageCharts)}, Publish: true}.Process,
	"expand-istio-operator": expandistiooperator.Processor(imageCharts),
	"set-mesh-setters":      setmeshsetters.Process,
}

// imageCharts is where a function image may hold chart sets beside the embedded one, a folder by version.
const imageCharts = "/charts"

// Lookup returns the processor of a function.
func Lookup(name string) (Processor, bool) {
	p, ok := catalogue[name]
	return p, ok
}

// Names of all functions, sorted.
func Names() []string { return slices.Sorted(maps.Keys(catalogue)) }
