package image_test

import (
	"encoding/json"
	"regexp"
	"testing"
)

// An SBOM has what SPDX 2.3 requires of a document, and names each part once.
func TestSBOM(t *testing.T) {
	i := images(t)[0]
	img, err := i.Build()
	if err != nil {
		t.Fatal(err)
	}
	text, err := i.SBOM(img)
	if err != nil {
		t.Fatal(err)
	}
	var doc struct {
		SPDXVersion, DataLicense, SPDXID, Name, DocumentNamespace string
		CreationInfo                                              struct {
			Created  string
			Creators []string
		}
		Packages []struct {
			SPDXID, Name, VersionInfo, DownloadLocation string
			ExternalRefs                                []struct{ ReferenceLocator string }
		}
		Relationships []struct{ SPDXElementID, RelationshipType, RelatedSPDXElement string }
	}
	if err := json.Unmarshal(text, &doc); err != nil {
		t.Fatal(err)
	}
	if doc.SPDXVersion != "SPDX-2.3" || doc.DataLicense != "CC0-1.0" || doc.SPDXID != "SPDXRef-DOCUMENT" || doc.Name != "meshfn/one-linux-amd64" {
		t.Errorf("the document is %+v", doc)
	}
	if doc.CreationInfo.Created != "2001-09-09T01:46:40Z" || len(doc.CreationInfo.Creators) == 0 || doc.DocumentNamespace == "" {
		t.Errorf("created: %+v", doc.CreationInfo)
	}
	ids := map[string]bool{doc.SPDXID: true}
	names := map[string]string{}
	for _, p := range doc.Packages {
		if ids[p.SPDXID] || !regexp.MustCompile(`^SPDXRef-[a-zA-Z0-9.-]+$`).MatchString(p.SPDXID) || p.DownloadLocation == "" {
			t.Errorf("package %+v", p)
		}
		ids[p.SPDXID], names[p.Name] = true, p.VersionInfo
	}
	for _, name := range []string{"meshfn/one", "example.com/idle", "stdlib", "charts"} {
		if names[name] == "" {
			t.Errorf("%s is not listed: %v", name, names)
		}
	}
	if len(doc.Relationships) != len(doc.Packages) {
		t.Errorf("%d packages, %d relationships", len(doc.Packages), len(doc.Relationships))
	}
	for _, r := range doc.Relationships {
		if !ids[r.SPDXElementID] || !ids[r.RelatedSPDXElement] {
			t.Errorf("relationship %+v leads nowhere", r)
		}
	}
}
