package disclosure

import (
	"fmt"
	"math"
	"slices"

	"github.com/buurtbeeld/buurtbeeld/disclosure/internal/cube"
	"github.com/buurtbeeld/buurtbeeld/disclosure/internal/joint"
)

// Facts says what is known of the cells of a table beside their counts (Dutch: gegevens per cel).
type Facts uint8

// What may be known of a cell.
const (
	// Sums: a magnitude, such as income, in its smallest unit.
	Sums Facts = 1 << iota
	// Contributors: how many households or organisations the sum comes from.
	Contributors
	// Largest: the three largest contributions, each the whole of one contributor.
	Largest
	// Denominators: how many people a percentage or a mean is taken of.
	Denominators
	// Keys: cell keys of 64 bits, the sum of the keys of the records.
	Keys
	// DecimalKeys: cell keys of ten decimals.
	DecimalKeys
)

// Numbers is what is known of one cell before it is protected (Dutch: cijfers van een cel).
type Numbers struct {
	// Count is how many people, households or things the cell holds.
	Count int64
	// Sum is the magnitude in its smallest unit, such as cents.
	Sum int64
	// Contributors is how many holdings the sum comes from.
	Contributors int64
	// Largest are the three largest contributions to the sum, largest first.
	Largest [3]int64
	// Denominator is how many people a percentage or mean of the cell is taken of.
	Denominator int64
	// Key is the cell key; of ten decimals, as a whole number, where the table has those.
	Key uint64
}

// largest is the largest number that a cell may hold: sums of a million such cells still fit.
const largest = math.MaxInt64 >> 21

// Builder gathers the cells of a table (Dutch: tabel in opbouw). A cell that is not added is empty by nature, so that everybody
// knows that it is 0 (a structural zero), when its codes occur in other cells; of codes that never occur nothing was asked.
type Builder struct {
	cube  *cube.Cube
	facts Facts
	data  numbers
	codes []int32
}

// numbers are the facts of all cells, in columns; a column that the table does not have is nil.
type numbers struct {
	count, sum, contributors, denominator []int64
	largest                               [][3]int64
	key                                   []uint64
}

// NewBuilder begins a table. Several linked tables are one: where a table lacks a dimension, its cells have the total there.
func NewBuilder(facts Facts, dims ...Dimension) (*Builder, error) {
	if len(dims) == 0 {
		return nil, ErrNoDimension
	}
	list := make([]*cube.Dim, len(dims))
	for i, d := range dims {
		if d.dim == nil {
			return nil, ErrNoDimension
		}
		if slices.ContainsFunc(list[:i], func(other *cube.Dim) bool { return other.Name == d.dim.Name }) {
			return nil, fmt.Errorf("%s: %w", d.dim.Name, ErrDimensionTwice)
		}
		list[i] = d.dim
	}
	return &Builder{cube: cube.New(list), facts: facts, codes: make([]int32, len(dims))}, nil
}

// Grow makes room for so many cells.
func (b *Builder) Grow(cells int) {
	b.cube.Grow(cells)
	b.data.grow(cells, b.facts)
}

// Add adds a cell by its codes, one per dimension. What is wrong with it comes back as a [*CellError].
func (b *Builder) Add(codes []string, n Numbers) error {
	if len(codes) != len(b.codes) {
		return &CellError{Cell: slices.Clone(codes), Err: ErrCodes}
	}
	for i, name := range codes {
		at, ok := b.cube.Dims[i].Find(name)
		if !ok {
			return &CellError{Cell: slices.Clone(codes), Dimension: b.cube.Dims[i].Name, Err: ErrUnknownCode}
		}
		b.codes[i] = at
	}
	if err := n.check(b.facts); err != nil {
		return &CellError{Cell: slices.Clone(codes), Err: err}
	}
	if _, fresh := b.cube.Add(b.codes); !fresh {
		return &CellError{Cell: slices.Clone(codes), Err: ErrCellTwice}
	}
	b.data.add(n, b.facts)
	return nil
}

func (n Numbers) check(facts Facts) error {
	switch {
	case n.Count < 0 || n.Contributors < 0 || n.Denominator < 0:
		return ErrNegative
	case max(n.Count, n.Sum, n.Denominator, n.Contributors, n.Largest[0]) > largest || min(n.Sum, n.Largest[2]) < -largest:
		return ErrTooLarge
	case facts&DecimalKeys != 0 && n.Key >= 10_000_000_000:
		return ErrKey
	case facts&Contributors != 0 && facts&Sums == 0 && n.Contributors > n.Count:
		return ErrContributors
	case facts&Largest != 0 && (n.Largest[0] < n.Largest[1] || n.Largest[1] < n.Largest[2]):
		return ErrContributors
	}
	return nil
}

