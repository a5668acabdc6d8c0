package gateway

import (
	_ "embed"
	"fmt"
	"slices"
	"sync"

	"sigs.k8s.io/kustomize/kyaml/yaml"

	"github.com/meshfn/meshfn/internal/fleet"
	"github.com/meshfn/meshfn/internal/mesh"
)

//go:embed table.yaml
var tableText []byte

// table is table.yaml.
type table struct {
	IstioLines  map[string]string `yaml:"istioLines"`
	APIVersions []struct {
		condition  `yaml:",inline"`
		Kind       string `yaml:"kind"`
		APIVersion string `yaml:"apiVersion"`
	} `yaml:"apiVersions"`
	Roles map[mesh.GatewayRole]struct {
		Label             string `yaml:"label"`
		Ports             []port `yaml:"ports"`
		ControlPlanePorts []port `yaml:"controlPlanePorts"`
	} `yaml:"roles"`
	Binding []binding `yaml:"binding"`
	Env     []struct {
		condition `yaml:",inline"`
		Env       []variable `yaml:"env"`
	} `yaml:"env"`
	Resources     mesh.Resources `yaml:"resources"`
	LoadBalancers []loadBalancer `yaml:"loadBalancers"`
	Features      []struct {
		condition `yaml:",inline"`
		Feature   feature `yaml:"feature"`
	} `yaml:"features"`
	Listeners            map[string][]string `yaml:"listeners"`
	DefaultGateways      []defaultGateway    `yaml:"defaultGateways"`
	RemoteSecretCommands []struct {
		condition `yaml:",inline"`
		Command   string `yaml:"command"`
	} `yaml:"remoteSecretCommands"`
}

type (
	port struct {
		Name       string `yaml:"name"`
		Port       int    `yaml:"port"`
		TargetPort int    `yaml:"targetPort"`
		NodePort   int    `yaml:"nodePort"`
	}
	variable struct {
		Name  string `yaml:"name"`
		Value string `yaml:"value"`
	}
	// binding is how the proxy listens on ports below 1024.
	binding struct {
		condition    `yaml:",inline"`
		PodSecurity  map[string]any `yaml:"podSecurity"`
		UserSecurity map[string]any `yaml:"userSecurity"`
		TargetPorts  map[int]int    `yaml:"targetPorts"`
		Env          []variable     `yaml:"env"`
	}
	loadBalancer struct {
		condition   `yaml:",inline"`
		Annotations map[string]string `yaml:"annotations"`
	}
	// defaultGateway is a gateway that the control plane's own installation turns on or off.
	defaultGateway struct {
		condition `yaml:",inline"`
		Gateway   string `yaml:"gateway"`
		Enabled   bool   `yaml:"enabled"`
		NodePorts []int  `yaml:"nodePorts"`
	}
)

// feature of a release.
type feature string

const (
	gatewayAPI    feature = "GatewayAPI"
	hbone         feature = "HBONE"
	eastWestClass feature = "EastWestClass"
	parametersRef feature = "ParametersRef"
)

var tables = sync.OnceValue(func() *table {
	t := &table{}
	if err := yaml.Unmarshal(tableText, t); err != nil {
		panic(fmt.Sprintf("gateway: table.yaml: %v", err))
	}
	return t
})

// condition of a row; what is empty fits everything.
type condition struct {
	Distribution mesh.Distribution `yaml:"distribution"`
	Versions     string            `yaml:"versions"`
	Kubernetes   string            `yaml:"kubernetes"`
	Platform     mesh.Platform     `yaml:"platform"`
	Profile      string            `yaml:"profile"`
	Option       string            `yaml:"option"`
	Role         mesh.GatewayRole  `yaml:"role"`
	Exposure     mesh.Exposure     `yaml:"exposure"`
	LoadBalancer mesh.LoadBalancer `yaml:"loadBalancer"`
}

// subject is what a row is held against: a mesh, one of its revisions and, where there is one, a gateway.
type subject struct {
	distribution mesh.Distribution
	istio        mesh.Version
	kubernetes   mesh.Version
	platform     mesh.Platform
	revision     mesh.Revision
	gateway      mesh.Gateway
}

func subjectOf(m *fleet.Member, r mesh.Revision) subject {
	cp, c := m.Mesh.Spec.ControlPlane, m.Mesh.Spec.Cluster
	return subject{
		distribution: cp.Distribution,
		istio:        istioVersion(cp.Distribution, r),
		kubernetes:   mesh.ParseLine(c.KubernetesVersion),
		platform:     c.Platform,
		revision:     r,
	}
}

// istioVersion is the release of Istio inside a revision. A member of a fleet has versions that can be read.
func istioVersion(d mesh.Distribution, r mesh.Revision) mesh.Version {
	v, err := mesh.ParseVersion(d, r.Version)
	if err != nil {
		panic("gateway: member with unread version: " + err.Error())
	}
	if line, ok := tables().IstioLines[v.Line()]; ok && d == mesh.OpenShift {
		return mesh.ParseLine(line)
	}
	return v
}

func (c condition) fits(s subject) bool {
	return is(c.Distribution, s.distribution) && is(c.Platform, s.platform) && is(c.Profile, s.revision.Profile) &&
		is(c.Role, s.gateway.Role) && is(c.Exposure, s.gateway.Exposure) && is(c.LoadBalancer, s.gateway.LoadBalancer) &&
		s.istio.InRange(c.Versions) && s.kubernetes.InRange(c.Kubernetes) &&
		(c.Option == "" || slices.Contains(s.revision.Options, c.Option))
}

func is[T ~string](want, have T) bool { return want == "" || want == have }

// first returns the first row that fits.
func first[T interface{ fits(subject) bool }](rows []T, s subject) (row T, ok bool) {
	if i := slices.IndexFunc(rows, func(r T) bool { return r.fits(s) }); i >= 0 {
		return rows[i], true
	}
	return row, false
}

// apiVersion in which objects of a kind are written.
func (s subject) apiVersion(kind string) string {
	for _, row := range tables().APIVersions {
		if row.Kind == kind && row.fits(s) {
			return row.APIVersion
		}
	}
	panic("gateway: table.yaml: no apiVersion of " + kind)
}

func (s subject) has(f feature) bool {
	for _, row := range tables().Features {
		if row.Feature == f && row.fits(s) {
			return true
		}
	}
	return false
}
