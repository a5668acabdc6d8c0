package image

import (
	"cmp"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	v1 "github.com/google/go-containerregistry/pkg/v1"

	"github.com/meshfn/meshfn/internal/release"
)

// The parts of an SPDX 2.3 document that say what an image is made of: https://spdx.github.io/spdx-spec/v2.3/.
type (
	document struct {
		Version       string         `json:"spdxVersion"`
		License       string         `json:"dataLicense"`
		ID            string         `json:"SPDXID"`
		Name          string         `json:"name"`
		Namespace     string         `json:"documentNamespace"`
		Creation      creation       `json:"creationInfo"`
		Packages      []component    `json:"packages"`
		Relationships []relationship `json:"relationships"`
	}
	creation struct {
		Created  string   `json:"created"`
		Creators []string `json:"creators"`
	}
	component struct {
		ID       string      `json:"SPDXID"`
		Name     string      `json:"name"`
		Version  string      `json:"versionInfo"`
		Location string      `json:"downloadLocation"`
		Analyzed bool        `json:"filesAnalyzed"`
		Declared string      `json:"licenseDeclared"`
		Purpose  string      `json:"primaryPackagePurpose,omitempty"`
		Sums     []sum       `json:"checksums,omitempty"`
		Refs     []reference `json:"externalRefs,omitempty"`
	}
	sum struct {
		Algorithm string `json:"algorithm"`
		Value     string `json:"checksumValue"`
	}
	reference struct {
		Category string `json:"referenceCategory"`
		Type     string `json:"referenceType"`
		Locator  string `json:"referenceLocator"`
	}
	relationship struct {
		From string `json:"spdxElementId"`
		Type string `json:"relationshipType"`
		To   string `json:"relatedSpdxElement"`
	}
)

const (
	documentID  = "SPDXRef-DOCUMENT"
	unknown     = "NOASSERTION"
	packageURLs = "PACKAGE-MANAGER"
)

// SBOM lists what the image is made of, as SPDX 2.3 in JSON: the modules that its program links, as the build wrote them
// into it, the standard library and the chart sets. img is the image that Build gave.
func (i Image) SBOM(img v1.Image) ([]byte, error) {
	digest, err := img.Digest()
	if err != nil {
		return nil, fmt.Errorf("list the parts of image %s: %w", i.Name, err)
	}
	platform := i.Program.Platform()
	whole := component{
		ID: "SPDXRef-image", Name: i.Name, Version: release.Version, Location: unknown, Declared: release.License,
		Purpose: "CONTAINER", Sums: []sum{{"SHA256", digest.Hex}},
		Refs: []reference{{packageURLs, "purl", fmt.Sprintf("pkg:oci/%s@%s?arch=%s", strings.ReplaceAll(i.Name, "/", "-"),
			strings.Replace(digest.String(), ":", "%3A", 1), platform.Architecture)}},
	}
	doc := document{
		Version: "SPDX-2.3", License: "CC0-1.0", ID: documentID, Name: i.Name + "-" + platform.OS + "-" + platform.Architecture,
		Namespace: fmt.Sprintf("%s/sbom/%s/%s", release.Source, i.Name, digest.Hex),
		Creation:  creation{i.Commit.Time.UTC().Format(time.RFC3339), []string{"Organization: meshfn", "Tool: meshfn-images-" + release.Version}},
		Packages:  append([]component{whole}, i.parts()...),
	}
	doc.Relationships = append(doc.Relationships, relationship{documentID, "DESCRIBES", whole.ID})
	for _, part := range doc.Packages[1:] {
		doc.Relationships = append(doc.Relationships, relationship{whole.ID, "CONTAINS", part.ID})
	}
	text, err := json.MarshalIndent(doc, "", "  ")
	return append(text, '\n'), err
}

// parts are the modules, the standard library and the chart sets, sorted by name.
func (i Image) parts() []component {
	info := i.Program.info
	parts := []component{
		module(info.Main.Path, cmp.Or(i.Commit.Revision, release.Version), release.License),
		module("stdlib", strings.TrimPrefix(info.GoVersion, "go"), "BSD-3-Clause"),
	}
	for _, m := range info.Deps {
		if m.Replace != nil {
			m = m.Replace
		}
		parts = append(parts, module(m.Path, m.Version, unknown))
	}
	for _, version := range i.Charts {
		parts = append(parts, component{
			ID: ref("charts", version), Name: "charts", Version: version, Location: unknown, Declared: unknown, Purpose: "OTHER",
		})
	}
	slices.SortFunc(parts, func(a, b component) int { return strings.Compare(a.ID, b.ID) })
	return parts
}

func module(path, version, license string) component {
	return component{
		ID: ref(path, version), Name: path, Version: version, Location: unknown, Declared: license, Purpose: "LIBRARY",
		Refs: []reference{{packageURLs, "purl", "pkg:golang/" + path + "@" + version}},
	}
}

// unfit are the characters that an SPDX identifier must not have.
var unfit = regexp.MustCompile(`[^a-zA-Z0-9.-]`)

func ref(name, version string) string {
	return "SPDXRef-" + unfit.ReplaceAllString(name+"-"+version, "-")
}
