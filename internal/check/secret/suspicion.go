package secret

import (
	"math"
	"slices"
	"strings"
	"unicode"
)

// names end in one of these words, or pairs of words, where the value is secret.
var names = []string{
	" password", " passwd", " passphrase", " secret", " token", " credentials",
	" apikey", " api key", " access key", " secret key", " auth key",
}

// last are the last letters of names, a quick look before the words are told apart.
var last = []string{"word", "asswd", "hrase", "ecret", "oken", "ntials", "key"}

// password reports whether a value is secret by its name, or holds a line that is: `password: x`, `"token": "x"`,
// `--api-key=x`.
func password(name, text string) bool {
	if secretName(name) && secretValue(text) {
		return true
	}
	for line := range strings.Lines(text) {
		i := strings.IndexAny(line, ":=")
		if i > 0 && secretName(strings.Trim(line[:i], " \t\"'-")) && secretValue(strings.Trim(line[i+1:], " \t\r\n\"',;")) {
			return true
		}
	}
	return false
}

// secretName reports whether the last words of a name, in any spelling, say that its value is secret.
func secretName(name string) bool {
	const longest = 80
	if len(name) > longest || strings.ContainsAny(name, " {}") {
		return false
	}
	if !slices.ContainsFunc(last, func(end string) bool {
		return len(name) >= len(end) && strings.EqualFold(name[len(name)-len(end):], end)
	}) {
		return false
	}
	spelt := " " + words(name)
	return slices.ContainsFunc(names, func(n string) bool { return strings.HasSuffix(spelt, n) })
}

// words returns the words of a name in lower case: those of MYSQL_ROOT_PASSWORD, root-password and rootPassword.
func words(name string) string {
	var b strings.Builder
	lower := false
	for _, r := range name {
		switch {
		case !unicode.IsLetter(r) && !unicode.IsDigit(r):
			r, lower = ' ', false
		case unicode.IsUpper(r) && lower:
			b.WriteByte(' ')
			lower = false
		default:
			lower = unicode.IsLower(r)
		}
		b.WriteRune(unicode.ToLower(r))
	}
	return b.String()
}

// secretValue reports whether a value under a secret name is a value: no switch, path, address, or name of a resource
// that holds it.
func secretValue(text string) bool {
	if len(text) < 4 || placeholder(text) || strings.ContainsAny(text, " \t\n") || strings.ContainsAny(text[:1], "/.[{$&*|>") {
		return false
	}
	switch strings.ToLower(text) {
	case "true", "false", "none", "null", "default", "disabled", "enabled", "optional", "required":
		return false
	}
	return !strings.Contains(text, "://")
}

// random returns the length of the first text that looks drawn by lot, 0 for none.
func random(name, text string) int {
	if named(name) {
		return 0
	}
	for start := 0; start < len(text); {
		end := start
		for end < len(text) && inBase64(text[end]) {
			end++
		}
		if drawn(text[start:end]) && !named(nameBefore(text[:start])) {
			return end - start
		}
		start = end + 1
	}
	return 0
}

// nameBefore is the word before a value: uid of `"uid": "`, sha256 of `sha256:`.
func nameBefore(text string) string {
	text = strings.TrimRight(text, " \t\"':=@,")
	start := len(text)
	for start > 0 && inBase64(text[start-1]) {
		start--
	}
	return text[start:]
}

// named reports whether a name says that its value is public though it may look drawn by lot: derived from something
// public, or the name of something.
func named(name string) bool {
	name = strings.ToLower(name)
	return strings.HasSuffix(name, "id") || slices.ContainsFunc(derived, func(w string) bool { return strings.Contains(name, w) })
}

var derived = []string{"sha", "digest", "checksum", "hash", "commit", "fingerprint"}

// drawn reports whether characters look drawn by lot.
func drawn(text string) bool {
	const (
		leastHex, leastMixed = 32, 24
		hexBits, mixedBits   = 3, 4.0
	)
	if len(text) < leastMixed {
		return false
	}
	var lower, upper, digit, hex int
	for i := range len(text) {
		switch c := text[i]; {
		case c >= '0' && c <= '9':
			digit++
			hex++
		case c >= 'a' && c <= 'z':
			lower++
			if c <= 'f' {
				hex++
			}
		case c >= 'A' && c <= 'Z':
			upper++
			if c <= 'F' {
				hex++
			}
		}
	}
	if hex == len(text) && digit > 0 && lower+upper > 0 {
		return len(text) >= leastHex && entropy(text) >= hexBits
	}
	return lower > 0 && upper > 0 && digit > 0 && entropy(text) >= mixedBits
}

// entropy is Shannon's, in bits per character.
func entropy(text string) float64 {
	var counts [256]int
	for i := range len(text) {
		counts[text[i]]++
	}
	bits := 0.0
	for _, n := range counts {
		if n > 0 {
			p := float64(n) / float64(len(text))
			bits -= p * math.Log2(p)
		}
	}
	return bits
}

// public reports whether a text is made to be read by everyone: certificates, public keys, sets of them.
func public(text string) bool {
	plain := text
	if inner, ok := decode(text); ok {
		plain = inner
	}
	return strings.Contains(plain, "-----BEGIN CERTIFICATE-----") || strings.Contains(plain, "-----BEGIN PUBLIC KEY-----") ||
		strings.Contains(plain, `"kty"`)
}
