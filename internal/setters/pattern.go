package setters

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

var nameInPattern = regexp.MustCompile(`\$\{([^}]*)\}`)

// pattern is the comment of a kpt v1 setter: literals[0], names[0], literals[1] and so on.
type pattern struct {
	literals, names []string
}

func parsePattern(text string) pattern {
	var p pattern
	from := 0
	for _, m := range nameInPattern.FindAllStringSubmatchIndex(text, -1) {
		p.literals = append(p.literals, text[from:m[0]])
		p.names = append(p.names, text[m[2]:m[3]])
		from = m[1]
	}
	p.literals = append(p.literals, text[from:])
	return p
}

// bare returns the name of a pattern that is one name and nothing else.
func (p pattern) bare() (string, bool) {
	if len(p.names) == 1 && p.literals[0] == "" && p.literals[1] == "" {
		return p.names[0], true
	}
	return "", false
}

// expand returns the text of the pattern; value says what a name stands for.
func (p pattern) expand(value func(name string) string) string {
	var b strings.Builder
	b.WriteString(p.literals[0])
	for i, name := range p.names {
		b.WriteString(value(name))
		b.WriteString(p.literals[i+1])
	}
	return b.String()
}

// fill returns the text that the field shall have. Names without a value keep the part of the present text that they
// stand for; it is an error where that part is not there, is empty, or could be cut out in more than one way.
func (p pattern) fill(present string, values map[string]string) (string, error) {
	var missing []string
	for _, name := range p.names {
		if _, ok := values[name]; !ok && !slices.Contains(missing, name) {
			missing = append(missing, name)
		}
	}
	kept := map[string]string{}
	if len(missing) > 0 {
		if recovered := p.match(present, values, ""); complete(recovered, missing) {
			return present, nil // it holds the values already
		}
		longest, shortest := p.match(present, nil, ""), p.match(present, nil, "?")
		if !complete(longest, missing) || !complete(shortest, missing) {
			return "", fmt.Errorf("values for setters [%s] must be provided", references(missing))
		}
		for _, name := range missing {
			if longest[name] != shortest[name] {
				return "", fmt.Errorf("values for setters [%s] must be provided: %q can be read as %q and as %q in %q",
					references(missing), "${"+name+"}", longest[name], shortest[name], present)
			}
		}
		kept = longest
	}
	return p.expand(func(name string) string {
		if v, ok := values[name]; ok {
			return v
		}
		return kept[name]
	}), nil
}

// match reads the parts of the names from a text, those in fixed taken as known. A name that stands twice must have one
// value. lazy is "" to match as much as possible from the left, "?" to match as little.
func (p pattern) match(text string, fixed map[string]string, lazy string) map[string]string {
	var b strings.Builder
	b.WriteString(`\A(?s:` + regexp.QuoteMeta(p.literals[0]))
	for i, name := range p.names {
		if v, ok := fixed[name]; ok {
			b.WriteString("(" + regexp.QuoteMeta(v) + ")")
		} else {
			b.WriteString("(.*" + lazy + ")")
		}
		b.WriteString(regexp.QuoteMeta(p.literals[i+1]))
	}
	b.WriteString(`)\z`)
	re, err := regexp.Compile(b.String())
	if err != nil {
		return nil // a text that is not UTF-8, or a pattern of thousands of names
	}
	m := re.FindStringSubmatch(text)
	if m == nil {
		return nil
	}
	parts := map[string]string{}
	for i, name := range p.names {
		if known, ok := parts[name]; ok && known != m[i+1] {
			return nil
		}
		parts[name] = m[i+1]
	}
	return parts
}

func complete(parts map[string]string, names []string) bool {
	for _, name := range names {
		if parts[name] == "" {
			return false
		}
	}
	return true
}

func references(names []string) string {
	all := make([]string, len(names))
	for i, name := range names {
		all[i] = "${" + name + "}"
	}
	return strings.Join(all, " ")
}
