package mesh

import (
	"maps"
	"slices"
	"strings"
)

// placeholders stand for values in the installation guides and in the ASM packages (the defaults of their setters).
// Longer names that end in one, such as MY_PROJECT_ID, are placeholders too.
var placeholders = []string{
	// anthos-service-mesh-packages, Kptfile and options
	"ASM_REV", "CLOUDRUN_ADDR", "HUB_IDP_URL", "HUB_TRUST_DOMAIN", "IDP_URL", "IMAGE_HUB", "IMAGE_TAG",
	"INGRESSGATEWAY_NAME", "NETWORK_ID", "PROJECTID", "PROJECT_ID", "PROJECT_NUMBER", "SPIFFE_BUNDLE_ENDPOINTS",
	"TOKEN_AUDIENCES", "TRUST_DOMAIN", "VALIDATION_URL",
	// guides
	"CA_POOL", "CERT_TEMPLATE_ID", "CLUSTER_LOCATION", "CLUSTER_NAME", "GATEWAY_NAMESPACE", "HUB_MEMBERSHIP_ID",
	"IDENTITY_PROVIDER", "MESH_ID",
}

// stands are texts, in lower case, that say themselves that something else belongs in their place.
var stands = []string{
	"changeme", "change-me", "change_me", "replaceme", "replace-me", "replace_me",
	"your-project", "your_project", "your-cluster", "your_cluster", "your-network", "your-fleet",
}

// Placeholder returns the first placeholder in a text, "" where there is none: one of the names and texts above, a name in
// angle brackets such as <project>, or a setter reference ${name}.
func Placeholder(text string) string {
	for i := 0; i < len(text); {
		end := i + 1
		switch c := text[i]; {
		case c == '$' && strings.HasPrefix(text[i:], "${"):
			if n := strings.IndexByte(text[i:], '}'); n > 0 {
				return text[i : i+n+1]
			}
		case c == '<':
			if n := strings.IndexByte(text[i:], '>'); n > 1 && text[i+1] != ' ' && !strings.ContainsFunc(text[i+1:i+n], notName) {
				return text[i : i+n+1]
			}
		case c >= 'A' && c <= 'Z':
			for end < len(text) && isUpper(text[end]) {
				end++
			}
			for _, p := range placeholders {
				if word := text[i:end]; word == p || strings.HasSuffix(word, "_"+p) {
					return word
				}
			}
		}
		i = end
	}
	lower := strings.ToLower(text)
	for _, s := range stands {
		if i := strings.Index(lower, s); i >= 0 && !letterAt(lower, i-1) && !letterAt(lower, i+len(s)) {
			return text[i : i+len(s)]
		}
	}
	return ""
}

func letterAt(lower string, i int) bool {
	return i >= 0 && i < len(lower) && lower[i] >= 'a' && lower[i] <= 'z'
}

// notName reports whether a letter is none of the name of a placeholder.
func notName(r rune) bool {
	return !(r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '_' || r == '-' || r == ' ')
}

func isUpper(c byte) bool { return c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_' }

// programs are fields that hold commands and formats, in which variables are meant to stand.
var programs = []string{"command", "args", "logFormat", "accessLogFormat"}

// PlaceholderIn returns the first placeholder among the strings of an object, with its field, in the order of the fields.
// Names of environment variables are the software's own, and some of them are placeholders elsewhere.
func PlaceholderIn(value any, field string) (at, word string) {
	switch v := value.(type) {
	case string:
		return field, Placeholder(v)
	case []any:
		for i, e := range v {
			if at, word := PlaceholderIn(e, Index(field, i)); word != "" {
				return at, word
			}
		}
	case map[string]any:
		for _, key := range slices.Sorted(maps.Keys(v)) {
			if _, variable := v["value"]; key == "name" && variable || slices.Contains(programs, key) {
				continue
			}
			if at, word := PlaceholderIn(v[key], strings.TrimPrefix(field+path{{key: key}}.below(), ".")); word != "" {
				return at, word
			}
		}
	}
	return "", ""
}
