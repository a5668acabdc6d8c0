package cli

import (
	"bytes"
	"testing"
	"time"
)

func TestBar(t *testing.T) {
	for want, done := range map[string]int{
		"[                                        ] 0 of 8 meshes":  0,
		"[==========                              ] 2 of 8 meshes":  2,
		"[========================================] 8 of 8 meshes":  8,
		"[========================================] 16 of 8 meshes": 16,
	} {
		if got := bar(done, 8); got != want {
			t.Errorf("%q", got)
		}
	}
}

// TestProgress holds that a bar comes only when it is time, and goes; and that what is no terminal is left alone.
func TestProgress(t *testing.T) {
	var b bytes.Buffer
	begin, again := make(chan time.Time), make(chan time.Time)
	p := &progress{w: &b, all: 4, stop: make(chan struct{}), gone: make(chan struct{})}
	go p.draw(begin, again)
	p.end()
	if b.Len() > 0 {
		t.Errorf("a bar before its time: %q", b.String())
	}
	p = &progress{w: &b, all: 4, stop: make(chan struct{}), gone: make(chan struct{})}
	p.add()
	go p.draw(begin, again)
	begin <- time.Time{}
	again <- time.Time{}
	p.end()
	if want := "\r" + bar(1, 4) + "\r" + bar(1, 4) + "\r\x1b[K"; b.String() != want {
		t.Errorf("have %q, want %q", b.String(), want)
	}
	b.Reset()
	p = newProgress(&b, 4)
	p.add()
	p.end()
	if b.Len() > 0 {
		t.Errorf("a bar in a file: %q", b.String())
	}
}
