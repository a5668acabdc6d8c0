package argocd

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
)

// Announcement tells Argo CD's user interface of a parameter, in the form of its ParameterAnnouncement.
type Announcement struct {
	Name    string `json:"name"`
	Title   string `json:"title"`
	Tooltip string `json:"tooltip"`
	// ItemType is boolean for a parameter that is true or false, else empty.
	ItemType string `json:"itemType,omitempty"`
	// CollectionType is array for a parameter that takes several strings, else empty.
	CollectionType string `json:"collectionType,omitempty"`
}

type parameter struct {
	Announcement
	// set is given at least one value.
	set func(*Settings, []string) error
}

// parameters that an Application may set. None has a default to announce: left out, it does nothing.
var parameters = []parameter{
	{
		Announcement{Name: "mesh", Title: "Meshes", CollectionType: "array",
			Tooltip: "Render only these meshes of the folder, by name."},
		func(s *Settings, values []string) error { s.Meshes = values; return nil },
	},
	{
		Announcement{Name: "charts", Title: "Charts",
			Tooltip: "Manifests folder of an Istio release, for meshes of its version: a path inside the Application's folder or of the plugin's container."},
		func(s *Settings, values []string) error { s.Charts = values[0]; return nil },
	},
	{
		Announcement{Name: "now", Title: "Time",
			Tooltip: "Time at which certificates are to be valid, RFC 3339 or YYYY-MM-DD. Without it nothing expires."},
		func(s *Settings, values []string) error { s.Now = values[0]; return nil },
	},
	{
		Announcement{Name: "no-check", Title: "Do not check", ItemType: "boolean",
			Tooltip: "Render although the check finds errors in the result."},
		func(s *Settings, values []string) (err error) {
			if s.NoCheck, err = strconv.ParseBool(values[0]); err != nil {
				return fmt.Errorf("parameter \"no-check\" is %q, and takes true or false", values[0])
			}
			return nil
		},
	},
}

// Announcements returns the JSON array that announces the parameters.
func Announcements() ([]byte, error) {
	var all []Announcement
	for _, p := range parameters {
		all = append(all, p.Announcement)
	}
	text, err := json.MarshalIndent(all, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("print the parameters: %w", err)
	}
	return append(text, '\n'), nil
}

func find(name string) (parameter, bool) {
	for _, p := range parameters {
		if p.Name == name {
			return p, true
		}
	}
	return parameter{}, false
}

func names() []string {
	var all []string
	for _, p := range parameters {
		all = append(all, p.Name)
	}
	return all
}

func (p parameter) isList() bool { return p.CollectionType == "array" }

// variable is the name under which Argo CD hands on the variable of the same name.
func (p parameter) variable() string {
	return userPrefix + strings.ToUpper(strings.ReplaceAll(p.Name, "-", "_"))
}

// split returns the values in one string; a list has commas or blanks between them.
func (p parameter) split(text string) []string {
	if p.isList() {
		return strings.FieldsFunc(text, func(r rune) bool { return r == ',' || r == ' ' })
	}
	if text == "" {
		return nil
	}
	return []string{text}
}
