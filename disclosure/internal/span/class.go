package span

import (
	"math/rand/v2"
	"slices"
)

// classes holds what nobody may learn: each class is a set of secrets whose vectors, as far as the published cells leave
// them, are multiples of one another. Such vectors stay so, and one of them stands for all.
type classes struct {
	start []uint32
	size  []int32 // 0: merged into another class, or given away
	room  []int32
	store arena
	// finders holds by class the number of its finder in found + 1, where its vector is long.
	finders []int32
	found   []finder
	spare   []int32 // finders without a class

	// Two random linear functions of each vector: their quotient is the same for multiples, and only for them.
	h1, h2, key []uint64
	z           []hashPair // by row
	random      *rand.ChaCha8
	keys        keyTable

	index  index
	listed []int32

	// Members of a class form a list: from first by next to last.
	first, last, next []int32
	kind              []kind // by class

	hit  []uint32 // by row: the update that met it
	step uint32
}

type hashPair struct{ one, two uint64 }

// kind tells whether a class holds lone persons.
type kind uint8

const (
	noneLone kind = iota
	allLone
	someLone
)

// hold is a class that has a row, where, and its number there.
type hold struct {
	class, at int32
	coef      uint64
}

func newClasses(secrets, entries int, seed [32]byte) *classes {
	return &classes{
		start: make([]uint32, 0, secrets), size: make([]int32, 0, secrets), room: make([]int32, 0, secrets),
		store: newArena(entries), finders: make([]int32, secrets),
		h1: make([]uint64, 0, secrets), h2: make([]uint64, 0, secrets), key: make([]uint64, 0, secrets),
		first: make([]int32, 0, secrets), last: make([]int32, 0, secrets), next: make([]int32, secrets),
		kind: make([]kind, 0, secrets), keys: newKeyTable(secrets), random: rand.NewChaCha8(seed),
	}
}

// grow makes room for rows with numbers below n.
func (c *classes) grow(n int) {
	c.z = slices.Grow(c.z, max(0, n-len(c.z)))
	for len(c.z) < n {
		c.z = append(c.z, hashPair{c.random.Uint64() % P, c.random.Uint64() % P})
	}
	if more := n - len(c.hit); more > 0 {
		c.hit = append(c.hit, make([]uint32, more)...)
	}
	c.index.grow(n)
}

// hash gives the two random functions of a vector.
func (c *classes) hash(v []Entry) (h1, h2 uint64) {
	for _, x := range v {
		z := c.z[x.Row]
		h1, h2 = add(h1, mul(x.Coef, z.one)), add(h2, mul(x.Coef, z.two))
	}
	return h1, h2
}

// put adds a secret with its vector, to the class that has it already or as a new one, and gives the class.
func (c *classes) put(secret int32, lone bool, v []Entry) int32 {
	h1, h2 := c.hash(v)
	key := mul(h1, inverse(h2))
	class := int32(len(c.start))
	c.next[secret] = -1
	k := noneLone
	if lone {
		k = allLone
	}
	if there := c.keys.put(key, class); there != class {
		c.next[c.last[there]] = secret
		c.last[there] = secret
		if c.kind[there] != k {
			c.kind[there] = someLone
		}
		return there
	}
	start := c.store.take(len(v))
	rows, coefs := c.store.at(start, int32(len(v)))
	for i, x := range v {
		rows[i], coefs[i] = x.Row, x.Coef
	}
	c.start, c.size, c.room = append(c.start, start), append(c.size, int32(len(v))), append(c.room, int32(len(v)))
	c.lengthen(class)
	c.h1, c.h2, c.key = append(c.h1, h1), append(c.h2, h2), append(c.key, key)
	c.first, c.last, c.kind = append(c.first, secret), append(c.last, secret), append(c.kind, k)
	return class
}

// build makes the index after the last secret was put.
func (c *classes) build() {
	c.index.build(len(c.start), func(class int32) []int32 {
		rows, _ := c.vector(class)
		return rows
	})
}

func (c *classes) vector(class int32) ([]int32, []uint64) {
	return c.store.at(c.start[class], c.size[class])
}

// lengthen gives a class a finder once its vector is long.
func (c *classes) lengthen(class int32) {
	if c.size[class] < long || c.finders[class] != 0 {
		return
	}
	if n := len(c.spare); n > 0 {
		c.finders[class] = c.spare[n-1]
		c.spare = c.spare[:n-1]
	} else {
		c.found = append(c.found, finder{})
		c.finders[class] = int32(len(c.found))
	}
	f := &c.found[c.finders[class]-1]
	rows, _ := c.vector(class)
	for at, row := range rows {
		f.put(row, int32(at))
	}
}

