package federation_test

import (
	"testing"

	"github.com/meshfn/meshfn/internal/check/checktest"
	"github.com/meshfn/meshfn/internal/check/federation"
)

const root = "../../.."

func TestBroken(t *testing.T) { checktest.Broken(t, root, federation.Rules) }

func TestGreen(t *testing.T) { checktest.Green(t, root, federation.Rules) }
