package disclosure

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/buurtbeeld/buurtbeeld/disclosure/internal/interval"
	"github.com/buurtbeeld/buurtbeeld/disclosure/internal/joint"
	"github.com/buurtbeeld/buurtbeeld/disclosure/internal/withhold"
)

// suppress chooses which cells are withheld: those at risk, and others without which these could be worked out.
func (a Assessed) suppress(ctx context.Context, o Options) ([]bool, error) {
	u, err := joint.Join(ctx, sheets(append([]Release{a.asRelease()}, a.alike(o.Ledger)...)), o.Counter)
	if err != nil {
		return nil, err
	}
	w := u.Whole()
	task := withhold.Task{Union: u, Whole: w, Rows: a.table.Len(), Worth: w.Count, Rank: o.Rank, Keep: o.Keep, Need: a.widths(u),
		Least: a.rules.MinimumFrequency(), Counter: o.Counter, Insider: !o.IgnoreInsiders, Progress: o.Progress}
	if task.Seed, err = seed(o.Random); err != nil {
		return nil, err
	}
	if sums := a.table.data.sum; sums != nil {
		task.Worth, task.Magnitude, task.Left = make([]int64, u.Cube.Len()), make([]int64, u.Cube.Len()), make([]bool, u.Cube.Len())
		for i, r := range u.Sheets[1:] {
			for cell, shown := range r.Shown {
				if shown && r.Sum != nil {
					task.Magnitude[u.Cell(i+1, cell)], task.Left[u.Cell(i+1, cell)] = r.Sum[cell], true
				}
			}
		}
		for row, v := range sums {
			task.Magnitude[u.Cell(0, row)] = v
			task.Worth[u.Cell(0, row)] = max(v, -v) // below zero is worth as much as above
		}
	}
	hidden, err := task.Cells(ctx)
	var known *withhold.DisclosedError
	if errors.As(err, &known) {
		return nil, &CellError{Cell: known.Cell, Err: ErrGivenDiscloses}
	}
	if errors.Is(err, interval.ErrInfeasible) {
		return nil, fmt.Errorf("%w: %w", ErrContradicts, err)
	}
	return hidden, err
}

// alike are the earlier releases that say something of what the table is about: of sums only those with sums. What the counts of
// both say together is left to the audit.
func (a Assessed) alike(l Ledger) []Release {
	if a.table.data.sum == nil {
		return l.releases
	}
	return slices.DeleteFunc(slices.Clone(l.releases), func(r Release) bool { return r.sheet.Sum == nil })
}

// mostWidths is for how many cells at risk the width is kept; larger tables of sums are kept from exact disclosure only.
const mostWidths = 3_000

// widths tells how far the interval of each cell at risk must reach around its sum under the p % rule: so far that nobody comes
// closer to the largest contribution than the rule allows (Hundepool and others 2012, doi:10.1002/9781118348239). Dominance
// rules say which cells are at risk, not how wide they must be.
func (a Assessed) widths(u *joint.Union) map[int32]int64 {
	t := a.table
	if t.data.sum == nil || t.data.largest == nil || a.n > mostWidths || a.rules.PPercent().IsZero() {
		return nil
	}
	need := map[int32]int64{}
	for cell, risk := range a.risk {
		if risk == 0 {
			continue
		}
		if n := a.rules.Reach(t.data.sum[cell], t.data.largest[cell]); n > 0 {
			need[u.Cell(0, cell)] = n
		}
	}
	return need
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
