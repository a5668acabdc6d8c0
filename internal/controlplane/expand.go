package controlplane

import "strings"

// wholeName reports whether s is exactly one ${name}.
func wholeName(s string) (name string, ok bool) {
	if strings.HasPrefix(s, "${") && strings.IndexByte(s, '}') == len(s)-1 {
		return s[2 : len(s)-1], true
	}
	return "", false
}

// expand replaces every ${name} of s once; an absent value is empty. Other text, a single $ included, stays.
func expand(s string, values map[string]any) string {
	var b strings.Builder
	for {
		start := strings.Index(s, "${")
		if start < 0 {
			break
		}
		end := strings.IndexByte(s[start:], '}')
		if end < 0 {
			break
		}
		b.WriteString(s[:start])
		v, ok := values[s[start+2:start+end]]
		if !ok {
			panic("controlplane: embedded table: no value named " + s[start+2:start+end])
		}
		text, _ := v.(string)
		b.WriteString(text)
		s = s[start+end+1:]
	}
	b.WriteString(s)
	return b.String()
}