// shorten takes the finder of a class away.
func (c *classes) shorten(class int32) {
	if n := c.finders[class]; n != 0 {
		c.found[n-1] = finder{}
		c.spare = append(c.spare, n)
		c.finders[class] = 0
	}
}

// find gives the position of a row in the vector of a class, or -1.
func (c *classes) find(class, row int32) int32 {
	if n := c.finders[class]; n != 0 {
		return c.found[n-1].find(row)
	}
	rows, _ := c.vector(class)
	for at, r := range rows {
		if r == row {
			return int32(at)
		}
	}
	return -1
}

// holders lists the classes that have a row, with their numbers there.
func (c *classes) holders(row int32, buf []hold) []hold {
	buf = buf[:0]
	c.listed = c.index.listed(row, c.listed[:0])
	for _, class := range c.listed {
		at := c.find(class, row)
		if at < 0 {
			c.index.seen[class] = 0 // so that seen marks the holders, and no class that was one
			continue
		}
		_, coefs := c.vector(class)
		buf = append(buf, hold{class, at, coefs[at]})
	}
	return buf
}

// take subtracts from a class that holds the row of a pivot as much of it as makes the row 0. The pivot is v, and scattered
// in e.
func (c *classes) take(h hold, v []Entry, e *echelon) {
	if len(v) == 1 {
		c.removeAt(h.class, h.at)
		return
	}
	f := P - h.coef
	if c.finders[h.class] != 0 && 4*len(v) < int(c.size[h.class]) {
		for _, x := range v {
			if at := c.find(h.class, x.Row); at >= 0 {
				c.change(h.class, at, mul(f, x.Coef))
			} else {
				c.fill(h.class, Entry{x.Row, mul(f, x.Coef)})
			}
		}
		return
	}
	c.step++
	met := 0
	rows, _ := c.vector(h.class)
	for at := len(rows) - 1; at >= 0; at-- {
		r := rows[at]
		if e.mark[r] == e.turn && e.acc[r] != 0 {
			met++
			c.hit[r] = c.step
			c.change(h.class, int32(at), mul(f, e.acc[r]))
		}
	}
	if met == len(v) {
		return
	}
	for _, x := range v {
		if c.hit[x.Row] != c.step {
			c.fill(h.class, Entry{x.Row, mul(f, x.Coef)})
		}
	}
}

// change adds to one number of a class. What stands behind it may move to its position.
func (c *classes) change(class, at int32, by uint64) {
	_, coefs := c.vector(class)
	if coefs[at] = add(coefs[at], by); coefs[at] == 0 {
		c.removeAt(class, at)
	}
}

// removeAt takes a number out of a class; the last one takes its position.
func (c *classes) removeAt(class, at int32) {
	rows, coefs := c.vector(class)
	last := len(rows) - 1
	row, moved := rows[at], rows[last]
	rows[at], coefs[at] = moved, coefs[last]
	c.size[class]--
	c.index.count[row]--
	if n := c.finders[class]; n != 0 {
		f := &c.found[n-1]
		f.put(moved, at)
		f.remove(row)
		if c.size[class] < short {
			c.shorten(class)
		}
	}
}

// fill adds a row that a class did not have.
func (c *classes) fill(class int32, x Entry) {
	if c.size[class] == c.room[class] {
		c.move(class)
	}
	at := c.size[class]
	c.size[class]++
	rows, coefs := c.vector(class)
	rows[at], coefs[at] = x.Row, x.Coef
	if n := c.finders[class]; n != 0 {
		c.found[n-1].put(x.Row, at)
	} else {
		c.lengthen(class)
	}
	c.index.add(x.Row, class)
}

// move gives a class more room.
func (c *classes) move(class int32) {
	rows, coefs := c.vector(class)
	start, room := c.store.roomy(c.size[class])
	newRows, newCoefs := c.store.at(start, c.size[class])
	copy(newRows, rows)
	copy(newCoefs, coefs)
	c.store.giveBack(c.start[class], c.room[class])
	c.start[class], c.room[class] = start, room
}

// drop takes a class away: its secrets are in another class by now.
func (c *classes) drop(class int32) {
	rows, _ := c.vector(class)
	for _, r := range rows {
		c.index.count[r]--
	}
	c.shorten(class)
	c.store.giveBack(c.start[class], c.room[class])
	c.size[class], c.room[class] = 0, 0
}

// merge puts the secrets of class b with those of class a.
func (c *classes) merge(a, b int32) {
	c.next[c.last[a]] = c.first[b]
	c.last[a] = c.last[b]
	if c.kind[a] != c.kind[b] {
		c.kind[a] = someLone
	}
	c.drop(b)
}
