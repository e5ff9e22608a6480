package packed

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"github.com/buurtbeeld/buurtbeeld/internal/crosswalk"
)

// anyLinks draws links that need not be of real areas.
func anyLinks(t *rapid.T) crosswalk.Links {
	l := crosswalk.Links{From: rapid.IntRange(0, 1<<20).Draw(t, "from"), ByPeople: rapid.IntRange(0, 90).Draw(t, "by people"), NoiseMetres: rapid.Float64Range(0, 100).Draw(t, "noise")}
	for range rapid.IntRange(0, 30).Draw(t, "areas") {
		var parts []crosswalk.Part
		for range rapid.IntRange(0, 5).Draw(t, "parts") {
			weight := rapid.OneOf(rapid.Just(1.0), rapid.Float64Range(1e-9, 1)).Draw(t, "weight")
			parts = append(parts, crosswalk.Part{From: rapid.IntRange(0, 1<<20).Draw(t, "part"), Weight: weight, SquareMetres: rapid.Float64Range(0, 1e12).Draw(t, "ground")})
		}
		l.Parts = append(l.Parts, parts)
		l.States = append(l.States, crosswalk.State(rapid.IntRange(0, 4).Draw(t, "state")))
		l.Reasons = append(l.Reasons, crosswalk.Reason(rapid.IntRange(0, 3).Draw(t, "reason")))
	}
	return l
}

func TestAnyCrosswalkComesBack(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		want := anyLinks(rt)
		b := Crosswalk(want, "here")
		got, err := ParseCrosswalk(b, "here")
		if d := cmp.Diff(want, got, cmpopts.EquateEmpty()); err != nil || d != "" {
			rt.Fatalf("%v %s", err, d)
		}
		if _, err := ParseCrosswalk(b, "there"); !errors.Is(err, ErrBroken) {
			rt.Fatalf("at another place: %v", err)
		}
		short := b[:rapid.IntRange(0, len(b)-1).Draw(rt, "cut")]
		if _, err := ParseCrosswalk(short, "here"); !errors.Is(err, ErrBroken) {
			rt.Fatalf("cut off: %v", err)
		}
	})
}

func TestEveryFlippedBitOfACrosswalkIsNoticed(t *testing.T) {
	b := Crosswalk(crosswalk.Links{From: 3, Parts: [][]crosswalk.Part{{{From: 0, Weight: 1, SquareMetres: 5}, {From: 2, Weight: .25}}, nil},
		States: []crosswalk.State{crosswalk.Redrawn, crosswalk.NotLinked}, Reasons: []crosswalk.Reason{0, crosswalk.Gap}, NoiseMetres: 5}, "here")
	everyFlip(t, b, func(b []byte) error {
		_, err := ParseCrosswalk(b, "here")
		return err
	})
}

// What is sealed well may still be no crosswalk: bytes that promise more than there is are no reason to take memory.
func TestACrosswalkThatPromisesTooMuchIsBroken(t *testing.T) {
	for name, body := range map[string][]byte{"nothing": {}, "many areas": {0xff, 0xff, 0xff, 0xff, 0x0f, 0, 0}, "parts that are not there": {1, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 9}} {
		if _, err := ParseCrosswalk(seal(body, "here"), "here"); !errors.Is(err, ErrBroken) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
