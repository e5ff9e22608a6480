package disclosure

import (
	"context"
	"fmt"
	"io"
	"math"

	"github.com/buurtbeeld/buurtbeeld/disclosure/cellkey"
	"github.com/buurtbeeld/buurtbeeld/disclosure/internal/joint"
)

// Method is how cells are protected (Dutch: methode). A register keeps one method for life: two undo each other.
type Method uint8

// The methods. The zero value withholds.
const (
	// Suppress withholds the cells at risk and as many others as it takes (Dutch: onderdrukken).
	Suppress Method = iota
	// Round rounds small counts, so that all totals still add up (Dutch: afronden).
	Round
	// CellKey adds noise that is the same for the same people in any table (Dutch: celsleutel).
	CellKey
	// None changes nothing and is refused where a cell is at risk.
	None
)

var methods = [...]string{"suppress", "round", "cellkey", "none"}

// String is the name of the method as command lines and files have it.
func (m Method) String() string {
	if int(m) >= len(methods) {
		return fmt.Sprintf("method %d", uint8(m))
	}
	return methods[m]
}

// ParseMethod reads the name of a method.
func ParseMethod(s string) (Method, bool) {
	for i, name := range methods {
		if s == name {
			return Method(i), true
		}
	}
	return 0, false
}

// Options say how a table is protected (Dutch: keuzes bij het beveiligen).
type Options struct {
	Method Method
	// Random is where chance comes from. Required: crypto/rand, or for a test a source with a seed.
	Random io.Reader
	// IgnoreInsiders leaves out the protection against people who are alone in a cell and so know it.
	IgnoreInsiders bool
	// Rank, one number per cell, is the order in which cells are offered to be shown: lowest first, ties in the order of the
	// cells. Nil is our own order. With a rank nothing but the cells themselves is protected, to repeat what another program did.
	Rank []int64
	// Keep marks cells that were asked for: they are the last to be withheld.
	Keep []bool
	// Ledger is what left before of the same data. What was shown stays shown; what was withheld is still kept.
	Ledger Ledger
	// Counter counts the pieces of areas that overlap. Without one, only differences that tables tell themselves are kept.
	Counter Counter
	// PTable is the noise of cell keys. Required for CellKey.
	PTable *cellkey.PTable
	// Progress is told how far long work is; nil: nobody is.
	Progress func(done, total int)
}

// Protected is a table of which the cells at risk, and whatever gives them away, are hidden or changed (Dutch: beveiligde tabel).
// It stays inside until it has been audited.
type Protected struct {
	assessed Assessed
	options  Options
	// hidden marks withheld cells; changed holds the new counts of the methods that change them, nil otherwise.
	hidden  []bool
	changed []int64
}

