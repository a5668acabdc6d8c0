package federation_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/meshfn/meshfn/internal/check/checktest"
	"github.com/meshfn/meshfn/internal/federation"
)

// TestExplain reads the guide's fleet: what red offers, and under which host green and blue reach it.
func TestExplain(t *testing.T) {
	got := federation.Explain(readFleet(t, "../../testdata/fleets/federation"))
	want := []federation.Name{
		{Exporter: "blue-mesh", Service: "blue-mesh-info/details", ExportedAs: "details.blue-mesh-info.svc.red-mesh-exports.local",
			Importer: "red-mesh", State: federation.Imported, Host: "details.blue-mesh-info.details.example.com"},
		{Exporter: "red-mesh", Service: "*/ratings", ExportedAs: "ratings.info.svc.blue-mesh-exports.local",
			Importer: "blue-mesh", State: federation.Imported, Host: "ratings.info.svc.red-mesh-imports.local"},
		{Exporter: "red-mesh", Service: "red-mesh-info/ratings", ExportedAs: "red-ratings.info.svc.green-mesh-exports.local",
			Importer: "green-mesh", State: federation.Local, Host: "ratings.info.svc.cluster.local"},
		{Exporter: "red-mesh", Service: "red-mesh-info/reviews", ExportedAs: "reviews.red-mesh-info.svc.green-mesh-exports.local",
			Importer: "green-mesh", State: federation.NotImported},
		{Exporter: "red-mesh", Service: "red-mesh-info/*", Selector: "export-service=true", ExportedAs: "red-ratings.info.svc.green-mesh-exports.local",
			Importer: "green-mesh", State: federation.Local, Host: "ratings.info.svc.cluster.local"},
		{Exporter: "red-mesh", Service: "west-data-center/*", ExportedAs: "*.west-data-center.svc.green-mesh-exports.local",
			Importer: "green-mesh", State: federation.Imported, Host: "*.west-data-center.svc.red-mesh-imports.local"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

// TestExplainPartner: of a mesh outside the fleet one side of each name is known.
func TestExplainPartner(t *testing.T) {
	got := federation.Explain(readFleet(t, "../../testdata/fleets/federation-partner"))
	want := []federation.Name{
		{Exporter: "partner", ExportedAs: "prices.offers.svc.red-mesh-exports.local", Importer: "red-mesh", State: federation.Local,
			Host: "prices.shop.svc.cluster.local"},
		{Exporter: "red-mesh", Service: "shop/cart", ExportedAs: "red-cart.shop.svc.partner-exports.local", Importer: "partner", State: federation.Unknown},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

// TestNamesAreUnique: in a random fleet no mesh reaches two services under one host, but where both are local.
func TestNamesAreUnique(t *testing.T) {
	root := testRoot(t)
	for seed := range uint64(50) {
		var hosts []string
		for _, n := range federation.Explain(fleetOf(t, checktest.NewGraph(seed, root).Texts())) {
			if n.State == federation.Unknown || n.Host == "" {
				t.Fatalf("seed %d: everything is imported in these fleets: %+v", seed, n)
			}
			at := n.Importer + " " + n.Host
			if n.State == federation.Imported && slices.Contains(hosts, at) {
				t.Fatalf("seed %d: %s twice", seed, at)
			}
			hosts = append(hosts, at)
		}
	}
}
