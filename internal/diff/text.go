package diff

import (
	"bytes"
	"encoding/json"
	"fmt"

	"github.com/meshfn/meshfn/internal/krm"
)

// Text is the result for a terminal.
func (r Result) Text() []byte {
	var b bytes.Buffer
	fmt.Fprintln(&b, r.headline())
	if text := r.broken(); text != "" {
		fmt.Fprintf(&b, "\n%s\n", text)
	}
	for _, c := range r.Added {
		fmt.Fprintf(&b, "\nadded cluster %s\n", c)
	}
	for _, c := range r.Removed {
		fmt.Fprintf(&b, "\nremoved cluster %s\n", c)
	}
	for _, v := range views(r.Groups) {
		fmt.Fprintf(&b, "\n%s %s %s %s\n", v.Class, v.ID, v.Op, v.where())
		for _, l := range v.lines {
			fmt.Fprintf(&b, "  %s\n", l)
		}
		fmt.Fprintf(&b, "  why %s: %s\n", v.Class, v.Reason)
		for _, c := range v.Causes {
			fmt.Fprintf(&b, "  from %s\n", c)
		}
	}
	return b.Bytes()
}

type jsonGroup struct {
	Op       Op         `json:"op"`
	Object   jsonID     `json:"object"`
	Class    Class      `json:"class"`
	Reason   string     `json:"reason"`
	Clusters []string   `json:"clusters"`
	Fields   []Field    `json:"fields,omitempty"`
	Value    krm.Object `json:"value,omitempty"`
	Causes   []Cause    `json:"causes"`
}

type jsonID struct {
	Group     string `json:"group,omitempty"`
	Kind      string `json:"kind"`
	Namespace string `json:"namespace,omitempty"`
	Name      string `json:"name"`
}

// JSON is the result for programs. Each change has its exact values; applied to the objects of the base, changes, added
// and removed clusters give those of the head, but for what a Secret holds and for what says the same in another form.
func (r Result) JSON() ([]byte, error) {
	groups := []jsonGroup{}
	for _, g := range r.Groups {
		groups = append(groups, jsonGroup{
			Op: g.Op, Object: jsonID(g.ID), Class: g.Class, Reason: g.Reason, Clusters: g.Clusters,
			Fields: g.Fields, Value: g.Object, Causes: append([]Cause{}, g.Causes...),
		})
	}
	out := map[string]any{
		"summary": map[string]int{"compared": r.Compared, "changed": r.Changed, "added": len(r.Added), "removed": len(r.Removed)},
		"changes": groups, "added": append([]Cluster{}, r.Added...), "removed": append([]Cluster{}, r.Removed...),
		"brokenAtBase": append([]string{}, r.Broken...),
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	err := e.Encode(out)
	return b.Bytes(), err
}
