package disclosure

import "context"

// Counter counts records over the finest areas and categories that tables have in common (Dutch: teller). Tables alone do not
// tell how many people live in the part of a neighbourhood that lies in another postcode; who holds the records can count them.
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
