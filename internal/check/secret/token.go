package secret

import (
	"encoding/base64"
	"net/url"
	"strings"
)

// form is how an issuer marks its tokens: a prefix and a number of characters after it.
type form struct {
	prefix string
	// least and most characters after the prefix; most 0 is any number.
	least, most int
	what        string
}

// forms as the issuers document them, or as the scanners of code hosts know them.
var forms = []form{
	// docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html, unique identifiers
	{"AKIA", 16, 16, "an AWS access key"},
	{"ASIA", 16, 16, "an AWS access key"},
	// cloud.google.com/docs/authentication/api-keys; developers.google.com/identity/protocols/oauth2
	{"AIza", 35, 35, "a Google API key"},
	{"ya29.", 20, 0, "a Google access token"},
	{"GOCSPX-", 20, 0, "a Google client secret"},
	// github.blog/2021-04-05-behind-githubs-new-authentication-token-formats
	{"ghp_", 36, 0, "a GitHub token"},
	{"gho_", 36, 0, "a GitHub token"},
	{"ghu_", 36, 0, "a GitHub token"},
	{"ghs_", 36, 0, "a GitHub token"},
	{"ghr_", 36, 0, "a GitHub token"},
	{"github_pat_", 22, 0, "a GitHub token"},
	// docs.gitlab.com/security/tokens, token prefixes
	{"glpat-", 20, 0, "a GitLab token"},
	{"gldt-", 20, 0, "a GitLab token"},
	{"glrt-", 20, 0, "a GitLab token"},
	// docs.slack.dev/authentication/tokens
	{"xoxb-", 20, 0, "a Slack token"},
	{"xoxp-", 20, 0, "a Slack token"},
	{"xapp-", 20, 0, "a Slack token"},
	{"https://hooks.slack.com/services/T", 20, 0, "the address of a Slack webhook, which is its password"},
	// developer.hashicorp.com/vault/docs/concepts/tokens
	{"hvs.", 24, 0, "a Vault token"},
	{"hvb.", 24, 0, "a Vault token"},
	// docs.openshift.com, OAuth access tokens
	{"sha256~", 43, 43, "an OpenShift token"},
	{"npm_", 36, 36, "an npm token"},
	{"pypi-AgEIcHlwaS5vcmc", 50, 0, "a PyPI token"},
	{"dckr_pat_", 27, 0, "a Docker Hub token"},
	{"sk_live_", 24, 0, "a Stripe key"},
	{"rk_live_", 24, 0, "a Stripe key"},
	{"SG.", 60, 0, "a SendGrid key"},
	{"AccountKey=", 86, 88, "an Azure storage key"},
}

// byFirst are the forms by the first character of their prefix; starts are those characters, and inWord the characters
// that no token begins after.
var (
	byFirst [256][]form
	starts  = [256]bool{'e': true, 'B': true} // eyJ, Bearer and Basic
	inWord  = [256]bool{'_': true}
)

func init() {
	for _, f := range forms {
		byFirst[f.prefix[0]] = append(byFirst[f.prefix[0]], f)
		starts[f.prefix[0]] = true
	}
	for c := range inWord {
		inWord[c] = inWord[c] || alphanumeric(byte(c))
	}
}

// token says which token a text holds, "" for none.
func token(text string) string {
	within := false
	for i := range len(text) {
		c := text[i]
		if !within && starts[c] {
			if what := tokenAt(text[i:]); what != "" {
				return what
			}
		}
		within = inWord[c]
	}
	if login(text) {
		return "an address with a password"
	}
	return ""
}

// tokenAt says which token a text begins with.
func tokenAt(text string) string {
	for _, f := range byFirst[text[0]] {
		rest, ok := strings.CutPrefix(text, f.prefix)
		if !ok {
			continue
		}
		if n := word(rest); n >= f.least && (f.most == 0 || n <= f.most) && !repeated(rest[:n]) {
			return f.what
		}
	}
	switch {
	case strings.HasPrefix(text, "eyJ") && jwt(text):
		return "a JSON Web Token"
	case strings.HasPrefix(text, "Bearer ") && credential(text[len("Bearer "):]):
		return "a bearer token"
	case strings.HasPrefix(text, "Basic ") && basic(text[len("Basic "):]):
		return "a name and password"
	}
	return ""
}

// word is the number of characters of a token at the start of the text.
func word(text string) int {
	n := 0
	for n < len(text) && (alphanumeric(text[n]) || strings.IndexByte("-_./+=~", text[n]) >= 0) {
		n++
	}
	return n
}

// repeated reports whether a text is one character over and over, as in an example.
func repeated(text string) bool { return strings.Trim(text, text[:1]) == "" }

// jwt reports whether a text begins with a header, a payload and a signature (RFC 7519, section 3).
func jwt(text string) bool {
	parts := strings.SplitN(text[:word(text)], ".", 3)
	if len(parts) < 3 || len(parts[2]) < 16 || !strings.HasPrefix(parts[1], "eyJ") {
		return false
	}
	header, err := base64.RawURLEncoding.DecodeString(parts[0])
	return err == nil && strings.Contains(string(header), `"alg"`)
}

// credential reports whether a text begins with what a bearer token can be, and no name of one: it mixes letters and
// digits, and is long.
func credential(text string) bool {
	w := text[:word(text)]
	return len(w) >= 16 && strings.ContainsAny(w, "0123456789") && !repeated(w)
}

// basic reports whether a text begins with a name and a password in base64 (RFC 7617).
func basic(text string) bool {
	plain, err := base64.StdEncoding.DecodeString(text[:word(text)])
	name, pass, ok := strings.Cut(string(plain), ":")
	return err == nil && ok && name != "" && pass != "" && printable(name) && printable(pass)
}

// login reports whether a text holds an address with a password before the host.
func login(text string) bool {
	for {
		i := strings.Index(text, "://")
		if i < 0 {
			return false
		}
		rest := text[i+len("://"):]
		end := strings.IndexAny(rest, "/?# \t\n\"'`,;<>")
		if end < 0 {
			end = len(rest)
		}
		if user, _, ok := cutLast(rest[:end], "@"); ok {
			_, pass, _ := strings.Cut(user, ":")
			if pass, err := url.PathUnescape(pass); err == nil && pass != "" && !placeholder(pass) {
				return true
			}
		}
		text = rest
	}
}

func cutLast(s, sep string) (before, after string, found bool) {
	i := strings.LastIndex(s, sep)
	if i < 0 {
		return s, "", false
	}
	return s[:i], s[i+len(sep):], true
}

func alphanumeric(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9'
}
