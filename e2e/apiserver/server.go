// Package apiserver runs a real Kubernetes API server, and its etcd, on
// loopback, and applies manifests to it as a GitOps tool does.
//
// Nothing else of a cluster runs: no controllers, no kubelet, no istiod. The
// server validates, defaults and stores, which is what a test of manifests is
// after. Admission webhooks are off, because our own output registers one whose
// server would be istiod.
package apiserver

import (
	"context"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	"k8s.io/client-go/discovery"
	"k8s.io/client-go/rest"

	"github.com/meshfn/meshfn/e2e/process"
	"github.com/meshfn/meshfn/e2e/tools"
)

const token = "e2e-admin"

// Server is a running API server.
type Server struct {
	Config  *rest.Config // for an administrator
	Version string       // as the server reports it

	processes []*process.Process // in the order of their start
}

// Start starts etcd and the API server with all their state below dir and
// returns when they are ready. Tools that are not in the cache are built; what
// that says goes to log.
func Start(ctx context.Context, dir string, log io.Writer) (_ *Server, err error) {
	etcd, err := tools.Binary(ctx, "etcd", log)
	if err != nil {
		return nil, err
	}
	apiserver, err := tools.Binary(ctx, "kube-apiserver", log)
	if err != nil {
		return nil, err
	}
	ports, err := process.FreePorts(3)
	if err != nil {
		return nil, fmt.Errorf("find free ports: %w", err)
	}
	client, peer := "http://"+process.Address+":"+ports[0], "http://"+process.Address+":"+ports[1]
	key, tokens := filepath.Join(dir, "service-account.key"), filepath.Join(dir, "tokens.csv")
	if err := writeKey(key); err != nil {
		return nil, fmt.Errorf("write the service account key: %w", err)
	}
	if err := os.WriteFile(tokens, []byte(token+",admin,1,system:masters\n"), 0o600); err != nil {
		return nil, err
	}

	s := &Server{}
	defer func() {
		if err != nil {
			s.Stop()
		}
	}()
	if err := s.run(dir, etcd,
		"--data-dir="+filepath.Join(dir, "etcd"), "--unsafe-no-fsync",
		"--listen-client-urls="+client, "--advertise-client-urls="+client,
		"--listen-peer-urls="+peer, "--initial-advertise-peer-urls="+peer,
		"--initial-cluster=default="+peer); err != nil {
		return nil, err
	}
	// The API server gives up on an etcd that is not there soon.
	if err := process.Await(ctx, "tcp", process.Address+":"+ports[0], s.processes...); err != nil {
		return nil, fmt.Errorf("start etcd: %w", err)
	}
	certs := filepath.Join(dir, "certs")
	if err := s.run(dir, apiserver,
		"--etcd-servers="+client,
		"--bind-address="+process.Address, "--secure-port="+ports[2], "--cert-dir="+certs,
		"--service-cluster-ip-range=10.0.0.0/16",
		"--service-account-issuer=https://kubernetes.default.svc",
		"--service-account-key-file="+key, "--service-account-signing-key-file="+key,
		"--token-auth-file="+tokens, "--authorization-mode=RBAC",
		"--disable-admission-plugins=ServiceAccount,MutatingAdmissionWebhook,ValidatingAdmissionWebhook"); err != nil {
		return nil, err
	}
	s.Config = &rest.Config{
		Host:            "https://" + process.Address + ":" + ports[2],
		BearerToken:     token,
		TLSClientConfig: rest.TLSClientConfig{CAFile: filepath.Join(certs, "apiserver.crt")},
		QPS:             -1,
		WarningHandler:  rest.NoWarnings{},
	}
	if err := s.waitReady(ctx); err != nil {
		return nil, fmt.Errorf("start the API server: %w", err)
	}
	return s, nil
}

// Stop ends the API server before etcd, which it needs to shut down.
func (s *Server) Stop() {
	for i := len(s.processes) - 1; i >= 0; i-- {
		s.processes[i].Stop()
	}
}

func (s *Server) waitReady(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, process.Patience)
	defer cancel()
	for {
		if client, err := discovery.NewDiscoveryClientForConfig(s.Config); err == nil {
			_, err = client.RESTClient().Get().AbsPath("/readyz").DoRaw(ctx)
			if err == nil {
				version, err := client.ServerVersion()
				if err != nil {
					return err
				}
				s.Version = version.GitVersion
				return nil
			}
		}
		for _, p := range s.processes {
			if err := p.Exited(); err != nil {
				return err
			}
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("not ready: %w: %s", ctx.Err(), s.processes[len(s.processes)-1].Tail())
		case <-time.After(100 * time.Millisecond):
		}
	}
}

func (s *Server) run(dir, program string, args ...string) error {
	p, err := process.Start(dir, exec.Command(program, args...))
	if err != nil {
		return err
	}
	s.processes = append(s.processes, p)
	return nil
}

func writeKey(path string) error {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		return err
	}
	block := pem.EncodeToMemory(&pem.Block{Type: "RSA PRIVATE KEY", Bytes: x509.MarshalPKCS1PrivateKey(key)})
	return os.WriteFile(path, block, 0o600)
}
