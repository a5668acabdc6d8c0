package diff

import (
	"fmt"
	"slices"
	"strings"
)

// view is what a person is shown of changes that are alike but for their values: a Deployment that gets the name of its
// own cluster in each.
type view struct {
	Group
	lines []line
}

// line is a difference of a field.
type line struct {
	path          string
	class         Class
	op            Op
	before, after string
	// varies says that the values differ from cluster to cluster; these are the first one's.
	varies bool
}

// views joins groups whose fields are the same.
func views(all []Group) []*view {
	var shown []*view
	at := map[string]*view{}
	for _, g := range all {
		lines := linesOf(g.Fields)
		shape := fmt.Sprint(g.Op, g.ID, g.Class)
		for _, l := range lines {
			shape += fmt.Sprint("\n", l.path, l.op)
		}
		v, known := at[shape]
		if !known {
			v = &view{Group: g, lines: lines}
			v.Clusters, v.Causes = slices.Clone(g.Clusters), slices.Clone(g.Causes)
			at[shape] = v
			shown = append(shown, v)
			continue
		}
		for i, l := range lines {
			v.lines[i].varies = v.lines[i].varies || l.before != v.lines[i].before || l.after != v.lines[i].after
		}
		v.Clusters = append(v.Clusters, g.Clusters...)
		v.Causes = join(v.Causes, g.Causes)
	}
	for _, v := range shown {
		slices.Sort(v.Clusters)
		v.Causes = likely(v.Causes, len(v.Clusters))
	}
	return shown
}

// linesOf turns differences into lines; of a text that is a document, the differences inside it.
func linesOf(fields []Field) []line {
	var lines []line
	for _, f := range fields {
		if len(f.Inside) == 0 {
			lines = append(lines, lineOf("", f))
		}
		for _, in := range f.Inside {
			lines = append(lines, lineOf(f.Path.String()+": ", in))
		}
	}
	return lines
}

func lineOf(prefix string, f Field) line {
	l := line{path: prefix + f.Path.String(), class: f.Class, op: f.Op}
	before, isText := f.Before.(string)
	after, isAlso := f.After.(string)
	switch {
	case isText && isAlso && strings.Contains(before+after, "\n"):
		l.before, l.after = changedLines(before, after)
	default:
		l.before, l.after = apart(printed(f.Before), printed(f.After))
	}
	return l
}

// changedLines returns the first lines in which two texts differ.
func changedLines(before, after string) (string, string) {
	b, a := strings.Split(before, "\n"), strings.Split(after, "\n")
	for len(b) > 0 && len(a) > 0 && a[0] == b[0] {
		b, a = b[1:], a[1:]
	}
	for len(b) > 0 && len(a) > 0 && a[len(a)-1] == b[len(b)-1] {
		b, a = b[:len(b)-1], a[:len(a)-1]
	}
	return few(b), few(a)
}

// few prints the first of several lines.
func few(lines []string) string {
	text := short(printed(strings.TrimSpace(strings.Join(lines[:min(1, len(lines))], ""))))
	if more := len(lines) - 1; more > 0 {
		text += fmt.Sprintf(" and %d more lines", more)
	}
	return text
}

// longest value that is shown in full, and what is shown before the first difference of longer ones.
const longest, lead = 160, 24

// apart shortens two values so that their first difference is seen.
func apart(before, after string) (string, string) {
	if len(before) <= longest && len(after) <= longest {
		return before, after
	}
	n := 0
	for n < len(before) && n < len(after) && before[n] == after[n] {
		n++
	}
	if n <= longest-lead {
		return short(before), short(after)
	}
	from := n - lead
	return short("…" + strings.ToValidUTF8(before[from:], "")), short("…" + strings.ToValidUTF8(after[from:], ""))
}

func short(text string) string {
	if len(text) <= longest {
		return text
	}
	return strings.ToValidUTF8(text[:longest], "") + "…"
}

// String is "PATH: BEFORE -> AFTER".
func (l line) String() string {
	text := l.path + ": " + l.change()
	if l.varies {
		text += " (differs by cluster)"
	}
	return text
}

func (l line) change() string {
	if l.before == "" && l.after == "" {
		return string(l.op) // a file, and not the value of a field
	}
	switch l.op {
	case Added:
		return "added " + l.after
	case Removed:
		return "removed " + l.before
	case Reordered:
		return "in another order: " + l.after
	}
	return l.before + " -> " + l.after
}

// shownClusters and shownPlaces are how many are named before the rest is counted.
const shownClusters, shownPlaces = 5, 3

// where says in which clusters.
func (v *view) where() string {
	if len(v.Clusters) == 1 {
		if v.Clusters[0] == Shared {
			return "for the whole fleet"
		}
		return "in " + v.Clusters[0]
	}
	return fmt.Sprintf("in %d clusters: %s", len(v.Clusters), list(v.Clusters, shownClusters))
}

// list names the first of many.
func list(names []string, n int) string {
	if more := len(names) - n; more > 0 {
		return fmt.Sprintf("%s and %d more", strings.Join(names[:n], ", "), more)
	}
	return strings.Join(names, ", ")
}

// String is what was edited and where.
func (c Cause) String() string {
	what := "a new mesh"
	switch {
	case c.Field == "" && c.Op == Removed:
		what = "the mesh is gone"
	case c.Field != "":
		l := line{op: c.Op}
		l.before, l.after = apart(c.Before, c.After)
		what = c.Field + ": " + l.change()
	}
	return fmt.Sprintf("%s %s", list(c.Places, shownPlaces), what)
}

// count is "1 word" or "n words".
func count(n int, word string) string {
	if n == 1 {
		return "1 " + word
	}
	return fmt.Sprintf("%d %ss", n, word)
}

// headline of a result, one sentence.
func (r Result) headline() string {
	if r.Empty() {
		return fmt.Sprintf("No difference in %s.", count(r.Compared, "cluster"))
	}
	text := fmt.Sprintf("%s of %d changed", count(r.Changed, "cluster"), r.Compared)
	if slices.ContainsFunc(r.Groups, func(g Group) bool { return slices.Contains(g.Clusters, Shared) }) {
		text += ", and what they have in common"
	}
	if len(r.Added) > 0 {
		text += fmt.Sprintf(", %d added", len(r.Added))
	}
	if len(r.Removed) > 0 {
		text += fmt.Sprintf(", %d removed", len(r.Removed))
	}
	return text + "."
}

// broken says which clusters only seem to be new; "" for none.
func (r Result) broken() string {
	if len(r.Broken) == 0 {
		return ""
	}
	return fmt.Sprintf("Broken at the base, and therefore counted as added: %s.", list(r.Broken, 2*shownClusters))
}

// Empty reports whether both sides are the same.
func (r Result) Empty() bool { return len(r.Groups) == 0 && len(r.Added) == 0 && len(r.Removed) == 0 }

// clusters are those that have a change of each class, and the number of changes.
func (r Result) clusters() map[Class]struct{ changes, clusters int } {
	seen := map[Class]map[string]bool{}
	totals := map[Class]struct{ changes, clusters int }{}
	for _, g := range r.Groups {
		if seen[g.Class] == nil {
			seen[g.Class] = map[string]bool{}
		}
		for _, name := range g.Clusters {
			seen[g.Class][name] = true
		}
		t := totals[g.Class]
		t.changes++
		t.clusters = len(seen[g.Class])
		totals[g.Class] = t
	}
	return totals
}
