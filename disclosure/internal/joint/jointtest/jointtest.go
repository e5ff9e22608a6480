// Package jointtest writes small tables as text, for tests (Dutch: proeftabellen). What is not written well is a mistake of the
// test, so it panics.
package jointtest

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/buurtbeeld/buurtbeeld/disclosure/internal/cube"
	"github.com/buurtbeeld/buurtbeeld/disclosure/internal/joint"
)

// Dim is a classification of codes written as "name level parent parent…"; without parents a code is part of the total. A name
// that ends in @ makes areas.
func Dim(name, total string, codes ...string) *cube.Dim {
	list := make([]cube.Code, len(codes))
	for i, c := range codes {
		words := append(strings.Fields(c), "")
		list[i] = cube.Code{Name: words[0], Level: words[1], Parents: words[min(2, len(words)-1) : len(words)-1]}
	}
	place := strings.HasSuffix(name, "@")
	d, err := cube.NewDim(strings.TrimSuffix(name, "@"), total, list)
	if err != nil {
		panic(err)
	}
	d.Place = place
	return d
}

// Sheet is a table of cells written as "code;code count": shown, or withheld with a ! behind it when it says too much itself and
// with a ? when it goes to protect another. A count of 1 that says too much is of one person. The sum of a cell may follow its count.
func Sheet(name string, dims []*cube.Dim, cells ...string) joint.Sheet {
	s := joint.Sheet{Name: name, Cube: cube.New(dims)}
	for _, text := range cells {
		words := strings.Fields(strings.TrimRight(text, "!?"))
		s.Cube.Add(Codes(dims, words[0]))
		count := number(words[1])
		primary := strings.HasSuffix(text, "!")
		s.Count, s.Truth = append(s.Count, count), append(s.Truth, true)
		s.Primary, s.Lone = append(s.Primary, primary), append(s.Lone, primary && count == 1)
		s.Shown = append(s.Shown, !primary && !strings.HasSuffix(text, "?"))
		if len(words) > 2 {
			s.Sum = append(s.Sum, number(words[2]))
		}
	}
	return s
}

func number(text string) int64 {
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		panic(err)
	}
	return n
}

// Codes finds the codes of a cell by its name, "code;code".
func Codes(dims []*cube.Dim, name string) []int32 {
	codes := make([]int32, len(dims))
	for d, code := range strings.Split(name, ";") {
		at, ok := dims[d].Find(code)
		if !ok {
			panic(fmt.Sprintf("%s has no %q", dims[d].Name, code))
		}
		codes[d] = at
	}
	return codes
}

// Cell finds a cell of a union by its name.
func Cell(c *cube.Cube, name string) int32 {
	at, ok := c.Find(Codes(c.Dims, name))
	if !ok {
		panic(fmt.Sprintf("no cell %q", name))
	}
	return at
}

// Join puts tables together.
func Join(counter joint.Counter, sheets ...joint.Sheet) *joint.Union {
	u, err := joint.Join(context.Background(), sheets, counter)
	if err != nil {
		panic(err)
	}
	return u
}

// Records are records by their finest codes in some dimensions, written as "code;code count" (Dutch: personen). A code of two
// classifications of one dimension is written "code&code".
type Records struct {
	Dims []string
	Rows []string
}

// Atoms counts the records over some of the dimensions.
func (r Records) Atoms(_ context.Context, dims []string) ([]joint.Atom, error) {
	count := map[string]int64{}
	for _, row := range r.Rows {
		words := strings.Fields(row)
		all, asked := strings.Split(words[0], ";"), make([]string, len(dims))
		for k, name := range dims {
			asked[k] = all[slices.Index(r.Dims, name)]
		}
		count[strings.Join(asked, ";")] += number(words[1])
	}
	var atoms []joint.Atom
	for name, n := range count {
		atom := joint.Atom{Count: n}
		for _, codes := range strings.Split(name, ";") {
			atom.Codes = append(atom.Codes, strings.Split(codes, "&"))
		}
		atoms = append(atoms, atom)
	}
	slices.SortFunc(atoms, func(a, b joint.Atom) int { return strings.Compare(fmt.Sprint(a.Codes), fmt.Sprint(b.Codes)) })
	return atoms, nil
}
