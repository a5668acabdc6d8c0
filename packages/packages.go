// Package packages holds the kpt packages that a team copies to start: one folder each, with a Kptfile that sets and
// renders, the mesh.yaml to be changed, and what it renders to.
package packages

import "embed"

// FS holds a folder per package.
//
//go:embed asm-gke asm-onprem istio-multicluster ossm-federation
var FS embed.FS
