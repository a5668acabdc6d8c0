package tree

import (
	"errors"
	"io/fs"
	"sync"

	"github.com/meshfn/meshfn/internal/krm"
)

// reader reads files of resources. Clusters of a fleet often have the same text, which is decoded once.
type reader struct {
	fsys fs.FS

	mu    sync.Mutex
	known map[string][]krm.Object // by text
}

// objects returns the resources of a file, none where it does not exist. Nobody may change them.
func (r *reader) objects(name string) ([]krm.Object, error) {
	text, err := fs.ReadFile(r.fsys, name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	r.mu.Lock()
	objects, known := r.known[string(text)]
	r.mu.Unlock()
	if known {
		return objects, nil
	}
	if objects, err = krm.Decode(text); err != nil {
		return nil, err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.known == nil {
		r.known = map[string][]krm.Object{}
	}
	r.known[string(text)] = objects
	return objects, nil
}
