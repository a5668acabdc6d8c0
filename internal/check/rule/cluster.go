package rule

import (
	"cmp"
	"slices"

	"github.com/meshfn/meshfn/internal/fleet"
	"github.com/meshfn/meshfn/internal/krm"
)

// Cluster is what one cluster is to get, as far as it is known. It is not changed once rules look at it.
type Cluster struct {
	// Name of its mesh; without one the folder, or "" where all is taken for one cluster.
	Name string
	// Member is the mesh, nil where there is only its output, or somebody else's.
	Member *fleet.Member
	// Objects that are applied to the cluster, sorted by file and place.
	Objects []Object
	// Local are objects that configure tools: IstioOperators, records.
	Local []Object

	kinds map[GroupKind][]Object
	ids   map[krm.ID]int // index into Objects
}

// GroupKind is a kind in all its versions.
type GroupKind struct{ Group, Kind string }

// NewCluster returns the cluster of the objects.
func NewCluster(name string, m *fleet.Member, objects []Object) *Cluster {
	c := &Cluster{Name: name, Member: m, kinds: map[GroupKind][]Object{}, ids: map[krm.ID]int{}}
	objects = slices.Clone(objects)
	slices.SortStableFunc(objects, func(a, b Object) int {
		return cmp.Or(cmp.Compare(a.file.Path, b.file.Path), cmp.Compare(a.document, b.document))
	})
	for _, o := range objects {
		o.mesh = name
		if o.Local() {
			c.Local = append(c.Local, o)
		} else {
			c.Objects = append(c.Objects, o)
		}
	}
	for i, o := range c.Objects {
		id := o.ID()
		if _, taken := c.ids[id]; !taken {
			c.ids[id] = i
		}
	}
	for _, o := range slices.Concat(c.Objects, c.Local) {
		id := o.ID()
		kind := GroupKind{id.Group, id.Kind}
		c.kinds[kind] = append(c.kinds[kind], o)
	}
	return c
}

// Kind returns the objects of a kind in the order of files, those that configure tools last: an IstioOperator is never
// applied, and still says what the mesh is.
func (c *Cluster) Kind(group, kind string) []Object { return c.kinds[GroupKind{group, kind}] }

// Find returns the object with the identity that is applied to the cluster, the first where there are several.
func (c *Cluster) Find(id krm.ID) (Object, bool) {
	i, ok := c.ids[id]
	if !ok {
		return Object{}, false
	}
	return c.Objects[i], true
}

// Namespace returns the Namespace object of a name.
func (c *Cluster) Namespace(name string) (Object, bool) {
	return c.Find(krm.ID{Kind: "Namespace", Name: name})
}

// kinds are the objects that rules over several clusters read: for each kind what they keep of it, nil for all.
type kinds map[GroupKind][]func(*Cluster, Object) bool

func (k kinds) wants(c *Cluster, o Object) bool {
	id := o.ID()
	return slices.ContainsFunc(k[GroupKind{id.Group, id.Kind}], func(keep func(*Cluster, Object) bool) bool {
		return keep == nil || keep(c, o)
	})
}

// keep returns the objects that rules over several clusters read.
func (c *Cluster) keep(wanted kinds) []Object {
	var kept []Object
	for _, o := range slices.Concat(c.Objects, c.Local) {
		if wanted.wants(c, o) {
			kept = append(kept, o)
		}
	}
	return kept
}
