package mesh

import (
	"bytes"
	"errors"
	"io"
	"regexp"
	"sort"
	"strconv"
	"strings"

	"sigs.k8s.io/kustomize/kyaml/yaml"

	"github.com/meshfn/meshfn/internal/finding"
)

// What the parser's messages mean to someone who looks at the line.
var syntaxFixes = []struct{ message, fix string }{
	{"mapping values are not allowed", "Quote a value that contains \": \", and check the indentation."},
	{"cannot start any token", "Quote a value that begins with @, % or a backquote; indent with spaces."},
	{"expected key", "Check the indentation here and above; a value that begins with a quote must end with it."},
	{"expected '-' indicator", "Check the indentation of the list."},
	{"expected ',' or", "Close the bracket that opens here."},
	{"end of stream", "Close the quote that opens here."},
	{"expected ':'", "Write a colon and a space between a field and its value."},
	{"unknown escape", "Double the backslash, or use single quotes."},
	{"", "Correct the YAML here or above."},
}

var (
	errorLine   = regexp.MustCompile(`^yaml: (?:line (\d+): )?`)
	tabIndent   = regexp.MustCompile(`(?m)^ *\t[\t ]*[^\s#]`)
	conflict    = regexp.MustCompile(`(?m)^(<<<<<<<|>>>>>>>) `)
	inStructure = regexp.MustCompile(`^did not find expected (key|'-' indicator|<document start>)|^unknown anchor`)
)

// syntaxError says what the parser stumbled over.
func (s Source) syntaxError(text []byte, err error) *finding.Finding {
	message, line := splitError(err)
	switch {
	case strings.HasPrefix(message, "exceeded max depth"):
		f := tooDeep().At(s.File, "").Position(line, 1)
		return &f
	case conflict.Match(text):
		return s.problem(lineOf(text, conflict), "Resolve the conflict and remove its markers.", "a merge conflict is left in the file")
	case strings.Contains(message, "cannot start any token") && tabIndent.Match(text):
		return s.problem(lineOf(text, tabIndent), "Indent with spaces.", "the line is indented with a tab")
	case inStructure.MatchString(message):
		// The parser names the line above the block that holds the mistake.
		line = firstFailing(text, message, line)
	case strings.Contains(message, "expected ',' or"):
		line++ // where the bracket opens, counted from zero
	}
	if name, ok := strings.CutPrefix(message, "unknown anchor '"); ok {
		f := finding.New(finding.Anchor, "the alias *%s is not allowed", strings.TrimSuffix(name, "' referenced"))
		f = f.At(s.File, "").Position(line, 1)
		return &f
	}
	for _, x := range syntaxFixes {
		if strings.Contains(message, x.message) {
			return s.problem(line, x.fix, "not YAML: %s", message)
		}
	}
	return nil
}

// splitError takes the line out of the parser's message; without one it is the first.
func splitError(err error) (message string, line int) {
	m := errorLine.FindStringSubmatch(err.Error())
	if m == nil {
		return err.Error(), 1
	}
	line, _ = strconv.Atoi(m[1])
	return err.Error()[len(m[0]):], max(line, 1)
}

func lineOf(text []byte, re *regexp.Regexp) int {
	return 1 + bytes.Count(text[:re.FindIndex(text)[0]], []byte("\n"))
}

// firstFailing returns the first line at which the text, cut behind it, fails with a message. A text beyond the size of
// a real document keeps the parser's own line.
func firstFailing(text []byte, message string, line int) int {
	if len(text) > maxSize/16 {
		return line
	}
	ends := []int{0}
	for i, c := range text {
		if c == '\n' {
			ends = append(ends, i+1)
		}
	}
	ends = append(ends, len(text))
	n := sort.Search(len(ends), func(n int) bool {
		for dec := yaml.NewDecoder(bytes.NewReader(text[:ends[n]])); ; {
			if err := dec.Decode(&yaml.Node{}); err != nil {
				got, _ := splitError(err)
				return !errors.Is(err, io.EOF) && got == message
			}
		}
	})
	return min(n, len(ends)-1)
}

func tooDeep() finding.Finding {
	return finding.New(finding.TooLarge, "values are nested deeper than %d levels", maxDepth)
}
