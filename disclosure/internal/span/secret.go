package span

import "slices"

// addSecrets gives each secret its class, as far as Zero and Given leave it hidden.
func (s *solver) addSecrets() {
	total, entries := len(s.Extra), 0
	for cell := range int32(s.cells) {
		if s.Primary[cell] {
			total++
			entries += s.Basis.Width(s.Cube.At(cell))
		}
	}
	s.classes = newClasses(total, entries, s.Seed)
	s.secrets = make([]int32, 0, total)
	known := len(s.Zero)+len(s.Given) > 0
	var structure []uint64
	for cell := range int32(s.cells) {
		if s.Primary[cell] {
			s.in = s.Basis.Append(s.in[:0], s.Cube.At(cell))
			structure = s.addSecret(cell, s.Lone != nil && s.Lone[cell], structure, known)
		}
	}
	for i, extra := range s.Extra {
		s.in = s.in[:0]
		for _, t := range extra.Terms {
			from := len(s.in)
			s.in = s.Basis.Append(s.in, t.Codes)
			c := residue(t.Coef)
			for j := range s.in[from:] {
				s.in[from+j].Coef = mul(s.in[from+j].Coef, c)
			}
		}
		structure = s.addSecret(int32(s.cells+i), extra.Lone, structure, known)
	}
	s.classes.grow(len(s.span.slots))
	s.classes.build()
	if s.Insider && known {
		s.reportLone(structure)
	}
	slices.Sort(s.result.LoneDisclosed)
}

// addSecret puts the secret that stands in s.in into its class. Structure holds for each secret the key that it has before
// anything is known, when anything is.
func (s *solver) addSecret(number int32, lone bool, structure []uint64, known bool) []uint64 {
	if n := s.Basis.Rows(); n > len(s.span.slots) {
		s.span.grow(n)
	}
	s.classes.grow(len(s.span.slots))
	v := s.span.reduce(s.in)
	if len(v) == 0 {
		s.result.Disclosed = append(s.result.Disclosed, number)
		return structure
	}
	s.classes.put(int32(len(s.secrets)), lone, v)
	s.secrets = append(s.secrets, number)
	if known {
		h1, h2 := s.classes.hash(s.in)
		structure = append(structure, mul(h1, inverse(h2)))
	}
	return structure
}

// reportLone finds what a lone person learns from what is given: secrets of others that became a multiple of his own.
func (s *solver) reportLone(structure []uint64) {
	c := s.classes
	var lone []int32
	for class := range c.all {
		if c.all[class].kind == noneLone {
			continue
		}
		lone = lone[:0]
		for a := c.all[class].first; a >= 0; a = c.next[a] {
			if s.lone(a) {
				lone = append(lone, a)
			}
		}
		for a := c.all[class].first; a >= 0; a = c.next[a] {
			if slices.ContainsFunc(lone, func(b int32) bool {
				return a != b && structure[a] != structure[b] && !(s.lone(a) && s.samePerson(a, b))
			}) {
				s.result.LoneDisclosed = append(s.result.LoneDisclosed, s.secrets[a])
			}
		}
	}
}

// lone reports whether one person alone makes a secret, by its place among the secrets.
func (s *solver) lone(secret int32) bool {
	n := s.secrets[secret]
	if int(n) >= s.cells {
		return s.Extra[int(n)-s.cells].Lone
	}
	return s.Lone != nil && s.Lone[n]
}

// samePerson reports whether two lone secrets, by their places, are the same person.
func (s *solver) samePerson(a, b int32) bool {
	x, y := s.secrets[a], s.secrets[b]
	if s.Same != nil {
		return s.Same(x, y)
	}
	return int(x) < s.cells && int(y) < s.cells && (s.above(x, y) || s.above(y, x))
}

// above reports whether one cell lies above the other in every dimension.
func (s *solver) above(a, b int32) bool {
	below := s.Cube.At(b)
	for d, code := range s.Cube.At(a) {
		if dim := s.Cube.Dims[d]; dim.Depth(code) > dim.Depth(below[d]) || !dim.Above(code, below[d]) {
			return false
		}
	}
	return true
}
