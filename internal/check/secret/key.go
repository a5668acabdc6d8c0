package secret

import (
	"crypto/x509"
	"strings"

	"github.com/meshfn/meshfn/internal/certificate"
)

// keyMarks are texts that stand in a private key and nowhere else, besides those of PEM.
var keyMarks = []struct{ text, what string }{
	{"-----BEGIN PGP PRIVATE KEY BLOCK-----", "a PGP private key"},
	{"---- BEGIN SSH2 ENCRYPTED PRIVATE KEY ----", "an SSH private key"},
	{"PuTTY-User-Key-File-", "a PuTTY private key"},
	{"AGE-SECRET-KEY-1", "an age private key"},
}

// privateKey says which private key a text holds, "" for none.
func privateKey(text string) string {
	if certificate.HasPrivateKey(text) {
		if strings.Contains(text, `"service_account"`) {
			return "the key of a Google service account"
		}
		return "a private key"
	}
	for _, mark := range keyMarks {
		if strings.Contains(text, mark.text) {
			return mark.what
		}
	}
	if privateJWK(text) {
		return "a private key as JWK"
	}
	if derKey(text) {
		return "a private key"
	}
	return ""
}

// privateJWK reports whether a text is JSON of a key with its private exponent, or with the key itself where it is
// symmetric (RFC 7518, section 6).
func privateJWK(text string) bool {
	if !strings.Contains(text, `"kty"`) {
		return false
	}
	dense := strings.Join(strings.Fields(text), "")
	return strings.Contains(dense, `"d":"`) || strings.Contains(dense, `"kty":"oct"`) && strings.Contains(dense, `"k":"`)
}

// derKey reports whether a text is a private key without the PEM around it, as in base64 without header lines.
func derKey(text string) bool {
	if len(text) < 2 || text[0] != 0x30 { // a SEQUENCE
		return false
	}
	der := []byte(text)
	if _, err := x509.ParsePKCS8PrivateKey(der); err == nil {
		return true
	}
	if _, err := x509.ParsePKCS1PrivateKey(der); err == nil {
		return true
	}
	_, err := x509.ParseECPrivateKey(der)
	return err == nil
}
