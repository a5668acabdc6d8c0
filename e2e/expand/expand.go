// Package expand runs `meshfn expand` and a real istioctl on the same
// IstioOperators and compares what they print, as objects.
package expand

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"k8s.io/apimachinery/pkg/util/yaml"
)

// Release writes the charts of a source tree to dir as Istio's release build
// ships them: its placeholders of version, hub and tag replaced.
func Release(source, dir, version string) error {
	replace := strings.NewReplacer(
		"version: 1.0.0", "version: "+version, "appVersion: 1.0.0", "appVersion: "+version,
		"hub: gcr.io/istio-testing", "hub: docker.io/istio", "tag: latest", "tag: "+version,
	)
	root := os.DirFS(source)
	return fs.WalkDir(root, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		to := filepath.Join(dir, filepath.FromSlash(name))
		if entry.IsDir() {
			return os.MkdirAll(to, 0o755)
		}
		text, err := fs.ReadFile(root, name)
		if err != nil {
			return err
		}
		if slices.Contains([]string{"Chart.yaml", "values.yaml", "default.yaml"}, path.Base(name)) {
			text = []byte(replace.Replace(string(text)))
		}
		return os.WriteFile(to, text, 0o644)
	})
}

// ErrRefused is for a command that does not accept the IstioOperator.
var ErrRefused = errors.New("refused")

// Objects runs a command and returns the objects that it prints, by identity.
// Two of the same identity are kept apart by their number.
func Objects(command string, args ...string) (map[string]any, error) {
	var stdout, stderr bytes.Buffer
	cmd := exec.Command(command, args...)
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if err := cmd.Run(); err != nil {
		var exit *exec.ExitError
		if errors.As(err, &exit) {
			return nil, fmt.Errorf("%w: %s", ErrRefused, stderr.String())
		}
		return nil, err
	}
	objects := map[string]any{}
	decoder := yaml.NewYAMLOrJSONDecoder(&stdout, 1<<20)
	for {
		var o map[string]any
		err := decoder.Decode(&o)
		if errors.Is(err, io.EOF) {
			return objects, nil
		}
		if err != nil {
			return nil, fmt.Errorf("decode the output of %s: %w", command, err)
		}
		if len(o) == 0 {
			continue
		}
		metadata, _ := o["metadata"].(map[string]any)
		id := fmt.Sprint(o["kind"], "/", metadata["namespace"], "/", metadata["name"])
		for n := 2; objects[id] != nil; n++ {
			id = fmt.Sprint(o["kind"], "/", metadata["namespace"], "/", metadata["name"], "#", n)
		}
		objects[id] = o
	}
}

// Differences returns the paths at which two sets of objects differ, sorted,
// with both values.
func Differences(ours, theirs map[string]any) []string {
	lines := differ("", ours, theirs)
	slices.Sort(lines)
	return lines
}

func differ(at string, a, b any) []string {
	switch x := a.(type) {
	case map[string]any:
		if y, ok := b.(map[string]any); ok {
			return differMaps(at, x, y)
		}
	case []any:
		if y, ok := b.([]any); ok && len(x) == len(y) {
			var lines []string
			for i := range x {
				lines = append(lines, differ(fmt.Sprintf("%s[%d]", at, i), x[i], y[i])...)
			}
			return lines
		}
	default:
		switch b.(type) {
		case map[string]any, []any:
		default:
			if a == b {
				return nil
			}
		}
	}
	return []string{fmt.Sprintf("%s: ours %.80q, theirs %.80q", at, fmt.Sprint(a), fmt.Sprint(b))}
}

func differMaps(at string, a, b map[string]any) []string {
	var lines []string
	for key, x := range a {
		if y, ok := b[key]; ok {
			lines = append(lines, differ(at+"."+key, x, y)...)
		} else {
			lines = append(lines, at+"."+key+": only ours")
		}
	}
	for key := range b {
		if _, ok := a[key]; !ok {
			lines = append(lines, at+"."+key+": only theirs")
		}
	}
	return lines
}
