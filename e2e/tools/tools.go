// Package tools provides the real programs that the end-to-end tests drive.
//
// A program that is published as a Go module is built from it, once per
// version, and kept in the user's cache folder: meshfn/tools/<name>-<version>.
// The version of a module fixes its source and its checksums, so the binary is
// as good as pinned. Programs that an operating system packages (kpt v1,
// kubectl, docker) are taken from PATH; a missing one is an error, never a
// reason to skip a test.
package tools

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
)

// Tool is a program that is built from a Go module.
type Tool struct {
	Name    string
	Version string // the release, as the project that makes it calls it
	Module  string
	At      string // the module version that is this release
	Package string // relative to the module's root
	LDFlags string

	// Siblings is the version of the modules that live in the same
	// repository. Repositories of several modules point at them by relative
	// path, which does not exist in a downloaded module.
	Siblings string

	// Replace names modules whose released version does not build with it, as
	// path=path@version.
	Replace []string

	// Unlinked are siblings that are required but not part of the program,
	// and not always released.
	Unlinked []string
}

// Table lists what can be built, the quick ones first.
var Table = []Tool{
	{
		Name: "staticcheck", Version: "0.8.2",
		Module: "honnef.co/go/tools", At: "v0.8.2", Package: "./cmd/staticcheck",
	},
	{
		Name: "etcd", Version: "3.6.8",
		Module: "go.etcd.io/etcd/server/v3", At: "v3.6.8", Package: ".",
		Siblings: "v3.6.8",
	},
	{
		// The version of the k8s.io libraries that the module links.
		Name: "kube-apiserver", Version: "1.35.3",
		Module: "k8s.io/kubernetes", At: "v1.35.3", Package: "./cmd/kube-apiserver",
		LDFlags: "-X k8s.io/component-base/version.gitVersion=v1.35.3" +
			" -X k8s.io/component-base/version.gitMajor=1 -X k8s.io/component-base/version.gitMinor=35",
		Siblings: "v0.35.3",
		Unlinked: []string{"k8s.io/sample-apiserver", "k8s.io/sample-cli-plugin", "k8s.io/sample-controller"},
	},
	{
		// The last line that reads the setters of kpt before v1.
		Name: "kpt-legacy", Version: "0.39.3",
		Module: "github.com/GoogleContainerTools/kpt", At: "v0.39.3", Package: ".",
		LDFlags: "-X main.version=0.39.3",
	},
	{
		Name: "istioctl", Version: "1.29.1",
		Module: "istio.io/istio", At: "v0.0.0-20260306174214-6991a379e1fc", Package: "./istioctl/cmd/istioctl",
		LDFlags: "-X istio.io/istio/pkg/version.buildVersion=1.29.1 -X istio.io/istio/pkg/version.buildTag=1.29.1" +
			" -X istio.io/istio/pkg/version.buildHub=docker.io/istio",
	},
	{
		Name: "istioctl-1.28", Version: "1.28.2",
		Module: "istio.io/istio", At: "v0.0.0-20251217200826-ab413ac6c1f4", Package: "./istioctl/cmd/istioctl",
		LDFlags: "-X istio.io/istio/pkg/version.buildVersion=1.28.2 -X istio.io/istio/pkg/version.buildTag=1.28.2" +
			" -X istio.io/istio/pkg/version.buildHub=docker.io/istio",
		Replace: []string{"github.com/envoyproxy/go-control-plane=github.com/envoyproxy/go-control-plane@v0.14.0"},
	},
	{
		Name: "istioctl-1.23", Version: "1.23.2",
		Module: "istio.io/istio", At: "v0.0.0-20240917190016-da0b3f29e9f9", Package: "./istioctl/cmd/istioctl",
		LDFlags: "-X istio.io/istio/pkg/version.buildVersion=1.23.2 -X istio.io/istio/pkg/version.buildTag=1.23.2" +
			" -X istio.io/istio/pkg/version.buildHub=docker.io/istio",
		Replace: []string{"istio.io/client-go=istio.io/client-go@v1.23.2", "istio.io/api=istio.io/api@v1.23.2"},
	},
	{
		// The newest release that builds from its module. One program, which is the server that it is called as.
		Name: "argocd", Version: "3.2.11",
		Module: "github.com/argoproj/argo-cd/v3", At: "v3.2.11", Package: "./cmd",
		LDFlags: "-X github.com/argoproj/argo-cd/v3/common.version=3.2.11",
	},
}

// Find returns the tool of that name.
func Find(name string) (Tool, error) {
	for _, t := range Table {
		if t.Name == name {
			return t, nil
		}
	}
	return Tool{}, fmt.Errorf("no tool is called %q", name)
}

// Installed returns the absolute path of a program that the operating system
// provides, or an error that says where it comes from.
func Installed(name string) (string, error) {
	path, err := exec.LookPath(name)
	if err != nil {
		return "", fmt.Errorf("%s is needed on PATH (.ci/run installs it): %w", name, err)
	}
	return filepath.Abs(path)
}

// Dir is the folder that keeps built tools.
func Dir() (string, error) {
	cache, err := os.UserCacheDir()
	if err != nil {
		return "", fmt.Errorf("find the cache folder for tools: %w", err)
	}
	return filepath.Join(cache, "meshfn", "tools"), nil
}
