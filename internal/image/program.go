package image

import (
	"debug/buildinfo"
	"errors"
	"fmt"
	"os"
	"runtime/debug"

	v1 "github.com/google/go-containerregistry/pkg/v1"
)

// Program is a static program for one platform, with what its build wrote into it.
type Program struct {
	path  string // in the image
	layer v1.Layer
	info  *debug.BuildInfo
}

// Open reads a program from a file. It is an error where it would need a library that no image has.
func Open(file, name string) (*Program, error) {
	info, err := buildinfo.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("read program %s: %w", name, err)
	}
	p := &Program{path: "usr/local/bin/" + name, info: info}
	if p.setting("CGO_ENABLED") != "0" {
		return nil, fmt.Errorf("read program %s: it is not static, build it with CGO_ENABLED=0", name)
	}
	if p.setting("GOOS") == "" || p.setting("GOARCH") == "" {
		return nil, fmt.Errorf("read program %s: %w", name, errors.New("its build does not say for which platform it is"))
	}
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("read program %s: %w", name, err)
	}
	p.layer, err = newLayer([]entry{{name: p.path, mode: 0o755, text: text}})
	return p, err
}

// Platform is what the program runs on.
func (p *Program) Platform() v1.Platform {
	return v1.Platform{OS: p.setting("GOOS"), Architecture: p.setting("GOARCH")}
}

func (p *Program) setting(key string) string {
	for _, s := range p.info.Settings {
		if s.Key == key {
			return s.Value
		}
	}
	return ""
}
