package secret

import (
	"encoding/base64"
	"strings"
	"unicode"
	"unicode/utf8"
)

// deepest is how often base64 is taken off: a key in a kubeconfig in a Secret is encoded twice, a Secret in a Secret
// three times.
const deepest = 3

// pemStart is "-----BEGIN " in base64.
const pemStart = "LS0tLS1CRUdJTi"

// encoded returns what a text says below base64: the text as a whole, or the PEM blocks inside it.
func encoded(text string) []string {
	if whole, ok := decode(text); ok {
		return []string{whole}
	}
	var all []string
	for {
		i := strings.Index(text, pemStart)
		if i < 0 {
			return all
		}
		text = text[i:]
		end := 0
		for end < len(text) && inBase64(text[end]) {
			end++
		}
		if inner, ok := decode(text[:end]); ok {
			all = append(all, inner)
		}
		text = text[end:]
	}
}

// decode takes base64 off a text, of either alphabet, with or without padding and broken over lines or not.
func decode(text string) (string, bool) {
	if len(text) < shortest {
		return "", false
	}
	for i := range len(text) {
		if c := text[i]; !inBase64(c) && c != '\n' && c != '\r' && c != ' ' {
			return "", false
		}
	}
	dense := strings.TrimRight(strings.Join(strings.Fields(text), ""), "=")
	for _, alphabet := range []*base64.Encoding{base64.RawStdEncoding, base64.RawURLEncoding} {
		if plain, err := alphabet.DecodeString(dense); err == nil {
			return string(plain), true
		}
	}
	return "", false
}

func inBase64(c byte) bool { return inAlphabet[c] }

// inAlphabet are the characters of base64, of either alphabet.
var inAlphabet = func() (in [256]bool) {
	for c := range in {
		in[c] = alphanumeric(byte(c)) || strings.IndexByte("+/-_=", byte(c)) >= 0
	}
	return in
}()

// printable reports whether a text is one that people read.
func printable(text string) bool {
	return utf8.ValidString(text) && strings.IndexFunc(text, func(r rune) bool {
		return !unicode.IsPrint(r) && !unicode.IsSpace(r)
	}) < 0
}
