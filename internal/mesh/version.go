package mesh

import (
	"cmp"
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// Version is a parsed control plane version. ASM writes 1.23.3-asm.2 (alpha releases 1.24-alpha.3), Istio 1.29.1,
// OpenShift Service Mesh v2.6.
type Version struct {
	Text                string
	Major, Minor, Patch int
	// Build is the number behind "-asm." or "-alpha."; 0 elsewhere.
	Build int
	Alpha bool
}

var versionForms = map[Distribution]struct {
	pattern *regexp.Regexp
	example string
}{
	ASM:       {regexp.MustCompile(`^(\d+)\.(\d+)(?:\.(\d+)-asm\.(\d+)|-alpha\.(\d+))$`), "1.23.3-asm.2"},
	Istio:     {regexp.MustCompile(`^(\d+)\.(\d+)\.(\d+)()()(?:-[a-z0-9.-]+)?$`), "1.29.1"},
	OpenShift: {regexp.MustCompile(`^v(\d+)\.(\d+)()()()$`), "v2.6"},
}

// ParseVersion reads a version as the distribution writes it. The error names the expected form.
func ParseVersion(d Distribution, text string) (Version, error) {
	form, ok := versionForms[d]
	if !ok {
		return Version{}, fmt.Errorf("distribution %s has no versions", d)
	}
	m := form.pattern.FindStringSubmatch(text)
	if m == nil {
		return Version{}, fmt.Errorf("%q is not a version of distribution %s, which writes %s", text, d, form.example)
	}
	v := Version{Text: text, Alpha: m[5] != ""}
	v.Major, _ = strconv.Atoi(m[1])
	v.Minor, _ = strconv.Atoi(m[2])
	v.Patch, _ = strconv.Atoi(m[3])
	v.Build, _ = strconv.Atoi(m[4] + m[5])
	return v, nil
}

// ParseLine is the release line that MAJOR.MINOR names, of Kubernetes as well; what is no number is 0.
func ParseLine(text string) Version {
	major, minor, _ := strings.Cut(text, ".")
	v := Version{Text: text}
	v.Major, _ = strconv.Atoi(major)
	v.Minor, _ = strconv.Atoi(minor)
	return v
}

// Line is MAJOR.MINOR, the release line.
func (v Version) Line() string { return fmt.Sprintf("%d.%d", v.Major, v.Minor) }

// CompareLine orders the release line of v and a line written MAJOR.MINOR.
func (v Version) CompareLine(line string) int {
	other := ParseLine(line)
	return cmp.Or(cmp.Compare(v.Major, other.Major), cmp.Compare(v.Minor, other.Minor))
}

// InRange reports whether the release line of v lies in a half-open range such as ">=1.11 <1.23", ">=1.23", "<1.11";
// the empty range holds every version.
func (v Version) InRange(r string) bool {
	for _, bound := range strings.Fields(r) {
		switch {
		case strings.HasPrefix(bound, ">="):
			if v.CompareLine(bound[2:]) < 0 {
				return false
			}
		case strings.HasPrefix(bound, "<"):
			if v.CompareLine(bound[1:]) >= 0 {
				return false
			}
		default:
			panic("mesh: bad version range " + r)
		}
	}
	return true
}

// ASMRevision is the revision name that asmcli gives a version: 1.23.3-asm.2 is asm-1233-2, 1.24-alpha.3 asm-124alpha.
// Dots are dropped, so two versions can share a name: compare with the version, never parse the name back.
func (v Version) ASMRevision() string {
	if v.Alpha {
		return fmt.Sprintf("asm-%d%dalpha", v.Major, v.Minor)
	}
	return fmt.Sprintf("asm-%d%d%d-%d", v.Major, v.Minor, v.Patch, v.Build)
}
