// Package argocd reads what Argo CD hands to a config management plugin. Its server runs the plugin in a copy of the
// Application's folder and tells it everything else by environment variables:
//
//   - ARGOCD_APP_PARAMETERS, the Application's spec.source.plugin.parameters as one JSON array. It is null or missing
//     where there are none, and defaults that the plugin announces are never in it.
//   - ARGOCD_ENV_X for each X of spec.source.plugin.env. A variable without this prefix comes from the container, not
//     from the Application, and means nothing here.
//   - ARGOCD_APP_SOURCE_PATH, where the folder lies in the repository.
//
// A parameter of the Application wins over the variable of the same name, and that over the default. An empty value is
// none: a template of an ApplicationSet may well give one. A name that is not known is an error in both, since a
// misspelt "mesh" would otherwise render every mesh of the folder.
package argocd

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
)

const (
	parametersVariable = "ARGOCD_APP_PARAMETERS"
	pathVariable       = "ARGOCD_APP_SOURCE_PATH"
	userPrefix         = "ARGOCD_ENV_"
)

// Settings are what an Application asks of the plugin, in the words of the command line. The zero value is the default.
type Settings struct {
	Meshes []string // render only these
	Charts string   // manifests folder of a release
	Now    string   // time at which certificates are to be valid; it is not judged without one
	// NoCheck renders without checking the result.
	NoCheck bool
	// Path of the Application's folder in its repository, with slashes; "" where it is not known.
	Path string
}

// Read returns the settings that are in an environment, as os.Environ gives it. The error names every parameter that is
// not known or has a value of the wrong type.
func Read(environment []string) (Settings, error) {
	variables := map[string]string{}
	for _, entry := range environment {
		name, value, _ := strings.Cut(entry, "=")
		variables[name] = value
	}
	s := Settings{Path: variables[pathVariable]}
	given, err := fromApplication(variables[parametersVariable])
	inherited, wrong := fromVariables(variables)
	if err := errors.Join(err, wrong); err != nil {
		return Settings{}, err
	}
	var errs []error
	for _, p := range parameters {
		values := given[p.Name]
		if len(values) == 0 {
			values = inherited[p.Name]
		}
		if len(values) > 0 {
			errs = append(errs, p.set(&s, values))
		}
	}
	if err := errors.Join(errs...); err != nil {
		return Settings{}, err
	}
	return s, nil
}

// fromApplication returns the values of the Application's parameters by name.
func fromApplication(text string) (map[string][]string, error) {
	if text == "" {
		return nil, nil
	}
	var all []struct {
		Name   string
		String *string
		Array  []string
		Map    map[string]string
	}
	if err := json.Unmarshal([]byte(text), &all); err != nil {
		return nil, fmt.Errorf("read %s: %w", parametersVariable, err)
	}
	values := map[string][]string{}
	var errs []error
	for _, given := range all {
		p, known := find(given.Name)
		_, twice := values[given.Name]
		switch {
		case !known:
			errs = append(errs, fmt.Errorf("parameter %q is not known; there are %s", given.Name, strings.Join(names(), ", ")))
		case twice:
			errs = append(errs, fmt.Errorf("parameter %q is given twice", given.Name))
		case given.Map != nil, given.Array != nil && !p.isList():
			errs = append(errs, fmt.Errorf("parameter %q takes %s", given.Name, cmp.Or(p.CollectionType, "string")))
		case given.String != nil:
			values[given.Name] = append(slices.Clone(given.Array), p.split(*given.String)...)
		default:
			values[given.Name] = given.Array
		}
	}
	return values, errors.Join(errs...)
}

// fromVariables returns the values of the variables that an Application may set, by the name of their parameter.
func fromVariables(variables map[string]string) (map[string][]string, error) {
	values, known := map[string][]string{}, map[string]bool{}
	for _, p := range parameters {
		known[p.variable()] = true
		values[p.Name] = p.split(variables[p.variable()])
	}
	var unknown []string
	for name := range variables {
		if strings.HasPrefix(name, userPrefix) && !known[name] {
			unknown = append(unknown, name)
		}
	}
	if len(unknown) == 0 {
		return values, nil
	}
	slices.Sort(unknown)
	var errs []error
	for _, name := range unknown {
		errs = append(errs, fmt.Errorf("variable %s is not known; the parameters are %s", name, strings.Join(names(), ", ")))
	}
	return nil, errors.Join(errs...)
}
