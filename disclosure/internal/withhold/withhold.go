// Package withhold chooses which cells of a table are withheld: those at risk, and others without which they could be worked out
// (Dutch: onderdrukken).
package withhold

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/buurtbeeld/buurtbeeld/disclosure/internal/difference"
	"github.com/buurtbeeld/buurtbeeld/disclosure/internal/joint"
	"github.com/buurtbeeld/buurtbeeld/disclosure/internal/span"
)

// Task is what is asked: the first sheet of the union is the table, the others left before (Dutch: opdracht).
type Task struct {
	Union *joint.Union
	Whole joint.Whole
	// Rows is how many cells the table itself has.
	Rows int
	// Worth is what is lost when a cell of the union is withheld.
	Worth []int64
	// Rank offers the rows in this order, lowest first; nil: the orders that take away least. With a rank only the cells at risk
	// are kept, and nothing between them.
	Rank []int64
	// Keep marks rows that were asked for: they are the last to be withheld.
	Keep []bool
	// Need is how far the interval of a cell of the union must reach around its magnitude, and Magnitude these; Left marks the cells
	// of which the magnitude left before.
	Need      map[int32]int64
	Magnitude []int64
	Left      []bool
	// Least is the number of people below which a group that no table names is kept too, and Counter counts the pieces of areas.
	Least    int64
	Counter  joint.Counter
	Insider  bool
	Seed     [32]byte
	Progress func(done, total int)
}

// DisclosedError is a cell at risk that follows from what left before (Dutch: al onthulde cel).
type DisclosedError struct{ Cell []string }

func (e *DisclosedError) Error() string {
	return fmt.Sprintf("%s: what left before already gives it away", strings.Join(e.Cell, ";"))
}

// Cells tells for each row whether it is withheld.
func (t Task) Cells(ctx context.Context) ([]bool, error) {
	u, w := t.Union, t.Whole
	p := span.Problem{Cube: u.Cube, Insider: t.Insider, Seed: t.Seed, Progress: t.Progress, Lone: w.Lone, Given: w.Shown, Zero: u.ZeroCells()}
	var err error
	if p.Basis, err = span.NewBasis(u.Cube, u.Weights(w)); err != nil {
		return nil, err
	}
	if t.Rank == nil {
		if p.Extra, err = difference.Secrets(ctx, u, t.Least, w, t.Counter); err != nil {
			return nil, err
		}
	}
	p.Primary = slices.Clone(w.Secret)
	if len(u.Sheets) == 1 {
		p.Lone, p.Same = t.withZeros(w), t.samePerson
	}
	for cell, mine := range t.mine() {
		if !mine && !w.Secret[cell] {
			p.Aside = append(p.Aside, int32(cell))
		}
	}
	p.Aside = slices.DeleteFunc(p.Aside, func(cell int32) bool { _, given := slices.BinarySearch(w.Shown, cell); return given })
	suppressed, err := t.wide(ctx, p)
	if err != nil {
		return nil, err
	}
	hidden := make([]bool, t.Rows)
	for row := range hidden {
		hidden[row] = suppressed[u.Cell(0, row)]
	}
	return hidden, nil
}

// withZeros takes empty cells that are secret for cells of one person: two of them that are known to be nobody together would each
// be known to be empty.
func (t Task) withZeros(w joint.Whole) []bool {
	lone := slices.Clone(w.Lone)
	for cell, secret := range w.Secret {
		lone[cell] = lone[cell] || secret && w.Known[cell] && w.Count[cell] == 0
	}
	return lone
}

// samePerson reports whether two such cells are of the same person, or empty together: one lies in the other. What somebody who is
// alone learns of an empty cell is news to him.
func (t Task) samePerson(a, b int32) bool {
	n := int32(t.Union.Cube.Len())
	if a >= n || b >= n || (t.Whole.Count[a] == 0) != (t.Whole.Count[b] == 0) {
		return false
	}
	return t.inside(a, b) || t.inside(b, a)
}

func (t Task) inside(outer, inner int32) bool {
	below := t.Union.Cube.At(inner)
	for d, code := range t.Union.Cube.At(outer) {
		if !t.Union.Cube.Dims[d].Above(code, below[d]) {
			return false
		}
	}
	return true
}

// mine marks the cells of the table itself.
func (t Task) mine() []bool {
	mine := make([]bool, t.Union.Cube.Len())
	for row := range t.Rows {
		mine[t.Union.Cell(0, row)] = true
	}
	return mine
}

// wide withholds more until no cell at risk is pinned to one number because numbers are not below zero, and the intervals reach
// as far as they need to, as long as there are cells left. To withhold more gives nothing away: what is shown only gets less, so a
// cell that has room keeps it. Without protection against insiders only what the rules ask for is looked at.
func (t Task) wide(ctx context.Context, p span.Problem) ([]bool, error) {
	suppressed, order, err := t.least(ctx, p)
	if err != nil || t.Rank != nil || t.Union.Cube.Len() > mostWidened {
		return suppressed, err
	}
	cells := t.secrets(suppressed)
	for range widenings {
		if cells, err = t.narrow(ctx, suppressed, cells); err != nil {
			return nil, err
		}
		partners := t.partners(cells, suppressed)
		if len(partners) == 0 {
			break
		}
		for _, more := range partners { // as secrets themselves: what can be worked out gives no room
			p.Primary[more] = true
		}
		p.Order = slices.DeleteFunc(slices.Clone(order), func(cell int32) bool { return p.Primary[cell] })
		r, err := span.Solve(ctx, p)
		if err != nil {
			return nil, err
		}
		for cell, hidden := range r.Suppressed {
			suppressed[cell] = suppressed[cell] || hidden
		}
	}
	return suppressed, nil
}

// least offers the cells in every order and takes the result that takes away least, and its order.
func (t Task) least(ctx context.Context, p span.Problem) (best []bool, order []int32, err error) {
	least := math.Inf(1)
	for _, p.Order = range t.orders(p.Primary) {
		r, err := span.Solve(ctx, p)
		if err != nil {
			return nil, nil, err
		}
		if err := t.given(ctx, p, r); err != nil {
			return nil, nil, err
		}
		if loss := t.loss(r.Suppressed); loss < least {
			least, best, order = loss, r.Suppressed, p.Order
		}
	}
	return best, order, nil
}

// disclosed names a secret that follows from what left before: a cell, or the first cell of a difference.
func (t Task) disclosed(p span.Problem, secret int32) error {
	codes := []int32(nil)
	if n := t.Union.Cube.Len(); int(secret) < n {
		codes = t.Union.Cube.At(secret)
	} else {
		codes = p.Extra[int(secret)-n].Terms[0].Codes
	}
	return &DisclosedError{t.Union.Name(codes)}
}

// loss weighs how many cells are withheld to protect others against how much they are worth.
func (t Task) loss(suppressed []bool) float64 {
	cells, value := 1.0, 1.0
	for cell, hidden := range suppressed {
		if hidden && !t.Whole.Secret[cell] {
			cells++
			value += float64(t.Worth[cell])
		}
	}
	return cells * value
}
