package federation_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"testing"

	"github.com/meshfn/meshfn/internal/krm"
)

// rule is a property of the output of a whole fleet. Numbers are those of the list of 59 that design and check share; a
// number that is missing here says why in unrendered.
type rule struct {
	number int
	says   string
	// source: S the product's guide, T API types and definitions of maistra/api, O maistra/istio-operator, I maistra/istio,
	// K Kubernetes and Istio.
	source string
	// broken returns what violates the rule.
	broken func(w world) []string
}

var rules = slices.Concat(controlPlaneRules, peerRules, serviceRules, fleetRules)

// unrendered are the rules that no output of ours can break or keep: they are about what the user chose, what others
// apply, or the order in which it is applied.
var unrendered = map[int]string{
	14: "platform OpenShift Dedicated has no name in mesh.yaml",
	34: "the order of exports is the user's, and reported where it is written",
	36: "an exported service may be of a namespace that others enrol",
	37: "how much is exported is the user's choice",
	38: "exportTo stands at services, which are not rendered",
	47: "local services are not rendered, and failover is the user's choice",
	48: "the namespace of a local import may be enrolled by others",
	56: "the number of meshes is the user's choice",
	59: "order and ignored differences are the delivery's",
}

func TestEveryRuleIsAccountedFor(t *testing.T) {
	for n := 1; n <= 59; n++ {
		tested := slices.IndexFunc(rules, func(r rule) bool { return r.number == n }) >= 0
		if _, left := unrendered[n]; tested == left {
			t.Errorf("rule %d: tested %t, left out %t", n, tested, left)
		}
	}
}

// TestRulesHold asks every rule of every fleet that is rendered here.
func TestRulesHold(t *testing.T) {
	fleets, err := filepath.Glob("../../testdata/fleets/federation*")
	if err != nil || len(fleets) == 0 {
		t.Fatalf("no fleets: %v", err)
	}
	for _, dir := range fleets {
		w := worldOf(t, readFleet(t, dir))
		for _, r := range rules {
			for _, violation := range r.broken(w) {
				t.Errorf("%s: rule %d (%s) is broken: %s", filepath.Base(dir), r.number, r.says, violation)
			}
		}
	}
}

// TestRulesCanFail patches the output of one fleet by the fixtures of testdata/rules/federation, a folder per rule: each
// must break its rule.
func TestRulesCanFail(t *testing.T) {
	const fixtures = "../../testdata/rules/federation"
	for _, r := range rules {
		t.Run(strconv.Itoa(r.number), func(t *testing.T) {
			cases, err := filepath.Glob(filepath.Join(fixtures, fmt.Sprintf("%02d*", r.number)))
			if err != nil || len(cases) == 0 {
				t.Fatalf("rule %d has no fixture: %v", r.number, err)
			}
			for _, dir := range cases {
				w := worldOf(t, readFleet(t, "../../testdata/fleets/federation"))
				patch(t, w, dir)
				if len(r.broken(w)) == 0 {
					t.Errorf("%s: rule %d (%s) holds", filepath.Base(dir), r.number, r.says)
				}
			}
		})
	}
}

// patch merges the objects of dir/<mesh>.yaml into the output of the mesh: the object of the same identity is merged
// into, maps deeply and lists as a whole; one that is not there is added; "$patch: delete" removes it.
func patch(t *testing.T, w world, dir string) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*.yaml"))
	if err != nil || len(files) == 0 {
		t.Fatalf("%s holds no patch: %v", dir, err)
	}
	for _, file := range files {
		name := filepath.Base(file)
		o := w[name[:len(name)-len(".yaml")]]
		text, err := os.ReadFile(file)
		if err != nil || o == nil {
			t.Fatalf("%s: %v", file, err)
		}
		changes, err := krm.Decode(text)
		if err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		for _, change := range changes {
			i := slices.IndexFunc(o.items, func(it krm.Item) bool { return it.Object.ID() == change.ID() })
			switch {
			case change["$patch"] == "delete" && i >= 0:
				o.items = slices.Delete(o.items, i, i+1)
			case change["$patch"] == "delete":
				t.Fatalf("%s: nothing to delete: %s", file, change.ID())
			case i >= 0:
				merge(o.items[i].Object, change)
			default:
				o.items = append(o.items, krm.Item{Path: "manifests/added.yaml", Object: change})
			}
		}
	}
}

func merge(base, patch map[string]any) {
	for k, v := range patch {
		under, isMap := base[k].(map[string]any)
		over, alsoMap := v.(map[string]any)
		switch {
		case v == nil:
			delete(base, k)
		case isMap && alsoMap:
			merge(under, over)
		default:
			base[k] = v
		}
	}
}
