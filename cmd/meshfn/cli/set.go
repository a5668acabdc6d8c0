package cli

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/meshfn/meshfn/internal/finding"
	"github.com/meshfn/meshfn/internal/fleet"
	"github.com/meshfn/meshfn/internal/mesh"
	"github.com/meshfn/meshfn/internal/setters"
	"github.com/meshfn/meshfn/internal/tree"
)

// setFlags of `meshfn set`.
type setFlags struct {
	mesh    string
	values  []string
	list    bool
	format  string
	recurse bool
	by      setters.Author
}

func newSet(s Streams) *cobra.Command {
	var f setFlags
	cmd := &cobra.Command{
		Use:   "set DIR NAME VALUE... | set DIR --mesh FILE [NAME=VALUE...] | set DIR --list",
		Short: "Set the setters of a kpt package",
		Long: `Set fields by the setter comments beside them, in packages of kpt 0.39 ($ref, $kpt-set) and of kpt v1 (kpt-set).
Nothing but the values changes, and either all files of the package are written or none.

  meshfn set asm gcloud.core.project my-project     stands in for: kpt cfg set
  meshfn set asm --mesh clusters/red/mesh.yaml      every setter that the Mesh answers
  meshfn set asm --list --format json               names, values and fields

Exit code 1 when a setter keeps its placeholder or a value does not fit.`,
		Args: cobra.MinimumNArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			switch {
			case f.list:
				return listSetters(s, f, args)
			case f.mesh != "":
				return setFromMesh(s, f, args)
			}
			return setValue(s, f, args)
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&f.mesh, "mesh", "", "take the values from this mesh.yaml")
	flags.StringArrayVar(&f.values, "values", nil, "a value, in place of the argument; several for a list")
	flags.BoolVar(&f.list, "list", false, "list the setters")
	flags.StringVar(&f.format, "format", "table", "of the list: table or json")
	flags.BoolVarP(&f.recurse, "recurse-subpackages", "R", false, "subpackages too")
	flags.StringVar(&f.by.SetBy, "set-by", "", "who sets the value, noted in the definition")
	flags.StringVar(&f.by.Description, "description", "", "of the setter, noted in the definition")
	cmd.MarkFlagsMutuallyExclusive("list", "mesh", "values")
	return cmd
}

func listSetters(s Streams, f setFlags, args []string) error {
	if len(args) != 1 {
		return errors.New("--list takes the folder of the package alone")
	}
	packages, err := setters.Open(args[0], f.recurse)
	if err != nil {
		return err
	}
	all := []setters.Listed{}
	var findings []finding.Finding
	for _, p := range packages {
		findings = append(findings, p.Findings...)
		all = append(all, p.List()...)
	}
	if finding.HasErrors(findings) {
		return printFindings(s, args[0], findings)
	}
	switch f.format {
	case "json":
		encoder := json.NewEncoder(s.Out)
		encoder.SetIndent("", "  ")
		encoder.SetEscapeHTML(false)
		return encoder.Encode(map[string]any{"setters": all})
	case "table":
		return table(s.Out, all)
	}
	return fmt.Errorf("unknown format %q; there are table and json", f.format)
}

func table(out io.Writer, all []setters.Listed) error {
	w := tabwriter.NewWriter(out, 0, 4, 2, ' ', 0)
	fmt.Fprintln(w, "NAME\tVALUE\tTYPE\tSET BY\tFIELDS")
	for _, l := range all {
		value := l.Value
		if l.ListValues != nil {
			value = "[" + strings.Join(l.ListValues, ", ") + "]"
		}
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%d\n", l.Name, value, l.Type, l.SetBy, len(l.Fields))
	}
	return w.Flush()
}

func setValue(s Streams, f setFlags, args []string) error {
	texts := f.values
	switch {
	case len(args) < 2:
		return errors.New("set what? Give NAME and VALUE, or --mesh FILE, or --list")
	case f.values != nil && len(args) > 2:
		return errors.New("give the value as an argument or by --values, not both")
	case f.values == nil && len(args) < 3:
		return fmt.Errorf("setter %q needs a value", args[1])
	case f.values == nil:
		texts = args[2:]
	}
	value := setters.Text(texts[0])
	if len(texts) > 1 {
		value = setters.List(texts...)
	}
	values := setters.Values{args[1]: value}
	return setAll(s, f, args[0], values, func(p *setters.Package) (*setters.Change, setters.Values) {
		return p.Set(values, f.by), values
	})
}

