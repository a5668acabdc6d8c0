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
	// DuplicateKey: A field is written twice.
	DuplicateKey Code = "MSH0104"
	// NotAllowed: A value is not in the list of those that the field takes.
	NotAllowed Code = "MSH0105"
	// Anchor: Anchors, aliases, merge keys and tags are not allowed.
	Anchor Code = "MSH0106"
	// Required: A required value is missing.
	Required Code = "MSH0107"
	// WrongKind: The apiVersion or kind is not the one that belongs here.
	WrongKind Code = "MSH0108"
	// TooLarge: The document is larger or nested deeper than any real one.
	TooLarge Code = "MSH0109"
	// NotLocalConfig: The resource would be applied to a cluster.
	NotLocalConfig Code = "MSH0110"
	// BadName: A name is not one that Kubernetes takes.
	BadName Code = "MSH0111"
	// BadFormat: A value does not have the form that the field takes.
	BadFormat Code = "MSH0112"
	// OutOfRange: A number is out of range.
	OutOfRange Code = "MSH0113"
	// Repeated: An entry stands twice in a list whose entries are unique.
	Repeated Code = "MSH0114"
	// Placeholder: A placeholder of a guide or package was left in.
	Placeholder Code = "MSH0115"
	// Contradiction: Two values contradict each other.
	Contradiction Code = "MSH0120"
	// Version: The version is not one that can be rendered.
	Version Code = "MSH0121"
	// NoRevision: A revision or tag is named that the mesh does not have.
	NoRevision Code = "MSH0122"
	// UnknownOption: An option is not known for this version.
	UnknownOption Code = "MSH0123"
	// OptionConflict: Options exclude each other.
	OptionConflict Code = "MSH0124"
	// Overlay: An overlay cannot be used.
	Overlay Code = "MSH0125"
	// OverlayDropsEnv: An overlay replaces a list and drops entries of the base.
	OverlayDropsEnv Code = "MSH0126"
	// DerivedLine: The release line is rendered by rule, not from its own package.
	DerivedLine Code = "MSH0127"
	// Reserved: A value is reserved for later.
	Reserved Code = "MSH0128"
	// OverlayHasNoEffect: An overlay sets a field that is written again after it.
	OverlayHasNoEffect Code = "MSH0129"
	// DuplicateMesh: Two meshes of the fleet have the same name.
	DuplicateMesh Code = "MSH0401"
	// UnknownPeer: A peer cannot be resolved.
	UnknownPeer Code = "MSH0402"
	// DuplicateClusterName: Two clusters of one mesh have the same cluster name.
	DuplicateClusterName Code = "MSH0403"
	// TwoFleets: There are two Fleet resources in one tree.
	TwoFleets Code = "MSH0404"
	// ExpansionRefused: The IstioOperator cannot be expanded.
	ExpansionRefused Code = "MSH1201"
	// ChartWarning: The charts warn of a setting.
	ChartWarning Code = "MSH1202"
	// OverlayIgnored: An overlay changes nothing.
	OverlayIgnored Code = "MSH1203"
	// NoCharts: No charts are at hand for this version.
	NoCharts Code = "MSH1204"
	// ChartsRequired: Charts are required and not at hand.
	ChartsRequired Code = "MSH1205"
	// Checklist: A step that a person still has to do.
	Checklist Code = "MSH1210"
	// DuplicateObject: One object would be rendered twice.
	DuplicateObject Code = "MSH1211"
)

