package gateways

import (
	_ "embed"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"

	"sigs.k8s.io/kustomize/kyaml/yaml"

	"github.com/meshfn/meshfn/internal/check/rule"
	"github.com/meshfn/meshfn/internal/finding"
	"github.com/meshfn/meshfn/internal/mesh"
)

//go:embed annotations.yaml
var annotationsText []byte

// provider of load balancers, and the annotations that it reads.
type provider struct {
	Provider  string              `yaml:"provider"`
	Platforms []mesh.Platform     `yaml:"platforms"`
	Prefix    []string            `yaml:"prefix"`
	Values    map[string][]string `yaml:"values"`
	Internal  map[string]string   `yaml:"internal"`
}

var providers = sync.OnceValue(func() []provider {
	var all []provider
	if err := yaml.Unmarshal(annotationsText, &all); err != nil {
		panic(fmt.Sprintf("gateways: annotations.yaml: %v", err))
	}
	return all
})

// reads reports whether the annotation is one of the provider's.
func (p provider) reads(key string) bool {
	return slices.ContainsFunc(p.Prefix, func(prefix string) bool { return strings.HasPrefix(key, prefix) })
}

// loadBalancers finds load balancers that are open to all, of another cloud, or told what they do not understand.
func loadBalancers(c *rule.Cluster) []finding.Finding {
	platform := c.Profile().Platform
	seen := map[string]finding.Place{} // providers whose annotations the cluster uses
	var all []finding.Finding
	for _, s := range c.Kind("", "Service") {
		if s.String("spec", "type") != "LoadBalancer" {
			continue
		}
		annotations := s.Map("metadata", "annotations")
		for _, p := range providers() {
			for _, key := range slices.Sorted(maps.Keys(annotations)) {
				if !p.reads(key) {
					continue
				}
				field := rule.Key("metadata.annotations", key)
				all = append(all, p.value(s, key, field)...)
				if platform != "" && !slices.Contains(p.Platforms, platform) {
					all = append(all, s.Report(finding.ForeignLoadBalancer, field, "%s has an annotation of %s, and the cluster is on %s", s.ID(), p.Provider, platform))
				} else if _, known := seen[p.Provider]; !known {
					seen[p.Provider] = s.At(field)
				}
			}
		}
	}
	if names := slices.Sorted(maps.Keys(seen)); platform == "" && len(names) > 1 {
		first := seen[names[0]]
		f := finding.New(finding.ForeignLoadBalancer, "load balancers of one cluster have annotations of %s", strings.Join(names, " and ")).At(first.File, first.Field)
		all = append(all, f.Position(first.Line, first.Column).On(first.Resource).In(first.Mesh).And(seen[names[1]]))
	}
	return append(all, open(c, platform, seen)...)
}

// value checks what an annotation says, and whether it is one that the provider has.
func (p provider) value(s rule.Object, key, field string) []finding.Finding {
	values, known := p.Values[key]
	if !known {
		for _, near := range slices.Sorted(maps.Keys(p.Values)) {
			if strings.HasPrefix(near, key) || strings.HasPrefix(key, near) || strings.EqualFold(near, key) || finding.Slip(near, key) {
				return []finding.Finding{s.Report(finding.LoadBalancerValue, field, "%s reads no annotation %s, but %s", p.Provider, key, near)}
			}
		}
		return nil
	}
	if value := s.Annotation(key); len(values) > 0 && !slices.Contains(values, value) {
		return []finding.Finding{s.Report(finding.LoadBalancerValue, field, "%s is %q; %s reads %s", key, value, p.Provider, strings.Join(values, ", "))}
	}
	return nil
}

// open finds east-west gateways that the whole internet reaches, and such whose load balancer ends TLS. Where addresses
// come from a pool of the site, or the cloud is not known, nothing is said.
func open(c *rule.Cluster, platform mesh.Platform, seen map[string]finding.Place) []finding.Finding {
	_, aws := seen["AWS"]
	cloud := platform == mesh.GKE || platform == mesh.AWS || platform == mesh.Azure ||
		platform == "" && len(seen) > 0 && seen["MetalLB"] == finding.Place{}
	var all []finding.Finding
	for _, s := range c.Kind("", "Service") {
		if !isEastWest(s) || s.String("spec", "type") != "LoadBalancer" {
			continue
		}
		if cloud && len(s.List("spec", "loadBalancerSourceRanges")) == 0 && !internal(s) {
			all = append(all, s.Report(finding.OpenEastWest, "spec", "the east-west gateway %s is a public load balancer without source ranges", s.ID()))
		}
		if (aws || platform == mesh.AWS) && s.Annotation("service.beta.kubernetes.io/aws-load-balancer-type") == "" {
			all = append(all, s.Report(finding.LoadBalancerValue, "metadata.annotations", "%s gets a classic load balancer of AWS, which mutual TLS does not pass; aws-load-balancer-type: nlb does", s.ID()))
		}
	}
	return all
}

func internal(s rule.Object) bool {
	for _, p := range providers() {
		for key, value := range p.Internal {
			if strings.EqualFold(s.Annotation(key), value) {
				return true
			}
		}
	}
	return s.Annotation("service.beta.kubernetes.io/load-balancer-source-ranges") != ""
}
