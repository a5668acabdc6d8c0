package diff

import (
	"bytes"
	"fmt"
	"strings"
)

// Limit is the most characters that GitHub takes in a comment; GitLab takes more.
const Limit = 65536

// Markdown is the result for a comment of a pull request, of at most limit bytes: in full, else without the values, else
// as many changes as fit, else the summary alone. What was left out is said.
func (r Result) Markdown(limit int) []byte {
	shown := views(r.Groups)
	summary := r.summary(shown)
	for _, detail := range []func(*bytes.Buffer, *view){inFull, byName} {
		text := bytes.NewBufferString(summary)
		for _, v := range shown {
			detail(text, v)
		}
		if text.Len() <= limit {
			return text.Bytes()
		}
	}
	text := bytes.NewBufferString(summary)
	for i, v := range shown {
		var next bytes.Buffer
		byName(&next, v)
		rest := fmt.Sprintf("\n%s not shown: this comment is at its limit. `meshfn diff` prints them all.\n", count(len(shown)-i, "change"))
		if text.Len()+next.Len()+len(rest) > limit {
			text.WriteString(rest)
			break
		}
		text.Write(next.Bytes())
	}
	if text.Len() > limit {
		text = bytes.NewBufferString(r.headline() + "\n")
	}
	return bytes.ToValidUTF8(text.Bytes()[:min(text.Len(), limit)], nil)
}

// summary is the part that comes first, whatever there is to say.
func (r Result) summary(shown []*view) string {
	var b strings.Builder
	fmt.Fprintf(&b, "### meshfn: %s\n", strings.TrimSuffix(r.headline(), "."))
	if text := r.broken(); text != "" {
		fmt.Fprintf(&b, "\n%s\n", text)
	}
	totals := r.clusters()
	if len(totals) > 0 {
		b.WriteString("\n| class | changes | clusters |\n|---|---|---|\n")
		for _, c := range Classes {
			if t, ok := totals[c]; ok {
				changes := 0
				for _, v := range shown {
					if v.Class == c {
						changes++
					}
				}
				fmt.Fprintf(&b, "| %s | %d | %d |\n", c, changes, t.clusters)
			}
		}
	}
	lone(&b, "Added", r.Added)
	lone(&b, "Removed", r.Removed)
	return b.String()
}

func lone(b *strings.Builder, what string, all []Cluster) {
	if len(all) == 0 {
		return
	}
	var names []string
	for _, c := range all {
		names = append(names, code(c.Name))
	}
	fmt.Fprintf(b, "\n%s: %s\n", what, list(names, 2*shownClusters))
}

func inFull(b *bytes.Buffer, v *view) {
	fmt.Fprintf(b, "\n<details><summary>%s: <b>%s</b> %s %s</summary>\n\n", v.Class, v.ID, v.Op, v.where())
	for _, l := range v.lines {
		fmt.Fprintf(b, "- %s\n", code(l.String()))
	}
	for _, c := range v.Causes {
		fmt.Fprintf(b, "- from %s\n", code(c.String()))
	}
	fmt.Fprintf(b, "\n%s: %s.\n\n</details>\n", v.Class, v.Reason)
}

func byName(b *bytes.Buffer, v *view) {
	fmt.Fprintf(b, "- %s: %s %s %s", v.Class, code(v.ID.String()), v.Op, v.where())
	if len(v.Causes) > 0 {
		fmt.Fprintf(b, ", from %s", code(list(v.Causes[0].Places, 1)))
	}
	b.WriteByte('\n')
}

// code is a text as it stands, in one line and in no other meaning.
func code(text string) string {
	text = strings.NewReplacer("\n", " ", "\r", " ").Replace(text)
	fence := "`"
	for strings.Contains(text, fence) {
		fence += "`"
	}
	if fence == "`" {
		return fence + text + fence
	}
	return fence + " " + text + " " + fence
}
