// Package joint sees several tables of the same data as one system of cells (Dutch: samengevoegd stelsel): which cells are the same,
// what a cell that is not there means, and into which pieces areas cut each other. It decides nothing; what protects tables and
// what attacks them both read it.
package joint

import (
	"context"
	"errors"

	"github.com/buurtbeeld/buurtbeeld/disclosure/internal/cube"
)

// Sheet is one table: its cells and what became of them (Dutch: blad).
type Sheet struct {
	Name string
	Cube *cube.Cube
	// Shown cells left. Primary ones are withheld because they say too much themselves, Lone are those of them that one person,
	// or one contributor, knows because nobody else is in it. Truth marks the cells of which the numbers below are at hand.
	Shown, Primary, Lone, Truth []bool
	// Count and Sum hold the numbers; Sum is nil where there are counts only.
	Count, Sum []int64
}

// Counter counts records over the finest areas and categories that tables have in common (Dutch: teller).
type Counter interface {
	// Atoms gives every combination of the finest codes of these dimensions that occurs, with how many records it holds.
	Atoms(ctx context.Context, dimensions []string) ([]Atom, error)
}

// Atom is a combination of finest codes and how many records it holds (Dutch: atoom).
type Atom struct {
	// Codes are, per dimension that was asked for, all finest codes that the records lie in: a neighbourhood and a postcode.
	Codes [][]string
	Count int64
}

// Faults of tables that do not go together.
var (
	ErrCodes         = errors.New("a cell needs one code of each dimension")
	ErrUnknownCode   = errors.New("a code that its dimension does not have")
	ErrOtherDivision = errors.New("a code stands elsewhere in its dimension than in an earlier release")
)
