package finding

import "testing"

func TestNearest(t *testing.T) {
	words := []string{"network", "project", "projectNumber", "name"}
	for word, want := range map[string]string{
		"netwrok": "network", "Network": "network", "projectnumber": "projectNumber", "projct": "project", "nam": "name",
		"project_number": "projectNumber", "zzz": "", "": "", "location": "",
	} {
		if got := Nearest(word, words); got != want {
			t.Errorf("%q is nearest to %q, not %q", word, got, want)
		}
	}
}
