package finding

import (
	"cmp"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
)

// shownInfos is how often an info of one code is printed; a thousand clusters say the same.
const shownInfos = 3

var rank = map[Severity]int{Error: 0, Warning: 1, Info: 2}

var colours = map[Severity]string{Error: "\x1b[31m", Warning: "\x1b[33m", Info: "\x1b[36m"}

// WriteText writes findings for people, one block each: place, field (or resource), severity, code and message on the
// first line, then the other ends and the fix. Editors and CI logs make file:line:column a link. Files with errors come
// first, and in a file its errors: consoles cut what is long. What is waived is left out.
func WriteText(w io.Writer, all []Finding) error { return writeText(w, all, false) }

// WriteColoured is WriteText for a terminal.
func WriteColoured(w io.Writer, all []Finding) error { return writeText(w, all, true) }

func writeText(w io.Writer, all []Finding, coloured bool) error {
	var b strings.Builder
	infos := map[Code]int{}
	for _, f := range together(byFile(all)) {
		if f.Severity == Info {
			if infos[f.Code]++; infos[f.Code] > shownInfos {
				continue
			}
		}
		f.write(&b, coloured)
	}
	for _, code := range slices.Sorted(maps.Keys(infos)) {
		switch more := infos[code] - shownInfos; {
		case more == 1:
			fmt.Fprintf(&b, "info %s: the same in 1 place more\n", code)
		case more > 1:
			fmt.Fprintf(&b, "info %s: the same in %d places more\n", code, more)
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// byFile returns what is not waived: files by the gravest that is in them and by name, in a file by severity and place.
func byFile(all []Finding) []Finding {
	open := slices.DeleteFunc(slices.Clone(all), func(f Finding) bool { return f.Waived != nil })
	gravest := map[string]int{}
	for _, f := range open {
		if r, ok := gravest[f.File]; !ok || rank[f.Severity] < r {
			gravest[f.File] = rank[f.Severity]
		}
	}
	slices.SortStableFunc(open, func(a, b Finding) int {
		return cmp.Or(cmp.Compare(gravest[a.File], gravest[b.File]), cmp.Compare(a.File, b.File), cmp.Compare(rank[a.Severity], rank[b.Severity]))
	})
	return open
}

// shownMeshes is how many meshes are named with what one place says of all of them.
const shownMeshes = 3

// together returns findings that differ in their mesh alone, as those of a default in fleet.yaml do, as one that names the
// meshes.
func together(all []Finding) []Finding {
	meshes := map[string][]string{}
	for _, f := range all {
		if name, key := f.ofMesh(); name != "" {
			meshes[key] = append(meshes[key], name)
		}
	}
	var once []Finding
	for _, f := range all {
		name, key := f.ofMesh()
		same, first := meshes[key]
		switch n := len(same); {
		case name == "":
		case !first:
			continue
		case n > shownMeshes:
			f.Message += fmt.Sprintf(" (%s and %s)", strings.Join(same[:shownMeshes], ", "), more(n-shownMeshes))
		case n > 1:
			f.Message += fmt.Sprintf(" (%s)", strings.Join(same, ", "))
		}
		delete(meshes, key)
		once = append(once, f)
	}
	return once
}

// ofMesh is the mesh that a finding about a field is of, "" where it is of none or the text names it already, and what is
// the same for those of other meshes.
func (f Finding) ofMesh() (name, key string) {
	name, isMesh := strings.CutPrefix(f.Resource, "Mesh/")
	if f.Field == "" || !isMesh {
		return "", ""
	}
	f.Mesh, f.Resource = "", ""
	return name, fmt.Sprintf("%+v", f)
}

func more(meshes int) string {
	if meshes == 1 {
		return "1 mesh more"
	}
	return fmt.Sprintf("%d meshes more", meshes)
}

func (f Finding) write(b *strings.Builder, coloured bool) {
	b.WriteString(f.Place().text())
	if f.Field != "" {
		fmt.Fprintf(b, "%s: ", f.Field)
	} else if f.Resource != "" {
		fmt.Fprintf(b, "%s: ", f.Resource)
	}
	if coloured {
		fmt.Fprintf(b, "%s%s %s\x1b[0m: %s\n", colours[f.Severity], f.Severity, f.Code, f.Message)
	} else {
		fmt.Fprintf(b, "%s %s: %s\n", f.Severity, f.Code, f.Message)
	}
	for _, p := range f.Related {
		fmt.Fprintf(b, "    see: %s\n", strings.TrimSpace(p.text()+strings.TrimSpace(p.Resource+" "+p.Field)))
	}
	if f.Fix != "" && f.Severity != Info {
		fmt.Fprintf(b, "    fix: %s\n", f.Fix)
	}
}

// text is file:line:column, as much of it as is known, and a separator.
func (p Place) text() string {
	switch {
	case p.File == "":
		return ""
	case p.Line == 0:
		return p.File + ": "
	case p.Column == 0:
		return fmt.Sprintf("%s:%d: ", p.File, p.Line)
	}
	return fmt.Sprintf("%s:%d:%d: ", p.File, p.Line, p.Column)
}

// Count returns the number of errors, warnings and infos that nobody has waived.
func Count(all []Finding) (errors, warnings, infos int) {
	for _, f := range all {
		switch {
		case f.Waived != nil:
		case f.Severity == Error:
			errors++
		case f.Severity == Warning:
			warnings++
		default:
			infos++
		}
	}
	return errors, warnings, infos
}

// CountWaived returns the number of findings that somebody has waived.
func CountWaived(all []Finding) int {
	n := 0
	for _, f := range all {
		if f.Waived != nil {
			n++
		}
	}
	return n
}
