// Package attack computes what a reader of published cells can work out of the hidden ones (Dutch: narekenen). It is
// the audit of tables that others have protected, so it shares no method, no code and no prime number with what
// protects them; only the shape of tables, in package cube, is common to both.
//
// A reader knows every published cell and every sum: a parent is its children together. A hidden cell is exactly
// disclosed when it has the same value in every solution of those equations over the real numbers, thus when its unit
// vector lies in the row space of the equations, restricted to what is hidden. The package eliminates those equations
// in whole numbers modulo a prime and draws two random vectors of their null space: an entry is 0 where a cell is
// disclosed, and the ratio of the two entries is the same for two cells when who knows the one can compute the other
// (Fischetti and Salazar 2001, doi:10.1287/mnsc.47.7.1008.9805, give the attacker's problem; sparse elimination with
// the pivot of least fill is due to Markowitz 1957, doi:10.1287/mnsc.3.3.255).
//
// Promise: Complete. Where the cells are tables of hierarchies, or Options.Atoms is set for areas that overlap, every linear
// combination of published cells is considered, of linked tables too; see Build.
//
// Promise: Exact. No cell is called hidden that a linear combination gives, and none disclosed that varies, but for a
// chance below the number of hidden cells divided by 2^60 over the seed, and but for coefficients that are a multiple of the
// prime in the only combination that there is.
//
// Not promised: anything that follows from bounds, such as counts that are not below 0 (package interval), from
// probability, or from knowledge from elsewhere.
package attack

import (
	"errors"
	"fmt"
	"strings"
)

// Faults that an audit may find; the message names the relation or the node.
var (
	// ErrNotAdditive is a contradiction between known values: a parent that is not the sum of its children.
	ErrNotAdditive = errors.New("the published values do not add up")
	// ErrVaries is a node that no combination of known nodes gives.
	ErrVaries = errors.New("not determined by what is published")
	// ErrTooLarge is a system with more nodes than allowed.
	ErrTooLarge = errors.New("too many cells")
	// ErrShape is input of the wrong length or with a number outside its range.
	ErrShape = errors.New("input of the wrong shape")
	// ErrCoefficient is a combination whose coefficients are too large to be recovered from the arithmetic.
	ErrCoefficient = errors.New("coefficients too large to be named")
	// ErrCertificate is a certificate that does not prove what it should.
	ErrCertificate = errors.New("the certificate is refused")
)

// RelationError is a contradiction, with the first relation in which it shows (Dutch: telt niet op).
type RelationError struct {
	// Relation is its number, -1 if there is none.
	Relation int32
	// Parent and Children are the names of its nodes.
	Parent   []string
	Children [][]string
	// Direct is true when the relation alone contradicts itself; else it does so together with others.
	Direct bool
}

// Error names the cell whose children do not make it.
func (e *RelationError) Error() string {
	how := "is not the sum of"
	if !e.Direct {
		how = "cannot be the sum, other published cells considered, of"
	}
	shown := e.Children
	more := ""
	if len(shown) > 4 {
		more = fmt.Sprintf(" and %d more", len(shown)-4)
		shown = shown[:4]
	}
	names := make([]string, len(shown))
	for i, c := range shown {
		names[i] = strings.Join(c, ";")
	}
	return fmt.Sprintf("%v: %s %s %s%s", ErrNotAdditive, strings.Join(e.Parent, ";"), how, strings.Join(names, ", "), more)
}

// Unwrap gives ErrNotAdditive.
func (e *RelationError) Unwrap() error { return ErrNotAdditive }
