package mesh

import "strings"

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

// placeholderIn returns the first placeholder in a text: one of the names above, or a setter reference ${name}.
func placeholderIn(text string) string {
	for i := 0; i < len(text); {
		if c := text[i]; c == '$' && strings.HasPrefix(text[i:], "${") {
			if end := strings.IndexByte(text[i:], '}'); end > 0 {
				return text[i : i+end+1]
			}
		} else if c < 'A' || c > 'Z' {
			i++
			continue
		}
		end := i + 1
		for end < len(text) && isUpper(text[end]) {
			end++
		}
		for _, p := range placeholders {
			if word := text[i:end]; word == p || strings.HasSuffix(word, "_"+p) {
				return word
			}
		}
		i = end
	}
	return ""
}

func isUpper(c byte) bool { return c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_' }