var entries = map[Code]Entry{
	Syntax:               {Syntax, Error, "The file is not one readable YAML document", "Write one YAML document with apiVersion, kind, metadata and spec."},
	UnknownField:         {UnknownField, Error, "A field is not known", "Remove the field or correct its name."},
	WrongType:            {WrongType, Error, "A value has the wrong type", "Quote the value, or write the type that the field takes."},
	DuplicateKey:         {DuplicateKey, Error, "A field is written twice", "Keep one of the two."},
	NotAllowed:           {NotAllowed, Error, "A value is not in the list of those that the field takes", "Write one of the listed values, in this spelling."},
	Anchor:               {Anchor, Error, "Anchors, aliases, merge keys and tags are not allowed", "Write the value out where it is used."},
	Required:             {Required, Error, "A required value is missing", "Add the field."},
	WrongKind:            {WrongKind, Error, "The apiVersion or kind is not the one that belongs here", "Write apiVersion: meshfn.dev/v1alpha1 and the kind that belongs here."},
	TooLarge:             {TooLarge, Error, "The document is larger or nested deeper than any real one", "Move what does not belong into this file elsewhere."},
	NotLocalConfig:       {NotLocalConfig, Warning, "The resource would be applied to a cluster", "Add config.kubernetes.io/local-config: \"true\" to metadata.annotations."},
	BadName:              {BadName, Error, "A name is not one that Kubernetes takes", "Use lower case letters, digits and \"-\", with a letter or digit at both ends, at most 63 characters."},
	BadFormat:            {BadFormat, Error, "A value does not have the form that the field takes", "Write the value in the form of the message."},
	OutOfRange:           {OutOfRange, Error, "A number is out of range", "Choose a number inside the range."},
	Repeated:             {Repeated, Error, "An entry stands twice in a list whose entries are unique", "Remove one of the two, or rename it."},
	Placeholder:          {Placeholder, Error, "A placeholder of a guide or package was left in", "Write the real value, or remove the field to get its default."},
	Contradiction:        {Contradiction, Error, "Two values contradict each other", "Change one of the two."},
	Version:              {Version, Error, "The version is not one that can be rendered", "Write the full version as the distribution does, for example 1.23.3-asm.2, 1.29.1 or v2.6."},
	NoRevision:           {NoRevision, Error, "A revision or tag is named that the mesh does not have", "Name a revision or tag of spec.controlPlane, or add the tag `default`."},
	UnknownOption:        {UnknownOption, Error, "An option is not known for this version", "Use one of the options that the message lists."},
	OptionConflict:       {OptionConflict, Error, "Options exclude each other", "Keep one of the options."},
	Overlay:              {Overlay, Error, "An overlay cannot be used", "Name a file below the folder of mesh.yaml that holds one IstioOperator (OpenShift a ServiceMeshControlPlane) with metadata.name."},
	OverlayDropsEnv:      {OverlayDropsEnv, Warning, "An overlay replaces a list and drops entries of the base", "Repeat the entries that are to stay in the overlay."},
	DerivedLine:          {DerivedLine, Info, "The release line is rendered by rule, not from its own package", "Compare the IstioOperator with the package of that release before the first use."},
	Reserved:             {Reserved, Error, "A value is reserved for later", "Use another value."},
	OverlayHasNoEffect:   {OverlayHasNoEffect, Warning, "An overlay sets a field that is written again after it", "Remove the field from the overlay, or set it in mesh.yaml."},
	DuplicateMesh:        {DuplicateMesh, Error, "Two meshes of the fleet have the same name", "Give each Mesh a name of its own."},
	UnknownPeer:          {UnknownPeer, Error, "A peer cannot be resolved", "Add the peer's mesh.yaml to the input, render the whole fleet so that fleet-facts.yaml knows it, or write an external block."},
	DuplicateClusterName: {DuplicateClusterName, Error, "Two clusters of one mesh have the same cluster name", "Set spec.cluster.name or spec.controlPlane.clusterName."},
	TwoFleets:            {TwoFleets, Error, "There are two Fleet resources in one tree", "Keep one fleet.yaml, at the root."},
	ExpansionRefused:     {ExpansionRefused, Error, "The IstioOperator cannot be expanded", "Correct the field that is named; the message says what istioctl or the chart expects."},
	ChartWarning:         {ChartWarning, Warning, "The charts warn of a setting", "Use what the message names instead."},
	OverlayIgnored:       {OverlayIgnored, Warning, "An overlay changes nothing", "Correct kind, name and path, or remove the overlay."},
	NoCharts:             {NoCharts, Info, "No charts are at hand for this version", "Pass the release's manifests folder by --charts or revisions[].charts, or set delivery.expand to Never."},
	ChartsRequired:       {ChartsRequired, Error, "Charts are required and not at hand", "Pass the release's manifests folder by --charts or revisions[].charts, or set delivery.expand to Auto."},
	Checklist:            {Checklist, Info, "A step that a person still has to do", "Run the commands of the message. On the command line all steps are in operator/CHECKLIST.md."},
	DuplicateObject:      {DuplicateObject, Error, "One object would be rendered twice", "Give one of them another name or namespace, or leave one out."},
}
