package argocd

import (
	"strconv"

	"github.com/meshfn/meshfn/internal/check/rule"
	"github.com/meshfn/meshfn/internal/finding"
)

// waveOf is the wave of an object, and whether it is one: what is no number counts as 0, in silence.
func waveOf(o rule.Object) (wave int, ok bool) {
	if !annotated(o, waveAnnotation) {
		return 0, true
	}
	wave, err := strconv.Atoi(o.Annotation(waveAnnotation))
	return wave, err == nil
}

func (u *unit) wave(o rule.Object, n needs) {
	own, ok := waveOf(o)
	switch {
	case !ok:
		u.report(o, finding.SyncWave, annotationField(waveAnnotation), "the wave is no whole number in quotes, and would be taken for 0")
		return
	case u.fitted && generated(o) && !annotated(o, waveAnnotation):
		u.report(o, finding.WaveMissing, "metadata.annotations", "a generated object says its wave; without it, this is wave 0")
	case annotated(o, hookAnnotation):
		return // hooks have phases of their own
	}
	for _, need := range n.of(o) {
		other, known := waveOf(need.on)
		if !known || annotated(need.on, hookAnnotation) {
			continue
		}
		switch {
		case own < other:
			u.report(o, finding.WaveOrder, annotationField(waveAnnotation),
				"wave %d comes before %s, %s, in wave %d", own, need.why, need.on.ID(), other)
			u.also(need.on, annotationField(waveAnnotation))
		case own == other && need.ready && generated(o):
			u.report(o, finding.WaveOrder, annotationField(waveAnnotation),
				"wave %d is also that of %s, %s, which is to be ready before", own, need.why, need.on.ID())
			u.also(need.on, annotationField(waveAnnotation))
		}
	}
}
