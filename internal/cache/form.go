package cache

import (
	"bufio"
	"encoding/binary"
	"encoding/json"
	"io/fs"
	"maps"
	"slices"
)

// writer writes numbers and texts; the first error is that of Flush.
type writer struct {
	to      *bufio.Writer
	scratch []byte
}

func (w *writer) number(n uint64) {
	w.scratch = binary.AppendUvarint(w.scratch[:0], n)
	_, _ = w.to.Write(w.scratch)
}

func (w *writer) text(s string) {
	w.number(uint64(len(s)))
	_, _ = w.to.WriteString(s)
}

// stamp writes the times one after the other: most are close together.
func (w *writer) stamp(s stamp) {
	racy := uint64(0)
	if s.racy {
		racy = 1
	}
	for _, n := range []uint64{uint64(s.size)<<1 | racy, uint64(s.modified), s.inode} {
		w.number(n)
	}
	w.scratch = binary.AppendVarint(w.scratch[:0], s.changed-s.modified)
	_, _ = w.to.Write(w.scratch)
}

func (w *writer) entry(e entry) error {
	if e.written != "" {
		_, _ = w.to.WriteString(e.written)
		return nil
	}
	w.text(e.inputs)
	w.number(uint64(len(e.answers)))
	for _, a := range e.answers {
		w.text(a.question)
		w.text(a.text)
	}
	findings := []byte("null") // few meshes have any
	if len(e.findings) > 0 {
		var err error
		if findings, err = json.Marshal(e.findings); err != nil {
			return err
		}
	}
	w.text(string(findings))
	w.number(uint64(len(e.shared)))
	for _, name := range e.shared {
		w.text(name)
	}
	w.text(e.note)
	w.number(uint64(len(e.files)))
	for _, f := range e.files {
		w.text(f.path)
		w.text(f.digest)
		w.stamp(f.stamp)
	}
	return nil
}

// What a name in a folder is written with.
const (
	isFolder = 1 << iota
	isOther  // no plain file
	isForeign
)

func (w *writer) folders(all map[string]*folder) {
	names := 0
	for _, f := range all {
		names += len(f.names)
	}
	w.number(uint64(len(all)))
	w.number(uint64(names))
	for _, at := range slices.Sorted(maps.Keys(all)) {
		f := all[at]
		w.text(at)
		w.stamp(f.stamp)
		w.number(uint64(len(f.names)))
		for _, n := range f.names {
			w.named(n)
		}
	}
}

func (w *writer) named(n named) {
	is := uint64(0)
	switch {
	case n.kind.IsDir():
		is = isFolder
	case n.kind != 0:
		is = isOther
	}
	if n.foreign != (stamp{}) {
		is |= isForeign
	}
	w.number(is)
	if is&isOther != 0 {
		w.number(uint64(n.kind))
	}
	w.text(n.name)
	if is&isForeign != 0 {
		w.stamp(n.foreign)
	}
}

// reader reads what a writer wrote. What it returns are parts of what it reads.
type reader struct {
	rest   string
	broken bool
}

func (r *reader) fail() { r.broken, r.rest = true, "" }

func (r *reader) number() uint64 {
	var n uint64
	for i := range min(len(r.rest), binary.MaxVarintLen64) {
		b := r.rest[i]
		n |= uint64(b&0x7f) << (7 * i)
		if b < 0x80 {
			r.rest = r.rest[i+1:]
			return n
		}
	}
	r.fail()
	return 0
}

// count is a number of things that take a byte at least.
func (r *reader) count() int {
	n := r.number()
	if n > uint64(len(r.rest)) {
		r.fail()
		return 0
	}
	return int(n)
}

func (r *reader) text() string {
	n := r.count()
	s := r.rest[:n]
	r.rest = r.rest[n:]
	return s
}

func (r *reader) stamp() stamp {
	size := r.number()
	s := stamp{size: int64(size >> 1), racy: size&1 == 1, modified: int64(r.number()), inode: r.number()}
	apart := r.number()
	s.changed = s.modified + (int64(apart>>1) ^ -int64(apart&1)) // as binary.AppendVarint writes it
	return s
}

func (r *reader) entry() entry {
	all := r.rest
	e := entry{inputs: r.text()}
	e.answers = make([]answer, r.count())
	for i := range e.answers {
		e.answers[i] = answer{r.text(), r.text()}
	}
	if findings := r.text(); findings != "null" && json.Unmarshal([]byte(findings), &e.findings) != nil {
		r.fail()
	}
	e.shared = make([]string, r.count())
	for i := range e.shared {
		e.shared[i] = r.text()
	}
	e.note = r.text()
	e.files = make([]file, r.count())
	for i := range e.files {
		e.files[i] = file{path: r.text(), digest: r.text(), stamp: r.stamp()}
	}
	e.written = all[:len(all)-len(r.rest)]
	return e
}

func (r *reader) folders() map[string]*folder {
	folders, names := make([]folder, r.count()), make([]named, r.count())
	all := make(map[string]*folder, len(folders))
	for i := range folders {
		at, f := r.text(), &folders[i]
		f.stamp = r.stamp()
		n := r.count()
		if n > len(names) {
			r.fail()
			return nil
		}
		f.names, names = names[:n:n], names[n:]
		for i := range f.names {
			f.names[i] = r.named()
		}
		all[at] = f
	}
	return all
}

func (r *reader) named() named {
	n := named{}
	is := r.number()
	switch {
	case is&isFolder != 0:
		n.kind = fs.ModeDir
	case is&isOther != 0:
		n.kind = fs.FileMode(r.number())
	}
	n.name = r.text()
	if is&isForeign != 0 {
		n.foreign = r.stamp()
	}
	return n
}
