package cube

import "math/bits"

// Cube is a list of cells, each named by one code of every dimension (Dutch: kubus).
type Cube struct {
	Dims []*Dim
	// coords are the codes of all cells, one after the other.
	coords []int32
	seen   lookup
}

// New is a cube without cells.
func New(dims []*Dim) *Cube {
	return &Cube{Dims: dims, seen: lookup{slots: make([]int32, 64)}}
}

// Len is how many cells there are.
func (c *Cube) Len() int {
	if len(c.Dims) == 0 {
		return 0
	}
	return len(c.coords) / len(c.Dims)
}

// At gives the codes of a cell, one per dimension. The slice is the cube's own.
func (c *Cube) At(cell int32) []int32 {
	k := len(c.Dims)
	return c.coords[int(cell)*k : int(cell)*k+k : int(cell)*k+k]
}

// Grow makes room for so many more cells.
func (c *Cube) Grow(n int) {
	if want := len(c.coords) + n*len(c.Dims); cap(c.coords) < want {
		c.coords = append(make([]int32, 0, want), c.coords...)
	}
	if size := len(c.seen.slots); 4*(c.Len()+n) >= 3*size {
		for 4*(c.Len()+n) >= 3*size {
			size *= 2
		}
		c.seen.rehash(c, size)
	}
}

// Add adds a cell and gives its number; false when it was there already, with the number that it has.
func (c *Cube) Add(codes []int32) (int32, bool) {
	next := int32(c.Len())
	at, fresh := c.seen.put(c, codes, next)
	if fresh {
		c.coords = append(c.coords, codes...)
	}
	return at, fresh
}

// Find gives the number of the cell with these codes.
func (c *Cube) Find(codes []int32) (int32, bool) { return c.seen.get(c, codes) }

// Occurs tells of each code of each dimension whether some cell has it.
func (c *Cube) Occurs() [][]bool {
	occurs := make([][]bool, len(c.Dims))
	for d, dim := range c.Dims {
		occurs[d] = make([]bool, len(dim.Codes))
	}
	for cell := range int32(c.Len()) {
		for d, code := range c.At(cell) {
			occurs[d][code] = true
		}
	}
	return occurs
}

// Name is the codes of a cell, as a reader knows them.
func (c *Cube) Name(cell int32) []string {
	names := make([]string, len(c.Dims))
	for d, code := range c.At(cell) {
		names[d] = c.Dims[d].Codes[code]
	}
	return names
}

// lookup finds a cell by its codes: a table with open addressing, which holds the numbers of the cells only.
type lookup struct {
	slots []int32 // number of the cell + 1
	used  int
}

func hash(codes []int32) uint64 {
	h := uint64(0x9E3779B97F4A7C15)
	for _, c := range codes {
		h ^= uint64(uint32(c))
		hi, lo := bits.Mul64(h, 0xD6E8FEB86659FD93)
		h = hi ^ lo
	}
	return h
}

func same(a, b []int32) bool {
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}

func (l *lookup) get(c *Cube, codes []int32) (int32, bool) {
	mask := uint64(len(l.slots) - 1)
	for at := hash(codes) & mask; ; at = (at + 1) & mask {
		cell := l.slots[at] - 1
		if cell < 0 {
			return -1, false
		}
		if same(c.At(cell), codes) {
			return cell, true
		}
	}
}

func (l *lookup) put(c *Cube, codes []int32, next int32) (int32, bool) {
	if 4*l.used >= 3*len(l.slots) {
		l.rehash(c, 2*len(l.slots))
	}
	mask := uint64(len(l.slots) - 1)
	for at := hash(codes) & mask; ; at = (at + 1) & mask {
		cell := l.slots[at] - 1
		if cell < 0 {
			l.slots[at] = next + 1
			l.used++
			return next, true
		}
		if same(c.At(cell), codes) {
			return cell, false
		}
	}
}

func (l *lookup) rehash(c *Cube, size int) {
	l.slots, l.used = make([]int32, size), 0
	mask := uint64(size - 1)
	for cell := range int32(c.Len()) {
		at := hash(c.At(cell)) & mask
		for l.slots[at] != 0 {
			at = (at + 1) & mask
		}
		l.slots[at] = cell + 1
		l.used++
	}
}
