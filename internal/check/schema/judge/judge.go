// Package judge holds package schema against kubectl-validate, which runs the API server's own code: structural schemas,
// the validation of kube-openapi, and CEL with Kubernetes' library. Nothing else links it: its schemas alone are 110 MB.
package judge

import (
	"errors"
	"fmt"
	"testing/fstest"

	"sigs.k8s.io/kubectl-validate/pkg/openapiclient"
	"sigs.k8s.io/kubectl-validate/pkg/validator"
	"sigs.k8s.io/yaml"

	"github.com/meshfn/meshfn/internal/krm"
)

// Judge is the API server of one release with some CRDs.
type Judge struct{ validator *validator.Validator }

// New returns the judge of a release such as 1.33, with CRDs as YAML or JSON, one each.
func New(release string, crds ...[]byte) (*Judge, error) {
	files := fstest.MapFS{}
	for i, text := range crds {
		files[fmt.Sprintf("%d.yaml", i)] = &fstest.MapFile{Data: text}
	}
	v, err := validator.New(openapiclient.NewComposite(openapiclient.NewHardcodedBuiltins(release), openapiclient.NewLocalCRDFiles(files)))
	if err != nil {
		return nil, fmt.Errorf("judge of Kubernetes %s: %w", release, err)
	}
	return &Judge{v}, nil
}

// errPanic is a value that the judge itself does not survive.
var errPanic = errors.New("the judge panics")

// Refuses returns what the API server has against an object, nil if nothing.
func (j *Judge) Refuses(o krm.Object) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("%w: %v", errPanic, r)
		}
	}()
	text, err := yaml.Marshal(map[string]any(o))
	if err != nil {
		return err
	}
	_, parsed, err := j.validator.Parse(text)
	if err != nil {
		return err
	}
	return j.validator.Validate(parsed)
}
