package pipelines_test

import (
	"encoding/json"
	"encoding/xml"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/meshfn/meshfn/internal/release"
)

// job is what a system of continuous integration runs of a file: the commands in their order.
type job struct {
	commands []string
	env      []string
	// report that the check leaves behind, and whether it can be read.
	report string
	valid  func([]byte) error
}

const install = "go install github.com/meshfn/meshfn/cmd/meshfn@" + release.Version

func jobs(t *testing.T) map[string]job {
	t.Helper()
	temp := t.TempDir()
	all := map[string]job{
		"github": {env: []string{"RUNNER_TEMP=" + temp}, report: "meshfn.sarif", valid: func(text []byte) error {
			return json.Unmarshal(text, &struct{ Runs []any }{})
		}},
		"gitlab": {env: []string{"CI_BUILDS_DIR=" + temp}, report: "meshfn.xml", valid: func(text []byte) error {
			return xml.Unmarshal(text, &struct{}{})
		}},
		"cloudbuild": {},
	}
	for name, j := range all {
		switch file := name + "/meshes.yaml"; name {
		case "github":
			for _, step := range at(t, file, "jobs", "meshes", "steps").([]any) {
				if command, ok := step.(object)["run"].(string); ok {
					j.commands = append(j.commands, command)
				}
			}
		case "gitlab":
			for _, part := range []string{"before_script", "script"} {
				for _, command := range at(t, file, "meshes", part).([]any) {
					j.commands = append(j.commands, command.(string))
				}
			}
		case "cloudbuild":
			for _, step := range at(t, file, "steps").([]any) {
				var words []string
				for _, word := range step.(object)["args"].([]any) {
					words = append(words, strings.NewReplacer("/workspace/.bin/", "", "/tmp/", temp+"/").Replace(word.(string)))
				}
				j.commands = append(j.commands, strings.Join(words, " "))
			}
		}
		all[name] = j
	}
	return all
}

// TestJobs runs the commands of each job as its system does, but for the installation: in a repository that is as
// rendered, in one where mesh.yaml was changed and not rendered, and in one with a mistake.
func TestJobs(t *testing.T) {
	bin := t.TempDir()
	if output, err := exec.Command("go", "build", "-o", bin, "github.com/meshfn/meshfn/cmd/meshfn").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, output)
	}
	for name, j := range jobs(t) {
		t.Run(name, func(t *testing.T) {
			if j.commands[0] != install {
				t.Fatalf("the first command is %q", j.commands[0])
			}
			for repository, c := range map[string]struct {
				change func(mesh string) string
				failed []string // by their verbs
			}{
				"as rendered":  {func(mesh string) string { return mesh }, nil},
				"not rendered": {func(mesh string) string { return strings.Replace(mesh, "name: shop", "name: market", 1) }, []string{"verify"}},
				"a mistake":    {func(mesh string) string { return strings.Replace(mesh, "network:", "netwrok:", 1) }, []string{"render", "check", "verify"}},
			} {
				dir := repositoryAt(t, bin, c.change)
				if diff := cmp.Diff(c.failed, j.failures(t, dir, bin)); diff != "" {
					t.Errorf("%s: failing commands, -want +got:\n%s", repository, diff)
				}
			}
		})
	}
}

// failures runs all commands and returns the verbs of those that find something.
func (j job) failures(t *testing.T, dir, bin string) (failed []string) {
	t.Helper()
	for _, command := range j.commands[1:] {
		cmd := exec.Command("bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", command)
		cmd.Dir, cmd.Env = dir, append(j.env, "PATH="+bin+":/usr/bin:/bin")
		output, err := cmd.CombinedOutput()
		var exit *exec.ExitError
		switch {
		case err == nil:
		case errors.As(err, &exit) && exit.ExitCode() == 1:
			failed = append(failed, strings.Fields(command)[1])
		default:
			t.Errorf("%s: %v\n%s", command, err, output)
		}
	}
	if j.report == "" {
		return failed
	}
	text, err := os.ReadFile(filepath.Join(dir, j.report))
	if err != nil {
		t.Fatal(err)
	}
	if err := j.valid(text); err != nil {
		t.Errorf("%s: %v", j.report, err)
	}
	return failed
}

// repositoryAt is a repository whose fleet was rendered before its mesh.yaml was changed.
func repositoryAt(t *testing.T, bin string, change func(string) string) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.CopyFS(filepath.Join(dir, "clusters"), os.DirFS("../testdata/fleets/istio/clusters")); err != nil {
		t.Fatal(err)
	}
	if output, err := exec.Command(filepath.Join(bin, "meshfn"), "render", filepath.Join(dir, "clusters")).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, output)
	}
	mesh := filepath.Join(dir, "clusters", "cluster1", "mesh.yaml")
	text, err := os.ReadFile(mesh)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(mesh, []byte(change(string(text))), 0o644); err != nil {
		t.Fatal(err)
	}
	return dir
}
