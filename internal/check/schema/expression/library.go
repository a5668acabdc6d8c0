package expression

import (
	"net/netip"
	"net/url"

	"github.com/google/cel-go/cel"
	"github.com/google/cel-go/common/types"
	"github.com/google/cel-go/common/types/ref"
	kubernetes "k8s.io/apiserver/pkg/cel"
)

// library is what Kubernetes adds to CEL for rules of CRDs: k8s.io/apiserver/pkg/cel/library, without the functions of an
// authorizer, which CRDs do not have.
func library() []cel.EnvOption {
	all := []cel.EnvOption{cel.Types(kubernetes.IPType, kubernetes.CIDRType)}
	for _, part := range [][]cel.EnvOption{lists(), regexes(), urls(), ips(), cidrs(), quantities(), versions(), namedFormats()} {
		all = append(all, part...)
	}
	return all
}

// function binds a function that is called by its name alone, member one that is called on its first argument.
func function(name, id string, from []*cel.Type, to *cel.Type, f cel.OverloadOpt) cel.EnvOption {
	return cel.Function(name, cel.Overload(id, from, to, f))
}

func member(name, id string, from []*cel.Type, to *cel.Type, f cel.OverloadOpt) cel.EnvOption {
	return cel.Function(name, cel.MemberOverload(id, from, to, f))
}

// one binds a function of one argument whose Go value is an A.
func one[A any](f func(A) ref.Val) cel.OverloadOpt {
	return cel.UnaryBinding(func(arg ref.Val) ref.Val {
		a, ok := goValue[A](arg)
		if !ok {
			return types.MaybeNoSuchOverloadErr(arg)
		}
		return f(a)
	})
}

// two binds a function of two arguments.
func two[A, B any](f func(A, B) ref.Val) cel.OverloadOpt {
	return cel.BinaryBinding(func(first, second ref.Val) ref.Val {
		a, ok := goValue[A](first)
		if !ok {
			return types.MaybeNoSuchOverloadErr(first)
		}
		b, ok := goValue[B](second)
		if !ok {
			return types.MaybeNoSuchOverloadErr(second)
		}
		return f(a, b)
	})
}

// goValue of an argument: the argument itself, or what it holds.
func goValue[A any](arg ref.Val) (A, bool) {
	if a, ok := arg.(A); ok {
		return a, true
	}
	a, ok := arg.Value().(A)
	return a, ok
}

func truth(b bool) ref.Val { return types.Bool(b) }

func of(all ...*cel.Type) []*cel.Type { return all }

func urls() []cel.EnvOption {
	u := kubernetes.URLType
	get := func(name, id string, f func(*url.URL) string) cel.EnvOption {
		return member(name, id, of(u), cel.StringType, one(func(u *url.URL) ref.Val { return types.String(f(u)) }))
	}
	return []cel.EnvOption{
		function("url", "string_to_url", of(cel.StringType), u, one(toURL)),
		function("isURL", "is_url_string", of(cel.StringType), cel.BoolType, one(func(s string) ref.Val {
			_, err := url.ParseRequestURI(s)
			return truth(err == nil)
		})),
		get("getScheme", "url_get_scheme", func(u *url.URL) string { return u.Scheme }),
		get("getHost", "url_get_host", func(u *url.URL) string { return u.Host }),
		get("getHostname", "url_get_hostname", (*url.URL).Hostname),
		get("getPort", "url_get_port", (*url.URL).Port),
		get("getEscapedPath", "url_get_escaped_path", (*url.URL).EscapedPath),
		member("getQuery", "url_get_query", of(u), cel.MapType(cel.StringType, cel.ListType(cel.StringType)), one(func(u *url.URL) ref.Val {
			query := map[ref.Val]ref.Val{}
			for k, v := range u.Query() {
				query[types.String(k)] = types.NewStringList(types.DefaultTypeAdapter, v)
			}
			return types.NewRefValMap(types.DefaultTypeAdapter, query)
		})),
	}
}

// toURL takes absolute URLs only, and reads them again for their fragment, which the strict parser does not know.
func toURL(s string) ref.Val {
	_, err := url.ParseRequestURI(s)
	if err != nil {
		return types.NewErr("%v", err)
	}
	u, err := url.Parse(s)
	if err != nil {
		return types.NewErr("%v", err)
	}
	return kubernetes.URL{URL: u}
}

