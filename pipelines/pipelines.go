// Package pipelines holds what a team needs to have meshes rendered, checked and applied without a person: the plugin of
// Argo CD and how it is installed, the objects by which Argo CD and Config Sync follow a repository, and jobs for
// continuous integration. All of it is data to be copied and changed; what is in it is tested.
package pipelines

import "embed"

// FS holds a folder per system.
//
//go:embed argocd cloudbuild configsync github gitlab
var FS embed.FS
