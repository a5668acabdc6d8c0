package mesh

import (
	"cmp"
	"net/netip"
	"regexp"
	"strings"
	"sync"
	"time"

	"github.com/meshfn/meshfn/internal/finding"
)

// A Shape is what one string or number looks like, whatever else the document says. Fields name theirs in the tag
// `mesh`; the decoder and the JSON Schema read the same table.
type Shape struct {
	// Form completes "is not": what the field takes.
	Form string
	// Pattern is a regular expression that Go and ECMAScript read alike; "" for numbers and for prose.
	Pattern string
	// Length is the largest number of characters, 0 for any.
	Length int
	// Low and High bound a number.
	Low, High int

	code finding.Code
	// prose is free text, in which a word like PROJECT_ID is a word.
	prose bool
	// check adds what a pattern cannot say.
	check func(string) bool
	// mend turns the usual mistakes into what was probably meant.
	mend func(string) string
}

const (
	label     = `[a-z0-9]([-a-z0-9]*[a-z0-9])?`
	subdomain = label + `(\.` + label + `)*`
	value     = `[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?`
	segment   = `[a-zA-Z0-9_-]+`
)

// Shapes by the word that the tag uses. Lengths and alphabets are those of Kubernetes' API validation, of the SPIFFE ID
// standard (trust domains) and of asmcli (CA pools).
var Shapes = map[string]Shape{
	"label":     {Form: "a DNS label (lower case letters, digits and -, at most 63)", Pattern: `^` + label + `$`, Length: 63, code: finding.BadName, mend: mendLabel},
	"subdomain": {Form: "a DNS name (labels of lower case letters, digits and -, with dots between)", Pattern: `^` + subdomain + `$`, Length: 253, code: finding.BadName, mend: strings.ToLower},
	"service":   {Form: "a Service name (a lower case letter, then letters, digits and -, at most 63)", Pattern: `^[a-z]([-a-z0-9]*[a-z0-9])?$`, Length: 63, code: finding.BadName, mend: mendLabel},
	"value":     {Form: "a label value (letters, digits, -, _ and ., at most 63)", Pattern: `^` + value + `$`, Length: 63, code: finding.BadName, mend: mendValue},
	"qualified": {Form: "a label or annotation key (an optional DNS name and a slash, then a name)", Pattern: `^(` + subdomain + `/)?` + value + `$`, Length: 317, code: finding.BadName, check: isQualified},
	"star":      {Form: `a DNS label or "*"`, Pattern: `^(\*|` + label + `)$`, Length: 63, code: finding.BadName, mend: mendLabel},
	// The Service of a revision is istiod-<revision>.
	"revision": {Form: "a revision name (a DNS label of at most 56, since the Service is istiod-<name>)", Pattern: `^` + label + `$`, Length: 56, code: finding.BadName, mend: mendLabel},
	// The Service of a tag is istiod-revision-tag-<tag>.
	"tag": {Form: "a tag name (a DNS label of at most 43, since the Service is istiod-revision-tag-<name>)", Pattern: `^` + label + `$`, Length: 43, code: finding.BadName, mend: mendLabel},

	"project":     {Form: "a Google Cloud project id (lower case letters, digits and -, at most 30)", Pattern: `^([a-z0-9.-]+:)?[a-z]([-a-z0-9]{0,28}[a-z0-9])?$`, mend: strings.ToLower},
	"number":      {Form: "a project number (digits)", Pattern: `^[1-9][0-9]{0,18}$`},
	"location":    {Form: `a region or zone such as us-central1-c, or "global"`, Pattern: `^[a-z][-a-z0-9]*[a-z0-9]$`, Length: 63, mend: mendLabel},
	"kubernetes":  {Form: `a Kubernetes version, MAJOR.MINOR such as "1.33"`, Pattern: `^1\.[0-9]{1,2}$`, mend: mendKubernetes},
	"trustDomain": {Form: "a trust domain (lower case letters, digits, ., _ and -, at most 255)", Pattern: `^[a-z0-9._-]+$`, Length: 255, mend: mendTrustDomain},
	"https":       {Form: "an https URL", Pattern: `^https://[A-Za-z0-9.-]+(:[0-9]+)?(/[^\s?#]*)?$`, mend: mendHTTPS},
	"hub":         {Form: "an image registry without scheme and final slash, such as gke.gcr.io/asm", Pattern: `^[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?(:[0-9]+)?(/[a-z0-9]+([._-]+[a-z0-9]+)*)*$`, mend: mendHub},
	"pool":        {Form: "a CA pool, projects/PROJECT/locations/REGION/caPools/POOL", Pattern: `^projects/` + segment + `/locations/` + segment + `/caPools/` + segment + `$`},
	"template":    {Form: "a certificate template, projects/PROJECT/locations/REGION/certificateTemplates/NAME", Pattern: `^projects/` + segment + `/locations/` + segment + `/certificateTemplates/` + segment + `$`},
	"path":        {Form: "a path below the folder of this file, with forward slashes", Pattern: `^[^/\\\s][^\\]*$`, check: isBelow, mend: mendPath},
	"cidr":        {Form: "a CIDR such as 192.0.2.0/24", Pattern: `^[0-9A-Fa-f:.]+/[0-9]{1,3}$`, check: isCIDR, mend: mendCIDR},
	"host":        {Form: "a DNS name or IP address, without scheme, port or path", Pattern: `^(` + subdomain + `|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*)$`, Length: 253, check: isHost, mend: mendHost},
	"quantity":    {Form: "a quantity such as 100m or 128Mi", Pattern: `^[0-9]+(\.[0-9]+)?(m|k|M|G|T|P|E|Ki|Mi|Gi|Ti|Pi|Ei)?$`},
	"code":        {Form: "the code of a finding, such as MSH0407", Pattern: `^MSH[0-9]{4}$`, mend: strings.ToUpper},
	"resource":    {Form: "KIND/NAME or KIND/NAMESPACE/NAME", Pattern: `^[A-Z][A-Za-z0-9]*(/[^/\s]+){1,2}$`},
	"date":        {Form: "a date, YYYY-MM-DD", Pattern: `^[0-9]{4}-[0-9]{2}-[0-9]{2}$`, check: isDate, mend: mendDate},
	"certificate": {Form: "a certificate in PEM", Pattern: `^\s*-----BEGIN CERTIFICATE-----\s`},
	"selected":    {Form: "a label value (letters, digits, -, _ and ., at most 63) or empty", Pattern: `^(` + value + `)?$`, Length: 63, code: finding.BadName},
	"prose":       {prose: true},

	"port":     {Form: "a port", Low: 1, High: 65535},
	"nodePort": {Form: "a node port", Low: 30000, High: 32767},
	"count":    {Form: "a number of replicas", Low: 1, High: 10000},
}

