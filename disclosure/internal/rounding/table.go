package rounding

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/buurtbeeld/buurtbeeld/disclosure/internal/cube"
)

// Table is inner cells and the published cells that they add up to (Dutch: binnencellen en gepubliceerde cellen). An inner
// cell may be published or not.
type Table struct {
	// Inner are the counts that are rounded.
	Inner []int64
	// Start and In say where they count: inner cell i is part of the published cells In[Start[i]:Start[i+1]].
	Start []int
	In    []int32
	// Published are the counts before rounding.
	Published []int64
	// Order is the order in which the inner cells are gone through. Default: as they stand.
	Order []int32
	// Name names a published cell in a message, InnerName an inner cell. Default: its number.
	Name, InnerName func(cell int32) string
}

// Atoms are inner cells that come from outside the cube (Dutch: binnencellen): one code per dimension each, one cell after the other.
type Atoms struct {
	Codes  []int32
	Counts []int64
}

// Finest are the cells of a cube that hold no others: those with a finest code in every dimension.
func Finest(c *cube.Cube, published []int64) Atoms {
	leaf := make([][]bool, len(c.Dims))
	for d, dim := range c.Dims {
		leaf[d] = dim.Leaf()
	}
	var a Atoms
	for cell := range min(c.Len(), len(published)) {
		codes := c.At(int32(cell))
		finest := true
		for d, code := range codes {
			finest = finest && leaf[d][code]
		}
		if finest {
			a.Codes = append(a.Codes, codes...)
			a.Counts = append(a.Counts, published[cell])
		}
	}
	return a
}

// FromCube makes a table of a cube with its counts. An inner cell is part of each cell of the cube whose codes are its own or
// lie above them. For linked tables, and for classifications that overlap, the atoms come from outside; otherwise they
// are Finest. A count that is not the sum of its inner cells is refused, and the cell named.
func FromCube(c *cube.Cube, published []int64, a Atoms) (*Table, error) {
	k := len(c.Dims)
	if k == 0 || len(published) != c.Len() || len(a.Codes) != k*len(a.Counts) {
		return nil, fmt.Errorf("%d cells with %d counts, %d inner counts with %d codes: %w", c.Len(), len(published), len(a.Counts), len(a.Codes), ErrShape)
	}
	t := &Table{
		Inner: a.Counts, Published: published, Start: make([]int, 1, len(a.Counts)+1),
		Name:      func(cell int32) string { return strings.Join(c.Name(cell), ", ") },
		InnerName: func(cell int32) string { return joined(c, a.Codes[int(cell)*k:int(cell)*k+k]) },
	}
	rank := make([][]int32, k)
	above := make([]ancestors, k)
	for d, dim := range c.Dims {
		rank[d] = ranks(dim)
		above[d] = newAncestors(dim, rank[d])
	}
	if err := t.arrange(c, a.Codes, rank); err != nil {
		return nil, err
	}
	at := make([]int32, k)
	for i := range a.Counts {
		codes := a.Codes[i*k : i*k+k]
		t.hold(c, above, codes, at)
		t.Start = append(t.Start, len(t.In))
	}
	return t, t.check()
}

// hold adds the published cells above an inner cell, going through all combinations of the codes above it.
func (t *Table) hold(c *cube.Cube, above []ancestors, codes, at []int32) {
	k := len(codes)
	var digit [32]int
	turn := digit[:]
	if k > len(digit) {
		turn = make([]int, k)
	}
	for d := range k {
		at[d] = above[d].of(codes[d])[0]
	}
	for {
		if cell, there := c.Find(at); there {
			t.In = append(t.In, cell)
		}
		d := k - 1
		for ; d >= 0; d-- {
			list := above[d].of(codes[d])
			if turn[d]++; turn[d] < len(list) {
				at[d] = list[turn[d]]
				break
			}
			turn[d], at[d] = 0, list[0]
		}
		if d < 0 {
			return
		}
	}
}

// arrange orders the inner cells by the names of their codes, so that it does not matter how they came in.
func (t *Table) arrange(c *cube.Cube, codes []int32, rank [][]int32) error {
	k := len(rank)
	for i, code := range codes {
		if d := i % k; code < 0 || int(code) >= len(rank[d]) {
			return fmt.Errorf("inner cell %d: code %d of %s: %w", i/k, code, c.Dims[d].Name, ErrShape)
		}
	}
	t.Order = make([]int32, len(t.Inner))
	for i := range t.Order {
		t.Order[i] = int32(i)
	}
	slices.SortFunc(t.Order, func(a, b int32) int {
		x, y := codes[int(a)*k:int(a)*k+k], codes[int(b)*k:int(b)*k+k]
		for d := range x {
			if order := cmp.Compare(rank[d][x[d]], rank[d][y[d]]); order != 0 {
				return order
			}
		}
		return 0
	})
	for i := 1; i < len(t.Order); i++ {
		a, b := int(t.Order[i-1]), int(t.Order[i])
		if slices.Equal(codes[a*k:a*k+k], codes[b*k:b*k+k]) {
			return fmt.Errorf("inner cell %s: %w", t.innerName(t.Order[i]), ErrTwice)
		}
	}
	return nil
}

