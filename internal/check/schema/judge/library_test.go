package judge

import (
	"os"
	"strings"
	"testing"

	"github.com/google/cel-go/cel"
	"github.com/google/cel-go/common/types"
	"k8s.io/apimachinery/pkg/util/version"
	"k8s.io/apiserver/pkg/cel/environment"
)

// TestLibrary evaluates the rules that our functions are tested with by Kubernetes' own.
func TestLibrary(t *testing.T) {
	env, err := environment.MustBaseEnvSet(version.MajorMinor(1, 35)).Env(environment.NewExpressions)
	if err != nil {
		t.Fatal(err)
	}
	rules, err := os.ReadFile("../expression/testdata/rules.cel")
	if err != nil {
		t.Fatal(err)
	}
	evaluated := 0
	for rule := range strings.Lines(string(rules)) {
		if strings.Contains(rule, "self.") || strings.Contains(rule, "oldSelf") {
			continue
		}
		evaluated++
		if v, err := evaluate(env, rule); err != nil || v != types.True {
			t.Errorf("%s: %v, %v", strings.TrimSpace(rule), v, err)
		}
	}
	if evaluated < 15 {
		t.Errorf("only %d rules", evaluated)
	}
}

func evaluate(env *cel.Env, rule string) (any, error) {
	ast, issues := env.Compile(rule)
	if issues.Err() != nil {
		return nil, issues.Err()
	}
	program, err := env.Program(ast)
	if err != nil {
		return nil, err
	}
	v, _, err := program.Eval(map[string]any{})
	return v, err
}