// Protect hides or changes cells so that none at risk can be worked out from the others and from what left before.
//
// Suppress is by Langsrud 2024 (doi:10.1007/978-3-031-69651-0_6) and looks wider where numbers are not below zero; Round by Langsrud
// and Heldal 2018, small counts, and Cox 1987 (doi:10.1080/01621459.1987.10478456), all counts; CellKey by Fraser and Wooton 2005.
//
// It refuses a table without its stage ([ErrUnassessed]) or its chance ([ErrNoRandom]), one with cells at risk under None
// ([ErrRisky]), one of which what left before gives a cell at risk away ([ErrGivenDiscloses], in a [*CellError] that names it), was
// protected by another method ([ErrOtherMethod]) or counts other people ([ErrOtherPeople]), and options that lack what their method
// needs ([ErrNoBase], [ErrNoInner], [ErrNoKeys], [ErrNoPTable], [ErrLength]).
//
// Promise: NothingAtRiskIsShown. No cell that Assess marked is shown under Suppress or None.
//
// Promise: AfterProtectAuditFindsNothing. A table that Suppress protected by itself, with neither Ledger nor
// Rank, passes the audit with the same Counter.
//
// Promise: ShownIsUnchanged. Under Suppress and None a cell that is shown holds its own numbers; where the rules have a base
// (round_to), Cells rounds its count to it, and nothing else.
//
// Promise: RoundedAddsUp. Under Round every cell is the sum of its parts.
//
// Promise: SameCellSameNoise. Under CellKey a cell of the same people has the same count in any table.
//
// Promise: LedgerStaysSafe. A table held against what left before is safe together with it, and a cell that was shown is shown
// again; where that cannot be, it is refused and the cell named. Small groups that no table names, and that only tables of other
// shapes together tell, are kept as far as the cells around them are there; the audit finds the others and keeps the table inside.
//
// Promise: RowOrderChangesNothing. The order in which cells were added changes nothing of which are withheld.
//
// Promise: StricterShowsNothingAtRisk. Under stricter rules no cell is shown that the looser ones hold at risk, and what is shown
// passes the audit of the looser ones.
//
// Promise: TwoNumbersArePossible. Under Suppress each withheld cell at risk can be two numbers at least, with no number below zero;
// kept as far as other cells can be withheld for it, in tables of up to 100,000 cells and of numbers that are not below zero.
//
// Not promised: that stricter rules show fewer cells. A cell withheld only to protect another may be shown under stricter rules,
// that choose another for it; so tables under two sets of rules are held against each other by a ledger, as any two.
//
// Not promised: that no cell can be guessed. Suppress keeps a cell from being worked out exactly, and Audit tells between which
// bounds it must lie; Round and CellKey leave the reader a little doubt, no more.
func (a Assessed) Protect(ctx context.Context, o Options) (Protected, error) {
	if a.risk == nil {
		return Protected{}, ErrUnassessed
	}
	if o.Random == nil {
		return Protected{}, ErrNoRandom
	}
	if err := o.check(len(a.risk)); err != nil {
		return Protected{}, fmt.Errorf("protect: %w", err)
	}
	err := a.samePeople(ctx, o)
	if err != nil {
		return Protected{}, fmt.Errorf("protect: %w", err)
	}
	p := Protected{assessed: a, options: o}
	switch o.Method {
	case Suppress:
		p.hidden, err = a.suppress(ctx, o)
	case Round:
		p.changed, err = a.round(ctx, o)
	case CellKey:
		p.changed, err = a.perturb(o)
	case None:
		err = a.nothingAtRisk()
		p.hidden = make([]bool, len(a.risk))
	default:
		err = fmt.Errorf("%v: %w", o.Method, ErrMethod)
	}
	if err != nil {
		return Protected{}, fmt.Errorf("protect: %w", err)
	}
	return p, nil
}

// check refuses options that do not fit a table of so many cells, or what left before.
func (o Options) check(cells int) error {
	if o.Rank != nil && len(o.Rank) != cells {
		return fmt.Errorf("rank: %w", ErrLength)
	}
	if o.Keep != nil && len(o.Keep) != cells {
		return fmt.Errorf("keep: %w", ErrLength)
	}
	if err := made(o.Ledger.releases...); err != nil {
		return err
	}
	return o.sameMethod()
}

// sameMethod refuses data that left by another method. None and Suppress both show cells as they are.
func (o Options) sameMethod() error {
	plain := func(m Method) bool { return m == Suppress || m == None }
	for _, r := range o.Ledger.releases {
		if r.method != o.Method && (!plain(r.method) || !plain(o.Method)) {
			return fmt.Errorf("release %s: %w", r.sheet.Name, ErrOtherMethod)
		}
	}
	return nil
}

