package disclosure

import (
	"errors"
	"fmt"
	"strings"

	"github.com/buurtbeeld/buurtbeeld/disclosure/internal/joint"
)

// CellError is a fault of a table, with the cell that it is found at (Dutch: fout in een cel). Its message holds the codes of
// the cell; numbers of cells are in Want and Got, for who may see them.
type CellError struct {
	// Cell is the codes of the cell, one per dimension.
	Cell []string
	// Dimension is the name of the dimension along which a sum fails; empty where none is meant.
	Dimension string
	// Got is the number of the cell and Want what it should be, where a sum fails.
	Got, Want int64
	Err       error
}

func (e *CellError) Error() string {
	s := strings.Join(e.Cell, ";") + ": " + e.Err.Error()
	if e.Dimension != "" {
		s += fmt.Sprintf(" (%s)", e.Dimension)
	}
	return s
}

// Unwrap gives the fault.
func (e *CellError) Unwrap() error { return e.Err }

// Faults of a table and of what is asked, for errors.Is.
var (
	ErrNoDimension    = errors.New("a table needs a dimension")
	ErrEmpty          = errors.New("a table without cells")
	ErrUnknownCode    = joint.ErrUnknownCode
	ErrCodes          = joint.ErrCodes
	ErrCellTwice      = errors.New("the cell stands twice")
	ErrNegative       = errors.New("a count below zero")
	ErrTooLarge       = errors.New("a number too large to add up")
	ErrNotSum         = errors.New("the cell is not the sum of its parts")
	ErrDimensionTwice = errors.New("two dimensions of one name")
	ErrKey            = errors.New("a cell key of more than ten decimals")
	ErrMethod         = errors.New("there is no such method")
	ErrLength         = errors.New("one value for each cell is needed")
	ErrContributors   = errors.New("the contributors do not fit the cell")
	ErrRisky          = errors.New("the table has cells at risk, and the method protects none")
	ErrNotSafe        = errors.New("the table is not safe; its cells stay inside")
	ErrGivenDiscloses = errors.New("what left before already gives this cell away")
	ErrContradicts    = errors.New("no people fit this table and what left before of the same data")
	ErrOtherMethod    = errors.New("the same data left before by another method, and two methods undo each other")
	ErrOtherPeople    = errors.New("what left before counts other people in this cell")
	ErrOtherDivision  = joint.ErrOtherDivision
	ErrNoRandom       = errors.New("a source of randomness is needed")
	ErrNoKeys         = errors.New("the table holds no cell keys")
	ErrNoPTable       = errors.New("cell keys need a perturbation table")
	ErrNoBase         = errors.New("rounding needs a base of 2 or more in the rules (round_to)")
	ErrNoInner        = errors.New("linked tables are rounded together only with their finest cells: give a counter")
)
