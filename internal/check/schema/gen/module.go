package main

import (
	"encoding/json"
	"fmt"
	"os/exec"
	"path/filepath"
)

// module is a Go module that has schemas among its files. The hash is that of the checksum database, so what is read is
// what was reviewed.
type module struct{ at, sum string }

var (
	// Kubernetes 1.24 to 1.35, as their API servers publish it.
	kubectlValidate = module{"sigs.k8s.io/kubectl-validate@v0.0.5-0.20260105161640-a97ccfaca20b", "h1:mWwviU3aRHOXhNhVCe4GSYRrr8wGaBrWTg83ZQ4VDtg="}
	istio           = module{"istio.io/istio@v0.0.0-20260306174214-6991a379e1fc", "h1:/cuKTtCeZxShA9tOz6N0QwNraftSlel9bqOvMNune94="} // 1.29.1
	gatewayAPI      = module{"sigs.k8s.io/gateway-api@v1.4.0", "h1:ZwlNM6zOHq0h3WUX2gfByPs2yAEsy/EenYJB78jpQfQ="}
	externalSecrets = module{"github.com/external-secrets/external-secrets@v1.3.2", "h1:u2J8RjlHIeF0oZCqtl92adI/uZWUwOesJIDkfql6LqQ="}
	argoCD          = module{"github.com/argoproj/argo-cd/v3@v3.2.0", "h1:m2eGAV+nXQGgzZbH5SyJD5laaPW27mzWXBrgisUHY/0="}
	certManager     = module{"github.com/cert-manager/cert-manager@v1.19.0", "h1:pPKtK06zPriliwq7B12xa7DGKbc4SvnfOjE0BXaAspk="}
)

// dir returns the module's folder on disk, downloaded when it is not there yet.
func (m module) dir() (string, error) {
	out, err := exec.Command("go", "mod", "download", "-json", m.at).Output()
	var got struct{ Dir, Sum, Error string }
	if parsed := json.Unmarshal(out, &got); parsed != nil || err != nil {
		return "", fmt.Errorf("download %s: %w %s", m.at, err, got.Error)
	}
	if got.Sum != m.sum {
		return "", fmt.Errorf("%s has the hash %s, expected %s", m.at, got.Sum, m.sum)
	}
	return got.Dir, nil
}

// files of the module that match any of the patterns; none for one of them is an error.
func (m module) files(patterns ...string) ([]string, error) {
	dir, err := m.dir()
	if err != nil {
		return nil, err
	}
	var all []string
	for _, p := range patterns {
		found, err := filepath.Glob(filepath.Join(dir, p))
		if err != nil || len(found) == 0 {
			return nil, fmt.Errorf("no %s in %s: %v", p, m.at, err)
		}
		all = append(all, found...)
	}
	return all, nil
}
