package tally

import "math/bits"

// Random is the generator xoshiro256** of Blackman and Vigna (doi:10.1145/3460772), seeded by splitmix64 (Dutch:
// toevalsgenerator). It is our own code, so that a seed gives the same draws on any machine and with any release of Go.
type Random struct{ s [4]uint64 }

// NewRandom returns the generator of one draw of a seed. Every draw has its own, so that it does not matter which
// processor takes which draw.
func NewRandom(seed, draw uint64) Random {
	var r Random
	state := seed ^ bits.RotateLeft64(draw*0x9e3779b97f4a7c15, 32) ^ 0x42757572746265ff
	for i := range r.s {
		state += 0x9e3779b97f4a7c15
		z := state
		z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
		z = (z ^ z>>27) * 0x94d049bb133111eb
		r.s[i] = z ^ z>>31
	}
	return r
}

// Next returns the next 64 bits.
func (r *Random) Next() uint64 {
	result := bits.RotateLeft64(r.s[1]*5, 7) * 9
	t := r.s[1] << 17
	r.s[2] ^= r.s[0]
	r.s[3] ^= r.s[1]
	r.s[1] ^= r.s[2]
	r.s[0] ^= r.s[3]
	r.s[2] ^= t
	r.s[3] = bits.RotateLeft64(r.s[3], 45)
	return result
}

// Uniform returns a number from low up to high.
func (r *Random) Uniform(low, high float64) float64 {
	u := float64(r.Next()>>11) / (1 << 53)
	// The conversion keeps a compiler from joining product and sum, which would differ between machines.
	return low + float64((high-low)*u)
}
