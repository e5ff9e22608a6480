package span

import (
	"math/rand/v2"
	"slices"
)

// classes holds what nobody may learn: each class is a set of secrets whose vectors, as far as the published cells leave
// them, are multiples of one another. Such vectors stay so, and one of them stands for all.
type classes struct {
	all   []class
	store arena
	found []finder
	spare []int32 // finders without a class

	z      []hashPair // by row
	random *rand.ChaCha8
	keys   keyTable

	index  index
	listed []int32

	next []int32 // by secret: the next member of its class, or -1

	hit  []uint32 // by row: the update that met it
	step uint32

	walk    uint32 // the walks over holders so far
	touched int32  // keeps the reading ahead from being left out
}

// class is what is known of one class. It is needed together and so lies together.
type class struct {
	// h1 and h2 are two random linear functions of the vector: their quotient is the same for multiples, and only for them.
	h1, h2, key uint64
	start       uint32
	size        int32 // 0: merged into another class
	room        int32
	finder      int32 // number in found + 1, where the vector is long
	// Members form a list, from first by next to last.
	first, last int32
	seen        uint32 // the walk over holders that met it
	kind        kind
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
		all: make([]class, 0, secrets), next: make([]int32, secrets), store: newArena(entries),
		keys: newKeyTable(secrets), random: rand.NewChaCha8(seed),
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

// put adds a secret with its vector, to the class that has it already or as a new one.
func (c *classes) put(secret int32, lone bool, v []Entry) {
	h1, h2 := c.hash(v)
	key := mul(h1, inverse(h2))
	number := int32(len(c.all))
	c.next[secret] = -1
	k := noneLone
	if lone {
		k = allLone
	}
	if there := c.keys.put(key, number); there != number {
		x := &c.all[there]
		c.next[x.last] = secret
		x.last = secret
		if x.kind != k {
			x.kind = someLone
		}
		return
	}
	start, size := c.store.take(len(v)), int32(len(v))
	rows, coefs := c.store.at(start, size)
	for i, x := range v {
		rows[i], coefs[i] = x.Row, x.Coef
	}
	c.all = append(c.all, class{h1: h1, h2: h2, key: key, start: start, size: size, room: size, first: secret, last: secret, kind: k})
	c.lengthen(number)
}

// build makes the index after the last secret was put.
func (c *classes) build() {
	c.index.build(len(c.all), func(class int32) []int32 {
		rows, _ := c.vector(class)
		return rows
	})
}

func (c *classes) vector(class int32) ([]int32, []uint64) {
	x := &c.all[class]
	return c.store.at(x.start, x.size)
}

// lengthen gives a class a finder once its vector is long.
func (c *classes) lengthen(class int32) {
	if c.all[class].size < long || c.all[class].finder != 0 {
		return
	}
	if n := len(c.spare); n > 0 {
		c.all[class].finder = c.spare[n-1]
		c.spare = c.spare[:n-1]
	} else {
		c.found = append(c.found, finder{})
		c.all[class].finder = int32(len(c.found))
	}
	f := &c.found[c.all[class].finder-1]
	rows, _ := c.vector(class)
	for at, row := range rows {
		f.put(row, int32(at))
	}
}

// shorten takes the finder of a class away.
func (c *classes) shorten(class int32) {
	if n := c.all[class].finder; n != 0 {
		c.found[n-1] = finder{}
		c.spare = append(c.spare, n)
		c.all[class].finder = 0
	}
}

// find gives the position of a row in the vector of a class, or -1.
func (c *classes) find(class, row int32) int32 {
	if n := c.all[class].finder; n != 0 {
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

// holders lists the classes that have a row, with their numbers there, and marks them as seen. It goes over the list several
// times, each time for one thing of every class: so the processor waits for memory once and not class after class.
func (c *classes) holders(row int32, buf []hold) []hold {
	c.walk++
	c.listed = c.index.listed(row, c.listed[:0])
	listed := c.listed[:0]
	for _, number := range c.listed {
		if x := &c.all[number]; x.seen != c.walk && x.size > 0 {
			x.seen = c.walk
			listed = append(listed, number)
		}
	}
	for _, number := range listed {
		x := &c.all[number]
		c.touched += c.store.rows[x.start>>chunkBits][x.start&(chunkSize-1)]
	}
	buf = buf[:0]
	for _, number := range listed {
		if at := c.find(number, row); at >= 0 {
			buf = append(buf, hold{class: number, at: at})
		} else {
			c.all[number].seen = 0 // so that seen marks the holders, and no class that was one
		}
	}
	for i, h := range buf {
		_, coefs := c.vector(h.class)
		buf[i].coef = coefs[h.at]
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
	if c.all[h.class].finder != 0 && 4*len(v) < int(c.all[h.class].size) {
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
		if x := &e.slots[r]; x.mark == e.turn && x.acc != 0 {
			met++
			c.hit[r] = c.step
			c.change(h.class, int32(at), mul(f, x.acc))
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
	c.all[class].size--
	c.index.at[row].count--
	if n := c.all[class].finder; n != 0 {
		f := &c.found[n-1]
		f.put(moved, at)
		f.remove(row)
		if c.all[class].size < short {
			c.shorten(class)
		}
	}
}

// fill adds a row that a class did not have.
func (c *classes) fill(class int32, x Entry) {
	if c.all[class].size == c.all[class].room {
		c.move(class)
	}
	at := c.all[class].size
	c.all[class].size++
	rows, coefs := c.vector(class)
	rows[at], coefs[at] = x.Row, x.Coef
	if n := c.all[class].finder; n != 0 {
		c.found[n-1].put(x.Row, at)
	} else {
		c.lengthen(class)
	}
	c.index.add(x.Row, class)
}

// move gives a class more room.
func (c *classes) move(class int32) {
	rows, coefs := c.vector(class)
	start, room := c.store.roomy(c.all[class].size)
	newRows, newCoefs := c.store.at(start, c.all[class].size)
	copy(newRows, rows)
	copy(newCoefs, coefs)
	c.store.giveBack(c.all[class].start, c.all[class].room)
	c.all[class].start, c.all[class].room = start, room
}

// drop takes a class away: its secrets are in another class by now.
func (c *classes) drop(class int32) {
	rows, _ := c.vector(class)
	for _, r := range rows {
		c.index.at[r].count--
	}
	c.shorten(class)
	c.store.giveBack(c.all[class].start, c.all[class].room)
	c.all[class].size, c.all[class].room = 0, 0
}

// merge puts the secrets of class b with those of class a.
func (c *classes) merge(a, b int32) {
	c.next[c.all[a].last] = c.all[b].first
	c.all[a].last = c.all[b].last
	if c.all[a].kind != c.all[b].kind {
		c.all[a].kind = someLone
	}
	c.drop(b)
}
