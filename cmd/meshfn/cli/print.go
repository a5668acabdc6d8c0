package cli

import (
	"bytes"
	"context"
	"sync"

	"github.com/meshfn/meshfn/internal/finding"
	"github.com/meshfn/meshfn/internal/fleet"
	"github.com/meshfn/meshfn/internal/krm"
	"github.com/meshfn/meshfn/internal/mesh"
	"github.com/meshfn/meshfn/internal/run"
)

// print renders the meshes and prints what a cluster takes, all of it or nothing.
func (f renderFlags) print(ctx context.Context, s Streams, r run.Run) error {
	p := newPrinted()
	r.Place, r.Folder = p, besideMesh
	result, err := r.Do(ctx)
	if err != nil {
		return err
	}
	if finding.HasErrors(result.Findings) {
		return fail(s, r.Tree.Root, result.Findings, nothingWritten)
	}
	if err := writeFindings(s.Err, r.Tree.Root, result.Findings); err != nil {
		return err
	}
	_, err = s.Out.Write(p.text(r.Tree.Fleet.Members))
	return err
}

// printed is a place that keeps the manifests of each mesh as text, by its name.
type printed struct {
	mu    sync.Mutex
	texts map[string][]byte
	ids   map[string][]krm.ID
}

func newPrinted() *printed { return &printed{texts: map[string][]byte{}, ids: map[string][]krm.ID{}} }

// text is one stream of the documents of all meshes.
func (p *printed) text(members []*fleet.Member) []byte {
	var all [][]byte
	for _, m := range members {
		if text := p.texts[m.Name()]; len(text) > 0 {
			all = append(all, text)
		}
	}
	return bytes.Join(all, []byte("---\n"))
}

var _ run.Place = (*printed)(nil)

func (p *printed) Add(out krm.Output) (*krm.Plan, error) {
	var objects []krm.Object
	var ids []krm.ID
	for _, it := range out.Items {
		if it.Object.Annotation(mesh.LocalConfigAnnotation) != "true" {
			objects, ids = append(objects, it.Object), append(ids, it.Object.ID())
		}
	}
	text := krm.Encode(objects...)
	p.mu.Lock()
	defer p.mu.Unlock()
	p.texts[out.Mesh], p.ids[out.Mesh] = text, ids
	return &krm.Plan{}, nil
}

func (p *printed) AddShared(krm.Shared) (*krm.Plan, error) { return &krm.Plan{}, nil }
func (p *printed) AddGone([]string) ([]*krm.Plan, error)   { return nil, nil }
func (p *printed) Commit(func() error) error               { return nil }
func (p *printed) Discard() error                          { return nil }
