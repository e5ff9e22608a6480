package disclosure

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"

	"github.com/buurtbeeld/buurtbeeld/disclosure/internal/attack"
	"github.com/buurtbeeld/buurtbeeld/disclosure/internal/joint"
	"github.com/buurtbeeld/buurtbeeld/disclosure/internal/withhold"
)

// AuditOptions say how hard a table is attacked (Dutch: keuzes bij de controle).
type AuditOptions struct {
	// Random is where chance comes from. Required, and another than that of Protect: crypto/rand.
	Random io.Reader
	// Ledger is all that left before of the same data.
	Ledger Ledger
	// Counter tells which areas overlap. Without one, differences of areas are found only where tables tell them.
	Counter Counter
	// IgnoreInsiders leaves out the attack by people who are alone in a cell.
	IgnoreInsiders bool
	// Intervals is for how many cells at risk the interval is worked out; they are taken evenly from all of them. 0: none.
	Intervals int
	// Explain is for how many attacks the combination is worked out. 0: 100.
	Explain int
	// SmallGroup is how many people a group that no table names must have. 0: 10; in the audit of a protected table, its rules.
	SmallGroup int64
	// forgive does not blame a table for a small group of the very people of a cell that left by its own right.
	forgive bool
	// Progress is told how far long work is; nil: nobody is.
	Progress func(done, total int)
}

// Audited is a table that has been attacked (Dutch: gecontroleerde tabel). It is the only stage that gives up cells, and only
// when the attack found nothing that does harm.
type Audited struct {
	protected   Protected
	verdict     Verdict
	certificate *Certificate
}

// Audit attacks the table together with all that left before, as somebody would who knows every published number and which areas
// and categories add up to which. What follows exactly it works out by other code than Protect, as the package says.
//
// The problem is that of Fischetti and Salazar 2001 (doi:10.1287/mnsc.47.7.1008.9805), solved by random vectors (Schwartz 1980,
// doi:10.1145/322217.322225): right but for a chance of about the number of cells in 2^61. A table that is unsafe is no error but a
// verdict; published numbers that contradict each other are one ([ErrNotSum], in a [*CellError]).
//
// Promise: NothingAtRiskIsExact. No cell at risk of any release follows exactly from all that was published.
//
// Promise: NoInsiderLearns. Who is alone in a hidden cell cannot work out another cell at risk from it.
//
// Promise: NoSmallDifference. No difference between areas that overlap, and no rest of a total of which not all parts were asked
// for, gives a group below the minimum.
//
// Not promised: that a hidden cell cannot be guessed or narrowed down; Intervals tells how far, and only for the cells asked.
//
// Not promised: people who put their knowledge together, or who know more than their own cell.
//
// Not promised: releases of other data, such as last year's: most people are in both.
//
// Not promised: differences of areas that overlap when there is no Counter. With one, everybody is taken to know in which pieces
// somebody is counted, except in areas of which a number is withheld as risky.
//
// Not promised: what several withheld parts of one total hold together, such as two neighbourhoods of a district.
//
// Not promised: for Round and CellKey that a number cannot be narrowed down; there it is checked that the method was followed.
func (p Protected) Audit(ctx context.Context, o AuditOptions) (Audited, error) {
	if p.assessed.risk == nil {
		return Audited{}, ErrUnassessed
	}
	if o.SmallGroup == 0 {
		o.SmallGroup = max(1, p.assessed.rules.MinimumFrequency())
	}
	o.forgive = true
	a := Audited{protected: p}
	var err error
	if p.changed != nil {
		a.verdict, err = p.auditChanged(ctx, o)
	} else {
		a.verdict, a.certificate, err = attackReleases(ctx, append([]Release{p.asRelease("")}, o.Ledger.releases...), o)
	}
	if err != nil {
		return Audited{}, fmt.Errorf("audit: %w", err)
	}
	return a, nil
}

// AttackReleases attacks releases alone, such as tables of others: what [Protected.Audit] does, without the table inside.
func AttackReleases(ctx context.Context, releases []Release, o AuditOptions) (Verdict, error) {
	if len(releases) == 0 {
		return Verdict{}, ErrEmpty
	}
	if o.SmallGroup == 0 {
		o.SmallGroup = 10
	}
	v, _, err := attackReleases(ctx, releases, o)
	if err != nil {
		return Verdict{}, fmt.Errorf("attack: %w", err)
	}
	return v, nil
}

// asRelease is the table as it would leave, with the truth of withheld cells beside.
func (p Protected) asRelease(name string) Release {
	r := p.assessed.asRelease()
	r.sheet.Name, r.method = name, p.options.Method
	for cell := range r.sheet.Shown {
		r.sheet.Shown[cell] = !p.Hidden(cell)
		r.sheet.Primary[cell] = r.sheet.Primary[cell] && p.Hidden(cell)
	}
	if p.changed != nil {
		r.sheet.Count, r.sheet.Sum = p.changed, nil
	}
	return r
}

// Verdict is what the attack found. Inside the walls only.
func (a Audited) Verdict() Verdict { return a.verdict }

// Cell is a cell as it may leave (Dutch: cel). A withheld one holds no number, and the same reason as every other: to protect
// people.
type Cell struct {
	Codes []string
	// Shown is false when the cell is withheld; then Count and Sum are 0.
	Shown      bool
	Count, Sum int64
	// Level and Within are, for a withheld cell, the smallest level at which the number is shown and the code it is shown for;
	// empty when it is shown nowhere.
	Level, Within string
}

// Cells gives the cells that may leave, in the order of the table; counts that were not changed are rounded to the base of the
// rules, if they have one. It refuses with [ErrNotSafe] unless the attack found nothing that does harm.
//
// Promise: ZeroValuesGiveNothing. A stage, a release or a certificate that was never made gives no cell, and no verdict of it is
// safe.
//
// Promise: AvailableAbove. Where a withheld cell names a level, the number is shown for the code named, which the cell lies in.
func (a Audited) Cells() (iter.Seq[Cell], error) {
	if !a.verdict.Safe() {
		return nil, ErrNotSafe
	}
	p := a.protected
	t := p.assessed.table
	round := p.assessed.rules.RoundTo()
	if p.changed != nil {
		round = 0 // they are rounded, or noisy, already
	}
	return func(yield func(Cell) bool) {
		shown := func(cell int32) bool { return !p.Hidden(int(cell)) }
		for cell := range t.Len() {
			c := Cell{Codes: t.cube.Name(int32(cell)), Shown: !p.Hidden(cell)}
			if c.Shown {
				c.Count = nearest(p.Count(cell), round)
				if t.data.sum != nil && p.changed == nil {
					c.Sum = t.data.sum[cell]
				}
			} else {
				c.Level, c.Within = withhold.Above(t.cube, int32(cell), shown)
			}
			if !yield(c) {
				return
			}
		}
	}, nil
}

// nearest is a count to the nearest multiple, half upwards; a base below 2 leaves it.
func nearest(n, base int64) int64 {
	if base < 2 {
		return n
	}
	return (n + base/2) / base * base
}

// asCellError says of a contradiction between published numbers at which cell it shows, and along which dimension.
func asCellError(u *joint.Union, err error) error {
	var r *attack.RelationError
	if !errors.As(err, &r) {
		return err
	}
	e := &CellError{Cell: r.Parent, Err: ErrNotSum}
	for d, code := range r.Parent {
		if len(r.Children) > 0 && r.Children[0][d] != code {
			e.Dimension = u.Cube.Dims[d].Name
		}
	}
	return e
}
