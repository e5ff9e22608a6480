package tally

import (
	"fmt"
	"strings"

	"github.com/buurtbeeld/buurtbeeld/disclosure/internal/cube"
)

// Atoms are the combinations of finest codes that occur in some columns, in the order of their codes, with how many records each
// has. Columns may be of different dimensions and of several classifications of one, such as neighbourhood and postcode.
func Atoms(columns [][]int32) (combinations [][]int32, count []int64, err error) {
	if err := sameLength(columns); err != nil {
		return nil, nil, err
	}
	if len(columns) == 0 {
		return nil, nil, nil
	}
	all := gather(Records{Codes: columns})
	for _, i := range all.sorted() {
		combinations, count = append(combinations, all.at(i)), append(count, all.count[i])
	}
	return combinations, count, nil
}

func sameLength(columns [][]int32) error {
	for k, column := range columns {
		if len(column) != len(columns[0]) {
			return fmt.Errorf("%w: %d in column %d, %d in the first", ErrColumns, len(column), k+1, len(columns[0]))
		}
		for i, code := range column {
			if code < 0 {
				return &RecordError{i + 1, fmt.Sprintf("column %d", k+1), ErrCode}
			}
		}
	}
	return nil
}

// AtomLevel is the level of the pieces into which classifications that overlap cut each other.
const AtomLevel = "atom"

// atomSign stands between the codes of an atom.
const atomSign = "&"

// WithAtoms gives a dimension in which several classifications overlap its finest codes: the combinations that occur in the
// columns, one column per classification. An atom is named after its codes, joined by "&", and is part of each. Codes that there
// were keep their number. It also gives the code of each record. With one column there is nothing to cut: the dimension stays.
func WithAtoms(d *cube.Dim, columns [][]int32) (*cube.Dim, []int32, error) {
	if err := sameLength(columns); err != nil {
		return nil, nil, err
	}
	switch {
	case d.Open:
		return nil, nil, fmt.Errorf("cut %s into atoms: %w: it has no total", d.Name, ErrColumns)
	case len(columns) == 0:
		return nil, nil, fmt.Errorf("%w: no column with codes of %s", ErrColumns, d.Name)
	case len(columns) == 1:
		return d, columns[0], nil
	}
	for k, column := range columns {
		for i, code := range column {
			if int(code) >= len(d.Codes) {
				return nil, nil, &RecordError{i + 1, fmt.Sprintf("%s, column %d", d.Name, k+1), fmt.Errorf("%w: number %d of %d", ErrCode, code, len(d.Codes))}
			}
		}
	}
	all := gather(Records{Codes: columns})
	codes := d.List()
	codeOf := make([]int32, len(all.count))
	for _, i := range all.sorted() {
		finest := finestOf(d, all.at(i))
		if len(finest) == 1 {
			codeOf[i] = finest[0]
			continue
		}
		names := make([]string, len(finest))
		for k, code := range finest {
			names[k] = d.Codes[code]
		}
		codes = append(codes, cube.Code{Name: strings.Join(names, atomSign), Level: AtomLevel, Parents: names})
		codeOf[i] = int32(len(codes))
	}
	// The total is no code of the list, so that the last code of the list has the length of the list for a number.
	cut, err := cube.NewDim(d.Name, d.Codes[0], codes)
	if err != nil {
		return nil, nil, err
	}
	cut.Place = d.Place
	of := make([]int32, len(all.of))
	for record, i := range all.of {
		of[record] = codeOf[i]
	}
	return cut, of, nil
}

// finestOf leaves out what another code lies in, and what stands twice.
func finestOf(d *cube.Dim, codes []int32) []int32 {
	var finest []int32
	for i, a := range codes {
		keep := true
		for j, b := range codes {
			if a == b && j < i || a != b && d.Above(a, b) {
				keep = false
			}
		}
		if keep {
			finest = append(finest, a)
		}
	}
	return finest
}
