package expression

import (
	"regexp"

	"github.com/google/cel-go/cel"
	"github.com/google/cel-go/common/types"
	"github.com/google/cel-go/common/types/ref"
	"github.com/google/cel-go/common/types/traits"
)

// lists binds functions on lists. The element type plays no part: rules are compiled without types.
func lists() []cel.EnvOption {
	a := cel.TypeParamType("A")
	list := of(cel.ListType(a))
	return []cel.EnvOption{
		member("isSorted", "list_is_sorted", list, cel.BoolType, one(isSorted)),
		member("sum", "list_sum", list, a, one(sum)),
		member("min", "list_min", list, a, one(func(l traits.Lister) ref.Val { return extreme(l, types.IntNegOne) })),
		member("max", "list_max", list, a, one(func(l traits.Lister) ref.Val { return extreme(l, types.IntOne) })),
		member("indexOf", "list_a_index_of_int", of(cel.ListType(a), a), cel.IntType, two(func(l traits.Lister, v ref.Val) ref.Val {
			for i, e := range elements(l) {
				if e.Equal(v) == types.True {
					return types.Int(i)
				}
			}
			return types.Int(-1)
		})),
		member("lastIndexOf", "list_a_last_index_of_int", of(cel.ListType(a), a), cel.IntType, two(func(l traits.Lister, v ref.Val) ref.Val {
			last := -1
			for i, e := range elements(l) {
				if e.Equal(v) == types.True {
					last = i
				}
			}
			return types.Int(last)
		})),
	}
}

func elements(l traits.Lister) []ref.Val {
	var all []ref.Val
	for it := l.Iterator(); it.HasNext() == types.True; {
		all = append(all, it.Next())
	}
	return all
}

// compare two elements, or say that they cannot be.
func compare(a, b ref.Val) ref.Val {
	c, ok := a.(traits.Comparer)
	if !ok {
		return types.MaybeNoSuchOverloadErr(a)
	}
	return c.Compare(b)
}

func isSorted(l traits.Lister) ref.Val {
	all := elements(l)
	for i := 1; i < len(all); i++ {
		switch c := compare(all[i-1], all[i]); {
		case types.IsError(c):
			return c
		case c == types.IntOne:
			return types.False
		}
	}
	return types.True
}

func sum(l traits.Lister) ref.Val {
	var total ref.Val = types.Int(0)
	for i, e := range elements(l) {
		if i == 0 {
			total = e
			continue
		}
		adder, ok := total.(traits.Adder)
		if !ok {
			return types.MaybeNoSuchOverloadErr(e)
		}
		total = adder.Add(e)
	}
	return total
}

// extreme returns the element that compares to all others as wanted: the first of several that do.
func extreme(l traits.Lister, wanted ref.Val) ref.Val {
	all := elements(l)
	if len(all) == 0 {
		return types.NewErr("min or max of an empty list")
	}
	best := all[0]
	for _, e := range all[1:] {
		switch c := compare(e, best); {
		case types.IsError(c):
			return c
		case c == wanted:
			best = e
		}
	}
	return best
}

func regexes() []cel.EnvOption {
	s := cel.StringType
	return []cel.EnvOption{
		member("find", "string_find_string", of(s, s), s, two(func(s, expression string) ref.Val {
			re, err := regexp.Compile(expression)
			if err != nil {
				return types.NewErr("%v", err)
			}
			return types.String(re.FindString(s))
		})),
		member("findAll", "string_find_all_string", of(s, s), cel.ListType(s), two(func(s, expression string) ref.Val {
			return findAll(s, expression, -1)
		})),
		member("findAll", "string_find_all_string_int", of(s, s, cel.IntType), cel.ListType(s), cel.FunctionBinding(func(args ...ref.Val) ref.Val {
			s, isString := args[0].Value().(string)
			expression, isExpression := args[1].Value().(string)
			limit, isNumber := args[2].Value().(int64)
			if !isString || !isExpression || !isNumber {
				return types.NoSuchOverloadErr()
			}
			return findAll(s, expression, int(limit))
		})),
	}
}

func findAll(s, expression string, limit int) ref.Val {
	re, err := regexp.Compile(expression)
	if err != nil {
		return types.NewErr("%v", err)
	}
	return types.NewStringList(types.DefaultTypeAdapter, re.FindAllString(s, limit))
}
