package setters

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"sigs.k8s.io/kustomize/kyaml/yaml"
)

var (
	quotedStyle = yaml.DoubleQuotedStyle | yaml.SingleQuotedStyle
	blockStyle  = yaml.LiteralStyle | yaml.FoldedStyle
)

// want is the text that a scalar shall hold, and whether every reader must take it for a string. Where str is false the
// text decides: 5 is a number, true a boolean.
type want struct {
	text string
	str  bool
}

// isString reports whether YAML 1.1 and 1.2 both read the plain text as a string.
func isString(text string) bool {
	switch text {
	case "", "=", "<<", "y", "Y", "n", "N":
		return false
	}
	if yaml.IsValueNonString(text) {
		return false
	}
	return (&yaml.Node{Kind: yaml.ScalarNode, Value: text}).ShortTag() == yaml.NodeTagString
}

// plainly reports whether the text can be written without quotes.
func plainly(text string, flow bool) bool {
	if text == "" || strings.ContainsAny(text[:1], "-?:,[]{}#&*!|>'\"%@` ") && !isNumber(text) {
		return false
	}
	if strings.HasSuffix(text, ":") || strings.HasSuffix(text, " ") || strings.Contains(text, ": ") || strings.Contains(text, " #") {
		return false
	}
	if strings.HasPrefix(text, "---") || strings.HasPrefix(text, "...") || flow && strings.ContainsAny(text, ",[]{}:?") {
		return false
	}
	return printable(text)
}

// isNumber reports whether a leading minus sign begins a number.
func isNumber(text string) bool {
	return len(text) > 1 && text[0] == '-' && (text[1] >= '0' && text[1] <= '9' || text[1] == '.')
}

// printable reports whether a line of YAML can hold the text as it is.
func printable(text string) bool {
	for _, r := range text {
		if r == utf8.RuneError || r == '\ufeff' || r == '\u0085' || r == '\u2028' || r == '\u2029' || r != ' ' && !unicode.IsPrint(r) {
			return false
		}
	}
	return true
}

// asString reports whether the node as it stands is a string for every reader.
func asString(n *yaml.Node) bool {
	if n.Style&(quotedStyle|blockStyle) != 0 {
		return true
	}
	if n.Style&yaml.TaggedStyle != 0 {
		return n.ShortTag() == yaml.NodeTagString
	}
	return isString(n.Value)
}

// holds reports whether the node is as wanted already.
func (w want) holds(n *yaml.Node) bool {
	if n.Kind != yaml.ScalarNode || n.Value != w.text {
		return false
	}
	return asString(n) == (w.str || w.text == "" || isString(w.text))
}

// style is how the text is written in place of n (nil for a new item): the present quotes stay unless the type would
// change.
func (w want) style(n *yaml.Node, flow bool) yaml.Style {
	var style, tagged yaml.Style
	if n != nil {
		style, tagged = n.Style&(quotedStyle|blockStyle), n.Style&yaml.TaggedStyle
	}
	switch {
	case !w.str && w.text != "" && plainly(w.text, flow):
		return 0
	case !w.str || style == 0 && !(plainly(w.text, flow) && (tagged != 0 || isString(w.text))):
		return yaml.DoubleQuotedStyle
	case style == yaml.SingleQuotedStyle && !printable(w.text):
		return yaml.DoubleQuotedStyle
	}
	return style
}

// oneLine is the text in a plain or quoted style.
func oneLine(text string, style yaml.Style) string {
	switch style {
	case 0:
		return text
	case yaml.SingleQuotedStyle:
		return "'" + strings.ReplaceAll(text, "'", "''") + "'"
	}
	return strconv.Quote(text)
}
