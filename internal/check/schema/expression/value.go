// Package expression evaluates CEL rules of CRDs as an API server does: with cel-go, and with the types and functions
// that Kubernetes adds.
//
// Kubernetes' own packages for this (k8s.io/apiserver/pkg/cel/library and .../environment) take 4 ms of every start of a
// program that links them, for metrics and feature gates; a KRM function starts once per package. Its types (URL, IP,
// quantity and so on) are free of that and used as they are; the functions on them are bound here, with the names and
// overloads of the library. Rules are compiled without the CRD's types, when they are first evaluated, and kept.
package expression

import (
	"fmt"
	"reflect"
	"time"

	"github.com/google/cel-go/common/types"
	"github.com/google/cel-go/common/types/ref"
	"github.com/google/cel-go/common/types/traits"
	"k8s.io/apiserver/pkg/cel"
	"k8s.io/kube-openapi/pkg/validation/strfmt"

	"github.com/meshfn/meshfn/internal/check/schema/shape"
)

// Value is a JSON value as rules see it: with the types and the defaults of its schema.
func Value(t *shape.Table, id shape.ID, v any) ref.Val {
	n := t.At(id)
	switch v := v.(type) {
	case nil:
		return types.NullValue
	case map[string]any:
		if n.Fields != nil || n.Rest != 0 {
			return object{t, n, v}
		}
	case []any:
		if n.Items == 0 {
			break
		}
		list := make([]ref.Val, len(v))
		for i, e := range v {
			list[i] = Value(t, n.Items, e)
		}
		return types.NewRefValList(types.DefaultTypeAdapter, list)
	case string:
		if n.Type == "string" {
			return text(n.Format, v)
		}
	case int:
		return number(n, float64(v), int64(v))
	case int64:
		return number(n, float64(v), v)
	case float64:
		return number(n, v, int64(v))
	}
	return types.DefaultTypeAdapter.NativeToValue(v)
}

func number(n *shape.Node, f float64, i int64) ref.Val {
	switch {
	case n.Type == "number":
		return types.Double(f)
	case f == float64(i):
		return types.Int(i)
	}
	return types.Double(f)
}

// text is a string, or what its format makes of it.
func text(format, s string) ref.Val {
	switch format {
	case "duration":
		if d, err := strfmt.ParseDuration(s); err == nil {
			return types.Duration{Duration: d}
		}
	case "date":
		if d, err := time.Parse(strfmt.RFC3339FullDate, s); err == nil {
			return types.Timestamp{Time: d}
		}
	case "date-time":
		if d, err := strfmt.ParseDateTime(s); err == nil {
			return types.Timestamp{Time: time.Time(d)}
		}
	case "byte":
		var b strfmt.Base64
		if b.UnmarshalText([]byte(s)) == nil {
			return types.Bytes(b)
		}
	}
	return types.String(s)
}

// object is a map with a schema: a field that is not there has its default, and keywords are escaped in names.
type object struct {
	table *shape.Table
	node  *shape.Node
	m     map[string]any
}

var _ traits.Mapper = object{}

// Find returns the value of a field.
func (o object) Find(key ref.Val) (ref.Val, bool) {
	name, ok := key.(types.String)
	if !ok {
		return types.MaybeNoSuchOverloadErr(key), false
	}
	field := string(name)
	id, known := o.node.Fields[field]
	if o.node.Fields != nil && !known {
		if plain, ok := cel.Unescape(field); ok {
			field = plain
			id, known = o.node.Fields[field]
		}
	}
	v, there := o.m[field]
	switch {
	case known && (!there || v == nil && !o.table.At(id).Nullable):
		if v = o.table.Own(id).Default; v == nil {
			return nil, false
		}
	case !there:
		return nil, false
	case !known && o.node.Rest != 0:
		id = o.node.Rest
	case !known:
		return types.DefaultTypeAdapter.NativeToValue(v), true
	}
	return Value(o.table, id, v), true
}

// Get is Find, with an error for a field that is not there.
func (o object) Get(key ref.Val) ref.Val {
	if v, ok := o.Find(key); ok {
		return v
	}
	return types.NewErr("no such key: %v", key.Value())
}

// Contains is what `in` and has() ask.
func (o object) Contains(key ref.Val) ref.Val {
	_, ok := o.Find(key)
	return types.Bool(ok)
}

func (o object) Size() ref.Val { return types.Int(len(o.m)) }

// Iterator goes over the keys.
func (o object) Iterator() traits.Iterator {
	return o.plain().Iterator()
}

func (o object) Equal(other ref.Val) ref.Val {
	m, ok := other.(traits.Mapper)
	if !ok || m.Size() != o.Size() {
		return types.False
	}
	for it := o.Iterator(); it.HasNext() == types.True; {
		key := it.Next()
		theirs, ok := m.Find(key)
		if ours, mine := o.Find(key); !ok || !mine || ours.Equal(theirs) != types.True {
			return types.False
		}
	}
	return types.True
}

func (o object) plain() traits.Mapper {
	return types.NewStringInterfaceMap(types.DefaultTypeAdapter, o.m)
}

func (o object) ConvertToNative(to reflect.Type) (any, error) { return o.plain().ConvertToNative(to) }

func (o object) ConvertToType(to ref.Type) ref.Val {
	switch to {
	case types.MapType:
		return o
	case types.TypeType:
		return types.MapType
	}
	return types.NewErr("%s", fmt.Sprintf("no conversion of a map to %s", to.TypeName()))
}

func (o object) Type() ref.Type { return types.MapType }

func (o object) Value() any { return o.m }
