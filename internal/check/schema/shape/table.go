package shape

import (
	"encoding/json"
	"fmt"
	"sync/atomic"
)

// Table holds nodes by ID. It is safe for concurrent use once it is complete.
type Table struct {
	lines [][]byte // JSON of the nodes, by ID-1
	nodes []atomic.Pointer[Node]
}

// NewTable returns a table of the nodes whose texts are given, in the order of their IDs. Texts are decoded when a node
// is asked for.
func NewTable(lines [][]byte) *Table {
	return &Table{lines: lines, nodes: make([]atomic.Pointer[Node], len(lines))}
}

// At returns a node, following Base. An ID that the table did not give, or a text that is no node, is a mistake of the
// generator and panics.
func (t *Table) At(id ID) *Node {
	for {
		n := t.Own(id)
		if n.Base == 0 {
			return n
		}
		id = n.Base
	}
}

// Own returns the node itself, whose Default is its own.
func (t *Table) Own(id ID) *Node {
	if n := t.nodes[id-1].Load(); n != nil {
		return n
	}
	n := new(Node)
	if err := json.Unmarshal(t.lines[id-1], n); err != nil {
		panic(fmt.Sprintf("shape: node %d: %v", id, err))
	}
	t.nodes[id-1].Store(n)
	return n
}

// Builder collects nodes, each distinct one once.
type Builder struct {
	lines [][]byte
	deep  []bool
	ids   map[string]ID
}

// NewBuilder returns an empty Builder.
func NewBuilder() *Builder { return &Builder{ids: map[string]ID{}} }

// Add returns the ID of a node, a new one if there is none like it.
func (b *Builder) Add(n Node) ID {
	text := encode(n)
	if id, ok := b.ids[string(text)]; ok {
		return id
	}
	id := b.Reserve()
	b.Fill(id, n)
	b.ids[string(text)] = id
	return id
}

// Reserve returns an ID for a node that holds itself; Fill sets it.
func (b *Builder) Reserve() ID {
	b.lines, b.deep = append(b.lines, nil), append(b.deep, false)
	return ID(len(b.lines))
}

// Fill sets a reserved node.
func (b *Builder) Fill(id ID, n Node) { b.lines[id-1], b.deep[id-1] = encode(n), n.Deep }

// Deep reports whether there are rules at a node or below; at a reserved node that is not filled there are none.
func (b *Builder) Deep(id ID) bool { return id != 0 && b.deep[id-1] }

// Lines are the texts of all nodes, for NewTable.
func (b *Builder) Lines() [][]byte { return b.lines }

// Table of what was added.
func (b *Builder) Table() *Table { return NewTable(b.lines) }

func encode(n Node) []byte {
	text, err := json.Marshal(n)
	if err != nil {
		panic(fmt.Sprintf("shape: %v", err)) // a node holds nothing that JSON cannot say
	}
	return text
}
