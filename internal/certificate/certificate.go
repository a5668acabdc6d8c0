// Package certificate reads the public root certificates that federated meshes hand to each other.
//
// A root travels through git as PEM: one certificate, or several while a root is being replaced. It is public material.
// What must never travel is the key beside it, and the two are easily mixed up, since `cat` puts both into one file: a
// text with a private key is refused as a whole, and no error of this package quotes what it was given.
//
// Two roots are the same where their fingerprints are; names and serial numbers prove nothing.
package certificate

import (
	"bytes"
	"crypto/sha256"
	"crypto/x509"
	"encoding/hex"
	"encoding/pem"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

// ErrPrivateKey is the error of Parse for a text that holds a private key.
var ErrPrivateKey = errors.New("the text holds a private key; only the public certificate may be there")

// HasPrivateKey reports whether a text holds a private key in PEM, whatever its kind, whole or cut off.
func HasPrivateKey(text string) bool { return strings.Contains(text, "PRIVATE KEY-----") }

// Parse returns the certificates of a PEM text, at least one. Text between the blocks is passed over, as every reader of
// PEM does; a block that is no certificate is an error.
func Parse(text string) ([]*x509.Certificate, error) {
	if HasPrivateKey(text) {
		return nil, ErrPrivateKey
	}
	var all []*x509.Certificate
	for rest := []byte(text); ; {
		var block *pem.Block
		block, rest = pem.Decode(rest)
		switch {
		case block == nil && bytes.Contains(rest, []byte("-----BEGIN")):
			return nil, fmt.Errorf("read block %d: the PEM block is damaged or cut off", len(all)+1)
		case block == nil && len(all) == 0:
			return nil, errors.New("there is no PEM block")
		case block == nil:
			return all, nil
		case block.Type != "CERTIFICATE":
			return nil, fmt.Errorf("read block %d: a %s is no certificate", len(all)+1, block.Type)
		}
		c, err := x509.ParseCertificate(block.Bytes)
		if err != nil {
			return nil, fmt.Errorf("read certificate %d: %w", len(all)+1, err)
		}
		all = append(all, c)
	}
}

// Encode returns the certificates as PEM and nothing else: no comments, no headers, line ends as Unix has them.
func Encode(all []*x509.Certificate) string {
	var b bytes.Buffer
	for _, c := range all {
		pem.Encode(&b, &pem.Block{Type: "CERTIFICATE", Bytes: c.Raw}) // a bytes.Buffer takes everything
	}
	return b.String()
}

// Authority returns an error that names the first certificate which cannot be a root: not marked as a CA, or not allowed
// to sign certificates. Go, OpenSSL and Envoy all refuse to verify with one.
func Authority(all []*x509.Certificate) error {
	for i, c := range all {
		switch {
		case !c.BasicConstraintsValid || !c.IsCA:
			return fmt.Errorf("certificate %d (%s) is not a CA certificate", i+1, c.Subject)
		case c.KeyUsage != 0 && c.KeyUsage&x509.KeyUsageCertSign == 0:
			return fmt.Errorf("certificate %d (%s) may not sign certificates", i+1, c.Subject)
		}
	}
	return nil
}

// Valid returns an error where none of the certificates is valid at the time, for example during the replacement of a
// root, when one of two may have expired. The zero time checks nothing.
func Valid(all []*x509.Certificate, now time.Time) error {
	if now.IsZero() {
		return nil
	}
	var problems []error
	for i, c := range all {
		switch {
		case now.After(c.NotAfter):
			problems = append(problems, fmt.Errorf("certificate %d (%s) expired on %s", i+1, c.Subject, c.NotAfter.UTC().Format(time.DateOnly)))
		case now.Before(c.NotBefore):
			problems = append(problems, fmt.Errorf("certificate %d (%s) is not valid before %s", i+1, c.Subject, c.NotBefore.UTC().Format(time.DateOnly)))
		default:
			return nil
		}
	}
	return errors.Join(problems...)
}

// Fingerprint is the SHA-256 of the certificate's DER, in lower-case hex.
func Fingerprint(c *x509.Certificate) string {
	sum := sha256.Sum256(c.Raw)
	return hex.EncodeToString(sum[:])
}

// Same reports whether two lists hold the same certificates, in any order.
func Same(a, b []*x509.Certificate) bool {
	return slices.Equal(fingerprints(a), fingerprints(b))
}

func fingerprints(all []*x509.Certificate) []string {
	prints := make([]string, len(all))
	for i, c := range all {
		prints[i] = Fingerprint(c)
	}
	slices.Sort(prints)
	return slices.Compact(prints)
}
