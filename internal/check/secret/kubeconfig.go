package secret

import (
	"strings"

	"github.com/meshfn/meshfn/internal/check/rule"
	"github.com/meshfn/meshfn/internal/krm"
)

// kubeconfig reports whether a text is a kubeconfig that holds credentials.
func kubeconfig(text string) bool {
	if !strings.Contains(text, "clusters") || !strings.Contains(text, "users") {
		return false
	}
	objects, err := krm.Decode([]byte(text))
	return err == nil && len(objects) == 1 && credentials(objects[0])
}

// credentials reports whether a kubeconfig holds what lets its reader in; a plugin to run or a file elsewhere does not.
func credentials(config krm.Object) bool {
	for _, user := range rule.Maps(config.List("users")) {
		for _, field := range []string{"token", "password", "client-key-data"} {
			if value := user.String("user", field); !placeholder(value) {
				return true
			}
		}
		for _, value := range user.Map("user", "auth-provider", "config") {
			if text, _ := value.(string); token(text) != "" {
				return true
			}
		}
	}
	return false
}
