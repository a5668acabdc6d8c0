package chart

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"text/template"

	"github.com/BurntSushi/toml"
	"github.com/Masterminds/sprig/v3"
	"sigs.k8s.io/yaml"
	goyaml "sigs.k8s.io/yaml/goyaml.v3"
)

// unstable are the functions of sprig whose result is not the same in every run: with them equal input would give
// unequal manifests. No chart of Istio uses one.
var unstable = []string{
	"now", "ago", "date", "date_in_zone", "dateInZone", "htmlDate", "htmlDateInZone",
	"randAlpha", "randAlphaNum", "randAscii", "randBytes", "randInt", "randNumeric", "shuffle", "uuidv4",
	"bcrypt", "htpasswd", "encryptAES", "genCA", "genCAWithKey", "genPrivateKey", "genSelfSignedCert",
	"genSelfSignedCertWithKey", "genSignedCert", "genSignedCertWithKey", "buildCustomCert",
}

// refusal is what a chart says by fail or required.
type refusal struct{ message string }

func (r refusal) Error() string { return r.message }

// functions are those of Helm without a cluster, except for include and tpl, which belong to an engine.
func functions() template.FuncMap {
	all := sprig.TxtFuncMap()
	delete(all, "env")
	delete(all, "expandenv")
	for _, name := range unstable {
		all[name] = func(...any) (string, error) {
			return "", fmt.Errorf("template function %s gives another result in every run and is not available", name)
		}
	}
	all["getHostByName"] = func(string) string { return "" }
	all["lookup"] = func(string, string, string, string) (map[string]any, error) { return map[string]any{}, nil }
	all["toYaml"] = toYAML
	all[handFunc] = hand
	all["toYamlPretty"] = toYAMLPretty
	all["fromYaml"] = decoder(unmarshal)
	all["fromYamlArray"] = arrayDecoder(func(text []byte, into *[]any) error { return yaml.Unmarshal(text, into) })
	all["toJson"] = toJSON
	all["fromJson"] = decoder(func(text []byte, into *map[string]any) error { return json.Unmarshal(text, into) })
	all["fromJsonArray"] = arrayDecoder(func(text []byte, into *[]any) error { return json.Unmarshal(text, into) })
	all["toToml"] = toTOML
	all["fromToml"] = decoder(func(text []byte, into *map[string]any) error { return toml.Unmarshal(text, into) })
	all["required"] = func(message string, value any) (any, error) {
		if value == nil || value == "" {
			return value, refusal{message}
		}
		return value, nil
	}
	all["fail"] = func(message string) (string, error) { return "", refusal{message} }
	return all
}

// decoder gives a decode function Helm's habit: an error is no failure but the value of the key Error.
func decoder(decode func([]byte, *map[string]any) error) func(string) map[string]any {
	return func(text string) map[string]any {
		into := map[string]any{}
		if err := decode([]byte(text), &into); err != nil {
			into["Error"] = err.Error()
		}
		return into
	}
}

func arrayDecoder(decode func([]byte, *[]any) error) func(string) []any {
	return func(text string) []any {
		into := []any{}
		if err := decode([]byte(text), &into); err != nil {
			return []any{err.Error()}
		}
		return into
	}
}

func toYAML(value any) string {
	text, err := yaml.Marshal(value)
	if err != nil {
		return ""
	}
	return strings.TrimSuffix(string(text), "\n")
}

func toYAMLPretty(value any) string {
	var b bytes.Buffer
	encoder := goyaml.NewEncoder(&b)
	encoder.SetIndent(2)
	if err := encoder.Encode(value); err != nil {
		return ""
	}
	return strings.TrimSuffix(b.String(), "\n")
}

func toJSON(value any) string {
	text, err := json.Marshal(value)
	if err != nil {
		return ""
	}
	return string(text)
}

func toTOML(value any) string {
	var b bytes.Buffer
	if err := toml.NewEncoder(&b).Encode(value); err != nil {
		return err.Error()
	}
	return b.String()
}

// refused returns what a chart said by fail or required, if that is why it could not be rendered.
func refused(err error) (string, bool) {
	var r refusal
	if errors.As(err, &r) {
		return r.message, true
	}
	return "", false
}