func setFromMesh(s Streams, f setFlags, args []string) error {
	given := setters.Values{}
	for _, arg := range args[1:] {
		name, value, ok := strings.Cut(arg, "=")
		if !ok {
			return fmt.Errorf("%q: with --mesh, further values are written NAME=VALUE", arg)
		}
		given[name] = setters.Text(value)
	}
	m, err := loadMesh(s, f.mesh)
	if err != nil {
		return err
	}
	return setAll(s, f, args[0], given, func(p *setters.Package) (*setters.Change, setters.Values) {
		c, values := p.SetFrom(m, given, f.by)
		return c, values
	})
}

// setAll sets the packages in a folder and writes them; given are the values whose names must exist.
func setAll(s Streams, f setFlags, dir string, given setters.Values, set func(*setters.Package) (*setters.Change, setters.Values)) error {
	packages, err := setters.Open(dir, f.recurse)
	if err != nil {
		return err
	}
	var changes []*setters.Change
	var findings []finding.Finding
	var said, unknown []string
	for _, p := range packages {
		if name, near, ok := p.Unknown(given); ok && !finding.HasErrors(p.Findings) {
			unknown = append(unknown, unknownSetter(p, name, near))
			continue
		}
		c, values := set(p)
		changes = append(changes, c)
		findings = append(findings, c.Findings...)
		if f.recurse {
			said = append(said, filepath.Join(dir, p.Path)+string(filepath.Separator))
		}
		said = append(said, sayings(p, c, values)...)
	}
	if len(changes) == 0 || !f.recurse && len(unknown) > 0 {
		return errors.New(strings.Join(unknown, "; "))
	}
	if !slices.ContainsFunc(changes, (*setters.Change).Refused) {
		if err := setters.Write(changes...); err != nil {
			return err
		}
		for _, line := range append(said, unknown...) {
			fmt.Fprintln(s.Out, line)
		}
	}
	return printFindings(s, dir, findings)
}

func unknownSetter(p *setters.Package, name, near string) string {
	text := fmt.Sprintf("setter %q is not found", name)
	if p.Path != "." {
		text += " in " + p.Path
	}
	if near != "" {
		text += fmt.Sprintf("; did you mean %q?", near)
	}
	return text
}

// sayings tell in kpt's words what was set.
func sayings(p *setters.Package, c *setters.Change, values setters.Values) []string {
	count := map[string]int{}
	for _, f := range c.Fields {
		for _, name := range f.Setters {
			if f.Set {
				count[name]++
			}
		}
	}
	var lines []string
	for _, name := range slices.Sorted(maps.Keys(values)) {
		if count[name] > 0 || p.Definitions().Setter(name) != nil || len(values) == 1 {
			lines = append(lines, fmt.Sprintf("set %d field(s) of setter %q to value %s", count[name], name, values[name]))
		}
	}
	return lines
}

// loadMesh reads a mesh.yaml with the defaults of its fleet. The error is errFindings where it has mistakes.
func loadMesh(s Streams, name string) (*mesh.Mesh, error) {
	root, below, err := tree.Root(filepath.Dir(name))
	if err != nil {
		return nil, err
	}
	var fleetDefaults *mesh.Fleet
	var findings []finding.Finding
	text, err := os.ReadFile(filepath.Join(root, fleet.DefaultsFile))
	if err == nil {
		fleetDefaults, findings = mesh.LoadFleet(mesh.Source{File: fleet.DefaultsFile, Text: text})
	} else if !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	if text, err = os.ReadFile(name); err != nil {
		return nil, err
	}
	src := mesh.Source{File: path.Join(filepath.ToSlash(below), filepath.Base(name)), Text: text}
	m, more := mesh.Load(src, fleetDefaults)
	findings = append(findings, more...)
	if m != nil && !finding.HasErrors(findings) {
		for _, f := range mesh.Default(m) {
			f.File = src.File
			findings = append(findings, f.Position(src.Locate(f.Field)))
		}
	}
	return m, printFindings(s, root, findings)
}

// printFindings writes findings to stderr; the error is errFindings where one of them is an error.
func printFindings(s Streams, root string, findings []finding.Finding) error {
	if err := writeFindings(s.Err, root, findings); err != nil {
		return err
	}
	if finding.HasErrors(findings) {
		return errFindings
	}
	return nil
}
