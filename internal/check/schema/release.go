package schema

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/meshfn/meshfn/internal/check/schema/shape"
	"github.com/meshfn/meshfn/internal/finding"
	"github.com/meshfn/meshfn/internal/krm"
)

// The minor releases whose schemas are embedded.
const oldest, newest = 24, 35

var releasePattern = regexp.MustCompile(`^v?1\.([0-9]{1,3})([.+-].*)?$`)

// minorOf returns the minor release in a version, 0 where there is none.
func minorOf(version string) int {
	m := releasePattern.FindStringSubmatch(version)
	if m == nil {
		return 0
	}
	minor, _ := strconv.Atoi(m[1]) // digits, as the pattern says
	return minor
}

// resource returns the schema of an object's kind, and what is wrong with its apiVersion and kind. Where the API version
// has been removed, the schema is the last one that there was.
func (s *Schemas) resource(o krm.Object) (r resource, known bool, problems []Problem) {
	id, version := o.ID(), o.APIVersion()[strings.LastIndex(o.APIVersion(), "/")+1:]
	gvk := groupVersionKind{id.Group, version, id.Kind}
	life := embedded().lives[gvk]
	if p, gone := s.removed(o, life.Removed, s.replacement(life)); gone {
		problems = append(problems, p)
	} else if p, old := s.deprecated(o, life.Deprecated, s.replacement(life)); old {
		problems = append(problems, p)
	}
	versions := s.versions(groupKind{id.Group, id.Kind})
	for _, candidate := range versions {
		if candidate.Version == version {
			if candidate.Deprecated != "" {
				problems = append(problems, Problem{Code: finding.DeprecatedAPI, Field: "apiVersion", Message: candidate.Deprecated})
			}
			return candidate, true, problems
		}
	}
	for _, candidate := range slices.Backward(embedded().kinds[groupKind{id.Group, id.Kind}]) {
		if candidate.Version == version && candidate.Native() { // of another release
			if len(problems) == 0 {
				problems = append(problems, s.otherRelease(o, candidate))
			}
			return candidate, true, problems
		}
	}
	if len(problems) == 0 {
		problems = append(problems, unknown(o, versions))
	}
	return resource{}, false, problems
}

// versions of a kind that the cluster serves, the newest release's first where the release is not known.
func (s *Schemas) versions(gk groupKind) []resource {
	if own := s.custom[gk]; own != nil {
		return own
	}
	all := embedded().kinds[gk]
	if s.minor == 0 {
		all = slices.Clone(all)
		slices.Reverse(all)
		return all
	}
	minor := min(max(s.minor, oldest), newest)
	var served []resource
	for _, r := range all {
		if !r.Native() || r.From <= minor && minor <= r.To {
			served = append(served, r)
		}
	}
	return served
}

// removed reports whether the cluster has ceased to serve an API version; where the release is not known, whether all
// known ones have.
func (s *Schemas) removed(o krm.Object, minor int, replacement string) (Problem, bool) {
	if minor == 0 || s.minor == 0 && minor > oldestServed || s.minor != 0 && s.minor < minor {
		return Problem{}, false
	}
	return Problem{
		Code: finding.RemovedAPI, Field: "apiVersion",
		Message: fmt.Sprintf("Kubernetes has not served %s %s since 1.%d", o.APIVersion(), o.Kind(), minor),
		Fix:     use(replacement),
	}, true
}

// oldestServed is the oldest release that a cluster is expected to have.
const oldestServed = 27

func (s *Schemas) deprecated(o krm.Object, minor int, replacement string) (Problem, bool) {
	if minor == 0 || s.minor == 0 || s.minor < minor {
		return Problem{}, false
	}
	return Problem{
		Code: finding.DeprecatedAPI, Field: "apiVersion",
		Message: fmt.Sprintf("%s %s is deprecated since Kubernetes 1.%d", o.APIVersion(), o.Kind(), minor),
		Fix:     use(replacement),
	}, true
}

// replacement of an API version: the first in line that the cluster serves.
func (s *Schemas) replacement(life shape.Life) string {
	for {
		apiVersion, kind, _ := strings.Cut(life.Replacement, " ")
		group, version, _ := strings.Cut(apiVersion, "/")
		next := embedded().lives[groupVersionKind{group, version, cmp.Or(kind, life.Kind)}]
		if next.Replacement == "" || next.Removed == 0 || s.minor != 0 && s.minor < next.Removed {
			return life.Replacement
		}
		life = next
	}
}

func use(replacement string) string {
	if replacement == "" {
		return ""
	}
	return "Use " + replacement + ", and compare the fields."
}

// otherRelease is for an API version that the cluster does not serve yet, or not any more.
func (s *Schemas) otherRelease(o krm.Object, r resource) Problem {
	if s.minor != 0 && s.minor < r.From {
		return Problem{Code: finding.UnknownVersion, Field: "apiVersion",
			Message: fmt.Sprintf("Kubernetes 1.%d does not serve %s %s yet; 1.%d is the first known that does", s.minor, o.APIVersion(), o.Kind(), s.first(r))}
	}
	p, _ := s.removed(o, r.To+1, "")
	p.Fix = s.instead(o)
	return p
}

// first release that serves an API version.
func (s *Schemas) first(r resource) int {
	first := r.From
	for _, other := range embedded().kinds[groupKind{r.Group, r.Kind.Kind}] {
		if other.Version == r.Version {
			first = min(first, other.From)
		}
	}
	return first
}

// instead names the API versions in which the cluster serves the kind.
func (s *Schemas) instead(o krm.Object) string {
	id := o.ID()
	return "Use one of: " + strings.Join(apiVersions(s.versions(groupKind{id.Group, id.Kind})), ", ") + "."
}

func apiVersions(all []resource) []string {
	var names []string
	for _, r := range all {
		names = append(names, strings.TrimPrefix(r.Group+"/"+r.Version, "/"))
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// unknown is for a kind of which there is no schema, at least not in this API version.
func unknown(o krm.Object, versions []resource) Problem {
	if len(versions) > 0 {
		return Problem{
			Code: finding.UnknownVersion, Field: "apiVersion",
			Message: fmt.Sprintf("%s has no API version %s", o.Kind(), o.APIVersion()),
			Fix:     "Use one of: " + strings.Join(apiVersions(versions), ", ") + ".",
		}
	}
	if near := nearest(o); builtin(o.ID().Group) {
		p := Problem{Code: finding.UnknownVersion, Field: "kind", Message: fmt.Sprintf("Kubernetes has no kind %s in %s", o.Kind(), o.APIVersion())}
		if near != "" {
			p.Fix = "Did you mean " + near + "?"
		}
		return p
	}
	p := Problem{Code: finding.UnknownKind, Field: "kind", Message: fmt.Sprintf("no schema of %s %s is at hand: its fields are not checked", o.APIVersion(), o.Kind())}
	if near := nearest(o); near != "" {
		p.Fix = "Did you mean " + near + "? Otherwise put the CustomResourceDefinition of the kind into the tree."
	}
	return p
}

// builtin reports whether a group is Kubernetes' own, to which no CRD can add a kind.
func builtin(group string) bool {
	for gk, versions := range embedded().kinds {
		if gk.group == group {
			return versions[0].Native()
		}
	}
	return false
}

// nearest is the kind of the same group that was probably meant.
func nearest(o krm.Object) string {
	var kinds []string
	for gk := range embedded().kinds {
		if gk.group == o.ID().Group {
			kinds = append(kinds, gk.kind)
		}
	}
	slices.Sort(kinds)
	return finding.Nearest(o.Kind(), kinds)
}
