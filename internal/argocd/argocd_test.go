package argocd_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/meshfn/meshfn/internal/argocd"
)

func TestRead(t *testing.T) {
	const (
		both    = `[{"name":"mesh","array":["red","green"]},{"name":"charts","string":"charts/a"}]`
		someNow = `[{"name":"now","string":"2027-01-31"}]`
	)
	for name, c := range map[string]struct {
		environment []string
		want        argocd.Settings
	}{
		"nothing":                     {nil, argocd.Settings{}},
		"no parameters":               {[]string{"ARGOCD_APP_PARAMETERS=null"}, argocd.Settings{}},
		"an empty list":               {[]string{"ARGOCD_APP_PARAMETERS=[]"}, argocd.Settings{}},
		"parameters":                  {[]string{"ARGOCD_APP_PARAMETERS=" + both}, argocd.Settings{Meshes: []string{"red", "green"}, Charts: "charts/a"}},
		"variables":                   {[]string{"ARGOCD_ENV_MESH=red, green", "ARGOCD_ENV_CHARTS=charts/b"}, argocd.Settings{Meshes: []string{"red", "green"}, Charts: "charts/b"}},
		"a parameter wins":            {[]string{"ARGOCD_ENV_CHARTS=charts/b", "ARGOCD_APP_PARAMETERS=" + both}, argocd.Settings{Meshes: []string{"red", "green"}, Charts: "charts/a"}},
		"a variable fills":            {[]string{"ARGOCD_ENV_CHARTS=charts/b", "ARGOCD_APP_PARAMETERS=" + someNow}, argocd.Settings{Charts: "charts/b", Now: "2027-01-31"}},
		"an empty parameter is none":  {[]string{"ARGOCD_ENV_MESH=red", `ARGOCD_APP_PARAMETERS=[{"name":"mesh","array":[]},{"name":"charts","string":""}]`}, argocd.Settings{Meshes: []string{"red"}}},
		"an empty variable is none":   {[]string{"ARGOCD_ENV_MESH=", "ARGOCD_ENV_NOW="}, argocd.Settings{}},
		"a list as a string":          {[]string{`ARGOCD_APP_PARAMETERS=[{"name":"mesh","string":"red,green"}]`}, argocd.Settings{Meshes: []string{"red", "green"}}},
		"the later variable counts":   {[]string{"ARGOCD_ENV_CHARTS=of-the-container", "ARGOCD_ENV_CHARTS=of-the-application"}, argocd.Settings{Charts: "of-the-application"}},
		"others are not looked at":    {[]string{"MESH=red", "CHARTS=x", "PARAM_MESH=red", "ENV_MESH=red", "ARGOCD_APP_NAME=mesh-red", "NOW=2027-01-31"}, argocd.Settings{}},
		"no check":                    {[]string{"ARGOCD_ENV_NO_CHECK=true"}, argocd.Settings{NoCheck: true}},
		"a check after all":           {[]string{"ARGOCD_ENV_NO_CHECK=true", `ARGOCD_APP_PARAMETERS=[{"name":"no-check","string":"false"}]`}, argocd.Settings{}},
		"the folder":                  {[]string{"ARGOCD_APP_SOURCE_PATH=clusters/red"}, argocd.Settings{Path: "clusters/red"}},
		"an equals sign in the value": {[]string{"ARGOCD_ENV_CHARTS=a=b"}, argocd.Settings{Charts: "a=b"}},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := argocd.Read(c.environment)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

func TestReadRefuses(t *testing.T) {
	for name, c := range map[string]struct {
		environment []string
		want        []string
	}{
		"unknown parameters": {[]string{`ARGOCD_APP_PARAMETERS=[{"name":"meshes","string":"red"},{"name":"Charts","string":"x"}]`},
			[]string{`parameter "meshes" is not known; there are mesh, charts, now, no-check`, `parameter "Charts" is not known`}},
		"unknown variables":      {[]string{"ARGOCD_ENV_MESHES=red", "ARGOCD_ENV_=x"}, []string{"variable ARGOCD_ENV_MESHES is not known", "variable ARGOCD_ENV_ is not known"}},
		"both":                   {[]string{"ARGOCD_ENV_X=1", `ARGOCD_APP_PARAMETERS=[{"name":"y"}]`}, []string{`parameter "y"`, "variable ARGOCD_ENV_X"}},
		"a list for a text":      {[]string{`ARGOCD_APP_PARAMETERS=[{"name":"charts","array":["x"]}]`}, []string{`parameter "charts" takes string`}},
		"a map":                  {[]string{`ARGOCD_APP_PARAMETERS=[{"name":"mesh","map":{"a":"b"}}]`}, []string{`parameter "mesh" takes array`}},
		"neither true nor false": {[]string{"ARGOCD_ENV_NO_CHECK=maybe"}, []string{`parameter "no-check" is "maybe", and takes true or false`}},
		"twice":                  {[]string{`ARGOCD_APP_PARAMETERS=[{"name":"now","string":"x"},{"name":"now","string":"y"}]`}, []string{`parameter "now" is given twice`}},
		"no array":               {[]string{`ARGOCD_APP_PARAMETERS={"mesh":"red"}`}, []string{"read ARGOCD_APP_PARAMETERS: "}},
		"no JSON":                {[]string{"ARGOCD_APP_PARAMETERS=mesh=red"}, []string{"read ARGOCD_APP_PARAMETERS: "}},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := argocd.Read(c.environment)
			if err == nil {
				t.Fatalf("accepted as %+v", got)
			}
			for _, want := range c.want {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("have %q, want %q", err, want)
				}
			}
		})
	}
}

func TestAnnouncements(t *testing.T) {
	text, err := argocd.Announcements()
	if err != nil {
		t.Fatal(err)
	}
	var all []argocd.Announcement
	if err := json.Unmarshal(text, &all); err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, a := range all {
		names = append(names, a.Name)
		if a.Title == "" || a.Tooltip == "" {
			t.Errorf("%s is not explained", a.Name)
		}
	}
	if diff := cmp.Diff([]string{"mesh", "charts", "now", "no-check"}, names); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}
