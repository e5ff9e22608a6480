package joint

// OtherPeople finds a cell of the first sheet of which another sheet shows another count: one of the two is about a part of the people.
func (u *Union) OtherPeople() (cell int32, found bool) {
	row := make([]int32, u.Cube.Len())
	for cell := range u.Sheets[0].Shown {
		row[u.Cell(0, cell)] = int32(cell) + 1
	}
	for i, r := range u.Sheets[1:] {
		for cell, shown := range r.Shown {
			own := row[u.Cell(i+1, cell)] - 1
			if shown && own >= 0 && u.Sheets[0].Count[own] != r.Count[cell] {
				return own, true
			}
		}
	}
	return 0, false
}
