package istio

import (
	"errors"
	"fmt"
	"net/netip"
	"strconv"
	"strings"
	"unicode"

	quantity "k8s.io/apimachinery/pkg/api/resource"

	"istio.io/api/annotation"
	"istio.io/istio/pkg/config/mesh"
	"istio.io/istio/pkg/config/validation/agent"
)

// annotationRules are the values that the injector accepts, from istio.io/istio/pkg/kube/inject.AnnotationValidation.
// What it refuses keeps a pod from being created.
var annotationRules = map[string]func(string) error{
	annotation.SidecarInterceptionMode.Name:                   interceptionMode,
	annotation.SidecarStatusPort.Name:                         port,
	annotation.SidecarStatusReadinessInitialDelaySeconds.Name: unsigned,
	annotation.SidecarStatusReadinessPeriodSeconds.Name:       unsigned,
	annotation.SidecarStatusReadinessFailureThreshold.Name:    unsigned,
	annotation.SidecarTrafficIncludeOutboundIPRanges.Name:     orAll(prefixes),
	annotation.SidecarTrafficExcludeOutboundIPRanges.Name:     prefixes,
	annotation.SidecarTrafficIncludeInboundPorts.Name:         orAll(ports),
	annotation.SidecarTrafficExcludeInboundPorts.Name:         ports,
	annotation.SidecarTrafficExcludeOutboundPorts.Name:        ports,
	annotation.PrometheusMergeMetrics.Name:                    boolean,
	annotation.ProxyConfig.Name:                               proxyConfig,
	annotation.SidecarProxyCPU.Name:                           amount,
	annotation.SidecarProxyMemory.Name:                        amount,
	annotation.SidecarProxyCPULimit.Name:                      amount,
	annotation.SidecarProxyMemoryLimit.Name:                   amount,
}

func interceptionMode(value string) error {
	switch value {
	case "REDIRECT", "TPROXY", "NONE":
		return nil
	}
	return fmt.Errorf("%q is none of REDIRECT, TPROXY and NONE", value)
}

func orAll(rule func(string) error) func(string) error {
	return func(value string) error {
		if value == "*" {
			return nil
		}
		return rule(value)
	}
}

func port(value string) error {
	if _, err := strconv.ParseUint(strings.TrimSpace(value), 10, 16); err != nil {
		return fmt.Errorf("%q is no port", value)
	}
	return nil
}

func ports(value string) error {
	if value = strings.TrimSpace(value); value == "" {
		return nil
	}
	var errs []error
	for one := range strings.SplitSeq(value, ",") {
		errs = append(errs, port(one))
	}
	return errors.Join(errs...)
}

func prefixes(value string) error {
	if value == "" {
		return nil
	}
	var errs []error
	for one := range strings.SplitSeq(value, ",") {
		if _, err := netip.ParsePrefix(one); err != nil {
			errs = append(errs, fmt.Errorf("%q is no range of addresses", one))
		}
	}
	return errors.Join(errs...)
}

func unsigned(value string) error {
	if _, err := strconv.ParseUint(value, 10, 32); err != nil {
		return fmt.Errorf("%q is no whole number", value)
	}
	return nil
}

func boolean(value string) error {
	if _, err := strconv.ParseBool(value); err != nil {
		return fmt.Errorf("%q is neither true nor false", value)
	}
	return nil
}

func amount(value string) error {
	if strings.ContainsFunc(value, unicode.IsControl) {
		return errors.New("the value contains control characters")
	}
	if _, err := quantity.ParseQuantity(value); err != nil {
		return fmt.Errorf("%q is no quantity", value)
	}
	return nil
}

func proxyConfig(value string) error {
	config, err := mesh.MergeProxyConfig(value, mesh.DefaultProxyConfig())
	if err != nil {
		return err
	}
	return agent.ValidateMeshConfigProxyConfig(config).Err
}
