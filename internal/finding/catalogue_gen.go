// Code generated from catalogue.yaml by go generate. DO NOT EDIT.

package finding

// The codes.
const (
	// Syntax: The file is not one readable YAML document.
	Syntax Code = "MSH0101"
	// UnknownField: A field is not known.
	UnknownField Code = "MSH0102"
	// WrongType: A value has the wrong type.
	WrongType Code = "MSH0103"
)

var entries = map[Code]Entry{
	Syntax:       {Syntax, Error, "The file is not one readable YAML document", "Write one YAML document with apiVersion, kind, metadata and spec."},
	UnknownField: {UnknownField, Error, "A field is not known", "Remove the field or correct its name."},
	WrongType:    {WrongType, Error, "A value has the wrong type", "Quote the value, or write the type that the field takes."},
}
