package span

import "math/bits"

// arena holds sparse vectors in blocks of flat memory. It grows chunk by chunk, so nothing is ever copied, and blocks that
// are given back are used again.
type arena struct {
	rows  [][]int32
	coefs [][]uint64
	used  int // of the last chunk
	// left are blocks that were given back, by the logarithm of their room, rounded down.
	left [33][]uint32
}

const (
	chunkBits = 16
	chunkSize = 1 << chunkBits
)

// newArena has room for so many numbers at once; it may take more.
func newArena(hint int) arena {
	a := arena{}
	a.chunk(min(max(hint, 256), chunkSize))
	return a
}

func (a *arena) chunk(size int) {
	a.rows, a.coefs = append(a.rows, make([]int32, size)), append(a.coefs, make([]uint64, size))
	a.used = 0
}

// take gives a new block with room for exactly n numbers.
func (a *arena) take(n int) uint32 {
	last := len(a.rows) - 1
	if a.used+n > len(a.rows[last]) {
		a.chunk(max(n, chunkSize))
		last++
		// A block that is longer than a chunk takes the numbers of several.
		for range (n - 1) >> chunkBits {
			a.rows, a.coefs = append(a.rows, nil), append(a.coefs, nil)
		}
		if n > chunkSize {
			a.chunk(chunkSize)
			return uint32(last) << chunkBits
		}
	}
	at := uint32(last)<<chunkBits | uint32(a.used)
	a.used += n
	return at
}

// at gives the first n numbers of a block.
func (a *arena) at(start uint32, n int32) ([]int32, []uint64) {
	chunk, from := start>>chunkBits, start&(chunkSize-1)
	return a.rows[chunk][from : from+uint32(n)], a.coefs[chunk][from : from+uint32(n)]
}

// roomy gives a block with some more room than n, perhaps one that was given back, and its room.
func (a *arena) roomy(n int32) (uint32, int32) {
	log := bits.Len32(uint32(n + n/4 + 2))
	if k := len(a.left[log]); k > 0 {
		start := a.left[log][k-1]
		a.left[log] = a.left[log][:k-1]
		return start, 1 << log
	}
	return a.take(1 << log), 1 << log
}

// giveBack takes a block of so much room back.
func (a *arena) giveBack(start uint32, room int32) {
	if room > 0 {
		log := bits.Len32(uint32(room)) - 1
		a.left[log] = append(a.left[log], start)
	}
}
