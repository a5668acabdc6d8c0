// Package shape holds the schemas of Kubernetes kinds in a compact form: the part of OpenAPI v3 that an API server
// enforces, without descriptions, each distinct schema once.
//
// Kubernetes publishes OpenAPI per group and release, 8 MB a release; most of it is prose, and most definitions are the
// same from release to release, as those of a CRD are from version to version. A Table keeps every distinct node once
// and names it by number, so twelve releases and the CRDs of a mesh fit into a few hundred kilobytes, and only the
// nodes that an object touches are ever decoded.
package shape

// ID names a node of a Table; 0 is none.
type ID int32

// Node is one schema. Its children are named by ID, so nodes are equal if and only if their texts are.
type Node struct {
	// Base is the node that this one is besides its Default.
	Base    ID  `json:"b,omitempty"`
	Default any `json:"d,omitempty"`

	Type     string        `json:"t,omitempty"`
	Fields   map[string]ID `json:"f,omitempty"`
	Rest     ID            `json:"r,omitempty"` // the schema of fields that are not in Fields
	Open     bool          `json:"o,omitempty"` // fields that are not in Fields may be there
	Items    ID            `json:"i,omitempty"`
	Required []string      `json:"q,omitempty"`

	Nullable    bool `json:"n,omitempty"`
	IntOrString bool `json:"s,omitempty"`
	Embedded    bool `json:"e,omitempty"` // holds a whole resource

	ListType string   `json:"l,omitempty"` // atomic, set, map
	Keys     []string `json:"k,omitempty"` // the fields that identify an entry of a map list

	Enum             []any    `json:"en,omitempty"`
	Format           string   `json:"fo,omitempty"`
	Pattern          string   `json:"p,omitempty"`
	Minimum          *float64 `json:"mi,omitempty"`
	Maximum          *float64 `json:"ma,omitempty"`
	ExclusiveMinimum bool     `json:"xi,omitempty"`
	ExclusiveMaximum bool     `json:"xa,omitempty"`
	MultipleOf       *float64 `json:"mo,omitempty"`
	MinLength        *int     `json:"sl,omitempty"`
	MaxLength        *int     `json:"ll,omitempty"`
	MinItems         *int     `json:"si,omitempty"`
	MaxItems         *int     `json:"li,omitempty"`
	MinFields        *int     `json:"sf,omitempty"`
	MaxFields        *int     `json:"lf,omitempty"`
	Unique           bool     `json:"u,omitempty"`

	All []ID `json:"al,omitempty"`
	Any []ID `json:"an,omitempty"`
	One []ID `json:"on,omitempty"`
	Not ID   `json:"no,omitempty"`

	Rules []Rule `json:"ru,omitempty"`
	Deep  bool   `json:"x,omitempty"` // there are rules here or below
}

// Rule is one CEL rule (x-kubernetes-validations).
type Rule struct {
	Rule              string `json:"r"`
	Message           string `json:"m,omitempty"`
	MessageExpression string `json:"e,omitempty"`
	FieldPath         string `json:"f,omitempty"`
	OptionalOldSelf   bool   `json:"o,omitempty"`
}
