package main

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
)

// pullRequest measures what follows a first render; with definitions, a gigabyte that git would have to pack, no diff.
func (b *bench) pullRequest(src sources) error {
	dir, err := b.fresh(src)
	if err != nil {
		return err
	}
	git := []string{"git", "-c", "user.name=bench", "-c", "user.email=bench@example.com", "-c", "gc.auto=0"}
	steps := [][]string{{b.meshfn, "render", "."}}
	if !src.definitions {
		steps = append(steps, append(git[:1:1], "init", "-q"), append(git[:len(git):len(git)], "add", "."),
			append(git[:len(git):len(git)], "commit", "-q", "-m", "base"))
	}
	for _, args := range steps {
		if _, err := run([]int{0}, dir, args...); err != nil {
			return err
		}
	}
	var t table
	t.head("after a render of "+src.String()+fmt.Sprintf(", medians of %d", b.runs), "meshfn render|verify|diff in turn")
	edits := 0
	edit := func() error { // another name of a namespace in one mesh.yaml
		edits++
		mesh := filepath.Join(dir, "clusters", "c00000", "mesh.yaml")
		text, err := os.ReadFile(mesh)
		if err != nil {
			return err
		}
		return os.WriteFile(mesh, namespace.ReplaceAll(text, fmt.Appendf(nil, "{name: shop%d}", edits)), 0o644)
	}
	measure := func(what string, runs int, before func() error, args ...string) error {
		all := make([]cost, runs)
		for i := range all {
			if err := before(); err != nil {
				return err
			}
			var err error
			if all[i], err = run([]int{0}, dir, append([]string{b.meshfn}, args...)...); err != nil {
				return err
			}
		}
		t.line(what, src.n, median(all))
		return nil
	}
	nothing := func() error { return nil }
	for _, step := range []struct {
		what   string
		runs   int
		before func() error
		args   []string
	}{
		{"render, nothing changed", b.runs, nothing, []string{"render", "."}},
		{"render, one mesh changed", b.runs, edit, []string{"render", "."}},
		{"render --no-check, the same", b.runs, nothing, []string{"render", ".", "--no-check"}},
		{"render --no-check, one changed", b.runs, edit, []string{"render", ".", "--no-check"}},
		{"verify", 1, nothing, []string{"verify", "."}},
		{"check", 1, nothing, []string{"check", "."}},
	} {
		if err := measure(step.what, step.runs, step.before, step.args...); err != nil {
			return err
		}
	}
	if src.definitions {
		return nil
	}
	if err := measure("diff, one mesh changed", 1, nothing, "diff", ".", "--base", "HEAD"); err != nil {
		return err
	}
	defaults := strings.Replace(fleetYAML, "distribution: Istio", "distribution: Istio, trustDomain: shop.example.com", 1)
	if err := os.WriteFile(filepath.Join(dir, "fleet.yaml"), []byte(defaults), 0o644); err != nil {
		return err
	}
	return measure("diff, all meshes changed", 1, nothing, "diff", ".", "--base", "HEAD")
}

// namespace is the first one in a mesh.yaml.
var namespace = regexp.MustCompile(`\{name: shop\d*\}`)
