package rule

import (
	"bytes"
	"fmt"

	"github.com/meshfn/meshfn/internal/fleet"
	"github.com/meshfn/meshfn/internal/krm"
)

// shelved is what is kept of a cluster until all have come: packed, for maps take many times the space.
type shelved struct {
	name    string
	member  *fleet.Member
	objects []Object // without content where it is packed
	packed  []byte
}

// shelve puts objects of a cluster away. What no document holds cannot be packed, and stays as it is.
func shelve(c *Cluster, objects []Object) shelved {
	s := shelved{name: c.Name, member: c.Member}
	var contents []krm.Object
	for _, o := range objects {
		contents = append(contents, o.Object)
	}
	packed, err := Pack(contents)
	for _, o := range objects {
		content := o.Object
		if err == nil {
			content = nil
		}
		s.objects = append(s.objects, o.alone(content))
	}
	if err == nil {
		s.packed = packed
	}
	return s
}

// cluster is what was put away.
func (s shelved) cluster(p pools) *Cluster {
	objects := s.objects
	if len(s.packed) > 0 {
		contents, err := p.unpack(s.packed)
		if err != nil || len(contents) != len(objects) {
			panic(fmt.Sprintf("rule: unpack %s: %v", s.name, err)) // it was packed by this process
		}
		objects = nil
		for i, o := range s.objects {
			objects = append(objects, o.alone(contents[i]))
		}
	}
	return NewCluster(s.name, s.member, objects)
}

// alone is the object with a content, without the others of its file if the file is rendered: what is kept of a cluster
// must not keep all of it.
func (o Object) alone(content krm.Object) Object {
	if o.file.rendered == nil {
		o.Object = content
		return o
	}
	line := o.file.line
	if above := o.file.rendered[:o.document]; len(above) > 0 {
		line += bytes.Count(krm.Encode(above...), []byte("\n")) + 1 // the line between two documents
	}
	return Standing(o.file.Path, line, content)
}

// Standing is an object of a rendered file, of which the rest is not here, below a number of lines.
func Standing(file string, above int, o krm.Object) Object {
	f := &File{Path: file, line: above, rendered: []krm.Object{o}}
	f.text = func() []byte { return krm.Encode(o) }
	return Object{Object: o, file: f}
}

// Above is the number of lines of the file above the object, where the object is here without the rest of its file.
func (o Object) Above() int { return o.file.line }
