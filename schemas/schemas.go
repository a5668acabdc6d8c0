// Package schemas holds the JSON Schema of the resources that a user writes and of a report of findings, generated from
// the Go types with their doc comments. Editors read them (yaml-language-server: a modeline `# yaml-language-server:
// $schema=...`, or a setting by file name), and so does anything else that wants to know the fields.
//
// A schema sees one file and no line: it knows fields, types, enums and the form of single values. What the loader
// knows beyond that (duplicate keys, names that repeat, fields that need each other, a fleet's defaults) it cannot say.
package schemas

import _ "embed"

//go:generate go run ./gen

var (
	// Mesh is the schema of mesh.yaml.
	//go:embed mesh.schema.json
	Mesh []byte
	// Fleet is the schema of fleet.yaml.
	//go:embed fleet.schema.json
	Fleet []byte
	// FleetFacts is the schema of fleet-facts.yaml.
	//go:embed fleetfacts.schema.json
	FleetFacts []byte
	// Findings is the schema of what meshfn check --format json prints.
	//go:embed findings.schema.json
	Findings []byte
)
