package secret

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"fmt"
	mathrand "math/rand/v2"
	"strings"
	"testing"

	"github.com/meshfn/meshfn/internal/check/rule"
	"github.com/meshfn/meshfn/internal/finding"
)

// drawnText is a text drawn by lot, the same in each run.
func drawnText(seed uint64, alphabet string, length int) string {
	lot := mathrand.New(mathrand.NewPCG(seed, 0))
	b := make([]byte, length)
	for i := range b {
		b[i] = alphabet[lot.IntN(len(alphabet))]
	}
	return string(b)
}

const (
	letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
	hex     = "0123456789abcdef"
)

func TestForms(t *testing.T) {
	for i, f := range forms {
		text := f.prefix + drawnText(uint64(i), letters, f.least)
		for _, in := range []string{text, "key=" + text + ";", "x: 1\ny: " + text + "\n"} {
			if code, what := recognize(in, 0); code != finding.Token || what != f.what {
				t.Errorf("%s in another text: %s %s, want %s", f.prefix, code, what, f.what)
			}
		}
		if what := token("a" + text); what != "" && what == f.what {
			t.Errorf("%s inside a word is taken for %s", f.prefix, what)
		}
		if what := token(f.prefix + strings.Repeat("x", f.least)); what != "" {
			t.Errorf("%sxxx is taken for %s", f.prefix, what)
		}
	}
}

// secrets are texts, and what they are; none is one that was ever in use.
func secrets(t *testing.T) map[string]finding.Code {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	pkcs8, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	sec1, err := x509.MarshalECPrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	part := func(s string) string { return base64.RawURLEncoding.EncodeToString([]byte(s)) }
	all := map[string]finding.Code{
		part(`{"alg":"RS256"}`) + "." + part(`{"sub":"shop"}`) + "." + drawnText(1, letters, 43): finding.Token,
		"Authorization: Bearer " + drawnText(2, letters, 32):                                     finding.Token,
		"Basic " + base64.StdEncoding.EncodeToString([]byte("shop:correct-horse")):               finding.Token,
		"https://shop:correct-horse@example.com/":                                                finding.Token,
		"amqp://:correct-horse@broker":                                                           finding.Token,
		"-----BEGIN PGP PRIVATE KEY BLOCK-----\n\nlQ":                                            finding.PrivateKey,
		"PuTTY-User-Key-File-3: ssh-ed25519":                                                     finding.PrivateKey,
		"AGE-SECRET-KEY-1QQPQQ":                                                                  finding.PrivateKey,
		`{"kty": "EC", "crv": "P-256", "d": "x"}`:                                                finding.PrivateKey,
		base64.StdEncoding.EncodeToString(pkcs8):                                                 finding.PrivateKey,
		base64.StdEncoding.EncodeToString(sec1):                                                  finding.PrivateKey,
		`{"type": "service_account", "private_key": "-----BEGIN PRIVATE KEY-----\nMII"}`:         finding.PrivateKey,
		`{"clusters": [], "users": [{"name": "a", "user": {"password": "correct-horse"}}]}`:      finding.Kubeconfig,
	}
	for _, kind := range []string{"PRIVATE KEY", "RSA PRIVATE KEY", "EC PRIVATE KEY", "DSA PRIVATE KEY", "OPENSSH PRIVATE KEY", "ENCRYPTED PRIVATE KEY"} {
		all[string(pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: pkcs8}))] = finding.PrivateKey
	}
	return all
}

// Base64 hides nothing, in either alphabet, broken over lines or not, once or twice.
func TestEncoded(t *testing.T) {
	for text, want := range secrets(t) {
		std := base64.StdEncoding.EncodeToString([]byte(text))
		twice := base64.StdEncoding.EncodeToString([]byte(std))
		lines := std[:20] + "\n" + std[20:]
		for form, in := range map[string]string{"plain": text, "std": std, "url": base64.RawURLEncoding.EncodeToString([]byte(text)), "twice": twice, "lines": lines} {
			if code, _ := recognize(in, 0); code != want {
				t.Errorf("%s, %s: %q, want %s", text, form, code, want)
			}
		}
	}
	inside := "users:\n- client-key-data: " + base64.StdEncoding.EncodeToString([]byte("-----BEGIN PRIVATE KEY-----\n")) + "\n"
	if code, _ := recognize(inside, 0); code != finding.PrivateKey {
		t.Errorf("a key in base64 inside a text: %q", code)
	}
}

// What is public, or only the name or the place of a secret, is no secret.
func TestNoSecrets(t *testing.T) {
	for _, text := range []string{
		"-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n", "-----BEGIN PUBLIC KEY-----\n",
		`{"keys": [{"kty": "RSA", "e": "AQAB", "n": "` + drawnText(3, letters, 342) + `"}]}`,
		"spiffe://shop.svc.id.goog/ns/shop/sa/default", "https://example.com/@scope/name", "Bearer ${TOKEN}", "Bearer <token>",
		"https://shop:${PASSWORD}@example.com", "git@example.com:shop/shop.git", "Basic authentication", "Bearer token required here",
		"/var/run/secrets/tokens/istio-token", "projects/p/secrets/s/versions/latest",
	} {
		if code, what := recognize(text, 0); code != "" {
			t.Errorf("%q is taken for %s", text, what)
		}
	}
}

