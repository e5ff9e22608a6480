package crosswalk

import (
	"errors"
	"math"
	"testing"
)

func TestACrosswalkComesBackFromItsLinks(t *testing.T) {
	c := three(t)
	back, err := Restore(c.From(), c.To(), c.Links())
	if err != nil || told(back) != told(c) || back.NoiseMetres != c.NoiseMetres || back.ByPeople != c.ByPeople {
		t.Fatalf("%v, %s", err, told(back))
	}
	people := column(t, c.From(), 1000.0, 400.0, 500.0)
	if got, want := said(back.Convert(Figure{Column: people, Indicator: persons})), said(c.Convert(Figure{Column: people, Indicator: persons})); got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

func TestLinksOfOtherDivisionsAreRefused(t *testing.T) {
	c := three(t)
	change := func(f func(*Links)) Links {
		l := c.Links()
		l.Parts = [][]Part{append([]Part{}, l.Parts[0]...), append([]Part{}, l.Parts[1]...)}
		l.States, l.Reasons = append([]State{}, l.States...), append([]Reason{}, l.Reasons...)
		f(&l)
		return l
	}
	for name, l := range map[string]Links{
		"another number of areas":  change(func(l *Links) { l.Parts, l.States, l.Reasons = l.Parts[:1], l.States[:1], l.Reasons[:1] }),
		"another number before":    change(func(l *Links) { l.From = 4 }),
		"an area that is not here": change(func(l *Links) { l.Parts[0][0].From = 3 }),
		"below the first area":     change(func(l *Links) { l.Parts[0][0].From = -1 }),
		"no weight":                change(func(l *Links) { l.Parts[0][0].Weight = math.NaN() }),
		"given away twice":         change(func(l *Links) { l.Parts[1][0].Weight = 1 }),
		"no state":                 change(func(l *Links) { l.States[0] = 99 }),
		"no reason":                change(func(l *Links) { l.Reasons[1] = 99 }),
		"negative ground":          change(func(l *Links) { l.Parts[0][0].SquareMetres = -1 }),
	} {
		if _, err := Restore(c.From(), c.To(), l); !errors.Is(err, ErrLinks) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
