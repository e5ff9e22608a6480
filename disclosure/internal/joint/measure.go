package joint

// Measure is one column of numbers that add up, over all releases (Dutch: maat).
type Measure struct {
	// Known cells are shown, with their Value. Of withheld cells Value holds the number where Truth says so.
	Known, Truth []bool
	Value        []int64
	Secret, Lone []bool
	// Cells and Groups say what is attacked in it, and Sums that it holds magnitudes.
	Cells, Groups, Sums bool
}

// Measures are the columns to attack. Where all releases publish the same, a cell that is withheld in one is withheld for every
// number of it, and one column says all of the cells; groups that no table names are always counted in people.
func (u *Union) Measures() []Measure {
	sums, counts := 0, 0
	for _, r := range u.Sheets {
		if r.Sum != nil {
			sums++
		} else {
			counts++
		}
	}
	people := u.measure(false)
	people.Cells, people.Groups = counts > 0, true
	if sums == 0 {
		return []Measure{people}
	}
	magnitude := u.measure(true)
	magnitude.Cells, magnitude.Sums = true, true
	return []Measure{people, magnitude}
}

func (u *Union) measure(sums bool) Measure {
	n := u.Cube.Len()
	m := Measure{Known: make([]bool, n), Truth: make([]bool, n), Value: make([]int64, n), Secret: make([]bool, n), Lone: make([]bool, n)}
	for i, r := range u.Sheets {
		column := r.Count
		if sums {
			column = r.Sum
		}
		if column == nil {
			continue
		}
		for cell := range r.Shown {
			at := u.Cell(i, cell)
			switch {
			case r.Shown[cell]:
				m.Known[at], m.Truth[at], m.Value[at] = true, true, column[cell]
			case r.Truth[cell] && !m.Known[at]:
				m.Truth[at], m.Value[at] = true, column[cell]
			}
			m.Secret[at] = m.Secret[at] || r.Primary[cell]
			m.Lone[at] = m.Lone[at] || r.Lone[cell]
		}
	}
	return m
}