// samePeople refuses a table of which a cell has another count than the one that left before. One of the two is about a part of the
// people, such as those who have an income; the difference is a group that no rule looked at.
func (a Assessed) samePeople(ctx context.Context, o Options) error {
	if o.Ledger.Len() == 0 || o.Method == Round || o.Method == CellKey {
		return nil
	}
	u, err := joint.Join(ctx, sheets(append([]Release{a.asRelease()}, o.Ledger.releases...)), nil)
	if err != nil {
		return err
	}
	if cell, found := u.OtherPeople(); found {
		return &CellError{Cell: a.table.cube.Name(cell), Err: ErrOtherPeople}
	}
	return nil
}

func (a Assessed) nothingAtRisk() error {
	for cell, r := range a.risk {
		if r != 0 {
			return &CellError{Cell: a.table.cube.Name(int32(cell)), Err: ErrRisky}
		}
	}
	return nil
}

// perturb looks the noise of each cell up by its key.
func (a Assessed) perturb(o Options) ([]int64, error) {
	t := a.table
	if t.facts&(Keys|DecimalKeys) == 0 {
		return nil, ErrNoKeys
	}
	if o.PTable == nil {
		return nil, ErrNoPTable
	}
	changed := make([]int64, t.Len())
	for i, n := range t.data.count {
		key, err := t.key(i)
		if err != nil {
			return nil, &CellError{Cell: t.cube.Name(int32(i)), Err: err}
		}
		noisy, err := o.PTable.Perturb(n, key)
		if err != nil {
			return nil, &CellError{Cell: t.cube.Name(int32(i)), Err: err}
		}
		changed[i] = noisy.Int64()
	}
	return changed, nil
}

// key is the cell key of a cell, in the form that the table has.
func (t Table) key(cell int) (cellkey.Key, error) {
	if t.facts&DecimalKeys != 0 {
		return cellkey.DecimalOf(t.data.key[cell])
	}
	return cellkey.BinaryOf(t.data.key[cell]), nil
}

// Cost is what protection took away (Dutch: wat de beveiliging kost). It stays inside: how many cells are primary may not be known.
type Cost struct {
	Cells, Primary, Secondary int
	// SecondaryCount and SecondarySum are the people and the magnitude in cells that are withheld to protect others, each cell
	// by itself, so that a person counts in every cell that holds him.
	SecondaryCount, SecondarySum int64
	// Share is the part of the count of all cells that is still shown, 0 to 1.
	Share float64
	// Changed is how many cells have another count, MaxDifference by how much at most, RootMeanSquare by how much usually.
	Changed        int
	MaxDifference  int64
	RootMeanSquare float64
}

// Cost tells what was taken away.
func (p Protected) Cost() Cost {
	c := Cost{Cells: len(p.assessed.risk), Primary: p.assessed.n}
	data, squares, all, shown := p.assessed.table.data, 0.0, 0.0, 0.0
	for cell, n := range data.count {
		all += float64(n)
		if !p.Hidden(cell) {
			shown += float64(n)
		} else if !p.Primary(cell) {
			c.Secondary++
			c.SecondaryCount += n
			if data.sum != nil {
				c.SecondarySum += data.sum[cell]
			}
		}
		if d := p.Count(cell) - n; d != 0 && p.changed != nil {
			c.Changed++
			c.MaxDifference = max(c.MaxDifference, max(d, -d))
			squares += float64(d) * float64(d)
		}
	}
	c.Share = 1
	if all > 0 {
		c.Share = shown / all
	}
	c.RootMeanSquare = math.Sqrt(squares / float64(max(1, len(data.count))))
	return c
}

// Primary reports whether a cell was at risk itself. Inside the walls only.
func (p Protected) Primary(cell int) bool { return p.assessed.risk[cell] != 0 }

// Hidden reports whether a cell is withheld.
func (p Protected) Hidden(cell int) bool { return p.hidden != nil && p.hidden[cell] }

// Count is the count of a cell after protection, for who may see all of it: of a withheld cell it is the true one.
func (p Protected) Count(cell int) int64 {
	if p.changed != nil {
		return p.changed[cell]
	}
	return p.assessed.table.data.count[cell]
}
