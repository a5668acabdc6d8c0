package krm

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"
)

// Where the files of a mesh are, relative to its folder. All that is generated is below one of the two folders.
const (
	OperatorFolder  = "operator"
	ManifestsFolder = "manifests"
	RecordFile      = OperatorFolder + "/record.yaml"
	ChecklistFile   = OperatorFolder + "/CHECKLIST.md"
)

// LocalConfigAnnotation keeps an object out of clusters.
const LocalConfigAnnotation = "config.kubernetes.io/local-config"

const (
	recordAPIVersion = "meshfn.dev/v1alpha1"
	recordKind       = "RenderRecord"
)

// Record says which files of a mesh's folder were generated, and what was in them. The hash of a file is over the
// canonical text of its objects: re-formatting and comments are no edit.
type Record struct {
	Mesh string
	// Files is the hash by path; neither the record itself nor the checklist is in it.
	Files map[string]string
}

// Object returns the record as the resource that is written.
func (r *Record) Object() Object {
	files := make([]any, 0, len(r.Files))
	for _, name := range slices.Sorted(maps.Keys(r.Files)) {
		files = append(files, map[string]any{"path": name, "hash": r.Files[name]})
	}
	o := New(recordAPIVersion, recordKind, "", r.Mesh).Annotate(LocalConfigAnnotation, "true", MeshAnnotation, r.Mesh)
	o["spec"] = map[string]any{"files": files}
	return o
}

func isRecord(o Object) bool {
	return o.Kind() == recordKind && strings.HasPrefix(o.APIVersion(), "meshfn.dev/")
}

// ReadRecord is the reverse of Object. A path that leads out of the two folders is an error: what a record names may be
// deleted.
func ReadRecord(o Object) (*Record, error) {
	if !isRecord(o) {
		return nil, fmt.Errorf("want kind %s, have %q", recordKind, o.Kind())
	}
	files, ok := o.Get("spec", "files").([]any)
	if !ok {
		return nil, errors.New("spec.files: want a list")
	}
	r := &Record{Mesh: o.Name(), Files: make(map[string]string, len(files))}
	for i, f := range files {
		f, _ := f.(map[string]any)
		name, _ := f["path"].(string)
		hash, _ := f["hash"].(string)
		if hash == "" || generated(name) != nil {
			return nil, fmt.Errorf("spec.files[%d]: want a hash, and a path below %s/ or %s/", i, OperatorFolder, ManifestsFolder)
		}
		r.Files[name] = hash
	}
	return r, nil
}

// generated returns an error for a path at which no file of a mesh may be written.
func generated(name string) error {
	below := strings.HasPrefix(name, OperatorFolder+"/") || strings.HasPrefix(name, ManifestsFolder+"/")
	if !below || path.Clean(name) != name || strings.ContainsAny(name, "\\\x00") || name == RecordFile || path.Ext(name) != ".yaml" {
		return fmt.Errorf("%q is no path of a generated file", name)
	}
	return nil
}

// upstreamAnnotation is what `kpt pkg get` notes on each resource of a package that it fetches.
const upstreamAnnotation = "internal.kpt.dev/upstream-identifier"

// Hash of objects, the same for every text that holds them. What kpt notes on an object is no part of it: a package that
// was fetched with its rendered files has not been edited.
func Hash(objects ...Object) string {
	objects = slices.Clone(objects)
	for i, o := range objects {
		if o.Annotation(upstreamAnnotation) != "" {
			objects[i] = o.without(upstreamAnnotation)
		}
	}
	return digest(Encode(objects...))
}

// without returns the object without an annotation; the object itself stays as it is.
func (o Object) without(annotation string) Object {
	o = maps.Clone(o)
	meta := maps.Clone(o.Map("metadata"))
	annotations := maps.Clone(o.Map("metadata", "annotations"))
	delete(annotations, annotation)
	meta["annotations"] = annotations
	if len(annotations) == 0 {
		delete(meta, "annotations")
	}
	o["metadata"] = meta
	return o
}

// Digest of a file's bytes, as Plan.Files has it.
func Digest(text []byte) string { return digest(text) }

// digest of bytes; that of a canonical text is the Hash of its objects.
func digest(text []byte) string {
	sum := sha256.Sum256(text)
	return "sha256:" + hex.EncodeToString(sum[:])
}

// The checklist is no resource and not in the record: its last line holds the hash of the rest.
const sealStart, sealEnd = "<!-- meshfn ", " -->\n"

// seal adds the last line to a checklist.
func seal(text string) []byte {
	return []byte(text + sealStart + digest([]byte(text)) + sealEnd)
}

// sealed reports whether a checklist ends with a seal, and whether its text is still the one that was sealed.
func sealed(text []byte) (ours, intact bool) {
	at := bytes.LastIndex(text, []byte(sealStart))
	if at < 0 {
		return false, false
	}
	return true, bytes.Equal(text, seal(string(text[:at])))
}

// Holds reports whether a file's text is what a record says of it; re-formatting and comments are no edit.
func Holds(text []byte, recorded string) bool {
	return digest(text) == recorded || stand(text).hash == recorded
}
