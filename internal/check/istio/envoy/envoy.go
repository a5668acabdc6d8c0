// Package envoy validates EnvoyFilters as istiod does, with Envoy's API as data.
//
// istiod links the Go types of Envoy's whole API to read patches: some three hundred packages that register themselves
// at every start of a process. The same types as descriptors take 150 KB, are unpacked when the first EnvoyFilter is met,
// and give the same answers, for the rules look at messages by reflection only. A test holds the verdicts to Istio's.
package envoy

//go:generate go run ./gen

import (
	"bytes"
	"compress/gzip"
	_ "embed"
	"io"
	"sync"

	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protodesc"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/types/descriptorpb"
	"google.golang.org/protobuf/types/dynamicpb"

	// Gives the option by which a file is frozen its meaning.
	_ "github.com/cncf/xds/go/udpa/annotations"
	networking "istio.io/api/networking/v1alpha3"
)

//go:embed descriptors.binpb.gz
var packed []byte

// types are Envoy's messages by name.
var types = sync.OnceValues(func() (*dynamicpb.Types, error) {
	unpacked, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		return nil, err
	}
	data, err := io.ReadAll(unpacked)
	if err != nil {
		return nil, err
	}
	var set descriptorpb.FileDescriptorSet
	if err := proto.Unmarshal(data, &set); err != nil {
		return nil, err
	}
	files, err := protodesc.NewFiles(&set)
	if err != nil {
		return nil, err
	}
	return dynamicpb.NewTypes(files), nil
})

// Knows reports whether a message is one that a patch may hold.
func Knows(name protoreflect.FullName) bool {
	known, err := types()
	if err != nil {
		return false
	}
	_, err = known.FindMessageByName(name)
	return err == nil
}

// patched is the message that a patch of each place is read as, from istio.io/istio/pkg/config/xds.
var patched = map[networking.EnvoyFilter_ApplyTo]protoreflect.FullName{
	networking.EnvoyFilter_CLUSTER:             "envoy.config.cluster.v3.Cluster",
	networking.EnvoyFilter_LISTENER:            "envoy.config.listener.v3.Listener",
	networking.EnvoyFilter_ROUTE_CONFIGURATION: "envoy.config.route.v3.RouteConfiguration",
	networking.EnvoyFilter_FILTER_CHAIN:        "envoy.config.listener.v3.FilterChain",
	networking.EnvoyFilter_HTTP_FILTER:         "envoy.extensions.filters.network.http_connection_manager.v3.HttpFilter",
	networking.EnvoyFilter_NETWORK_FILTER:      "envoy.config.listener.v3.Filter",
	networking.EnvoyFilter_VIRTUAL_HOST:        "envoy.config.route.v3.VirtualHost",
	networking.EnvoyFilter_HTTP_ROUTE:          "envoy.config.route.v3.Route",
	networking.EnvoyFilter_EXTENSION_CONFIG:    "envoy.config.core.v3.TypedExtensionConfig",
	networking.EnvoyFilter_BOOTSTRAP:           "envoy.config.bootstrap.v3.Bootstrap",
	networking.EnvoyFilter_LISTENER_FILTER:     "envoy.config.listener.v3.ListenerFilter",
}
