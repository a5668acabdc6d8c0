package placeholder_test

import (
	"testing"

	"github.com/meshfn/meshfn/internal/check/checktest"
	"github.com/meshfn/meshfn/internal/check/placeholder"
)

const root = "../../.."

func TestBroken(t *testing.T) { checktest.Broken(t, root, placeholder.Rules) }

func TestGreen(t *testing.T) { checktest.Green(t, root, placeholder.Rules) }
