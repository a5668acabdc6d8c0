package generator

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/meshfn/meshfn/internal/finding"
	"github.com/meshfn/meshfn/internal/krm"
	"github.com/meshfn/meshfn/internal/mesh"
)

// config is what a functionConfig asks of a generator.
type config struct {
	// only the meshes of these names are rendered; empty: all.
	only []string
	// force overwrites generated files that were edited by hand.
	force bool
	// now is the time at which certificates are to be valid; a function has no clock, so zero without it.
	now time.Time
	// mesh is the functionConfig where it is a Mesh.
	mesh *krm.Resource
}

// readConfig reads a ConfigMap whose data has the names of the command line's flags, or a Mesh.
func readConfig(r *krm.Resource) (config, []finding.Finding) {
	var c config
	if r == nil {
		return c, nil
	}
	o, err := r.Object()
	if err != nil {
		return c, []finding.Finding{finding.New(finding.FunctionConfig, "the functionConfig cannot be read: %v", err)}
	}
	if o.Kind() == mesh.KindMesh {
		c.mesh, c.only = r, []string{o.Name()}
		return c, nil
	}
	if o.Kind() != "ConfigMap" {
		return c, []finding.Finding{finding.New(finding.FunctionConfig, "the functionConfig has kind %q", o.Kind())}
	}
	var findings []finding.Finding
	bad := func(key, format string, args ...any) {
		findings = append(findings, finding.New(finding.FunctionConfig, format, args...).At("", "data."+key).On(o.ID().String()))
	}
	for key, value := range o.Map("data") {
		text := fmt.Sprint(value)
		switch key {
		case "only":
			c.only = strings.FieldsFunc(text, func(r rune) bool { return r == ',' || r == ' ' })
		case "force":
			if c.force, err = strconv.ParseBool(text); err != nil {
				bad(key, "force is %q", text)
			}
		case "now":
			if c.now, err = time.Parse(time.RFC3339, text); err != nil {
				bad(key, "now is %q, and no time of RFC 3339", text)
			}
		default:
			bad(key, "%q is no option of this function", key)
		}
	}
	return c, finding.Sort(findings)
}

// wants reports whether a mesh is to be rendered.
func (c config) wants(name string) bool { return len(c.only) == 0 || slices.Contains(c.only, name) }
