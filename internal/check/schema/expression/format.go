package expression

import (
	"net/url"
	"strings"

	"github.com/google/cel-go/cel"
	"github.com/google/cel-go/common/functions"
	"github.com/google/cel-go/common/types"
	"github.com/google/cel-go/common/types/ref"
	"k8s.io/apimachinery/pkg/util/validation"
	kubernetes "k8s.io/apiserver/pkg/cel"
	"k8s.io/kube-openapi/pkg/validation/strfmt"
)

// forms are what format.NAME() of Kubernetes' library checks.
var forms = map[string]func(string) []string{
	"dns1123Label":           validation.IsDNS1123Label,
	"dns1123Subdomain":       validation.IsDNS1123Subdomain,
	"dns1035Label":           validation.IsDNS1035Label,
	"dns1123LabelPrefix":     prefixOf(validation.IsDNS1123Label),
	"dns1123SubdomainPrefix": prefixOf(validation.IsDNS1123Subdomain),
	"dns1035LabelPrefix":     prefixOf(validation.IsDNS1035Label),
	"qualifiedName":          validation.IsQualifiedName,
	"labelValue":             validation.IsValidLabelValue,
	"uri": func(s string) []string {
		if _, err := url.ParseRequestURI(s); err != nil {
			return []string{err.Error()}
		}
		return nil
	},
	"uuid": known("uuid"), "byte": known("byte"), "date": known("date"), "datetime": known("datetime"),
}

// prefixOf checks what a suffix will follow: it may end in a dash.
func prefixOf(form func(string) []string) func(string) []string {
	return func(s string) []string {
		if len(s) > 1 && strings.HasSuffix(s, "-") {
			s = s[:len(s)-2] + "a"
		}
		return form(s)
	}
}

func known(format string) func(string) []string {
	return func(s string) []string {
		if !strfmt.Default.Validates(format, s) {
			return []string{"is no " + format}
		}
		return nil
	}
}

func namedFormats() []cel.EnvOption {
	f := kubernetes.FormatType
	all := []cel.EnvOption{
		cel.Function("format.named", cel.Overload("format-named", of(cel.StringType), cel.OptionalType(f), one(func(name string) ref.Val {
			form, ok := forms[name]
			if !ok {
				return types.OptionalNone
			}
			return types.OptionalOf(kubernetes.Format{Name: name, ValidateFunc: form})
		}))),
		member("validate", "format-validate", of(f, cel.StringType), cel.OptionalType(cel.ListType(cel.StringType)), two(validate)),
	}
	for name, form := range forms {
		value := kubernetes.Format{Name: name, ValidateFunc: form}
		all = append(all, function("format."+name, "format."+name, nil, f,
			cel.FunctionBinding(functions.FunctionOp(func(...ref.Val) ref.Val { return value }))))
	}
	return all
}

func validate(f kubernetes.Format, s string) ref.Val {
	if wrong := f.ValidateFunc(s); len(wrong) > 0 {
		return types.OptionalOf(types.NewStringList(types.DefaultTypeAdapter, wrong))
	}
	return types.OptionalNone
}
