package gateway

import (
	"encoding/json"
	"path/filepath"
	"testing"

	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"
	networking "istio.io/api/networking/v1alpha3"
)

// TestIstioTypes reads every object of networking.istio.io as Istio does, and an unknown field is an error. The versions
// of the API share their messages.
func TestIstioTypes(t *testing.T) {
	cases, err := filepath.Glob("testdata/cases/*")
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]int{}
	for _, dir := range cases {
		for _, m := range load(t, dir).Members {
			out := Render(m)
			for _, it := range out.Set.Items() {
				o := it.Object
				var into proto.Message
				switch o.ID().Group + " " + o.Kind() {
				case "networking.istio.io Gateway":
					into = &networking.Gateway{}
				case "networking.istio.io VirtualService":
					into = &networking.VirtualService{}
				default:
					continue
				}
				seen[o.Kind()]++
				spec, err := json.Marshal(o["spec"])
				if err != nil {
					t.Fatal(err)
				}
				if err := protojson.Unmarshal(spec, into); err != nil {
					t.Errorf("%s %s: %v", dir, o.ID(), err)
				}
			}
		}
	}
	if seen["Gateway"] == 0 || seen["VirtualService"] == 0 {
		t.Errorf("only %v were seen", seen)
	}
}
