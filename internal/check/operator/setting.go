package operator

import (
	_ "embed"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"sigs.k8s.io/kustomize/kyaml/yaml"

	"github.com/meshfn/meshfn/internal/check/rule"
	"github.com/meshfn/meshfn/internal/check/schema"
	"github.com/meshfn/meshfn/internal/finding"
	"github.com/meshfn/meshfn/internal/krm"
	"github.com/meshfn/meshfn/internal/mesh"
)

//go:embed settings.yaml
var settingsText []byte

// known settings, as settings.yaml has them.
type known struct {
	Choices []struct {
		Field  string   `yaml:"field"`
		Values []string `yaml:"values"`
		// Prefix in small letters of the texts that are meant; "": all.
		Prefix string `yaml:"prefix"`
	} `yaml:"choices"`
	Templates []string `yaml:"templates"`
	Switches  []string `yaml:"switches"`
	Variables []string `yaml:"variables"`
}

// reads reports whether something is known to read the variable.
func (k known) reads(name string) bool {
	return slices.Contains(k.Switches, name) || slices.Contains(k.Variables, name)
}

var settings = sync.OnceValue(func() known {
	var k known
	if err := yaml.Unmarshal(settingsText, &k); err != nil {
		panic(fmt.Sprintf("operator: settings.yaml: %v", err))
	}
	return k
})

// values finds settings whose text is none that a program reads. No schema refuses them: to it they are texts.
var values = rule.Rule{
	Codes: []finding.Code{finding.OperatorSetting},
	Cluster: func(c *rule.Cluster, _ time.Time) []finding.Finding {
		var all []finding.Finding
		for _, o := range c.Kind(group, kind) {
			s := setting{object: o}
			s.choices()
			s.templates()
			s.release()
			s.scaling()
			s.variables()
			all = append(all, s.found...)
		}
		return all
	},
}

// setting collects what is said of an IstioOperator.
type setting struct {
	object rule.Object
	found  []finding.Finding
}

func (s *setting) report(field, format string, args ...any) {
	s.found = append(s.found, s.object.Report(finding.OperatorSetting, field, format, args...))
}

// one reports a text that is none of the values; an empty one is the default.
func (s *setting) one(field, text string, values []string) {
	for _, v := range values {
		if prefix, open := strings.CutSuffix(v, "*"); v == text || open && strings.HasPrefix(text, prefix) {
			return
		}
	}
	if text != "" {
		s.report(field, "%q is none of %s", text, strings.Join(values, ", "))
	}
}

func (s *setting) choices() {
	for _, c := range settings().Choices {
		if text := s.object.String(strings.Split(c.Field, ".")...); strings.HasPrefix(strings.ToLower(text), c.Prefix) {
			s.one(c.Field, text, c.Values)
		}
	}
}

// templates checks those that the gateways name, where the injector is given no others.
func (s *setting) templates() {
	if len(s.object.Map("spec", "values", "sidecarInjectorWebhook", "templates")) > 0 {
		return
	}
	gateways := s.object.Map("spec", "values", "gateways")
	for _, name := range slices.Sorted(maps.Keys(gateways)) {
		s.one("spec.values.gateways."+name+".injectionTemplate", krm.Object(gateways).String(name, "injectionTemplate"), settings().Templates)
	}
}

var (
	asmVersion  = regexp.MustCompile(`^(\d+)\.(\d+)\.(\d+)-asm\.(\d+)$`)
	asmRevision = regexp.MustCompile(`^asm-\d+-\d+$`)
	fleetMesh   = regexp.MustCompile(`^proj-\d+$`)
)

