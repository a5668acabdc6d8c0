package injection_test

import (
	"testing"

	"github.com/meshfn/meshfn/internal/check/checktest"
	"github.com/meshfn/meshfn/internal/check/injection"
)

const root = "../../.."

func TestBroken(t *testing.T) { checktest.Broken(t, root, injection.Rules) }

func TestGreen(t *testing.T) { checktest.Green(t, root, injection.Rules) }
