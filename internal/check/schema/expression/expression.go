package expression

import (
	"fmt"
	"sync"

	"github.com/google/cel-go/cel"
	"github.com/google/cel-go/checker"
	"github.com/google/cel-go/common/types"
	"github.com/google/cel-go/common/types/ref"
	"github.com/google/cel-go/ext"
	"github.com/google/cel-go/interpreter"
)

// costLimit is the most that one evaluation may cost: PerCallLimit of k8s.io/apiserver/pkg/apis/cel.
const costLimit = 1000000

// environment is what rules may use; the options are those of k8s.io/apiserver/pkg/cel/environment.
var environment = sync.OnceValues(func() (*cel.Env, error) {
	return cel.NewEnv(append(library(),
		cel.Variable("self", cel.DynType),
		cel.Variable("oldSelf", cel.DynType),
		cel.HomogeneousAggregateLiterals(),
		cel.DefaultUTCTimeZone(true),
		cel.CrossTypeNumericComparisons(true),
		cel.OptionalTypes(),
		cel.CostEstimatorOptions(checker.PresenceTestHasCost(false)),
		ext.Strings(ext.StringsVersion(2)),
		ext.Sets(),
		ext.TwoVarComprehensions(),
	)...)
})

type compiled struct {
	program cel.Program
	err     error
}

var programs sync.Map // rule -> func() compiled

// Compile reports why a rule is no CEL that an API server takes, nil if it is.
func Compile(rule string) error { return program(rule).err }

// program of a rule, compiled once.
func program(rule string) compiled {
	once, _ := programs.LoadOrStore(rule, sync.OnceValue(func() compiled { return compile(rule) }))
	return once.(func() compiled)()
}

func compile(rule string) compiled {
	env, err := environment()
	if err != nil {
		return compiled{err: fmt.Errorf("prepare CEL: %w", err)}
	}
	ast, issues := env.Compile(rule)
	if issues.Err() != nil {
		return compiled{err: issues.Err()}
	}
	p, err := env.Program(ast, cel.EvalOptions(cel.OptOptimize, cel.OptTrackCost), cel.CostLimit(costLimit),
		cel.CostTrackerOptions(interpreter.PresenceTestHasCost(false)))
	return compiled{p, err}
}

// Evaluate a rule on a value. There is no old value: what git holds is about to be created. An error is a rule that does
// not compile, or that goes wrong on this value; an API server refuses the object for either.
func Evaluate(rule string, self ref.Val) (ref.Val, error) {
	c := program(rule)
	if c.err != nil {
		return nil, c.err
	}
	v, _, err := c.program.Eval(map[string]any{"self": self, "oldSelf": types.OptionalNone})
	return v, err
}
