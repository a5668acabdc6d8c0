package gateways_test

import (
	"testing"

	"github.com/meshfn/meshfn/internal/check/checktest"
	"github.com/meshfn/meshfn/internal/check/gateways"
)

const root = "../../.."

func TestBroken(t *testing.T) { checktest.Broken(t, root, gateways.Rules) }

func TestGreen(t *testing.T) { checktest.Green(t, root, gateways.Rules) }
