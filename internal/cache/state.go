package cache

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/meshfn/meshfn/internal/finding"
)

// format changes with what is written. A cache of another format is none.
const format = "meshfn cache 5\n"

// state is what a cache file holds.
type state struct {
	meshes  map[string]entry
	folders map[string]*folder // by slash path
	loaded  map[string]string  // meshes as JSON, by what they are loaded from
}

// newState is empty, with room for as many.
func newState(meshes, folders, loaded int) state {
	return state{make(map[string]entry, meshes), make(map[string]*folder, folders), make(map[string]string, loaded)}
}

// entry is what is known of a mesh.
type entry struct {
	inputs   string
	answers  []answer // sorted by question
	findings []finding.Finding
	shared   []string
	note     string
	files    []file
	// written is the entry as it was read, "" where it is another by now.
	written string
}

// answer to a question about other meshes.
type answer struct{ question, text string }

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
	_, _ = w.to.WriteString(format)
	w.number(uint64(len(s.meshes)))
	for _, name := range slices.Sorted(maps.Keys(s.meshes)) {
		w.text(name)
		if err := w.entry(s.meshes[name]); err != nil {
			return err
		}
	}
	w.folders(s.folders)
	w.number(uint64(len(s.loaded)))
	for _, key := range slices.Sorted(maps.Keys(s.loaded)) {
		w.text(key)
		w.text(s.loaded[key])
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
	empty := newState(0, 0, 0)
	text, err := read(name)
	if err != nil {
		return empty
	}
	rest, ok := strings.CutPrefix(text, format)
	if !ok {
		return empty
	}
	r := &reader{rest: rest}
	s := newState(0, 0, 0)
	n := r.count()
	s.meshes = make(map[string]entry, n)
	for range n {
		name := r.text()
		s.meshes[name] = r.entry()
	}
	s.folders = r.folders()
	n = r.count()
	s.loaded = make(map[string]string, n)
	for range n {
		key := r.text()
		s.loaded[key] = r.text()
	}
	if r.broken {
		return empty
	}
	return s
}

// mostRead is far more than the cache of any fleet: some kilobytes for a cluster.
const mostRead = 1 << 30

// read returns the text of a file whose checksum follows it.
func read(name string) (string, error) {
	info, err := os.Stat(name)
	if err != nil {
		return "", err
	}
	if !info.Mode().IsRegular() || info.Size() > mostRead {
		return "", errors.New("no file that was written here")
	}
	f, err := os.Open(name)
	if err != nil {
		return "", err
	}
	defer f.Close()
	var text strings.Builder
	text.Grow(int(info.Size()))
	sum := crc32.New(checksum)
	if _, err := io.CopyN(io.MultiWriter(&text, sum), f, info.Size()-crc32.Size); err != nil {
		return "", err
	}
	stands, err := io.ReadAll(f)
	if err == nil && !bytes.Equal(stands, sum.Sum(nil)) {
		err = errors.New("the checksum is another")
	}
	return text.String(), err
}
