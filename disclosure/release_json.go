package disclosure

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"github.com/buurtbeeld/buurtbeeld/disclosure/internal/cube"
	"github.com/buurtbeeld/buurtbeeld/disclosure/internal/joint"
)

// written is the form of a release in a ledger. Cells stand in columns; withheld ones have no numbers.
type written struct {
	Form       int                `json:"form"`
	Name       string             `json:"name"`
	Data       string             `json:"data"`
	Rules      string             `json:"rules"`
	Method     string             `json:"method"`
	Facts      Facts              `json:"facts"`
	Dimensions []writtenDimension `json:"dimensions"`
	// Codes are the numbers of the codes of all cells, one cell after the other; the total is 0.
	Codes []int32 `json:"codes"`
	// State is one letter per cell: s shown, h withheld, p withheld for itself, l withheld and of one person.
	State string  `json:"state"`
	Count []int64 `json:"count"`
	Sum   []int64 `json:"sum,omitempty"`
}

type writtenDimension struct {
	Name  string `json:"name"`
	Total string `json:"total"`
	Place bool   `json:"place,omitempty"`
	Codes []Code `json:"codes"`
}

const form = 1

// The letters of the state of a cell.
const (
	stateShown, stateHidden, statePrimary, stateLone = 's', 'h', 'p', 'l'
)

// MarshalJSON writes a release for a ledger, which stays inside the walls: it tells which cells were at risk. Numbers of withheld
// cells are not in it.
func (r Release) MarshalJSON() ([]byte, error) {
	if err := made(r); err != nil {
		return nil, err
	}
	w := written{Form: form, Name: r.sheet.Name, Data: r.data, Rules: r.rules, Method: r.method.String(), Facts: r.facts}
	for _, d := range r.sheet.Cube.Dims {
		dim := Dimension{d}
		codes := dim.Codes()
		if !d.Open {
			codes = codes[1:]
		}
		w.Dimensions = append(w.Dimensions, writtenDimension{d.Name, dim.Total(), d.Place, codes})
	}
	state := make([]byte, len(r.sheet.Shown))
	w.Count = make([]int64, len(r.sheet.Shown))
	if r.sheet.Sum != nil {
		w.Sum = make([]int64, len(r.sheet.Shown))
	}
	for cell := range r.sheet.Shown {
		w.Codes = append(w.Codes, r.sheet.Cube.At(int32(cell))...)
		switch {
		case r.sheet.Shown[cell]:
			state[cell], w.Count[cell] = stateShown, r.sheet.Count[cell]
			if r.sheet.Sum != nil {
				w.Sum[cell] = r.sheet.Sum[cell]
			}
		case r.sheet.Lone[cell]:
			state[cell] = stateLone
		case r.sheet.Primary[cell]:
			state[cell] = statePrimary
		default:
			state[cell] = stateHidden
		}
	}
	w.State = string(state)
	return json.Marshal(w)
}

// ErrDamaged is a release that cannot be read.
var ErrDamaged = errors.New("the release is damaged, or written by another program")

// UnmarshalJSON reads a release of a ledger; anything that does not fit together is refused.
func (r *Release) UnmarshalJSON(data []byte) error {
	var w written
	if err := json.Unmarshal(data, &w); err != nil {
		return fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	method, known := ParseMethod(w.Method)
	n, k := len(w.State), len(w.Dimensions)
	if w.Form != form || !known || k == 0 || n == 0 || len(w.Codes) != n*k || len(w.Count) != n || w.Sum != nil && len(w.Sum) != n {
		return fmt.Errorf("%w: %d cells, %d codes, %d counts", ErrDamaged, n, len(w.Codes), len(w.Count))
	}
	if changed := method == Round || method == CellKey; w.Sum != nil && (changed || w.Facts&Sums == 0) || w.Sum == nil && !changed && w.Facts&Sums != 0 {
		return fmt.Errorf("%w: sums that do not fit the facts", ErrDamaged)
	}
	read := Release{data: w.Data, rules: w.Rules, method: method, facts: w.Facts, sheet: joint.Sheet{Name: w.Name, Count: w.Count, Sum: w.Sum}}
	dims, all := make([]*cube.Dim, k), make([]Dimension, k)
	for i, d := range w.Dimensions {
		dim, err := NewDimension(d.Name, d.Total, d.Codes)
		if err != nil {
			return fmt.Errorf("%w: %w", ErrDamaged, err)
		}
		dim.dim.Place = d.Place
		dims[i], all[i] = dim.dim, dim
	}
	if _, err := NewBuilder(w.Facts, all...); err != nil {
		return fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	read.sheet.Cube = cube.New(dims)
	for cell := range n {
		if err := read.take(w, cell, k); err != nil {
			return err
		}
	}
	*r = read
	return nil
}

// take reads one cell.
func (r *Release) take(w written, cell, k int) error {
	codes := w.Codes[cell*k : cell*k+k]
	for d, code := range codes {
		if code < 0 || int(code) >= len(r.sheet.Cube.Dims[d].Codes) {
			return fmt.Errorf("%w: cell %d has no code in %s", ErrDamaged, cell+1, r.sheet.Cube.Dims[d].Name)
		}
	}
	if _, fresh := r.sheet.Cube.Add(codes); !fresh {
		return fmt.Errorf("%w: %w", ErrDamaged, &CellError{Cell: r.sheet.Cube.Name(int32(r.sheet.Cube.Len() - 1)), Err: ErrCellTwice})
	}
	state := w.State[cell]
	if !slices.Contains([]byte{stateShown, stateHidden, statePrimary, stateLone}, state) || state != stateShown && w.Count[cell] != 0 {
		return fmt.Errorf("%w: cell %d is in no known state", ErrDamaged, cell+1)
	}
	numbers := Numbers{Count: w.Count[cell]}
	if w.Sum != nil {
		if numbers.Sum = w.Sum[cell]; state != stateShown && numbers.Sum != 0 {
			return fmt.Errorf("%w: cell %d is withheld and has a sum", ErrDamaged, cell+1)
		}
	}
	if err := numbers.check(0); err != nil {
		return fmt.Errorf("%w: %w", ErrDamaged, &CellError{Cell: r.sheet.Cube.Name(int32(cell)), Err: err})
	}
	r.sheet.Shown = append(r.sheet.Shown, state == stateShown)
	r.sheet.Primary = append(r.sheet.Primary, state == statePrimary || state == stateLone)
	r.sheet.Lone = append(r.sheet.Lone, state == stateLone)
	r.sheet.Truth = append(r.sheet.Truth, state == stateShown)
	return nil
}

// Release is the table as it left, for the ledger, under a name and the version of the data it was made of. It refuses with
// [ErrNotSafe] like Cells.
func (a Audited) Release(name, data string) (Release, error) {
	if !a.verdict.Safe() {
		return Release{}, ErrNotSafe
	}
	r := a.protected.asRelease(name)
	r.data = data
	r.sheet.Truth = slices.Clone(r.sheet.Shown)
	r.sheet.Count = slices.Clone(r.sheet.Count)
	r.sheet.Sum = slices.Clone(r.sheet.Sum)
	for cell, shown := range r.sheet.Shown {
		if !shown {
			r.sheet.Count[cell] = 0
			if r.sheet.Sum != nil {
				r.sheet.Sum[cell] = 0
			}
		}
	}
	return r, nil
}
