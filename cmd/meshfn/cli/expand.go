package cli

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"github.com/meshfn/meshfn/internal/chart"
	"github.com/meshfn/meshfn/internal/finding"
	"github.com/meshfn/meshfn/internal/krm"
)

var errNoJudge = errors.New("--verify-expansion needs Istio's own renderer: build meshfn with -tags verify")

// expandFlags of `meshfn expand`.
type expandFlags struct {
	charts string
	verify bool
}

func newExpand(s Streams) *cobra.Command {
	var f expandFlags
	cmd := &cobra.Command{
		Use:   "expand FILE...",
		Short: "Print the manifests of an IstioOperator",
		Long: `Print the manifests that an IstioOperator stands for, object by object those of
` + "`istioctl manifest generate -f FILE`" + ` of the same release (` + chart.Version + `). Of several files later ones win; - as the last one is stdin.

Nothing is printed when the IstioOperator is refused (exit code 1), or enables nothing (a warning).`,
		Example: `  meshfn expand operator.yaml | kubectl diff -f -
  meshfn expand base.yaml overlay.yaml --charts istio-1.23.3-asm.2/manifests`,
		Args: cobra.MinimumNArgs(1),
		RunE: func(_ *cobra.Command, args []string) error { return f.run(s, args) },
	}
	flags := cmd.Flags()
	flags.StringVar(&f.charts, "charts", "", "manifests folder of a release; default: the charts of "+chart.Version)
	flags.BoolVar(&f.verify, "verify-expansion", false, "compare with Istio's own renderer, in a binary built with -tags verify")
	return cmd
}

func (f expandFlags) run(s Streams, names []string) error {
	charts := chart.Embedded()
	if f.charts != "" {
		var err error
		if charts, err = chart.Open(f.charts); err != nil {
			return err
		}
	}
	if f.verify {
		done, err := verifyExpansion(charts)
		if err != nil {
			return err
		}
		defer done()
	}
	operators, err := readOperators(s.In, names)
	if err != nil {
		return err
	}
	expansion, findings, err := charts.Expand(operators...)
	if err != nil {
		return err
	}
	for i, f := range findings {
		findings[i].File = holder(operators, names, f.Field)
	}
	if err := finding.WriteText(s.Err, finding.Sort(findings)); err != nil {
		return err
	}
	if finding.HasErrors(findings) {
		return errFindings
	}
	if _, err := s.Out.Write(krm.Encode(expansion.Objects()...)); err != nil {
		return fmt.Errorf("write the manifests: %w", err)
	}
	return nil
}

// readOperators reads one IstioOperator per file.
func readOperators(stdin io.Reader, names []string) ([]krm.Object, error) {
	var operators []krm.Object
	for i, name := range names {
		text, err := readOperator(stdin, name, i == len(names)-1)
		if err != nil {
			return nil, err
		}
		objects, err := krm.Decode(text)
		switch {
		case err != nil:
			return nil, fmt.Errorf("read %s: %w", name, err)
		case len(objects) > 1:
			return nil, fmt.Errorf("read %s: %d documents, and one IstioOperator per file is supported", name, len(objects))
		case len(objects) == 0:
			objects = []krm.Object{{}}
		}
		operators = append(operators, objects[0])
	}
	return operators, nil
}

func readOperator(stdin io.Reader, name string, last bool) ([]byte, error) {
	if name != "-" {
		return os.ReadFile(name)
	}
	if !last {
		return nil, fmt.Errorf("- stands for stdin and is allowed as the last file only")
	}
	text, err := io.ReadAll(stdin)
	if err != nil {
		return nil, fmt.Errorf("read stdin: %w", err)
	}
	return text, nil
}

// holder returns the file that a field comes from: the last one that has it.
func holder(operators []krm.Object, names []string, field string) string {
	keys := strings.Split(field, ".")
	for i, key := range keys {
		keys[i], _, _ = strings.Cut(key, "[")
	}
	for n := len(keys); n > 1; n-- {
		for i := len(operators) - 1; i >= 0; i-- {
			if operators[i].Get(keys[:n]...) != nil {
				return names[i]
			}
		}
	}
	return names[len(names)-1]
}
