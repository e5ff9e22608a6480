package disclosure_test

import (
	"context"
	"slices"

	"github.com/buurtbeeld/buurtbeeld/disclosure"
)

// piece is people who live in the same areas: one code of each division.
type piece struct {
	count int64
	codes []string
}

// pieces counts people by divisions that are dimensions of their own.
type pieces struct {
	dims []string
	list []piece
}

// Atoms implements disclosure.Counter.
func (p pieces) Atoms(_ context.Context, dims []string) ([]disclosure.Atom, error) {
	var atoms []disclosure.Atom
	for _, x := range p.list {
		a := disclosure.Atom{Count: x.count}
		for _, name := range dims {
			a.Codes = append(a.Codes, []string{x.codes[slices.Index(p.dims, name)]})
		}
		atoms = append(atoms, a)
	}
	return atoms, nil
}

// overlap counts people by two divisions that lie in one dimension.
type overlap []piece

// Atoms implements disclosure.Counter.
func (o overlap) Atoms(context.Context, []string) ([]disclosure.Atom, error) {
	var atoms []disclosure.Atom
	for _, x := range o {
		atoms = append(atoms, disclosure.Atom{Codes: [][]string{x.codes}, Count: x.count})
	}
	return atoms, nil
}
