package federation

import (
	"github.com/meshfn/meshfn/internal/krm"
)

// importedServiceSet takes what the peer exports, by its exported name; none where nothing is imported. Imports that the
// peer does not export are left out (and reported), so that an export which is taken back disappears here as well.
//
// Locality is a field of the whole set, never of a rule.
func (l link) importedServiceSet() []krm.Object {
	var rules []any
	for i, im := range l.peer.Imports {
		if !l.exported(i) {
			continue
		}
		rule := map[string]any{
			"type":          "NameSelector",
			"importAsLocal": im.Local,
			"nameSelector":  nameSelector(im.Namespace, im.Name, im.As),
		}
		if im.DomainSuffix != "" && !im.Local {
			rule["domainSuffix"] = im.DomainSuffix
		}
		rules = append(rules, rule)
	}
	if len(rules) == 0 {
		return nil
	}
	spec := map[string]any{"importRules": rules}
	locality := map[string]any{}
	for key, part := range map[string]string{"region": l.peer.ImportRegion, "zone": l.peer.ImportZone, "subzone": l.peer.ImportSubzone} {
		if part != "" {
			locality[key] = part
		}
	}
	if len(locality) > 0 {
		spec["locality"] = locality
	}
	o := l.object("ImportedServiceSet")
	o["spec"] = spec
	return []krm.Object{o}
}