func TestSuspicion(t *testing.T) {
	for _, c := range []struct {
		name, text string
		want       finding.Code
	}{
		{"MYSQL_ROOT_PASSWORD", "correct-horse", finding.Password},
		{"apiKey", "correct-horse", finding.Password},
		{"", "--admin-token=correct-horse", finding.Password},
		{"app.properties", "user=shop\ndb.password = correct-horse\n", finding.Password},
		{"config.json", "{\n  \"clientSecret\": \"correct-horse\",\n}", finding.Password},
		{"LICENSE", drawnText(4, letters, 40), finding.RandomText},
		{"SEED", drawnText(5, hex, 64), finding.RandomText},
		{"PASSWORD_FILE", "/etc/secret/password", ""},
		{"DB_PASSWORD", "/etc/secret/password", ""},
		{"DB_PASSWORD", "${DB_PASSWORD}", ""},
		{"DB_PASSWORD", "", ""},
		{"TOKEN_AUDIENCES", "istio-ca", ""},
		{"JWT_POLICY", "third-party-jwt", ""},
		{"CREDENTIAL_NAME", "shop-tls", ""},
		{"COMMIT", drawnText(6, hex, 40), ""},
		{"IMAGE", "shop@sha256:" + drawnText(7, hex, 64), ""},
		{"CLIENT_ID", drawnText(8, hex, 32), ""},
		{"PILOT_ENABLE_CROSS_CLUSTER_WORKLOAD_ENTRY", "true", ""},
		{"ISTIO_META_OWNER", "kubernetes://apis/apps/v1/namespaces/istio-ingress/deployments/istio-ingressgateway", ""},
	} {
		text := fmt.Sprintf("apiVersion: v1\nkind: Pod\nmetadata: {name: shop}\nspec: {containers: [{env: [{name: %q, value: %q}]}]}", c.name, c.text)
		objects, err := rule.Read("pod.yaml", []byte(text))
		if err != nil {
			t.Fatal(err)
		}
		code := finding.Code("")
		for _, f := range inspect(objects[0]) {
			code = f.Code
		}
		if code != c.want {
			t.Errorf("%s=%s: %q, want %q", c.name, c.text, code, c.want)
		}
	}
}

// Of texts that are drawn by lot, nearly all are found.
func TestRandomIsFound(t *testing.T) {
	const draws = 2000
	for _, c := range []struct {
		alphabet string
		length   int
		least    float64
	}{{letters + "+/", 24, 0.75}, {letters + "+/", 32, 0.97}, {letters + "+/", 44, 0.99}, {hex, 32, 0.99}, {hex, 64, 0.99}} {
		found := 0
		for i := range draws {
			if drawn(drawnText(uint64(i), c.alphabet, c.length)) {
				found++
			}
		}
		if share := float64(found) / draws; share < c.least {
			t.Errorf("of %d characters from %d, %.3f are found", c.length, len(c.alphabet), share)
		}
	}
}

// No finding shows any part of a value.
func TestNothingIsShown(t *testing.T) {
	const window = 10
	for text := range secrets(t) {
		for _, kind := range []string{"ConfigMap", "Secret"} {
			o := fmt.Sprintf("apiVersion: v1\nkind: %s\nmetadata: {name: a, namespace: b}\ndata: {k: %q}", kind, base64.StdEncoding.EncodeToString([]byte(text)))
			objects, err := rule.Read("a.yaml", []byte(o))
			if err != nil {
				t.Fatal(err)
			}
			found := inspect(objects[0])
			if len(found) == 0 {
				t.Errorf("nothing is said about %s", text)
			}
			for _, f := range found {
				said := f.Message + f.Field + f.Resource
				for i := 0; i+window <= len(text); i++ {
					if strings.Contains(said, text[i:i+window]) {
						t.Errorf("%s shows %s", said, text[i:i+window])
					}
				}
			}
		}
	}
}

// What stands in for a value, or is public, may stand in a Secret.
func TestSecretsWithoutSecrets(t *testing.T) {
	for _, text := range []string{
		"", "data: {}", `data: {a: ""}`, "stringData: {a: \"<path:kv/data/shop#a>\"}", "data: {a: 'ENC[AES256_GCM,data:xyz]'}\nsops: {version: 3.9.0}",
		"stringData: {a: \"${A}\"}", "type: kubernetes.io/service-account-token",
	} {
		objects, err := rule.Read("a.yaml", []byte("apiVersion: v1\nkind: Secret\nmetadata: {name: a, namespace: b}\n"+text))
		if err != nil {
			t.Fatal(err)
		}
		if found := inspect(objects[0]); len(found) > 0 {
			t.Errorf("%s: %v", text, found)
		}
	}
}
