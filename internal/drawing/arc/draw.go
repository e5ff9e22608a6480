package arc

// Draw returns an arc as points of a picture, without the vertices that weigh less than a threshold in square metres and
// without repeating a point. place gives the point of a vertex.
func Draw[P comparable](a Arc, threshold float32, place func(vertex int32) P) []P {
	line := make([]P, 0, 8)
	for i, v := range a.Vertices {
		if a.Weights[i] < threshold {
			continue
		}
		p := place(v)
		if n := len(line); n == 0 || line[n-1] != p {
			line = append(line, p)
		}
	}
	return line
}

// Join appends a ring to line, which must be empty: its arcs as drawn, end to end, the first point not repeated at the
// end, and without spikes that go somewhere and back and enclose nothing. A ring that encloses nothing may be left with
// two points, one or none.
func Join[P comparable](line []P, r Ring, drawn [][]P) []P {
	for _, ref := range r.Refs {
		number, backwards := ref.Arc()
		piece := drawn[number]
		for k := range piece {
			p := piece[k]
			if backwards {
				p = piece[len(piece)-1-k]
			}
			line = push(line, p)
		}
	}
	for n := len(line); n > 1; n = len(line) {
		switch {
		case line[n-1] == line[0], n > 2 && line[n-2] == line[0]:
			line = line[:n-1]
		case n > 2 && line[n-1] == line[1]:
			line = line[1:]
		default:
			return line
		}
	}
	return line
}

// push adds a point to a line, and takes back a step that only goes there and back.
func push[P comparable](line []P, p P) []P {
	n := len(line)
	switch {
	case n > 0 && line[n-1] == p:
		return line
	case n > 1 && line[n-2] == p:
		return line[:n-1]
	}
	return append(line, p)
}
