package krm

import (
	"bytes"

	"github.com/meshfn/meshfn/internal/finding"
)

// standing is what is found at the place of a generated file.
type standing struct {
	// hash of what is there; "" for nothing. An empty file is nothing: a crash can leave one.
	hash string
	// odd says why what is there can be no generated file: a folder, a link.
	odd string
}

// stand returns what text is as a generated file. A text in the canonical form, and one that cannot be read as objects,
// stands for itself.
func stand(text []byte) standing {
	if blank(text) {
		return standing{}
	}
	if objects, err := Decode(text); err == nil {
		return standing{hash: Hash(objects...)}
	}
	return standing{hash: digest(text)}
}

// blank reports whether a file holds nothing, as one does that a crash of the machine cut short.
func blank(text []byte) bool { return len(bytes.Trim(text, "\x00")) == 0 }

// judge decides whether generated files may take the places where they go. Findings name a file as at does.
type judge struct {
	at    func(path string) string
	force bool
}

// replace returns a finding where what stands at path must stay: recorded is the hash in the record, wanted that of the
// new content, either "" for none.
func (j judge) replace(path string, now standing, recorded, wanted string) []finding.Finding {
	switch {
	case now.odd != "":
		f := finding.New(finding.InTheWay, "%s is %s, and a generated file belongs there", j.at(path), now.odd)
		return []finding.Finding{f.At(j.at(path), "").WithFix("Move it away.")}
	case now.hash == "" || now.hash == wanted || now.hash == recorded || j.force:
		return nil
	case recorded == "":
		f := finding.New(finding.InTheWay, "%s was not written by meshfn, and a generated file belongs there", j.at(path))
		return []finding.Finding{f.At(j.at(path), "")}
	case wanted == "":
		f := finding.New(finding.EditedByHand, "%s is no longer generated, and was edited after meshfn wrote it", j.at(path))
		return []finding.Finding{f.At(j.at(path), "").WithFix("Remove the file, or let --force do it.")}
	}
	return []finding.Finding{finding.New(finding.EditedByHand, "%s was edited after meshfn wrote it", j.at(path)).At(j.at(path), "")}
}

// checklist returns the hash of a checklist that is there, and the one that it was sealed with: "" for somebody else's.
func checklist(text []byte) (now, recorded string) {
	if len(text) == 0 {
		return "", ""
	}
	text = bytes.ReplaceAll(text, []byte("\r\n"), []byte("\n"))
	now = digest(text)
	switch ours, intact := sealed(text); {
	case intact:
		return now, now
	case ours:
		return now, "edited"
	}
	return now, ""
}

// empty is the finding for a mesh of which nothing is generated for the cluster.
func (j judge) empty(mesh string) []finding.Finding {
	return []finding.Finding{finding.New(finding.RendersNothing, "mesh %s renders to nothing", mesh).On("Mesh/" + mesh)}
}

// record reads the record of a mesh from the objects of its file. A broken one is a finding, unless it is to be
// overwritten.
func (j judge) record(objects []Object, err error) (*Record, []finding.Finding) {
	if err == nil && len(objects) == 0 {
		return &Record{}, nil
	}
	if err == nil {
		var r *Record
		if r, err = ReadRecord(objects[0]); err == nil && len(objects) == 1 {
			return r, nil
		}
	}
	if j.force {
		return &Record{}, nil
	}
	text := "it holds several documents"
	if err != nil {
		text = err.Error()
	}
	f := finding.New(finding.RecordUnreadable, "%s cannot be read: %s", j.at(RecordFile), text)
	return &Record{}, []finding.Finding{f.At(j.at(RecordFile), "")}
}