func ips() []cel.EnvOption {
	ip := kubernetes.IPType
	is := func(name, id string, f func(netip.Addr) bool) cel.EnvOption {
		return member(name, id, of(ip), cel.BoolType, one(func(a kubernetes.IP) ref.Val { return truth(f(a.Addr)) }))
	}
	return []cel.EnvOption{
		function("ip", "string_to_ip", of(cel.StringType), ip, one(toIP)),
		function("isIP", "is_ip", of(cel.StringType), cel.BoolType, one(func(s string) ref.Val { return truth(!types.IsError(toIP(s))) })),
		function("ip.isCanonical", "ip_is_canonical", of(cel.StringType), cel.BoolType, one(func(s string) ref.Val {
			a, ok := toIP(s).(kubernetes.IP)
			if !ok {
				return toIP(s)
			}
			return truth(a.String() == s)
		})),
		member("family", "ip_family", of(ip), cel.IntType, one(func(a kubernetes.IP) ref.Val {
			if a.Is4() {
				return types.Int(4)
			}
			return types.Int(6)
		})),
		function("string", "ip_to_string", of(ip), cel.StringType, one(func(a kubernetes.IP) ref.Val { return types.String(a.Addr.String()) })),
		is("isUnspecified", "ip_is_unspecified", netip.Addr.IsUnspecified),
		is("isLoopback", "ip_is_loopback", netip.Addr.IsLoopback),
		is("isLinkLocalMulticast", "ip_is_link_local_multicast", netip.Addr.IsLinkLocalMulticast),
		is("isLinkLocalUnicast", "ip_is_link_local_unicast", netip.Addr.IsLinkLocalUnicast),
		is("isGlobalUnicast", "ip_is_global_unicast", netip.Addr.IsGlobalUnicast),
	}
}

func toIP(s string) ref.Val {
	a, err := netip.ParseAddr(s)
	switch {
	case err != nil:
		return types.NewErr("%v", err)
	case a.Zone() != "" || a.Is4In6():
		return types.NewErr("the address %q has a zone, or is of IPv4 in IPv6", s)
	}
	return kubernetes.IP{Addr: a}
}

func cidrs() []cel.EnvOption {
	c := kubernetes.CIDRType
	holdsIP := func(c kubernetes.CIDR, a kubernetes.IP) ref.Val { return truth(c.Contains(a.Addr)) }
	holds := func(c, other kubernetes.CIDR) ref.Val {
		return truth(c.Overlaps(other.Prefix) && c.Bits() <= other.Bits())
	}
	return []cel.EnvOption{
		function("cidr", "string_to_cidr", of(cel.StringType), c, one(toCIDR)),
		function("isCIDR", "is_cidr", of(cel.StringType), cel.BoolType, one(func(s string) ref.Val { return truth(!types.IsError(toCIDR(s))) })),
		function("string", "cidr_to_string", of(c), cel.StringType, one(func(c kubernetes.CIDR) ref.Val { return types.String(c.Prefix.String()) })),
		member("ip", "cidr_ip", of(c), kubernetes.IPType, one(func(c kubernetes.CIDR) ref.Val { return kubernetes.IP{Addr: c.Addr()} })),
		member("prefixLength", "cidr_prefix_length", of(c), cel.IntType, one(func(c kubernetes.CIDR) ref.Val { return types.Int(c.Bits()) })),
		member("masked", "cidr_masked", of(c), c, one(func(c kubernetes.CIDR) ref.Val { return kubernetes.CIDR{Prefix: c.Masked()} })),
		member("containsIP", "cidr_contains_ip_ip", of(c, kubernetes.IPType), cel.BoolType, two(holdsIP)),
		member("containsIP", "cidr_contains_ip_string", of(c, cel.StringType), cel.BoolType, two(func(c kubernetes.CIDR, s string) ref.Val {
			if a, ok := toIP(s).(kubernetes.IP); ok {
				return holdsIP(c, a)
			}
			return toIP(s)
		})),
		member("containsCIDR", "cidr_contains_cidr", of(c, c), cel.BoolType, two(holds)),
		member("containsCIDR", "cidr_contains_cidr_string", of(c, cel.StringType), cel.BoolType, two(func(c kubernetes.CIDR, s string) ref.Val {
			if other, ok := toCIDR(s).(kubernetes.CIDR); ok {
				return holds(c, other)
			}
			return toCIDR(s)
		})),
	}
}

func toCIDR(s string) ref.Val {
	p, err := netip.ParsePrefix(s)
	switch {
	case err != nil:
		return types.NewErr("%v", err)
	case p.Addr().Is4In6():
		return types.NewErr("the network %q is of IPv4 in IPv6", s)
	}
	return kubernetes.CIDR{Prefix: p}
}
