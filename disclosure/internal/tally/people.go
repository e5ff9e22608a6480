package tally

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"

	"github.com/buurtbeeld/buurtbeeld/disclosure/internal/cube"
)

// People are records by the names of their codes: per dimension one finest code of each classification, such as a neighbourhood and
// a postcode (Dutch: personen).
type People struct {
	Dims []*cube.Dim
	// Contributor, Value, Key and Decimal are columns as in Records; the caller fills those that it has, one number per Add.
	Contributor []int32
	Value       []int64
	Key         []uint64
	Decimal     []int64

	columns [][][]int32 // per dimension, per classification, per record
	found   []int32
	n       int
}

// Faults of records by their names.
var (
	ErrFinest  = errors.New("every record needs as many finest codes in a dimension as the others")
	ErrUnknown = errors.New("a code that its dimension does not have")
	ErrNoDim   = errors.New("there is no such dimension")
)

// Len is how many records there are.
func (p *People) Len() int { return p.n }

// Add adds a record by its finest codes, or nothing when one of them is not there.
func (p *People) Add(codes [][]string) error {
	if len(codes) != len(p.Dims) {
		return &RecordError{p.n + 1, "codes", ErrColumns}
	}
	p.found = p.found[:0]
	for d, finest := range codes {
		if len(finest) == 0 || p.n > 0 && len(finest) != len(p.columns[d]) {
			return &RecordError{p.n + 1, p.Dims[d].Name, ErrFinest}
		}
		for _, code := range finest {
			at, ok := p.Dims[d].Find(code)
			if !ok {
				return &RecordError{p.n + 1, p.Dims[d].Name, &cube.CodeError{Dim: p.Dims[d].Name, Code: code, Err: ErrUnknown}}
			}
			p.found = append(p.found, at)
		}
	}
	if p.columns == nil {
		p.columns = make([][][]int32, len(p.Dims))
		for d, finest := range codes {
			p.columns[d] = make([][]int32, len(finest))
		}
	}
	next := 0
	for d := range codes {
		for k := range p.columns[d] {
			p.columns[d][k] = append(p.columns[d][k], p.found[next])
			next++
		}
	}
	p.n++
	return nil
}

// Count counts the people into every cell of a cube over their dimensions.
func (p *People) Count(ctx context.Context, c *cube.Cube) (*Cells, error) {
	records := Records{Contributor: p.Contributor, Value: p.Value, Key: p.Key, Decimal: p.Decimal}
	wide, cut := make([]*cube.Dim, len(p.Dims)), false
	for d, dim := range p.Dims {
		columns := [][]int32{{}} // nobody: a table of zeros
		if p.n > 0 {
			columns = p.columns[d]
		}
		var column []int32
		var err error
		if wide[d], column, err = WithAtoms(dim, columns); err != nil {
			return nil, err
		}
		cut = cut || wide[d] != dim
		records.Codes = append(records.Codes, column)
	}
	if cut { // the codes that there were keep their numbers
		cells := c
		c = cube.New(wide)
		c.Grow(cells.Len())
		for cell := range int32(cells.Len()) {
			c.Add(cells.At(cell))
		}
	}
	return Count(ctx, c, records, Options{})
}

// Margins are the cells of linked tables: each margin names the dimensions that it crosses, the others stay at their total. Without
// margins it is one table of all combinations.
func (p *People) Margins(margins [][]string) (*cube.Cube, error) {
	if len(margins) == 0 {
		return FullProduct(p.Dims, 0)
	}
	all := cube.New(p.Dims)
	codes := make([]int32, len(p.Dims))
	for _, names := range margins {
		var crossed []*cube.Dim
		var at []int
		for i, d := range p.Dims {
			if slices.Contains(names, d.Name) {
				crossed, at = append(crossed, d), append(at, i)
			}
		}
		if len(crossed) != len(names) || len(names) == 0 {
			return nil, fmt.Errorf("margin %v: %w", names, ErrNoDim)
		}
		one, err := FullProduct(crossed, 0)
		if err != nil {
			return nil, err
		}
		for cell := range int32(one.Len()) {
			clear(codes)
			for k, code := range one.At(cell) {
				codes[at[k]] = code
			}
			all.Add(codes)
		}
	}
	return all, nil
}

// Atoms gives every combination of the finest codes of some dimensions that occurs, by name per dimension, with its count.
func (p *People) Atoms(dimensions []string) (codes [][][]string, count []int64, err error) {
	var columns [][]int32
	at := make([]int, len(dimensions))
	for i, name := range dimensions {
		at[i] = slices.IndexFunc(p.Dims, func(d *cube.Dim) bool { return d.Name == name })
		if at[i] < 0 {
			return nil, nil, fmt.Errorf("%s: %w", name, ErrNoDim)
		}
		if p.n > 0 {
			columns = append(columns, p.columns[at[i]]...)
		}
	}
	combinations, count, err := Atoms(columns)
	if err != nil {
		return nil, nil, err
	}
	codes = make([][][]string, len(count))
	for i, combination := range combinations {
		codes[i] = make([][]string, len(dimensions))
		k := 0
		for d, from := range at {
			for range p.columns[from] {
				codes[i][d] = append(codes[i][d], p.Dims[from].Codes[combination[k]])
				k++
			}
		}
	}
	return codes, count, nil
}

// DecimalOf is a decimal key as a number that is summed.
func DecimalOf(key uint64) (int64, error) {
	if key > math.MaxInt64 {
		return 0, ErrKey
	}
	return int64(key), nil
}