// anyText is the shape of a field that names none.
var anyText Shape

// patterns are compiled when a document first needs one.
var patterns sync.Map // string -> *regexp.Regexp

func (s *Shape) fits(text string) bool {
	if s.Length > 0 && len(text) > s.Length {
		return false
	}
	if s.Pattern != "" {
		re, ok := patterns.Load(s.Pattern)
		if !ok {
			re, _ = patterns.LoadOrStore(s.Pattern, regexp.MustCompile(s.Pattern))
		}
		if !re.(*regexp.Regexp).MatchString(text) {
			return false
		}
	}
	return s.check == nil || s.check(text)
}

// refuse is the finding about a text that does not fit.
func (s *Shape) refuse(text string) finding.Finding {
	f := finding.New(cmp.Or(s.code, finding.BadFormat), "%s is not %s", excerpt(text), s.Form)
	if s.mend != nil {
		if better := s.mend(text); better != text && s.fits(better) {
			return f.WithFix("Write %q.", better)
		}
	}
	return f.WithFix("Write %s.", s.Form)
}

// isQualified bounds the two halves of a key.
func isQualified(key string) bool {
	prefix, name, ok := strings.Cut(key, "/")
	if !ok {
		prefix, name = "", key
	}
	return len(prefix) <= 253 && len(name) <= 63
}

func isBelow(path string) bool {
	for part := range strings.SplitSeq(path, "/") {
		if part == ".." {
			return false
		}
	}
	return true
}

func isCIDR(text string) bool { _, err := netip.ParsePrefix(text); return err == nil }

// isHost refuses what looks like an IP address and is none.
func isHost(text string) bool {
	if strings.Trim(text, "0123456789.") != "" && !strings.Contains(text, ":") {
		return true
	}
	_, err := netip.ParseAddr(text)
	return err == nil
}

func isDate(text string) bool { _, err := time.Parse(time.DateOnly, text); return err == nil }

var notLabel = regexp.MustCompile(`[^a-z0-9]+`)

func mendLabel(s string) string {
	return strings.Trim(notLabel.ReplaceAllString(strings.ToLower(s), "-"), "-")
}

var notValue = regexp.MustCompile(`[^A-Za-z0-9_.]+`)

func mendValue(s string) string { return strings.Trim(notValue.ReplaceAllString(s, "-"), "-_.") }

func mendKubernetes(s string) string {
	parts := strings.Split(strings.TrimPrefix(s, "v"), ".")
	return strings.Join(parts[:min(2, len(parts))], ".")
}

func mendTrustDomain(s string) string {
	s, _, _ = strings.Cut(strings.TrimPrefix(strings.ToLower(s), "spiffe://"), "/")
	return s
}

func mendHTTPS(s string) string {
	return "https://" + strings.TrimPrefix(strings.TrimPrefix(s, "http://"), "https://")
}

func mendHub(s string) string {
	return strings.Trim(strings.TrimPrefix(strings.TrimPrefix(s, "http://"), "https://"), "/ ")
}

func mendPath(s string) string {
	return strings.TrimLeft(strings.ReplaceAll(s, `\`, "/"), "/ ")
}

// mendCIDR makes a single address a range of one.
func mendCIDR(s string) string {
	if a, err := netip.ParseAddr(s); err == nil {
		return netip.PrefixFrom(a, a.BitLen()).String()
	}
	return s
}

func mendHost(s string) string {
	if _, rest, ok := strings.Cut(s, "://"); ok {
		s = rest
	}
	s, _, _ = strings.Cut(s, "/")
	if host, _, ok := strings.Cut(s, ":"); ok && strings.Count(s, ":") == 1 {
		s = host
	}
	return strings.ToLower(s)
}

func mendDate(s string) string { return strings.NewReplacer("/", "-", ".", "-").Replace(s) }
