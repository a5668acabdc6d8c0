package schema_test

import (
	"strings"
	"testing"

	"github.com/meshfn/meshfn/internal/check/schema"
	"github.com/meshfn/meshfn/internal/finding"
)

var releases = []string{"", "1.27", "1.28", "1.29", "1.30", "1.31", "1.32", "1.33", "1.34", "1.35"}

// Nothing that we render may be refused, by any release that serves it.
func TestRendered(t *testing.T) {
	objects := 0
	for _, release := range append(releases, "1.24") {
		s := schema.For(release)
		for _, p := range rendered(t) {
			if old := strings.Contains(p.name, "asm-110"); old != (release == "1.24") {
				continue // Anthos Service Mesh 1.10 is for clusters that still serve the beta APIs
			}
			for _, o := range p.objects(t) {
				objects++
				for _, problem := range s.Check(o) {
					if release == "1.24" && problem.Code == finding.DeprecatedAPI {
						continue
					}
					t.Errorf("Kubernetes %s: %s: %s: %s: %s %s (%s)", release, p.name, o.ID(), problem.Field, problem.Code, problem.Message, problem.Fix)
				}
			}
		}
	}
	t.Log(objects, "objects")
}
