package expression

import (
	"errors"
	"strings"

	"github.com/blang/semver/v4"
	"github.com/google/cel-go/cel"
	"github.com/google/cel-go/common/types"
	"github.com/google/cel-go/common/types/ref"
	"k8s.io/apimachinery/pkg/api/resource"
	kubernetes "k8s.io/apiserver/pkg/cel"
)

type amount = *resource.Quantity

func quantities() []cel.EnvOption {
	q := kubernetes.QuantityType
	return []cel.EnvOption{
		function("quantity", "string_to_quantity", of(cel.StringType), q, one(func(s string) ref.Val {
			a, err := resource.ParseQuantity(s)
			if err != nil {
				return types.WrapErr(err)
			}
			return kubernetes.Quantity{Quantity: &a}
		})),
		function("isQuantity", "is_quantity_string", of(cel.StringType), cel.BoolType, one(func(s string) ref.Val {
			_, err := resource.ParseQuantity(s)
			return truth(err == nil)
		})),
		function("sign", "quantity_sign", of(q), cel.IntType, one(func(a amount) ref.Val { return types.Int(a.Sign()) })),
		member("isGreaterThan", "quantity_is_greater_than", of(q, q), cel.BoolType, two(func(a, b amount) ref.Val { return truth(a.Cmp(*b) > 0) })),
		member("isLessThan", "quantity_is_less_than", of(q, q), cel.BoolType, two(func(a, b amount) ref.Val { return truth(a.Cmp(*b) < 0) })),
		member("compareTo", "quantity_compare_to", of(q, q), cel.IntType, two(func(a, b amount) ref.Val { return types.Int(a.Cmp(*b)) })),
		member("asApproximateFloat", "quantity_get_float", of(q), cel.DoubleType, one(func(a amount) ref.Val { return types.Double(a.AsApproximateFloat64()) })),
		member("asInteger", "quantity_get_int", of(q), cel.IntType, one(func(a amount) ref.Val {
			i, ok := a.AsInt64()
			if !ok {
				return types.NewErr("the quantity is no integer")
			}
			return types.Int(i)
		})),
		member("isInteger", "quantity_is_integer", of(q), cel.BoolType, one(func(a amount) ref.Val {
			_, ok := a.AsInt64()
			return truth(ok)
		})),
		member("add", "quantity_add", of(q, q), q, two(func(a, b amount) ref.Val { return plus(a, *b) })),
		member("add", "quantity_add_int", of(q, cel.IntType), q, two(func(a amount, i int64) ref.Val { return plus(a, whole(i)) })),
		member("sub", "quantity_sub", of(q, q), q, two(func(a, b amount) ref.Val { return minus(a, *b) })),
		member("sub", "quantity_sub_int", of(q, cel.IntType), q, two(func(a amount, i int64) ref.Val { return minus(a, whole(i)) })),
	}
}

func whole(i int64) resource.Quantity { return *resource.NewQuantity(i, resource.DecimalExponent) }

func plus(a amount, b resource.Quantity) ref.Val {
	sum := a.DeepCopy()
	sum.Add(b)
	return kubernetes.Quantity{Quantity: &sum}
}

func minus(a amount, b resource.Quantity) ref.Val {
	difference := a.DeepCopy()
	difference.Sub(b)
	return kubernetes.Quantity{Quantity: &difference}
}

func versions() []cel.EnvOption {
	v := kubernetes.SemverType
	part := func(name, id string, f func(semver.Version) uint64) cel.EnvOption {
		return member(name, id, of(v), cel.IntType, one(func(v semver.Version) ref.Val { return types.Int(f(v)) }))
	}
	return []cel.EnvOption{
		function("semver", "string_to_semver", of(cel.StringType), v, one(func(s string) ref.Val { return toVersion(s, false) })),
		function("semver", "string_bool_to_semver", of(cel.StringType, cel.BoolType), v, two(toVersion)),
		function("isSemver", "is_semver_string", of(cel.StringType), cel.BoolType, one(func(s string) ref.Val {
			return truth(!types.IsError(toVersion(s, false)))
		})),
		function("isSemver", "is_semver_string_bool", of(cel.StringType, cel.BoolType), cel.BoolType, two(func(s string, lenient bool) ref.Val {
			return truth(!types.IsError(toVersion(s, lenient)))
		})),
		member("isGreaterThan", "semver_is_greater_than", of(v, v), cel.BoolType, two(func(a, b semver.Version) ref.Val { return truth(a.GT(b)) })),
		member("isLessThan", "semver_is_less_than", of(v, v), cel.BoolType, two(func(a, b semver.Version) ref.Val { return truth(a.LT(b)) })),
		member("compareTo", "semver_compare_to", of(v, v), cel.IntType, two(func(a, b semver.Version) ref.Val { return types.Int(a.Compare(b)) })),
		part("major", "semver_major", func(v semver.Version) uint64 { return v.Major }),
		part("minor", "semver_minor", func(v semver.Version) uint64 { return v.Minor }),
		part("patch", "semver_patch", func(v semver.Version) uint64 { return v.Patch }),
	}
}

func toVersion(s string, lenient bool) ref.Val {
	var err error
	if lenient {
		s, err = normal(s)
	}
	if err != nil {
		return types.WrapErr(err)
	}
	v, err := semver.Parse(s)
	if err != nil {
		return types.WrapErr(err)
	}
	return kubernetes.Semver{Version: v}
}

// normal turns v1.02 into 1.2.0: no leading v, no leading zeros, three parts.
func normal(s string) (string, error) {
	parts := strings.SplitN(strings.TrimPrefix(s, "v"), ".", 3)
	for i, p := range parts {
		trimmed := strings.TrimLeft(p, "0")
		if len(p) > 1 && (trimmed == "" || strings.IndexAny(trimmed, "0123456789") != 0) {
			trimmed = "0" + trimmed
		}
		if len(p) > 1 {
			parts[i] = trimmed
		}
	}
	if len(parts) < 3 && strings.ContainsAny(parts[len(parts)-1], "+-") {
		return "", errors.New("a short version cannot have a prerelease or build")
	}
	for len(parts) < 3 {
		parts = append(parts, "0")
	}
	return strings.Join(parts, "."), nil
}
