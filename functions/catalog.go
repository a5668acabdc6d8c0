// Package functions is the catalogue of meshfn's KRM functions: a name, and the processor that turns one ResourceList
// into another. It is the only door through which a command reaches them.
//
// A function sees resources and nothing else: no file, no cluster, no clock. What is wrong with them comes back as
// results, and whether it succeeded follows from the results alone.
//
// A program pays for everything it links at every start, and a pipeline starts one program per step. So the catalogue
// holds what starts at once; a function that links more is added by the program that has it anyway.
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

// Catalogue is functions by the name that users write in a Kptfile.
type Catalogue map[string]Processor

// Standard returns the functions that start at once.
func Standard() Catalogue {
	return Catalogue{
		"render-control-plane":  generator.Generator{Renderer: pipeline.ControlPlane}.Process,
		"render-gateways":       generator.Generator{Renderer: pipeline.Gateways}.Process,
		"render-federation":     generator.Generator{Renderer: pipeline.Federation}.Process,
		"render-mesh":           generator.Generator{Renderer: pipeline.Whole{Charts: pipeline.Library(Charts)}, Publish: true}.Process,
		"expand-istio-operator": expandistiooperator.Processor(Charts),
		"set-mesh-setters":      setmeshsetters.Process,
	}
}

// Charts is where a function image may hold chart sets beside the embedded one, a folder by version.
const Charts = "/charts"

// With returns the catalogue and one function more.
func (c Catalogue) With(name string, p Processor) Catalogue {
	c = maps.Clone(c)
	c[name] = p
	return c
}

// Names of all functions, sorted.
func (c Catalogue) Names() []string { return slices.Sorted(maps.Keys(c)) }
