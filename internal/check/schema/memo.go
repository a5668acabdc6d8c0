package schema

import (
	"hash/maphash"
	"math/bits"

	"github.com/meshfn/meshfn/internal/krm"
)

// mostDefinitions is how many results are kept of them; a mesh has some twenty per release of Istio.
const mostDefinitions = 1024

// print is a hash of a value, of 128 bits: wide enough to take equal prints for equal values.
type print [2]uint64

var seeds = [2]maphash.Seed{maphash.MakeSeed(), maphash.MakeSeed()}

// fixed are the prints of parts that many clusters share: what the charts define.
var fixed krm.Fixed[print]

// printOf an object: of all of it but its metadata, of which only the name counts.
func printOf(o krm.Object, minor int) print {
	sum := print{uint64(len(o)), uint64(minor)}
	for key, field := range o {
		var p print
		part, isMap := field.(map[string]any)
		switch {
		case key == "metadata":
			p = hashed(o.Name())
		case isMap:
			p = fixed.Of(part, func() print { return fingerprint(part) })
		default:
			p = fingerprint(field)
		}
		sum = sum.with(key, p)
	}
	return sum
}

// with adds a field to the print of a map; in which order they are added makes no difference.
func (p print) with(key string, field print) print {
	k := hashed(key)
	return print{p[0] + mix(k[0], field[0]), p[1] + mix(k[1], field[1])}
}

func fingerprint(v any) print {
	switch v := v.(type) {
	case map[string]any:
		sum := print{uint64(len(v)), 1}
		for key, e := range v {
			sum = sum.with(key, fingerprint(e))
		}
		return sum
	case []any:
		sum := print{uint64(len(v)), 2}
		for _, e := range v {
			p := fingerprint(e)
			sum[0], sum[1] = mix(sum[0], p[0]), mix(sum[1], p[1])
		}
		return sum
	case string:
		return hashed(v)
	}
	return hashed(typeOf(v) + canonical(v))
}

func hashed(s string) print {
	return print{maphash.String(seeds[0], s), maphash.String(seeds[1], s)}
}

// mix two hashes so that their order counts.
func mix(a, b uint64) uint64 {
	high, low := bits.Mul64(a^0x9e3779b97f4a7c15, b^0xd1b54a32d192ed03)
	return high ^ low ^ bits.RotateLeft64(a, 29)
}
