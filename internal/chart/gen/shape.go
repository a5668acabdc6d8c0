package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log"
	"reflect"
	"slices"
	"strings"

	"google.golang.org/protobuf/reflect/protoreflect"
	"istio.io/istio/operator/pkg/apis"
	"k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/intstr"
)

// table numbers the shapes of all types that an IstioOperator may hold.
type table struct {
	index  map[string]int // by type, in the encoding that it is decoded from
	shapes []string       // composite literals
}

func (t *table) add(key, literal string) int {
	if i, ok := t.index[key]; ok {
		return i
	}
	t.index[key] = len(t.shapes)
	t.shapes = append(t.shapes, literal)
	return t.index[key]
}

// reserve numbers a type before its fields are known.
func (t *table) reserve(key string) (int, bool) {
	i, ok := t.index[key]
	if !ok {
		i = t.add(key, "")
	}
	return i, ok
}

func (t *table) kind(kind string) int { return t.add("kind "+kind, "{kind: "+kind+"}") }

// special are the Go types that decode themselves.
var special = map[reflect.Type]string{
	reflect.TypeFor[resource.Quantity]():  "quantityKind",
	reflect.TypeFor[intstr.IntOrString](): "intOrStringKind",
	reflect.TypeFor[metav1.Time]():        "stringKind",
	reflect.TypeFor[metav1.FieldsV1]():    "anyKind",
	reflect.TypeFor[json.RawMessage]():    "anyKind",
	reflect.TypeFor[apis.BoolValue]():     "boolKind",
}

// goType is the shape of a type as encoding/json decodes it.
func (t *table) goType(of reflect.Type) int {
	if kind, ok := special[of]; ok {
		return t.kind(kind)
	}
	switch of.Kind() {
	case reflect.Pointer:
		return t.goType(of.Elem())
	case reflect.Interface:
		return t.kind("anyKind")
	case reflect.String:
		return t.kind("stringKind")
	case reflect.Bool:
		return t.kind("boolKind")
	case reflect.Int32:
		return t.kind("int32Kind")
	case reflect.Int64:
		return t.kind("int64Kind")
	case reflect.Uint32:
		return t.kind("uint32Kind")
	case reflect.Slice:
		return t.list(t.goType(of.Elem()))
	case reflect.Map:
		return t.mapOf(t.goType(of.Elem()))
	case reflect.Struct:
		i, done := t.reserve("go " + of.String())
		if !done {
			t.shapes[i] = fmt.Sprintf("{kind: structKind, fields: %q}", strings.Join(t.goFields(of), " "))
		}
		return i
	}
	log.Fatalf("no shape for %s", of)
	return 0
}

func (t *table) goFields(of reflect.Type) []string {
	var fields []string
	for _, f := range reflect.VisibleFields(of) {
		name, options, _ := strings.Cut(f.Tag.Get("json"), ",")
		switch {
		case !f.IsExported() || name == "-" || len(f.Index) > 1:
		case f.Anonymous && name == "":
			embedded := f.Type
			if embedded.Kind() == reflect.Pointer {
				embedded = embedded.Elem()
			}
			fields = append(fields, t.goFields(embedded)...)
		case name == "":
			log.Fatalf("%s.%s has no name in JSON (%s)", of, f.Name, options)
		default:
			fields = append(fields, fmt.Sprintf("%s=%d", name, t.goType(f.Type)))
		}
	}
	slices.Sort(fields)
	return fields
}

func (t *table) list(elem int) int {
	return t.add(fmt.Sprint("list ", elem), fmt.Sprintf("{kind: listKind, elem: %d}", elem))
}

func (t *table) mapOf(elem int) int {
	return t.add(fmt.Sprint("map ", elem), fmt.Sprintf("{kind: mapKind, elem: %d}", elem))
}

// message is the shape of a message as the JSON decoder of protocol buffers takes it; lenient ones allow unknown fields.
func (t *table) message(of protoreflect.MessageDescriptor, strict bool) int {
	switch of.FullName() {
	case "google.protobuf.Struct":
		return t.mapOf(t.kind("anyKind"))
	case "google.protobuf.ListValue":
		return t.list(t.kind("anyKind"))
	case "google.protobuf.Value", "google.protobuf.Any":
		return t.kind("anyKind")
	case "google.protobuf.Duration":
		return t.kind("durationKind")
	case "google.protobuf.Timestamp":
		return t.kind("stringKind")
	case "istio.operator.v1alpha1.IntOrString":
		return t.kind("intOrStringKind")
	}
	if of.ParentFile().Package() == "google.protobuf" && strings.HasSuffix(string(of.Name()), "Value") {
		return t.single(of.Fields().ByNumber(1), strict)
	}
	i, done := t.reserve(fmt.Sprint("proto ", of.FullName(), strict))
	if done {
		return i
	}
	var fields []string
	for n := range of.Fields().Len() {
		f := of.Fields().Get(n)
		shape := t.field(f, strict)
		fields = append(fields, fmt.Sprintf("%s=%d", f.JSONName(), shape))
		if string(f.Name()) != f.JSONName() {
			fields = append(fields, fmt.Sprintf("%s=%d", f.Name(), shape))
		}
	}
	slices.Sort(fields)
	kind := "structKind"
	if !strict {
		kind = "lenientKind"
	}
	t.shapes[i] = fmt.Sprintf("{kind: %s, fields: %q}", kind, strings.Join(fields, " "))
	return i
}

func (t *table) field(f protoreflect.FieldDescriptor, strict bool) int {
	switch {
	case f.IsMap():
		return t.mapOf(t.single(f.MapValue(), strict))
	case f.IsList():
		return t.list(t.single(f, strict))
	}
	return t.single(f, strict)
}

func (t *table) single(f protoreflect.FieldDescriptor, strict bool) int {
	switch f.Kind() {
	case protoreflect.BoolKind:
		return t.kind("boolKind")
	case protoreflect.StringKind, protoreflect.BytesKind:
		return t.kind("stringKind")
	case protoreflect.Int32Kind:
		return t.kind("protoInt32Kind")
	case protoreflect.Int64Kind:
		return t.kind("protoInt64Kind")
	case protoreflect.Uint32Kind:
		return t.kind("protoUint32Kind")
	case protoreflect.Uint64Kind:
		return t.kind("protoUint64Kind")
	case protoreflect.DoubleKind, protoreflect.FloatKind:
		return t.kind("protoFloatKind")
	case protoreflect.MessageKind:
		return t.message(f.Message(), strict)
	case protoreflect.EnumKind:
		var names []string
		for n := range f.Enum().Values().Len() {
			names = append(names, string(f.Enum().Values().Get(n).Name()))
		}
		return t.add("enum "+string(f.Enum().FullName()), fmt.Sprintf("{kind: enumKind, fields: %q}", strings.Join(names, " ")))
	}
	log.Fatalf("no shape for %s", f.FullName())
	return 0
}

func (t *table) print(b *bytes.Buffer) {
	b.WriteString("var shapes = [...]shape{\n")
	for _, s := range t.shapes {
		fmt.Fprintf(b, "%s,\n", s)
	}
	b.WriteString("}\n\n")
}