// ranks gives the place of each code when all are ordered by the names on the way down to it, so that the codes of one
// area lie together.
func ranks(d *cube.Dim) []int32 {
	children := make([][]int32, len(d.Codes))
	var roots []int32
	for code := range d.Codes {
		// A code in two classifications is ordered by the first name that it lies below.
		up := int32(-1)
		for _, p := range d.Parents(int32(code)) {
			if up < 0 || d.Codes[p] < d.Codes[up] {
				up = p
			}
		}
		if up < 0 {
			roots = append(roots, int32(code))
		} else {
			children[up] = append(children[up], int32(code))
		}
	}
	// backwards leaves the first name on top of the stack.
	backwards := func(a, b int32) int { return strings.Compare(d.Codes[b], d.Codes[a]) }
	rank := make([]int32, len(d.Codes))
	slices.SortFunc(roots, backwards)
	for stack, next := roots, int32(0); len(stack) > 0; next++ {
		top := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		rank[top] = next
		slices.SortFunc(children[top], backwards)
		stack = append(stack, children[top]...)
	}
	return rank
}

// ancestors are the codes above each code of a dimension, itself first and then by rank.
type ancestors struct {
	start []int32
	codes []int32
}

func (a ancestors) of(code int32) []int32 { return a.codes[a.start[code]:a.start[code+1]] }

func newAncestors(d *cube.Dim, rank []int32) ancestors {
	a := ancestors{start: make([]int32, 1, len(d.Codes)+1)}
	for code := range d.Codes {
		list := d.Upwards(int32(code))
		slices.SortFunc(list[1:], func(x, y int32) int { return cmp.Compare(rank[y], rank[x]) })
		a.codes = append(a.codes, list...)
		a.start = append(a.start, int32(len(a.codes)))
	}
	return a
}

func (t *Table) row(inner int32) []int32 { return t.In[t.Start[inner]:t.Start[inner+1]] }

func (t *Table) order() []int32 {
	if t.Order != nil {
		return t.Order
	}
	all := make([]int32, len(t.Inner))
	for i := range all {
		all[i] = int32(i)
	}
	return all
}

// joined is a list of codes, one per dimension, as a reader knows them.
func joined(c *cube.Cube, codes []int32) string {
	names := make([]string, len(codes))
	for d, code := range codes {
		names[d] = c.Dims[d].Codes[code]
	}
	return strings.Join(names, ", ")
}

func (t *Table) innerName(cell int32) string {
	if t.InnerName == nil {
		return fmt.Sprint(cell)
	}
	return t.InnerName(cell)
}

func (t *Table) name(cell int32) string {
	if t.Name == nil {
		return fmt.Sprint(cell)
	}
	return t.Name(cell)
}

// fits refuses a base or a table that cannot be rounded.
func (t *Table) fits(o Options) error {
	if o.Base < 2 || o.Base > MaxBase {
		return fmt.Errorf("base %d: %w", o.Base, ErrBase)
	}
	return t.check()
}

// check refuses a table whose parts do not fit or whose counts do not add up, or leave no room to round up.
func (t *Table) check() error {
	if err := t.Additive(t.Inner, t.Published); err != nil {
		return err
	}
	const most = math.MaxInt64 / 2
	for i, n := range t.Inner {
		if n > most {
			return fmt.Errorf("inner cell %s: %w", t.innerName(int32(i)), ErrOverflow)
		}
	}
	for p, n := range t.Published {
		if n > most {
			return t.fault(int32(p), ErrOverflow)
		}
	}
	return nil
}

// shape refuses a table whose parts do not fit.
func (t *Table) shape() error {
	n := len(t.Inner)
	if len(t.Start) != n+1 || t.Start[0] != 0 || t.Start[n] != len(t.In) || n > math.MaxInt32 || len(t.Published) > math.MaxInt32 {
		return fmt.Errorf("%d inner cells with %d starts: %w", n, len(t.Start), ErrShape)
	}
	for i := range n {
		if t.Start[i] > t.Start[i+1] {
			return fmt.Errorf("inner cell %d starts after the next: %w", i, ErrShape)
		}
	}
	if err := t.checkOrder(); err != nil {
		return err
	}
	return t.checkRows()
}

func (t *Table) checkOrder() error {
	if t.Order == nil {
		return nil
	}
	if len(t.Order) != len(t.Inner) {
		return fmt.Errorf("an order of %d for %d inner cells: %w", len(t.Order), len(t.Inner), ErrShape)
	}
	met := make([]bool, len(t.Inner))
	for i, at := range t.Order {
		if at < 0 || int(at) >= len(met) || met[at] {
			return fmt.Errorf("place %d of the order: %w", i, ErrShape)
		}
		met[at] = true
	}
	return nil
}

// checkRows refuses an inner cell that is part of no such published cell, or twice of one.
func (t *Table) checkRows() error {
	last := make([]int32, len(t.Published))
	for i := range t.Inner {
		for _, p := range t.row(int32(i)) {
			if p < 0 || int(p) >= len(last) || last[p] == int32(i)+1 {
				return fmt.Errorf("inner cell %s is part of published cell %d: %w", t.innerName(int32(i)), p, ErrShape)
			}
			last[p] = int32(i) + 1
		}
	}
	return nil
}
