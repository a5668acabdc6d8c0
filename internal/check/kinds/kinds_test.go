package kinds_test

import (
	"testing"

	"github.com/meshfn/meshfn/internal/check/checktest"
	"github.com/meshfn/meshfn/internal/check/kinds"
)

const root = "../../.."

func TestBroken(t *testing.T) { checktest.Broken(t, root, kinds.Rules) }

func TestGreen(t *testing.T) { checktest.Green(t, root, kinds.Rules) }
