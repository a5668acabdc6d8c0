package shape

// Kinds adds the versions of a CustomResourceDefinition of apiextensions.k8s.io/v1. A CRD that is not valid gives what can
// be read of it.
func Kinds(c *Converter, crd map[string]any) []Kind {
	spec, _ := crd["spec"].(map[string]any)
	names, _ := spec["names"].(map[string]any)
	var all []Kind
	for _, v := range objects(spec["versions"]) {
		k := Kind{Group: text(spec, "group"), Version: text(v, "name"), Kind: text(names, "kind"),
			Namespaced: text(spec, "scope") == "Namespaced"}
		what := k.Group + "/" + k.Version + " " + k.Kind
		switch {
		case !truth(v, "served"):
			k.Unserved, k.Deprecated = true, what+" is not served by newer releases of its CRD"
		case truth(v, "deprecated"):
			if k.Deprecated = text(v, "deprecationWarning"); k.Deprecated == "" {
				k.Deprecated = what + " is deprecated"
			}
		}
		schema, _ := v["schema"].(map[string]any)
		root, _ := schema["openAPIV3Schema"].(map[string]any)
		k.Root = c.Root(root)
		all = append(all, k)
	}
	return all
}

// Root adds the schema of a custom resource: an API server knows apiVersion, kind and metadata by itself.
func (c *Converter) Root(s map[string]any) ID {
	n := c.Node(s)
	if n.Fields == nil {
		n.Fields = map[string]ID{}
	}
	for _, name := range []string{"apiVersion", "kind"} {
		n.Fields[name] = c.Add(Node{Type: "string"})
	}
	n.Fields["metadata"] = c.Add(Node{Type: "object", Open: true})
	return c.Add(n)
}
