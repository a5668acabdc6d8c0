package functions

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/meshfn/meshfn/internal/finding"
	"github.com/meshfn/meshfn/internal/krm"
)

// ErrFindings ends a function that has done its work and found what the user has to mend: the list with its results is
// written, and the exit code is 1.
var ErrFindings = errors.New("findings of severity error")

// Run carries out the function of that name as an orchestrator calls it: a ResourceList from in, the changed list to out,
// at once or not at all. Where it finds errors they also go to say, because kpt shows what a failing function printed
// there; the error is then ErrFindings. Another error means that the function could not be carried out.
func (c Catalogue) Run(name string, in io.Reader, out, say io.Writer) error {
	process, ok := c[name]
	if !ok {
		return fmt.Errorf("no function %q; there are %s", name, strings.Join(c.Names(), ", "))
	}
	list, err := krm.ReadResourceList(in)
	if err != nil {
		return err
	}
	if err := process(list); err != nil {
		return err
	}
	var text bytes.Buffer
	if err := list.Write(&text); err != nil {
		return err
	}
	if _, err := out.Write(text.Bytes()); err != nil {
		return fmt.Errorf("write the ResourceList: %w", err)
	}
	if !list.Failed() {
		return nil
	}
	if err := finding.WriteText(say, list.Results); err != nil {
		return err
	}
	return ErrFindings
}
