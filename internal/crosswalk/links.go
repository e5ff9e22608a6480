package crosswalk

import (
	"errors"
	"slices"

	"github.com/buurtbeeld/buurtbeeld/internal/area"
)

// Version changes with the rules by which areas are linked. What was kept by other rules is worked out anew.
const Version = 1

// Links is what a crosswalk says beside its divisions, as a store keeps it (Dutch: koppelingen). Parts, States and Reasons
// have one entry per area of the later division.
type Links struct {
	// From is how many areas the earlier division has.
	From        int
	Parts       [][]Part
	States      []State
	Reasons     []Reason
	ByPeople    int
	NoiseMetres float64
}

// Links returns what is to be kept. It must not be written to.
func (c *Crosswalk) Links() Links {
	return Links{From: c.from.Len(), Parts: c.parts, States: c.states, Reasons: c.reasons, ByPeople: c.ByPeople, NoiseMetres: c.NoiseMetres}
}

// ErrLinks is what Restore gives of links that are not of these divisions.
var ErrLinks = errors.New("crosswalk: links of other divisions")

// Restore returns the crosswalk of which the links were kept. Links that cannot be of these divisions are ErrLinks.
func Restore(from, to *area.Division, l Links) (*Crosswalk, error) {
	n := to.Len()
	if l.From != from.Len() || len(l.Parts) != n || len(l.States) != n || len(l.Reasons) != n || !l.sound() {
		return nil, ErrLinks
	}
	return &Crosswalk{from: from, to: to, parts: l.Parts, states: l.States, reasons: l.Reasons, ByPeople: l.ByPeople, NoiseMetres: l.NoiseMetres}, nil
}

// sound reports whether every part is of an area that exists, and no area is given away more than once.
func (l Links) sound() bool {
	const slack = 1e-6 // of adding up shares
	given := make([]float64, l.From)
	for i, parts := range l.Parts {
		if int(l.States[i]) >= len(stateNames) || int(l.Reasons[i]) >= len(reasonNames) {
			return false
		}
		for _, p := range parts {
			if p.From < 0 || p.From >= l.From || !(p.Weight > 0 && p.Weight <= 1) || !(p.SquareMetres >= 0) {
				return false
			}
			given[p.From] += p.Weight
		}
	}
	return !slices.ContainsFunc(given, func(sum float64) bool { return sum > 1+slack })
}
