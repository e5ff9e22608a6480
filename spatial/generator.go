package spatial

import "math/bits"

// generator is xoshiro256** of Blackman and Vigna (2021, doi:10.1145/3460772), written out here so that the draws do not
// change with a release of Go.
type generator struct{ s [4]uint64 }

// newGenerator returns the generator of one stream of a seed. Its state is filled by splitmix64, as its authors advise.
func newGenerator(seed, stream uint64) generator {
	state := seed
	start := split(&state) ^ stream*0xd1342543de82ef95
	var g generator
	for i := range g.s {
		g.s[i] = split(&start)
	}
	return g
}

func split(state *uint64) uint64 {
	*state += 0x9e3779b97f4a7c15
	z := *state
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

func (g *generator) next() uint64 {
	s := &g.s
	result := bits.RotateLeft64(s[1]*5, 7) * 9
	t := s[1] << 17
	s[2] ^= s[0]
	s[3] ^= s[1]
	s[1] ^= s[2]
	s[0] ^= s[3]
	s[2] ^= t
	s[3] = bits.RotateLeft64(s[3], 45)
	return result
}

// below returns a number from 0 to n-1, each with the same chance (Lemire 2019, doi:10.1145/3230636).
func (g *generator) below(n uint32) int32 {
	product := g.next() >> 32 * uint64(n)
	if low := uint32(product); low < n {
		for least := -n % n; low < least; low = uint32(product) {
			product = g.next() >> 32 * uint64(n)
		}
	}
	return int32(product >> 32)
}
