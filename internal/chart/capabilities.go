package chart

import "slices"

// capabilities are what templates see of a cluster. There is none: istioctl then assumes the oldest Kubernetes that its
// release supports.
type capabilities struct {
	KubeVersion kubeVersion
	APIVersions apiVersions
	HelmVersion struct{ Version, GitCommit, GitTreeState, GoVersion string }
}

type kubeVersion struct{ Version, Major, Minor string }

func (v kubeVersion) String() string { return v.Version }

// GitVersion is the older name of Version.
func (v kubeVersion) GitVersion() string { return v.Version }

type apiVersions []string

// Has reports whether the API version is known, for example apps/v1.
func (v apiVersions) Has(version string) bool { return slices.Contains(v, version) }

// offline is istioctl/pkg/install/k8sversion.MinK8SVersion of Istio 1.29, and the groups that Helm's default set names.
var offline = capabilities{
	KubeVersion: kubeVersion{Version: "v1.30.0", Major: "1", Minor: "30"},
	APIVersions: knownVersions,
}
