package span

// Entry is one number of a sparse vector; Coef lies in 1..P-1.
type Entry struct {
	Row  int32
	Coef uint64
}

const (
	free  = int32(-1) // a row without pivot
	plain = int32(-2) // a row whose pivot has no other entries: what is known of it is simply taken away
)

// echelon is the span of vectors that were added to it. A pivot is stored as it was when it was added: it may hold rows
// that became pivots later, so a vector is reduced by the oldest pivot first.
type echelon struct {
	pivot []int32 // by row: free, plain, or the age of its pivot
	// By age: the row, and the other entries of the pivot.
	lead  []int32
	start []uint32
	size  []int32
	store arena

	// acc is the vector at work, valid where mark is turn.
	acc     []uint64
	mark    []uint32
	turn    uint32
	touched []int32
	heap    ageHeap
	out     []Entry
}

func newEchelon(rows int) *echelon {
	e := &echelon{store: newArena(rows)}
	e.grow(rows)
	return e
}

// grow makes room for rows with numbers below n.
func (e *echelon) grow(n int) {
	more := n - len(e.pivot)
	if more <= 0 {
		return
	}
	e.acc = append(e.acc, make([]uint64, more)...)
	e.mark = append(e.mark, make([]uint32, more)...)
	for range more {
		e.pivot = append(e.pivot, free)
	}
}

// reduce takes from a vector what the span knows of it. The result has no row with a pivot; it lives until the next call.
// Afterwards acc holds it too, at the rows that carry mark turn and are free.
func (e *echelon) reduce(in []Entry) []Entry {
	e.turn++
	e.touched, e.heap = e.touched[:0], e.heap[:0]
	for _, x := range in {
		e.scatter(x.Row, x.Coef)
	}
	for len(e.heap) > 0 {
		age := e.heap.pop()
		f := e.acc[e.lead[age]]
		if f == 0 {
			continue
		}
		e.spread(age, P-f)
	}
	e.out = e.out[:0]
	for _, row := range e.touched {
		if c := e.acc[row]; c != 0 {
			e.out = append(e.out, Entry{row, c})
		}
	}
	return e.out
}

// spread adds f times the entries of a pivot. On the way it writes the pivot shorter, for the next time: what became plain
// is left out, and a row whose own pivot has one entry only is written as that entry. A pivot so loses all it can lose
// without growing, and one without entries is plain itself.
func (e *echelon) spread(age int32, f uint64) {
	rows, coefs := e.store.at(e.start[age], e.size[age])
	kept := 0
	for i, row := range rows {
		c := coefs[i]
		at := e.pivot[row]
		for at >= 0 && e.size[at] == 1 {
			r, k := e.store.at(e.start[at], 1)
			row, c = r[0], mul(c, P-k[0])
			at = e.pivot[row]
		}
		if at == plain {
			continue
		}
		rows[kept], coefs[kept] = row, c
		kept++
		e.scatter(row, mul(f, c))
	}
	if kept < len(rows) {
		e.size[age] = int32(kept)
		if kept == 0 {
			e.pivot[e.lead[age]] = plain
		}
	}
}

func (e *echelon) scatter(row int32, c uint64) {
	age := e.pivot[row]
	if age == plain {
		return
	}
	if e.mark[row] == e.turn {
		e.acc[row] = add(e.acc[row], c)
		return
	}
	e.mark[row], e.acc[row] = e.turn, c
	if age == free {
		e.touched = append(e.touched, row)
	} else {
		e.heap.push(age)
	}
}

// add makes a reduced vector a pivot at a row where its number is 1.
func (e *echelon) add(v []Entry, row int32) {
	if len(v) == 1 {
		e.pivot[row] = plain
		return
	}
	e.pivot[row] = int32(len(e.lead))
	start := e.store.take(len(v) - 1)
	rows, coefs := e.store.at(start, int32(len(v)-1))
	i := 0
	for _, x := range v {
		if x.Row != row {
			rows[i], coefs[i] = x.Row, x.Coef
			i++
		}
	}
	e.lead, e.start, e.size = append(e.lead, row), append(e.start, start), append(e.size, int32(len(v)-1))
}

// normalise divides a reduced vector by its number at a row, in acc too.
func (e *echelon) normalise(v []Entry, row int32) {
	f := e.acc[row]
	if f == 1 {
		return
	}
	f = inverse(f)
	for i, x := range v {
		v[i].Coef = mul(x.Coef, f)
		e.acc[x.Row] = v[i].Coef
	}
}

// ageHeap gives the smallest age first.
type ageHeap []int32

func (h *ageHeap) push(age int32) {
	*h = append(*h, age)
	s := *h
	for at := len(s) - 1; at > 0; {
		up := (at - 1) / 2
		if s[up] <= age {
			break
		}
		s[at], s[up] = s[up], age
		at = up
	}
}

func (h *ageHeap) pop() int32 {
	s := *h
	top, last := s[0], s[len(s)-1]
	s = s[:len(s)-1]
	*h = s
	for at := 0; ; {
		down := 2*at + 1
		if down >= len(s) {
			if len(s) > 0 {
				s[at] = last
			}
			return top
		}
		if down+1 < len(s) && s[down+1] < s[down] {
			down++
		}
		if s[down] >= last {
			s[at] = last
			return top
		}
		s[at] = s[down]
		at = down
	}
}
