package rule

import (
	"bytes"

	"github.com/meshfn/meshfn/internal/krm"
)

// alone is the object without the others of its file, if the file is rendered: what is kept of a cluster must not keep
// all of it.
func (o Object) alone(pool *pool) Object {
	kept := pool.object(o.Object)
	if o.file.rendered == nil {
		o.Object = kept
		return o
	}
	line := o.file.line
	if above := o.file.rendered[:o.document]; len(above) > 0 {
		line += bytes.Count(krm.Encode(above...), []byte("\n")) + 1 // the line between two documents
	}
	return Standing(o.file.Path, line, kept)
}

// Standing is an object of a rendered file, of which the rest is not here, below a number of lines.
func Standing(file string, above int, o krm.Object) Object {
	f := &File{Path: file, line: above, rendered: []krm.Object{o}}
	f.text = func() []byte { return krm.Encode(o) }
	return Object{Object: o, file: f}
}

// Above is the number of lines of the file above the object, where the object is here without the rest of its file.
func (o Object) Above() int { return o.file.line }
