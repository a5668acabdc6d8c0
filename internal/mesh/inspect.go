package mesh

import (
	"strings"

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

// nearest is the candidate that a misspelt word most likely means, or "".
func nearest(word string, candidates []string) string {
	best, distance := "", 1+len(word)/3
	for _, c := range candidates {
		if strings.EqualFold(c, word) {
			return c
		}
		if n := edits(strings.ToLower(word), strings.ToLower(c)); n <= distance && (best == "" || n < distance) {
			best, distance = c, n
		}
	}
	return best
}

// edits counts the insertions, deletions, substitutions and swaps of neighbours between two words. Words beyond any
// field's length are as far apart as they are long.
func edits(a, b string) int {
	const long = 40
	if len(a) > long || len(b) > long {
		return max(len(a), len(b))
	}
	var rows [3][long + 1]int
	before, last, row := &rows[0], &rows[1], &rows[2]
	for j := range len(b) + 1 {
		last[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row[0] = i
		for j := 1; j <= len(b); j++ {
			change := 1
			if a[i-1] == b[j-1] {
				change = 0
			}
			row[j] = min(last[j]+1, row[j-1]+1, last[j-1]+change)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		before, last, row = last, row, before
	}
	return last[len(b)]
}
