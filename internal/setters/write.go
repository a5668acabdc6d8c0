package setters

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

// staged is a file that waits beside the one that it will replace.
type staged struct {
	target, temporary string
	before, after     []byte
	mode              os.FileMode
}

// Write writes the changes that are not refused: all files are written beside their targets first and then renamed. Where
// that fails nothing is changed: what was renamed already gets its old text back.
func Write(changes ...*Change) error {
	var all []staged
	for _, c := range changes {
		if c.refused {
			continue
		}
		for _, w := range c.writes {
			all = append(all, staged{target: filepath.Join(c.dir, filepath.FromSlash(w.Path)), before: w.before, after: w.Text})
		}
	}
	defer func() {
		for _, s := range all {
			if s.temporary != "" {
				os.Remove(s.temporary) // gone where it was renamed
			}
		}
	}()
	errs := make([]error, len(all))
	each(len(all), func(i int) { errs[i] = all[i].stage() })
	if err := errors.Join(errs...); err != nil {
		return err
	}
	for i, s := range all {
		if err := os.Rename(s.temporary, s.target); err != nil {
			return errors.Join(fmt.Errorf("replace the file: %w", err), restore(all[:i]))
		}
		all[i].temporary = ""
	}
	return nil
}

// stage writes the new text beside the target, a link's own target where it is a link.
func (s *staged) stage() error {
	target, err := filepath.EvalSymlinks(s.target)
	if err != nil {
		return fmt.Errorf("prepare the file: %w", err)
	}
	info, err := os.Stat(target)
	if err != nil {
		return fmt.Errorf("prepare the file: %w", err)
	}
	s.target, s.mode = target, info.Mode().Perm()
	if s.temporary, err = beside(target, s.after, s.mode); err != nil {
		return fmt.Errorf("prepare %s: %w", target, err)
	}
	return nil
}

// beside writes a text into a new file in the folder of target.
func beside(target string, text []byte, mode os.FileMode) (name string, err error) {
	f, err := os.CreateTemp(filepath.Dir(target), "."+filepath.Base(target)+".*")
	if err != nil {
		return "", err
	}
	defer func() {
		if err != nil {
			os.Remove(f.Name())
		}
	}()
	_, err = f.Write(text)
	return f.Name(), errors.Join(err, f.Chmod(mode), f.Close())
}

func restore(done []staged) error {
	var errs []error
	for _, s := range done {
		name, err := beside(s.target, s.before, s.mode)
		if err == nil {
			err = os.Rename(name, s.target)
		}
		if err != nil {
			errs = append(errs, fmt.Errorf("put back %s: %w", s.target, err))
		}
	}
	return errors.Join(errs...)
}