func (d *numbers) grow(n int, facts Facts) {
	d.count = slices.Grow(d.count, n)
	if facts&Sums != 0 {
		d.sum = slices.Grow(d.sum, n)
	}
}

func (d *numbers) add(n Numbers, facts Facts) {
	d.count = append(d.count, n.Count)
	if facts&Sums != 0 {
		d.sum = append(d.sum, n.Sum)
	}
	if facts&Contributors != 0 {
		d.contributors = append(d.contributors, n.Contributors)
	}
	if facts&Denominators != 0 {
		d.denominator = append(d.denominator, n.Denominator)
	}
	if facts&Largest != 0 {
		d.largest = append(d.largest, n.Largest)
	}
	if facts&(Keys|DecimalKeys) != 0 {
		d.key = append(d.key, n.Key)
	}
}

// at gives the numbers of one cell.
func (d *numbers) at(cell int32) Numbers {
	n := Numbers{Count: d.count[cell]}
	if d.sum != nil {
		n.Sum = d.sum[cell]
	}
	if d.contributors != nil {
		n.Contributors = d.contributors[cell]
	}
	if d.denominator != nil {
		n.Denominator = d.denominator[cell]
	}
	if d.largest != nil {
		n.Largest = d.largest[cell]
	}
	if d.key != nil {
		n.Key = d.key[cell]
	}
	return n
}

// Table is a table with all its numbers, inside the walls (Dutch: tabel). Each gives them to who may see them
// all; to others a table leaves by [Table.Assess], Protect and Audit alone. The cells stand in the order in which they were added.
type Table struct {
	cube  *cube.Cube
	facts Facts
	data  numbers
	// partial are the sums that do not say all: parents of which not all parts were asked.
	additive bool
}

// Table closes the builder. A cell that is not the sum of its parts is refused with a [*CellError]: the first one in the order
// of the cells. Parts whose code occurs nowhere in the table were not asked, so their parent may be more than the others.
func (b *Builder) Table() (Table, error) {
	t, err := b.Loose()
	if err != nil {
		return Table{}, err
	}
	if err := t.adds(); err != nil {
		return Table{}, err
	}
	t.additive = true
	return t, nil
}

// Loose closes the builder without adding up. A loose table can be protected by cell keys only: its cells need not add up, for
// example because each dimension counts something else.
func (b *Builder) Loose() (Table, error) {
	if b.cube.Len() == 0 {
		return Table{}, ErrEmpty
	}
	return Table{cube: b.cube, facts: b.facts, data: b.data}, nil
}

// Len is how many cells the table has.
func (t Table) Len() int {
	if t.cube == nil {
		return 0
	}
	return t.cube.Len()
}

// Dimensions are the dimensions of the table.
func (t Table) Dimensions() []Dimension {
	if t.cube == nil {
		return nil
	}
	dims := make([]Dimension, len(t.cube.Dims))
	for i, d := range t.cube.Dims {
		dims[i] = Dimension{d}
	}
	return dims
}

// adds checks that every cell is the sum of its parts.
func (t Table) adds() error {
	return joint.EquationsOf(t.cube).Each(func(eq joint.Equation) error {
		if err := t.check(eq, t.data.count, true); err != nil {
			return err
		}
		if t.data.sum != nil {
			return t.check(eq, t.data.sum, false)
		}
		return nil
	})
}

// check compares a cell with its parts; of parts that were not all asked, counts may only be less.
func (t Table) check(eq joint.Equation, column []int64, counts bool) error {
	total := int64(0)
	for _, cell := range eq.Cells {
		total += column[cell]
	}
	got := column[eq.Parent]
	if got == total || !eq.Asked && (total < got || !counts) {
		return nil
	}
	return &CellError{Cell: t.cube.Name(eq.Parent), Dimension: t.cube.Dims[eq.Dim].Name, Got: got, Want: total, Err: ErrNotSum}
}

// Each gives the cells with their numbers, to whoever may see them.
func (t Table) Each(yield func(codes []string, n Numbers) bool) {
	for cell := range int32(t.Len()) {
		if !yield(t.cube.Name(cell), t.data.at(cell)) {
			return
		}
	}
}
