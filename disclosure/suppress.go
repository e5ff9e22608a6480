package disclosure

import (
	"context"
	"fmt"
	"io"
	"math"
	"slices"

	"github.com/buurtbeeld/buurtbeeld/disclosure/internal/difference"
	"github.com/buurtbeeld/buurtbeeld/disclosure/internal/joint"
	"github.com/buurtbeeld/buurtbeeld/disclosure/internal/span"
)

// suppress chooses which cells are withheld: those at risk, and others without which these could be worked out.
func (a Assessed) suppress(ctx context.Context, o Options) ([]bool, error) {
	counter := o.Counter
	releases := append([]Release{a.asRelease()}, o.Ledger.releases...)
	u, err := joint.Join(ctx, sheets(releases), counter)
	if err != nil {
		return nil, err
	}
	p := span.Problem{Cube: u.Cube, Insider: !o.IgnoreInsiders, Progress: o.Progress}
	if p.Seed, err = seed(o.Random); err != nil {
		return nil, err
	}
	w := u.Whole()
	if p.Basis, err = span.NewBasis(u.Cube, u.Weights(w)); err != nil {
		return nil, err
	}
	p.Primary, p.Lone, p.Given = w.Secret, w.Lone, w.Shown
	p.Zero = u.ZeroCells()
	if o.Rank == nil {
		if p.Extra, err = difference.Secrets(ctx, u, a.rules.MinimumFrequency(), w, counter); err != nil {
			return nil, err
		}
	}
	suppressed, err := a.widest(ctx, u, o, p)
	if err != nil {
		return nil, err
	}
	hidden := make([]bool, a.table.Len())
	for cell := range hidden {
		hidden[cell] = suppressed[u.Cell(0, cell)]
	}
	return hidden, nil
}

// widest withholds more until the interval of every cell at risk is as wide as the rules ask, as far as there are cells left.
func (a Assessed) widest(ctx context.Context, u *joint.Union, o Options, p span.Problem) ([]bool, error) {
	w, need := u.Whole(), a.widths()
	p.Primary = slices.Clone(p.Primary)
	for range widenings {
		suppressed, err := a.least(ctx, u, o, p, w)
		if err != nil || len(need) == 0 || o.Rank != nil {
			return suppressed, err
		}
		cell, err := a.tooNarrow(ctx, u, suppressed, need)
		if err != nil || cell < 0 {
			return suppressed, err
		}
		more := partner(u, cell, suppressed, a.worth(u, w))
		if more < 0 {
			return suppressed, nil
		}
		p.Primary[more] = true
	}
	return a.least(ctx, u, o, p, w)
}

// least offers the cells in every order and takes the result that takes away least.
func (a Assessed) least(ctx context.Context, u *joint.Union, o Options, p span.Problem, w joint.Whole) ([]bool, error) {
	var best []bool
	least, worth := math.Inf(1), a.worth(u, w)
	w.Secret = p.Primary
	for _, p.Order = range a.orders(u, o, w) {
		r, err := span.Solve(ctx, p)
		if err != nil {
			return nil, err
		}
		if len(r.Disclosed) > 0 && len(o.Ledger.releases) > 0 {
			return nil, &CellError{Cell: u.Name(u.Cube.At(max(r.Disclosed[0], 0))), Err: ErrGivenDiscloses}
		}
		if loss := lossOf(p, r, worth); loss < least {
			least, best = loss, r.Suppressed
		}
	}
	return best, nil
}

// lossOf weighs how many cells are withheld to protect others against how much they are worth.
func lossOf(p span.Problem, r span.Result, worth []int64) float64 {
	cells, value := 1.0, 1.0
	for cell, hidden := range r.Suppressed {
		if hidden && !p.Primary[cell] {
			cells++
			value += float64(worth[cell])
		}
	}
	return cells * value
}

// seed reads what the hash of the solver is drawn from.
func seed(random io.Reader) (s [32]byte, err error) {
	if random == nil {
		return s, ErrNoRandom
	}
	if _, err = io.ReadFull(random, s[:]); err != nil {
		return s, fmt.Errorf("randomness: %w", err)
	}
	return s, nil
}

// asRelease sees the table as a release of which nothing is shown yet.
func (a Assessed) asRelease() Release {
	t := a.table
	r := Release{facts: t.facts, rules: a.rules.Name(), sheet: joint.Sheet{Cube: t.cube, Count: t.data.count, Sum: t.data.sum}}
	n := t.Len()
	r.sheet.Shown, r.sheet.Primary, r.sheet.Truth, r.sheet.Lone = make([]bool, n), make([]bool, n), make([]bool, n), make([]bool, n)
	for cell, risk := range a.risk {
		r.sheet.Primary[cell], r.sheet.Truth[cell] = risk != 0, true
		r.sheet.Lone[cell] = risk != 0 && t.data.at(int32(cell)).alone(t.facts)
	}
	return r
}
