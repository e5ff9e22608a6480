package span

// Entry is one number of a sparse vector (Dutch: element). Coef lies in 1..P-1.
type Entry struct {
	Row  int32
	Coef uint64
}

const (
	free  = int32(-1) // a row without pivot
	plain = int32(-2) // a row whose pivot has no other entries: what is known of it is simply taken away
	alias = 1 << 30   // added to the age of a pivot that has one other entry
)

// echelon is the span of vectors that were added to it. A pivot is stored as it was when it was added: it may hold rows
// that became pivots later, so a vector is reduced by the oldest pivot first.
type echelon struct {
	slots  []slot  // by row
	pivots []pivot // by age
	store  arena

	turn    uint32
	touched []int32
	heap    ageHeap
	out     []Entry
}

// slot is what is known of a row: free, plain, or the age of its pivot, perhaps with alias; and, where mark is the turn, its number in the
// vector at work. They are needed together and so lie together.
type slot struct {
	acc   uint64
	mark  uint32
	pivot int32
}

// pivot is a row and where the other entries of its vector lie.
type pivot struct {
	row   int32
	size  int32
	start uint32
}

func newEchelon(rows int) *echelon {
	e := &echelon{store: newArena(rows)}
	e.grow(rows)
	return e
}

// grow makes room for rows with numbers below n.
func (e *echelon) grow(n int) {
	from := len(e.slots)
	if n <= from {
		return
	}
	e.slots = append(e.slots, make([]slot, n-from)...)
	for i := range e.slots[from:] {
		e.slots[from+i].pivot = free
	}
}

// reduce takes from a vector what the span knows of it. The result has no row with a pivot; it lives until the next call.
// Afterwards the slots hold it too, where they are free and marked with this turn.
func (e *echelon) reduce(in []Entry) []Entry {
	e.turn++
	e.touched, e.heap = e.touched[:0], e.heap[:0]
	for _, x := range in {
		e.scatter(x.Row, x.Coef)
	}
	for len(e.heap) > 0 {
		age := e.heap.pop()
		f := e.slots[e.pivots[age].row].acc
		if f == 0 {
			continue
		}
		e.spread(age, P-f)
	}
	e.out = e.out[:0]
	for _, row := range e.touched {
		if c := e.slots[row].acc; c != 0 {
			e.out = append(e.out, Entry{row, c})
		}
	}
	return e.out
}

// spread adds f times the entries of a pivot. On the way it writes the pivot shorter, for the next time: what became plain
// is left out, and a row whose own pivot has one entry only is written as that entry. A pivot so loses all it can lose
// without growing, and one without entries is plain itself.
func (e *echelon) spread(age int32, f uint64) {
	rows, coefs := e.store.at(e.pivots[age].start, e.pivots[age].size)
	kept := 0
	for i, row := range rows {
		c := coefs[i]
		at := e.slots[row].pivot
		for at >= alias {
			r, k := e.store.at(e.pivots[at-alias].start, 1)
			row, c = r[0], mul(c, P-k[0])
			at = e.slots[row].pivot
		}
		if at == plain {
			continue
		}
		rows[kept], coefs[kept] = row, c
		kept++
		e.scatter(row, mul(f, c))
	}
	if kept < len(rows) {
		e.pivots[age].size = int32(kept)
		e.label(age)
	}
}

func (e *echelon) scatter(row int32, c uint64) {
	x := &e.slots[row]
	if x.pivot == plain {
		return
	}
	if x.mark == e.turn {
		x.acc = add(x.acc, c)
		return
	}
	x.mark, x.acc = e.turn, c
	if x.pivot == free {
		e.touched = append(e.touched, row)
	} else {
		e.heap.push(x.pivot &^ alias)
	}
}

// add makes a reduced vector a pivot at a row where its number is 1.
func (e *echelon) add(v []Entry, row int32) {
	if len(v) == 1 {
		e.slots[row].pivot = plain
		return
	}
	start := e.store.take(len(v) - 1)
	rows, coefs := e.store.at(start, int32(len(v)-1))
	i := 0
	for _, x := range v {
		if x.Row != row {
			rows[i], coefs[i] = x.Row, x.Coef
			i++
		}
	}
	e.pivots = append(e.pivots, pivot{row, int32(len(v) - 1), start})
	e.label(int32(len(e.pivots) - 1))
}

// label writes at the row of a pivot what it is.
func (e *echelon) label(age int32) {
	p := e.pivots[age]
	switch p.size {
	case 0:
		e.slots[p.row].pivot = plain
	case 1:
		e.slots[p.row].pivot = age + alias
	default:
		e.slots[p.row].pivot = age
	}
}

// normalise divides a reduced vector by its number at a row, in the slots too.
func (e *echelon) normalise(v []Entry, row int32) {
	f := e.slots[row].acc
	if f == 1 {
		return
	}
	f = inverse(f)
	for i, x := range v {
		v[i].Coef = mul(x.Coef, f)
		e.slots[x.Row].acc = v[i].Coef
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
