package cli

import (
	"context"
	"fmt"
	"io"
	"os"
	"strings"
	"sync/atomic"
	"time"

	"github.com/meshfn/meshfn/internal/run"
)

// progress is a bar on a terminal for work that takes over a second. Anywhere else, and where CI is set, it says nothing.
//
// It is written here because a library for it would cost every start of the program about as much as parsing the command
// line does.
type progress struct {
	w    io.Writer
	all  int
	done atomic.Int64
	stop chan struct{}
	gone chan struct{}
}

// barWidth is that of the bar itself, barWait how long there is none, barEvery how often it moves.
const barWidth, barWait, barEvery = 40, time.Second, 100 * time.Millisecond

// newProgress starts counting up to all; the caller ends it by end.
func newProgress(w io.Writer, all int) *progress {
	p := &progress{w: w, all: all}
	if _, ci := os.LookupEnv("CI"); ci || !isTerminal(w) || all == 0 {
		return p
	}
	p.stop, p.gone = make(chan struct{}), make(chan struct{})
	go p.draw(time.After(barWait), time.Tick(barEvery))
	return p
}

// do carries out a run and shows how far it is.
func do(ctx context.Context, s Streams, r run.Run) (run.Result, error) {
	p := newProgress(s.Err, len(r.Tree.Fleet.Members))
	defer p.end()
	r.Progress = p.add
	return r.Do(ctx)
}

// add counts one more.
func (p *progress) add() { p.done.Add(1) }

func (p *progress) draw(begin, again <-chan time.Time) {
	defer close(p.gone)
	select {
	case <-begin:
	case <-p.stop:
		return
	}
	for {
		fmt.Fprint(p.w, "\r"+bar(int(p.done.Load()), p.all))
		select {
		case <-again:
		case <-p.stop:
			fmt.Fprint(p.w, "\r\x1b[K")
			return
		}
	}
}

// bar is one line without its end.
func bar(done, all int) string {
	full := barWidth * min(done, all) / all
	return fmt.Sprintf("[%s%s] %d of %d meshes", strings.Repeat("=", full), strings.Repeat(" ", barWidth-full), done, all)
}

// end removes the bar.
func (p *progress) end() {
	if p.stop != nil {
		close(p.stop)
		<-p.gone
	}
}

func isTerminal(w io.Writer) bool {
	file, ok := w.(*os.File)
	if !ok {
		return false
	}
	info, err := file.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}
