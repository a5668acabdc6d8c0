package configsync

import "github.com/meshfn/meshfn/internal/finding"

const validate = "pkg/validate/raw/validate/"

// repository are the checks of what is in the folder, in the order of their numbers.
var repository = []check{
	{finding.IllegalSelector, "KNV1004", validate + "cluster_selector_validator.go, pkg/validate/scoped/validate/scope_validator.go", illegalSelector},
	{finding.IllegalManagement, "KNV1005", validate + "management_annotation.go", illegalManagement},
	{finding.IllegalAnnotation, "KNV1010", validate + "annotation_validator.go", illegalAnnotation},
	{finding.IllegalLabel, "KNV1011", validate + "label_validator.go", illegalLabel},
	{finding.UnknownSelector, "KNV1013", "pkg/importer/analyzer/transform/selectors/cluster_selectors.go", unknownSelector},
	{finding.InvalidSelector, "KNV1014", "pkg/importer/analyzer/transform/selectors/errors.go", invalidSelector},
	{finding.NoDefinition, "KNV1021", "pkg/validate/scoped/hydrate/unknown_scope_hydrator.go", unknownKind},
	{finding.NameCollision, "KNV1029", "pkg/validate/final/validate/duplicate_name_validator.go", nameCollision},
	{finding.MissingName, "KNV1031", validate + "name_validator.go", missingName},
	{finding.HierarchicalKind, "KNV1032", validate + "illegal_kind_validator.go", hierarchicalKind},
	{finding.ControllerNamespace, "KNV1034", validate + "namespace_validator.go", controllerNamespace},
	{finding.InvalidName, "KNV1036", validate + "name_validator.go", invalidName},
	{finding.UnsupportedObject, "KNV1043", validate + "illegal_crd_validator.go", unsupportedObject},
	{finding.IllegalField, "KNV1045", validate + "disallowed_fields_validator.go, pkg/importer/reader", illegalField},
	{finding.DefinitionName, "KNV1048", validate + "crd_name.go", definitionName},
	{finding.DeprecatedKind, "KNV1050", validate + "deprecated_kind_validator.go", deprecatedKind},
	{finding.NeedlessNamespace, "KNV1052", "pkg/validate/scoped/validate/scope_validator.go", needlessNamespace},
	{finding.MissingNamespace, "KNV1053", "pkg/validate/scoped/validate/scope_validator.go, pkg/validate/scoped/hydrate/namespace_hydrator.go", missingNamespace},
	{finding.AnnotationValue, "KNV1054", "pkg/importer/analyzer/validation/metadata", annotationValue},
	{finding.InvalidNamespace, "KNV1055", validate + "namespace_validator.go", invalidNamespace},
	{finding.UnmanagedNamespace, "KNV1056", "pkg/validate/final/validate/unmanaged_namespace_validator.go", unmanagedNamespace},
	{finding.TwoSyncs, "KNV1060", "pkg/applier/management_conflict_err.go", twoSyncs},
	{finding.InvalidSync, "KNV1061", validate + "source_spec_validator.go", invalidSync},
	{finding.MalformedDefinition, "KNV1065", "pkg/util/clusterconfig", malformedDefinition},
	{finding.SelectedTwice, "KNV1066", "pkg/validate/raw/hydrate/cluster_selector_hydrator.go", selectedTwice},
	{finding.SelfManaged, "KNV1069", validate + "self_reconcile_validator.go", selfManaged},
}

// order are the checks of the order in which the engine applies and prunes. What it refuses arrives as KNV2009.
var order = []check{
	{finding.DependsOnForm, "KNV2009", "cli-utils pkg/object/dependson/strings.go", dependsOnForm},
	{finding.DependsOnOutside, "KNV2009", "cli-utils pkg/object/graph/depends.go, ExternalDependencyError", dependsOnOutside},
	{finding.DependsOnCycle, "KNV2009", "cli-utils pkg/object/graph/graph.go, CyclicDependencyError", dependsOnCycle},
	{finding.DependsOnTwice, "KNV2009", "cli-utils pkg/object/graph/depends.go, DuplicateDependencyError", dependsOnTwice},
	{finding.DependsOnMissing, "", "the order that design and delivery share", dependsOnMissing},
	{finding.LifecycleValue, "", "cli-utils pkg/common/common.go, pkg/metadata/annotations.go", lifecycleValue},
	{finding.NotDetached, "", "cli-utils pkg/apply/filter/prevent-remove-filter.go", notDetached},
	{finding.SyncElsewhere, "", "pkg/api/configsync/v1beta1/gitconfig.go", elsewhere},
	{finding.LocalConfigValue, "", "pkg/importer/reader, filterLocalConfigUnstructured", localConfigValue},
}

// rendering are the checks of what is rendered before anything else is looked at.
var rendering = []check{
	{finding.KustomizationBelow, "KNV1068", "pkg/hydrate/controller.go, pkg/hydrate/tool_util.go", kustomizationBelow},
}
