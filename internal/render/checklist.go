package render

import (
	"fmt"
	"strings"
)

// Checklist is the text of operator/CHECKLIST.md for the mesh, or "" where nothing is left to do.
func Checklist(mesh string, steps []Step) string {
	if len(steps) == 0 {
		return ""
	}
	var b strings.Builder
	fmt.Fprintf(&b, "# %s: what is left to do by hand\n\nGenerated from mesh.yaml. Everything else is applied from `manifests/`.\n", mesh)
	for i, s := range steps {
		fmt.Fprintf(&b, "\n## %d. %s\n", i+1, strings.ToUpper(s.Title[:1])+s.Title[1:])
		if s.Why != "" {
			fmt.Fprintf(&b, "\n%s\n", s.Why)
		}
		if len(s.Commands) > 0 {
			fmt.Fprintf(&b, "\n```sh\n%s\n```\n", strings.TrimRight(strings.Join(s.Commands, "\n"), "\n"))
		}
	}
	return b.String()
}
