package mesh

import (
	"sigs.k8s.io/kustomize/kyaml/yaml"

	"github.com/meshfn/meshfn/internal/finding"
)

// inspect reports what a document may not hold anywhere: private keys, anchors, aliases, merge keys, tags, and nesting
// beyond all reason. Aliases are never followed, so a document that expands to gigabytes costs what its text costs. It
// returns false where decoding would be no use.
func (d *decoder) inspect(n *yaml.Node) bool {
	if len(d.at) > maxDepth {
		d.report(tooDeep(), n.Line, n.Column)
		return false
	}
	d.noSecret(n)
	d.marks(n)
	switch n.Kind {
	case yaml.MappingNode:
		for i := 0; i+1 < len(n.Content); i += 2 {
			k := n.Content[i]
			if secret(k) {
				d.noSecret(k)
				return false
			}
			d.push(step{key: k.Value})
			d.marks(k)
			if k.Tag == mergeTag {
				d.report(finding.New(finding.Anchor, "the merge key << is not allowed").
					WithFix("Write the fields out, or move what all meshes share to spec.defaults of fleet.yaml."), k.Line, k.Column)
			}
			ok := d.inspect(n.Content[i+1])
			d.pop()
			if !ok {
				return false
			}
		}
	case yaml.SequenceNode:
		for i, item := range n.Content {
			d.push(step{index: i})
			ok := d.inspect(item)
			d.pop()
			if !ok {
				return false
			}
		}
	}
	return true
}

func (d *decoder) marks(n *yaml.Node) {
	switch {
	case n.Kind == yaml.AliasNode:
		d.report(finding.New(finding.Anchor, "the alias *%s is not allowed", n.Value), n.Line, n.Column)
	case n.Anchor != "":
		d.report(finding.New(finding.Anchor, "the anchor &%s is not allowed", n.Anchor), n.Line, n.Column)
	}
	if n.Style&yaml.TaggedStyle != 0 {
		d.report(finding.New(finding.Anchor, "the tag %s is not allowed", n.Tag).
			WithFix("Remove the tag; quote the value where it is a string."), n.Line, n.Column)
	}
}
