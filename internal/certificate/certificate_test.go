package certificate_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"math/big"
	"strings"
	"testing"
	"time"

	"github.com/meshfn/meshfn/internal/certificate"
)

var (
	start = time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC)
	end   = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
)

// issue returns a self-signed certificate, and its key, as PEM.
func issue(t testing.TB, ca bool, usage x509.KeyUsage) (text, key string) {
	t.Helper()
	k, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "root"}, NotBefore: start, NotAfter: end,
		BasicConstraintsValid: true, IsCA: ca, KeyUsage: usage,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &k.PublicKey, k)
	if err != nil {
		t.Fatal(err)
	}
	secret, err := x509.MarshalPKCS8PrivateKey(k)
	if err != nil {
		t.Fatal(err)
	}
	return string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})),
		string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: secret}))
}

func TestParse(t *testing.T) {
	root, key := issue(t, true, x509.KeyUsageCertSign)
	second, _ := issue(t, true, 0)
	for name, c := range map[string]struct {
		text  string
		count int
		err   string
	}{
		"one":            {root, 1, ""},
		"two":            {root + second, 2, ""},
		"with comments":  {"subject=root\n" + root + "\n# the end\n", 1, ""},
		"windows":        {strings.ReplaceAll(root, "\n", "\r\n"), 1, ""},
		"empty":          {"", 0, "there is no PEM block"},
		"no PEM":         {"MIIB", 0, "there is no PEM block"},
		"cut off":        {root[:len(root)/2], 0, "damaged or cut off"},
		"second cut off": {root + second[:len(second)/2], 0, "read block 2"},
		"other block":    {"-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n", 0, "a PUBLIC KEY is no certificate"},
		"no certificate": {"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", 0, "read certificate 1"},
		"key":            {key, 0, "private key"},
		"key behind":     {root + key, 0, "private key"},
		"key cut off":    {root + key[:40], 0, "private key"},
	} {
		t.Run(name, func(t *testing.T) {
			all, err := certificate.Parse(c.text)
			switch {
			case c.err == "" && err != nil, len(all) != c.count:
				t.Errorf("%d certificates, %v", len(all), err)
			case c.err != "" && (err == nil || !strings.Contains(err.Error(), c.err)):
				t.Errorf("%v, want %s", err, c.err)
			}
			if err != nil && strings.Contains(err.Error(), strings.Split(key, "\n")[1]) {
				t.Error("the error shows the key")
			}
		})
	}
	if _, err := certificate.Parse(key); !errors.Is(err, certificate.ErrPrivateKey) {
		t.Errorf("%v is not ErrPrivateKey", err)
	}
}

func TestAuthorityAndTime(t *testing.T) {
	root := parse(t, true, x509.KeyUsageCertSign)
	if err := certificate.Authority(root); err != nil {
		t.Error(err)
	}
	if err := certificate.Authority(parse(t, true, 0)); err != nil {
		t.Errorf("no key usage allows every use: %v", err)
	}
	for name, bad := range map[string][]*x509.Certificate{
		"leaf": parse(t, false, x509.KeyUsageDigitalSignature), "cannot sign": parse(t, true, x509.KeyUsageDigitalSignature),
	} {
		if certificate.Authority(bad) == nil || certificate.Authority(append(root[:1:1], bad...)) == nil {
			t.Errorf("%s passes for an authority", name)
		}
	}
	for _, c := range []struct {
		now   time.Time
		valid bool
	}{{time.Time{}, true}, {start, true}, {end, true}, {start.Add(-time.Second), false}, {end.Add(time.Second), false}} {
		if err := certificate.Valid(root, c.now); (err == nil) != c.valid {
			t.Errorf("at %v: %v", c.now, err)
		}
	}
}

func TestFingerprints(t *testing.T) {
	a, b := parse(t, true, 0), parse(t, true, 0)
	both := append(a[:1:1], b...)
	turned := append(b[:1:1], a...)
	if !certificate.Same(both, turned) || certificate.Same(a, b) || certificate.Same(a, both) {
		t.Error("lists are the same where their certificates are")
	}
	again, err := certificate.Parse(certificate.Encode(both))
	if err != nil || !certificate.Same(again, both) {
		t.Errorf("what was encoded is not what is read: %v", err)
	}
	if f := certificate.Fingerprint(a[0]); len(f) != 64 || f != strings.ToLower(f) {
		t.Errorf("fingerprint %q", f)
	}
}

func parse(t testing.TB, ca bool, usage x509.KeyUsage) []*x509.Certificate {
	t.Helper()
	text, _ := issue(t, ca, usage)
	all, err := certificate.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// FuzzParse: whatever the text, what is read can be written and read again, and no key gets through.
func FuzzParse(f *testing.F) {
	root, key := issue(f, true, 0)
	for _, text := range []string{"", root, key, root + key, root[:100], "-----BEGIN"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		all, err := certificate.Parse(text)
		if err != nil {
			return
		}
		again, err := certificate.Parse(certificate.Encode(all))
		if err != nil || !certificate.Same(all, again) || certificate.HasPrivateKey(certificate.Encode(all)) {
			t.Errorf("%d certificates, then %d: %v", len(all), len(again), err)
		}
	})
}