// release compares the tag with a revision that is named after a release of ASM, and checks the form of a mesh ID that is
// named after a project.
func (s *setting) release() {
	revision, tag := s.object.String("spec", "revision"), s.object.Get("spec", "tag") // a tag may be a number
	if asmRevision.MatchString(revision) && tag != nil && tag != "" {
		if m := asmVersion.FindStringSubmatch(fmt.Sprint(tag)); m == nil || fmt.Sprintf("asm-%s%s%s-%s", m[1], m[2], m[3], m[4]) != revision {
			s.report("spec.tag", "%v is not the release that revision %s is named after", tag, revision)
		}
	}
	if id := s.object.String("spec", "values", "global", "meshID"); strings.HasPrefix(strings.ToLower(id), "proj-") && !fleetMesh.MatchString(id) {
		s.report("spec.values.global.meshID", "%q is not proj- and the number of a project", id)
	}
}

// scaling checks resources and autoscalers as the API server would check what they become.
func (s *setting) scaling() {
	s.scaled("spec.components.pilot", s.object.Map("spec", "components", "pilot"))
	for _, list := range []string{"ingressGateways", "egressGateways"} {
		for i, g := range s.object.Maps("spec", "components", list) {
			s.scaled(mesh.Index("spec.components."+list, i), g)
		}
	}
}

func (s *setting) scaled(at string, component krm.Object) {
	for _, part := range []string{"limits", "requests"} {
		for _, name := range slices.Sorted(maps.Keys(component.Map("k8s", "resources", part))) {
			if !schema.ContainerResource(name) {
				s.report(rule.Key(at+".k8s.resources."+part, name), "%s is no resource of a container, such as cpu or memory", name)
			}
		}
	}
	at += ".k8s.hpaSpec"
	hpa := krm.Object(component.Map("k8s", "hpaSpec"))
	least, bounded := rule.Number(hpa["minReplicas"])
	most, limited := rule.Number(hpa["maxReplicas"])
	switch {
	case bounded && least < 0:
		s.report(at+".minReplicas", "%d is less than 0", least)
	case limited && most < 1:
		s.report(at+".maxReplicas", "%d is less than 1", most)
	case bounded && limited && least > most:
		s.report(at+".maxReplicas", "it is less than minReplicas, %d", least)
	}
}

var variable = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_.-]*$`)

// variables checks the environment of istiod and of the proxies: names of no variable, or one slip away from one that is
// read; switches that are neither on nor off. There are more variables than are known, so that any other name may be one.
func (s *setting) variables() {
	for i, v := range s.object.Maps("spec", "components", "pilot", "k8s", "env") {
		at, name, value := mesh.Index("spec.components.pilot.k8s.env", i), v.String("name"), v.String("value")
		s.name(at+".name", name)
		if settings().reads(value) {
			s.report(at+".value", "%s is the name of a variable; is it exchanged with %q?", value, name)
		}
		if _, err := strconv.ParseBool(value); err != nil && v["valueFrom"] == nil && slices.Contains(settings().Switches, name) {
			s.report(at+".value", "%q switches %s neither on nor off: want true or false", value, name)
		}
	}
	metadata := s.object.Map("spec", "meshConfig", "defaultConfig", "proxyMetadata")
	for _, name := range slices.Sorted(maps.Keys(metadata)) {
		s.name(rule.Key("spec.meshConfig.defaultConfig.proxyMetadata", name), name)
	}
}

func (s *setting) name(field, name string) {
	if !variable.MatchString(name) {
		s.report(field, "%q is no name of a variable", name)
		return
	}
	if settings().reads(name) {
		return
	}
	all := slices.Concat(settings().Switches, settings().Variables)
	if i := slices.IndexFunc(all, func(other string) bool { return slip(name, other) }); i >= 0 {
		s.report(field, "nothing reads the variable %s; did you mean %s?", name, all[i])
	}
}

// slip reports whether a word becomes the other by one letter more, less or exchanged for another.
func slip(a, b string) bool {
	for len(a) > 0 && len(b) > 0 && a[0] == b[0] {
		a, b = a[1:], b[1:]
	}
	for len(a) > 0 && len(b) > 0 && a[len(a)-1] == b[len(b)-1] {
		a, b = a[:len(a)-1], b[:len(b)-1]
	}
	return len(a) <= 1 && len(b) <= 1
}
