// Command gen writes the schemas that package schema embeds: of Kubernetes from the OpenAPI documents in kubectl-validate,
// of everything else from the CRDs of its own module, and of what no module has from data/*.yaml. Run it by go generate.
package main

import (
	"bytes"
	"compress/flate"
	"encoding/json"
	"fmt"
	"log"
	"os"

	"github.com/meshfn/meshfn/internal/check/schema/shape"
)

func main() {
	log.SetFlags(0)
	if err := run("schemas.deflate"); err != nil {
		log.Fatal(err)
	}
}

func run(name string) error {
	all := collection{Converter: &shape.Converter{Builder: shape.NewBuilder()}}
	if err := all.kubernetes(); err != nil {
		return err
	}
	if err := all.customResources(); err != nil {
		return err
	}
	text, err := all.text()
	if err != nil {
		return err
	}
	var packed bytes.Buffer
	w, err := flate.NewWriter(&packed, flate.BestCompression)
	if err != nil {
		return err
	}
	if _, err := w.Write(text); err != nil {
		return err
	}
	if err := w.Close(); err != nil {
		return err
	}
	fmt.Printf("%d kinds, %d schemas, %d bytes, packed %d\n", len(all.kinds), len(all.Lines()), len(text), packed.Len())
	return os.WriteFile(name, packed.Bytes(), 0o644)
}

// collection is what the file will hold.
type collection struct {
	*shape.Converter
	kinds []shape.Kind
	meta  shape.ID // ObjectMeta of the newest release
}

// text is one line of JSON per item: the ObjectMeta, the kinds, an empty line, the lives, an empty line, the nodes.
func (c *collection) text() ([]byte, error) {
	var b bytes.Buffer
	fmt.Fprintf(&b, "%d\n", c.meta)
	if err := lines(&b, c.kinds); err != nil {
		return nil, err
	}
	if err := lines(&b, lives()); err != nil {
		return nil, err
	}
	for _, node := range c.Lines() {
		b.Write(node)
		b.WriteByte('\n')
	}
	return b.Bytes(), nil
}

func lines[T any](b *bytes.Buffer, items []T) error {
	for _, item := range items {
		text, err := json.Marshal(item)
		if err != nil {
			return err
		}
		b.Write(text)
		b.WriteByte('\n')
	}
	b.WriteByte('\n')
	return nil
}
