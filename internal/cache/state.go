package cache

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"hash/crc32"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"github.com/meshfn/meshfn/internal/finding"
)

// format changes with what is written. A cache of another format is none.
const format = "meshfn cache 4\n"

// state is what a cache file holds.
type state struct {
	meshes  map[string]entry
	foreign map[string]stamp
	loaded  map[string][]byte // meshes as JSON, by what they are loaded from
}

func newState() state {
	return state{meshes: map[string]entry{}, foreign: map[string]stamp{}, loaded: map[string][]byte{}}
}

// entry is what is known of a mesh.
type entry struct {
	inputs string
	// answers by question about other meshes.
	answers  map[string]string
	findings []finding.Finding
	shared   []string
	note     []byte
	files    []file
	// written is the entry as it was read, nil where it is another by now.
	written []byte
}

// save writes a state in one step. The folder is made when it is missing.
func (s state) save(name string) error {
	if err := replace(name, s.write); err != nil {
		return fmt.Errorf("write the cache: %w", err)
	}
	return nil
}

// checksum tells a file that was cut off or damaged; what is in it is judged by digests of its own.
var checksum = crc32.MakeTable(crc32.Castagnoli)

// write writes a state and its checksum.
func (s state) write(into io.Writer) error {
	sum := crc32.New(checksum)
	w := &writer{to: bufio.NewWriterSize(io.MultiWriter(into, sum), 1<<16)}
	w.raw([]byte(format))
	w.number(uint64(len(s.meshes)))
	for _, name := range slices.Sorted(maps.Keys(s.meshes)) {
		w.text(name)
		if err := w.entry(s.meshes[name]); err != nil {
			return err
		}
	}
	w.number(uint64(len(s.foreign)))
	for _, name := range slices.Sorted(maps.Keys(s.foreign)) {
		w.text(name)
		w.stamp(s.foreign[name])
	}
	w.number(uint64(len(s.loaded)))
	for _, key := range slices.Sorted(maps.Keys(s.loaded)) {
		w.text(key)
		w.bytes(s.loaded[key])
	}
	if err := w.to.Flush(); err != nil {
		return err
	}
	_, err := into.Write(sum.Sum(nil))
	return err
}

// replace writes a file beside and renames it, so that a reader finds the old one or the new one.
func replace(name string, write func(io.Writer) error) error {
	if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
		return err
	}
	f, err := os.CreateTemp(filepath.Dir(name), ".new-*")
	if err != nil {
		return err
	}
	err = write(f)
	if closed := f.Close(); err == nil {
		err = closed
	}
	if err == nil {
		err = os.Rename(f.Name(), name)
	}
	if err != nil {
		os.Remove(f.Name()) // the error that led here is the one to tell
	}
	return err
}

// load reads a state; one that is missing, broken or of another format is empty.
func load(name string) state {
	empty := newState()
	text, err := os.ReadFile(name)
	if err != nil || len(text) < crc32.Size {
		return empty
	}
	body, sum := text[:len(text)-crc32.Size], text[len(text)-crc32.Size:]
	if crc32.Checksum(body, checksum) != binary.BigEndian.Uint32(sum) {
		return empty
	}
	body, ok := bytes.CutPrefix(body, []byte(format))
	if !ok {
		return empty
	}
	r := &reader{rest: body}
	s := newState()
	for range r.number() {
		name := r.text()
		s.meshes[name] = r.entry()
	}
	for range r.number() {
		name := r.text()
		s.foreign[name] = r.stamp()
	}
	for range r.number() {
		key := r.text()
		s.loaded[key] = r.bytes()
	}
	if r.broken {
		return empty
	}
	return s
}

// writer writes numbers and texts; the first error is that of Flush.
type writer struct {
	to      *bufio.Writer
	scratch []byte
}

func (w *writer) number(n uint64) {
	w.scratch = binary.AppendUvarint(w.scratch[:0], n)
	w.raw(w.scratch)
}

func (w *writer) raw(b []byte)   { _, _ = w.to.Write(b) }
func (w *writer) text(s string)  { w.number(uint64(len(s))); _, _ = w.to.WriteString(s) }
func (w *writer) bytes(b []byte) { w.number(uint64(len(b))); w.raw(b) }

func (w *writer) stamp(s stamp) {
	racy := uint64(0)
	if s.racy {
		racy = 1
	}
	for _, n := range []uint64{uint64(s.size), uint64(s.modified), uint64(s.changed), s.inode, racy} {
		w.number(n)
	}
}

func (w *writer) entry(e entry) error {
	if e.written != nil {
		w.raw(e.written)
		return nil
	}
	w.text(e.inputs)
	w.number(uint64(len(e.answers)))
	for _, question := range slices.Sorted(maps.Keys(e.answers)) {
		w.text(question)
		w.text(e.answers[question])
	}
	findings, err := json.Marshal(e.findings)
	if err != nil {
		return err
	}
	w.bytes(findings)
	w.number(uint64(len(e.shared)))
	for _, name := range e.shared {
		w.text(name)
	}
	w.bytes(e.note)
	w.number(uint64(len(e.files)))
	for _, f := range e.files {
		w.text(f.path)
		w.text(f.digest)
		w.stamp(f.stamp)
	}
	return nil
}

type reader struct {
	rest   []byte
	broken bool
}

func (r *reader) number() uint64 {
	n, size := binary.Uvarint(r.rest)
	if size <= 0 {
		r.broken, r.rest = true, nil
		return 0
	}
	r.rest = r.rest[size:]
	return n
}

func (r *reader) text() string { return string(r.bytes()) }

// bytes are a part of what is read.
func (r *reader) bytes() []byte {
	n := r.number()
	if n > uint64(len(r.rest)) {
		r.broken, r.rest = true, nil
		return nil
	}
	b := r.rest[:n:n]
	r.rest = r.rest[n:]
	return b
}

func (r *reader) stamp() stamp {
	return stamp{size: int64(r.number()), modified: int64(r.number()), changed: int64(r.number()), inode: r.number(), racy: r.number() == 1}
}

func (r *reader) entry() entry {
	all := r.rest
	e := entry{inputs: r.text(), answers: map[string]string{}}
	for range r.number() {
		question := r.text()
		e.answers[question] = r.text()
	}
	if findings := r.bytes(); !bytes.Equal(findings, []byte("null")) { // few meshes have any
		r.broken = json.Unmarshal(findings, &e.findings) != nil || r.broken
	}
	for range r.number() {
		e.shared = append(e.shared, r.text())
	}
	e.note = r.bytes()
	for range r.number() {
		e.files = append(e.files, file{path: r.text(), digest: r.text(), stamp: r.stamp()})
	}
	e.written = all[:len(all)-len(r.rest)]
	return e
}
