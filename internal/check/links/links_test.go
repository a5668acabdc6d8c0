package links_test

import (
	"testing"

	"github.com/meshfn/meshfn/internal/check/checktest"
	"github.com/meshfn/meshfn/internal/check/links"
)

const root = "../../.."

func TestBroken(t *testing.T) { checktest.Broken(t, root, links.Rules) }

func TestGreen(t *testing.T) { checktest.Green(t, root, links.Rules) }
