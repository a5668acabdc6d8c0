package mesh

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"unicode/utf8"

	"sigs.k8s.io/kustomize/kyaml/yaml"

	"github.com/meshfn/meshfn/internal/finding"
)

// The limits of a document. A Mesh of a thousand lines has 40 KB, and fields nest seven deep; FleetFacts carry a
// certificate per mesh.
const (
	maxSize      = 1 << 20
	maxFactsSize = 64 << 20
	maxDepth     = 64
)

// Source is a document and where it came from.
type Source struct {
	// File is the path that findings name, with forward slashes.
	File string
	// Text is the file as it was read.
	Text []byte
	// Node takes the place of Text where the document arrives parsed, as in a KRM function. kpt has re-formatted it by
	// then, so findings name the field and no line.
	Node *yaml.Node
}

// Locate returns the 1-based place of a field such as spec.gateways[0].name or
// metadata.annotations["config.kubernetes.io/local-config"]; where the field is absent, the place of the nearest part
// of its path that is there. It is 0, 0 for a document without lines or one that cannot be parsed.
//
// It parses the text again: a fleet has thousands of documents, of which a handful have findings.
func (s Source) Locate(field string) (line, column int) {
	if s.Node != nil {
		return 0, 0
	}
	root, problem := s.parse(len(s.Text))
	if problem != nil {
		return 0, 0
	}
	return Locate(root, field)
}

// Locate is Source.Locate for a document that was parsed from text, of whatever kind.
func Locate(document *yaml.Node, field string) (line, column int) {
	root := content(document)
	if root == nil {
		return 0, 0
	}
	key, value, _ := follow(root, parsePath(field))
	return place(key, value)
}

// Has reports whether the document itself holds the field.
func (s Source) Has(field string) bool {
	root, problem := s.parse(max(maxSize, len(s.Text)))
	if problem != nil {
		return false
	}
	_, _, all := follow(root, parsePath(field))
	return all
}

// parse returns the content of the only document, or what is wrong with the text.
func (s Source) parse(limit int) (*yaml.Node, *finding.Finding) {
	if s.Node != nil {
		if root := content(s.Node); root != nil {
			return root, nil
		}
		return nil, s.problem(0, "Write a document, or delete the file.", "the document is empty")
	}
	if len(s.Text) > limit {
		f := finding.New(finding.TooLarge, "the file has %d bytes; the limit is %d", len(s.Text), limit)
		f = f.At(s.File, "").Position(1, 1)
		return nil, &f
	}
	text, line, problem := decodeText(s.Text)
	if problem != "" {
		return nil, s.problem(line, "Save the file as UTF-8 text.", "%s", problem)
	}
	return s.document(text)
}

// document reads all documents of the text, since a second one must not be lost; empty ones do not count.
func (s Source) document(text []byte) (*yaml.Node, *finding.Finding) {
	var root *yaml.Node
	for dec := yaml.NewDecoder(bytes.NewReader(text)); ; {
		var doc yaml.Node
		err := dec.Decode(&doc)
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, s.syntaxError(text, err)
		}
		next := content(&doc)
		switch {
		case next == nil:
		case root == nil:
			root = next
		default:
			return nil, s.problem(next.Line, "Move it to a file of its own.", "a second document begins here; one file holds one document")
		}
	}
	if root == nil {
		return nil, s.problem(1, "Write a document, or delete the file.", "the file holds no document")
	}
	return root, nil
}

// content is what a document holds, or nil where it is empty.
func content(n *yaml.Node) *yaml.Node {
	if n.Kind == yaml.DocumentNode {
		if len(n.Content) == 0 {
			return nil
		}
		n = n.Content[0]
	}
	if n.Kind == 0 || n.Kind == yaml.ScalarNode && n.Value == "" && n.Style == 0 {
		return nil
	}
	return n
}

func (s Source) problem(line int, fix, format string, args ...any) *finding.Finding {
	f := finding.New(finding.Syntax, format, args...).At(s.File, "").WithFix("%s", fix)
	if line > 0 {
		f = f.Position(line, 1)
	}
	return &f
}

var byteOrderMark = []byte("\xef\xbb\xbf")

// decodeText drops a byte order mark and refuses what is not UTF-8 text; line is where.
func decodeText(text []byte) (_ []byte, line int, problem string) {
	if isUTF16(text) {
		return nil, 1, "the file is encoded in UTF-16"
	}
	text = bytes.TrimPrefix(text, byteOrderMark)
	for i := 0; i < len(text); {
		c := text[i]
		if c >= ' ' && c < 0x7f || c == '\n' || c == '\t' || c == '\r' {
			i++
			continue
		}
		line := 1 + bytes.Count(text[:i], []byte("\n"))
		r, size := utf8.DecodeRune(text[i:])
		if r == utf8.RuneError && size == 1 {
			return nil, line, "the file is not UTF-8 text"
		}
		if r < ' ' || r >= 0x7f && r < 0xa0 && r != 0x85 {
			return nil, line, fmt.Sprintf("the control character %U is not allowed", r)
		}
		i += size
	}
	return text, 0, ""
}

func isUTF16(text []byte) bool {
	return bytes.HasPrefix(text, []byte("\xff\xfe")) || bytes.HasPrefix(text, []byte("\xfe\xff"))
}
