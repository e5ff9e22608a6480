package disclosure

import "github.com/buurtbeeld/buurtbeeld/disclosure/internal/cube"

// Code is one code of a classification: an area, an age group (Dutch: code).
type Code struct {
	Name string
	// Level is the name of its classification, such as wijk or pc4. The codes of one level under one parent add up to it.
	Level string
	// Parents are what it is part of. None: the total. Two: it lies in two classifications.
	Parents []string
}

// Dimension is one classification of a table: its codes, and which of them add up to which (Dutch: indeling).
type Dimension struct{ dim *cube.Dim }

// NewDimension is a classification with a total. Codes without parents are part of the total. Codes that stand twice, a parent
// that is not there and a code that is part of itself are refused with a [*CodeError].
func NewDimension(name, total string, codes []Code) (Dimension, error) {
	list := make([]cube.Code, len(codes))
	for i, c := range codes {
		list[i] = cube.Code(c)
	}
	d, err := cube.NewDim(name, total, list)
	return Dimension{d}, err
}

// NewCategories is a classification of one level: categories that add up to the total.
func NewCategories(name, total string, categories ...string) (Dimension, error) {
	codes := make([]Code, len(categories))
	for i, c := range categories {
		codes[i] = Code{Name: c, Level: name}
	}
	return NewDimension(name, total, codes)
}

// NewSideBySide is a dimension whose codes do not add up to anything: one code for each thing that is counted.
func NewSideBySide(name string, codes ...string) (Dimension, error) {
	list := make([]cube.Code, len(codes))
	for i, c := range codes {
		list[i] = cube.Code{Name: c, Level: name}
	}
	d, err := cube.NewDim(name, "", list)
	return Dimension{d}, err
}

// OfPlaces is the same dimension, whose codes are areas. Anybody knows which areas lie in each other, and that all people of
// an area live there tells nothing of them.
func (d Dimension) OfPlaces() Dimension {
	place := *d.dim
	place.Place = true
	return Dimension{&place}
}

// Name is the name of the dimension.
func (d Dimension) Name() string { return d.dim.Name }

// Total is the code of the whole; empty when the codes stand side by side.
func (d Dimension) Total() string {
	if d.dim.Open {
		return ""
	}
	return d.dim.Codes[0]
}

// Codes are all codes with what they are part of; the total comes first and has no parents.
func (d Dimension) Codes() []Code {
	codes := make([]Code, len(d.dim.Codes))
	for i := range codes {
		codes[i] = Code{Name: d.dim.Codes[i], Level: d.dim.Levels[i]}
		for _, up := range d.dim.Parents(int32(i)) {
			codes[i].Parents = append(codes[i].Parents, d.dim.Codes[up])
		}
	}
	return codes
}

// CodeError is a fault of a classification, with the code that it is found at (Dutch: fout in een indeling).
type CodeError = cube.CodeError

// Faults of a classification, for errors.Is.
var (
	ErrCycle     = cube.ErrCycle
	ErrCodeTwice = cube.ErrTwice
	ErrParent    = cube.ErrParent
	ErrEmptyCode = cube.ErrEmptyCode
)
