// Package release says what the project is called from outside: the one version that the command line prints, that the
// images are tagged with and that packages name in their Kptfiles.
package release

const (
	// Version of the release, a tag that never moves.
	Version = "v0.1.0"
	// Source is where the project is.
	Source = "https://github.com/meshfn/meshfn"
	// License of the project, as SPDX writes it.
	License = "Apache-2.0"
)

// Revision is the commit that a release was built from; its build sets it.
var Revision string
