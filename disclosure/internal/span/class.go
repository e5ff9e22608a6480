package span

import (
	"math/bits"
	"math/rand/v2"
)

// classes holds what nobody may learn: each class is a set of secrets whose vectors, as far as the published cells leave
// them, are multiples of one another. Such vectors stay so, and one of them stands for all.
type classes struct {
	start []uint32
	size  []int32 // 0: merged into another class, or given away
	room  []int32
	// The vectors lie in one arena; blocks that were left are used again, by the logarithm of their room.
	rows  []int32
	coefs []uint64
	left  [32][]uint32

	// Two random linear functions of each vector: their quotient is the same for multiples, and only for them.
	h1, h2, key []uint64
	z           []hashPair // by row
	random      *rand.ChaCha8
	keys        keyTable

	index index

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

// hold is a class that has a row, with its number there.
type hold struct {
	class int32
	coef  uint64
}

func newClasses(secrets, entries int, seed [32]byte) *classes {
	return &classes{
		start: make([]uint32, 0, secrets), size: make([]int32, 0, secrets), room: make([]int32, 0, secrets),
		rows: make([]int32, 0, entries), coefs: make([]uint64, 0, entries),
		h1: make([]uint64, 0, secrets), h2: make([]uint64, 0, secrets), key: make([]uint64, 0, secrets),
		first: make([]int32, 0, secrets), last: make([]int32, 0, secrets), next: make([]int32, secrets),
		kind: make([]kind, 0, secrets), keys: newKeyTable(secrets), random: rand.NewChaCha8(seed),
	}
}

// grow makes room for rows with numbers below n.
func (c *classes) grow(n int) {
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
	c.start, c.size, c.room = append(c.start, uint32(len(c.rows))), append(c.size, int32(len(v))), append(c.room, int32(len(v)))
	for _, x := range v {
		c.rows, c.coefs = append(c.rows, x.Row), append(c.coefs, x.Coef)
	}
	c.h1, c.h2, c.key = append(c.h1, h1), append(c.h2, h2), append(c.key, key)
	c.first, c.last, c.kind = append(c.first, secret), append(c.last, secret), append(c.kind, k)
	return class
}

// build makes the index after the last secret was put.
func (c *classes) build() { c.index.build(c.rows, c.start, c.size) }

// holders lists the classes that have a row, with their numbers there.
func (c *classes) holders(row int32, buf []hold) []hold {
	buf = buf[:0]
	c.step++
	c.index.each(row, func(class int32) {
		from := c.start[class]
		for i, r := range c.rows[from : from+uint32(c.size[class])] {
			if r == row {
				buf = append(buf, hold{class, c.coefs[from+uint32(i)]})
				return
			}
		}
		c.index.seen[class] = 0 // so that seen marks the holders, and no class that was one
	})
	return buf
}

// take subtracts coef times a pivot vector from a class that holds its row. The pivot is v, and scattered in e.
func (c *classes) take(h hold, v []Entry, row int32, e *echelon) {
	c.step++
	from, size := c.start[h.class], uint32(c.size[h.class])
	rows, coefs := c.rows[from:from+size], c.coefs[from:from+size]
	if len(v) == 1 {
		for i, r := range rows {
			if r == row {
				last := len(rows) - 1
				rows[i], coefs[i] = rows[last], coefs[last]
				c.size[h.class]--
				return
			}
		}
		return
	}
	f, met := P-h.coef, 0
	for i := 0; i < len(rows); {
		r := rows[i]
		if e.mark[r] != e.turn || e.acc[r] == 0 {
			i++
			continue
		}
		met++
		c.hit[r] = c.step
		if coefs[i] = add(coefs[i], mul(f, e.acc[r])); coefs[i] != 0 {
			i++
			continue
		}
		c.index.count[r]--
		last := len(rows) - 1
		rows[i], coefs[i] = rows[last], coefs[last]
		rows, coefs = rows[:last], coefs[:last]
	}
	c.size[h.class] = int32(len(rows))
	if met < len(v) {
		c.fill(h.class, v, f)
	}
}

// fill adds to a class the rows of a pivot that it did not have.
func (c *classes) fill(class int32, v []Entry, f uint64) {
	for _, x := range v {
		if c.hit[x.Row] == c.step {
			continue
		}
		if c.size[class] == c.room[class] {
			c.move(class)
		}
		at := c.start[class] + uint32(c.size[class])
		c.rows[at], c.coefs[at] = x.Row, mul(f, x.Coef)
		c.size[class]++
		c.index.add(x.Row, class)
	}
}

// move gives a class more room.
func (c *classes) move(class int32) {
	from, size := c.start[class], uint32(c.size[class])
	log := bits.Len32(size + size/4 + 2)
	room := uint32(1) << log
	var to uint32
	if n := len(c.left[log]); n > 0 {
		to = c.left[log][n-1]
		c.left[log] = c.left[log][:n-1]
	} else {
		to = uint32(len(c.rows))
		c.rows = append(c.rows, make([]int32, room)...)
		c.coefs = append(c.coefs, make([]uint64, room)...)
	}
	copy(c.rows[to:to+size], c.rows[from:from+size])
	copy(c.coefs[to:to+size], c.coefs[from:from+size])
	c.leave(class)
	c.start[class], c.room[class] = to, int32(room)
}

// leave gives the block of a class back.
func (c *classes) leave(class int32) {
	if room := uint32(c.room[class]); room > 0 {
		log := bits.Len32(room) - 1
		c.left[log] = append(c.left[log], c.start[class])
	}
	c.room[class] = 0
}

// drop takes a class away: its secrets are given away, or in another class by now.
func (c *classes) drop(class int32) {
	from := c.start[class]
	for _, r := range c.rows[from : from+uint32(c.size[class])] {
		c.index.count[r]--
	}
	c.size[class] = 0
	c.leave(class)
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
