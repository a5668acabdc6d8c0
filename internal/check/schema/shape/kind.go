package shape

// Kind is one kind in one API version, as a range of Kubernetes releases serves it.
type Kind struct {
	Group   string `json:"g,omitempty"`
	Version string `json:"v"`
	Kind    string `json:"k"`
	// Namespaced says that its objects live in a namespace.
	Namespaced bool `json:"ns,omitempty"`
	// Root is its schema.
	Root ID `json:"r"`
	// From and To are the minor releases of Kubernetes, both included, whose own schema this is; 0 for a custom resource.
	From int `json:"a,omitempty"`
	To   int `json:"z,omitempty"`
	// Deprecated is why a version of a custom resource should not be used any more.
	Deprecated string `json:"d,omitempty"`
	// Unserved says that the CRD keeps the version for what is stored, and serves it no more.
	Unserved bool `json:"u,omitempty"`
}

// Native reports whether the kind is built into Kubernetes.
func (k Kind) Native() bool { return k.From != 0 }

// Life is when Kubernetes stops serving a kind in an API version.
type Life struct {
	Group   string `json:"g,omitempty"`
	Version string `json:"v"`
	Kind    string `json:"k"`
	// Deprecated and Removed are minor releases; 0 is never.
	Deprecated int `json:"d,omitempty"`
	Removed    int `json:"x,omitempty"`
	// Replacement is the apiVersion, and after a blank the kind where it changes, to use instead.
	Replacement string `json:"r,omitempty"`
}
