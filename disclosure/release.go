package disclosure

import (
	"fmt"
	"slices"

	"github.com/buurtbeeld/buurtbeeld/disclosure/internal/joint"
)

// Release is a table that left: what was shown, what was withheld and by which method (Dutch: vrijgave). It is what the ledger
// keeps, inside the walls, so that a later table can be held against it.
type Release struct {
	data, rules string
	method      Method
	facts       Facts
	sheet       joint.Sheet
}

// sheets are the cells of releases.
func sheets(releases []Release) []joint.Sheet {
	all := make([]joint.Sheet, len(releases))
	for i, r := range releases {
		all[i] = r.sheet
	}
	return all
}

// Name is the name that the release was given.
func (r Release) Name() string { return r.sheet.Name }

// Data names the version of the data that the release was made of. Only releases of the same data are solved together.
func (r Release) Data() string { return r.data }

// Method is how its cells were protected.
func (r Release) Method() Method { return r.method }

// Rules is the name of the rules that it was held against.
func (r Release) Rules() string { return r.rules }

// made refuses a release that was never made.
func made(releases ...Release) error {
	for _, r := range releases {
		if r.sheet.Cube == nil {
			return fmt.Errorf("a release that was never made: %w", ErrEmpty)
		}
	}
	return nil
}

// Cells is how many cells it has, shown and withheld.
func (r Release) Cells() int { return len(r.sheet.Shown) }

// Shown is how many of its cells are shown.
func (r Release) Shown() int {
	n := 0
	for _, s := range r.sheet.Shown {
		if s {
			n++
		}
	}
	return n
}

// ReleaseBuilder puts a release together from what is known of it, such as a file (Dutch: vrijgave in opbouw).
type ReleaseBuilder struct {
	table   *Builder
	release Release
}

// NewReleaseBuilder begins a release with this name.
func NewReleaseBuilder(name string, facts Facts, dims ...Dimension) (*ReleaseBuilder, error) {
	b, err := NewBuilder(facts, dims...)
	return &ReleaseBuilder{table: b, release: Release{facts: facts, sheet: joint.Sheet{Name: name}}}, err
}

// State is what became of a cell in a release (Dutch: toestand van een cel).
type State struct {
	// Shown: its numbers left.
	Shown bool
	// Primary: withheld because it says too much itself, not only to keep another from being worked out.
	Primary bool
	// Truth: the numbers of a withheld cell are given too, by who may see them. An audit then knows who is alone in a cell.
	Truth bool
}

// Add adds a cell. The numbers of a withheld cell are left at 0 unless state says that they are the truth.
func (b *ReleaseBuilder) Add(codes []string, n Numbers, state State) error {
	if !state.Shown && !state.Truth {
		n = Numbers{}
	}
	if err := b.table.Add(codes, n); err != nil {
		return err
	}
	r := &b.release
	r.sheet.Shown = append(r.sheet.Shown, state.Shown)
	r.sheet.Primary = append(r.sheet.Primary, state.Primary && !state.Shown)
	r.sheet.Truth = append(r.sheet.Truth, state.Shown || state.Truth)
	r.sheet.Lone = append(r.sheet.Lone, !state.Shown && state.Truth && n.alone(b.table.facts))
	return nil
}

// alone reports whether all of a cell comes from one person or one contributor.
func (n Numbers) alone(facts Facts) bool {
	return n.Count == 1 || facts&Contributors != 0 && n.Contributors == 1
}

// Release closes the builder. A shown cell that is not the sum of shown parts is found by the attack, not here.
func (b *ReleaseBuilder) Release() (Release, error) {
	if b.table.cube.Len() == 0 {
		return Release{}, ErrEmpty
	}
	r := b.release
	r.sheet.Cube, r.sheet.Count, r.sheet.Sum = b.table.cube, b.table.data.count, b.table.data.sum
	return r, nil
}

// Ledger is all that left of the same data, in order (Dutch: vrijgaveregister).
type Ledger struct{ releases []Release }

// NewLedger is a ledger of these releases.
func NewLedger(releases ...Release) Ledger { return Ledger{slices.Clone(releases)} }

// Len is how many releases there are.
func (l Ledger) Len() int { return len(l.releases) }

// Of is the part of the ledger that was made of one version of the data.
func (l Ledger) Of(data string) Ledger {
	return Ledger{slices.DeleteFunc(slices.Clone(l.releases), func(r Release) bool { return r.data != data })}
}
