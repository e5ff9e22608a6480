package span

import (
	"slices"
)

// prime is another prime than that of the package, so that what is equal by chance under one is not under the other.
const prime = 2147483629

// plainSpan is a row space that is kept in the plainest way: a dense matrix over all combinations of codes.
type plainSpan struct {
	lead []int
	rows [][]int64
}

func (s *plainSpan) rest(v []int64) []int64 {
	v = slices.Clone(v)
	for i, row := range s.rows {
		if f := v[s.lead[i]]; f != 0 {
			for j := range v {
				v[j] = ((v[j]-f*row[j])%prime + prime) % prime
			}
		}
	}
	return v
}

func (s *plainSpan) holds(v []int64) bool {
	return !slices.ContainsFunc(s.rest(v), func(x int64) bool { return x != 0 })
}

// with is the span with one more vector.
func (s *plainSpan) with(v []int64) *plainSpan {
	v = s.rest(v)
	lead := slices.IndexFunc(v, func(x int64) bool { return x != 0 })
	if lead < 0 {
		return s
	}
	inverse, power := int64(1), v[lead]
	for e := prime - 2; e > 0; e >>= 1 {
		if e&1 == 1 {
			inverse = inverse * power % prime
		}
		power = power * power % prime
	}
	for j := range v {
		v[j] = v[j] * inverse % prime
	}
	return &plainSpan{append(slices.Clone(s.lead), lead), append(slices.Clone(s.rows), v)}
}

// plainly solves a problem by the words of its rule.
type plainly struct {
	Problem
	size    int
	span    *plainSpan
	secrets map[int32][]int64
	numbers []int32
	// together are pairs that a lone person may know: his own, and what he knew before anything was chosen.
	together map[[2]int32]bool
	result   Result
}

func (p *plainly) place(codes []int32) int {
	at := 0
	for d, code := range codes {
		at = at*len(p.Cube.Dims[d].Codes) + int(code)
	}
	return at
}

func (p *plainly) unit(codes []int32) []int64 {
	v := make([]int64, p.size)
	v[p.place(codes)] = 1
	return v
}

// sums adds that every code is the sum of each group of its parts, whatever the other dimensions are.
func (p *plainly) sums(codes []int32) {
	if d := len(codes); d < len(p.Cube.Dims) {
		for code := range p.Cube.Dims[d].Codes {
			p.sums(append(slices.Clone(codes), int32(code)))
		}
		return
	}
	for d, dim := range p.Cube.Dims {
		for _, g := range dim.Groups {
			if g.Parent != codes[d] {
				continue
			}
			v := p.unit(codes)
			part := slices.Clone(codes)
			for _, child := range g.Children {
				part[d] = child
				v[p.place(part)] = prime - 1
			}
			p.span = p.span.with(v)
		}
	}
}

func (p *plainly) isLone(n int32) bool {
	if int(n) >= p.Cube.Len() {
		return p.Extra[int(n)-p.Cube.Len()].Lone
	}
	return p.Lone[n]
}

func (p *plainly) samePerson(a, b int32) bool {
	if !p.isLone(a) || !p.isLone(b) || int(max(a, b)) >= p.Cube.Len() {
		return false
	}
	up := func(a, b int32) bool {
		for d, dim := range p.Cube.Dims {
			if !dim.Above(p.Cube.At(a)[d], p.Cube.At(b)[d]) {
				return false
			}
		}
		return true
	}
	return up(a, b) || up(b, a)
}

// pairs lists what lone persons can compute of others.
func (p *plainly) pairs(s *plainSpan) map[[2]int32]bool {
	pairs := map[[2]int32]bool{}
	for _, lone := range p.numbers {
		if !p.isLone(lone) || s.holds(p.secrets[lone]) {
			continue
		}
		his := s.with(p.secrets[lone])
		for _, n := range p.numbers {
			if n != lone && !p.samePerson(n, lone) && !s.holds(p.secrets[n]) && his.holds(p.secrets[n]) {
				pairs[[2]int32{lone, n}] = true
			}
		}
	}
	return pairs
}

func (p *plainly) solve() {
	p.size, p.span, p.secrets = 1, &plainSpan{}, map[int32][]int64{}
	for _, d := range p.Cube.Dims {
		p.size *= len(d.Codes)
	}
	p.sums(nil)
	for cell := range int32(p.Cube.Len()) {
		if p.Primary[cell] {
			p.secrets[cell] = p.unit(p.Cube.At(cell))
			p.numbers = append(p.numbers, cell)
		}
	}
	for i, extra := range p.Extra {
		v := make([]int64, p.size)
		for _, t := range extra.Terms {
			at := p.place(t.Codes)
			v[at] = ((v[at]+t.Coef)%prime + prime) % prime
		}
		n := int32(p.Cube.Len() + i)
		p.secrets[n] = v
		p.numbers = append(p.numbers, n)
	}
	before := p.pairs(p.span)
	for _, codes := range p.Zero {
		p.span = p.span.with(p.unit(codes))
	}
	for _, cell := range p.Given {
		p.span = p.span.with(p.unit(p.Cube.At(cell)))
	}
	p.together = p.pairs(p.span)
	p.report(before)
	for _, cell := range p.Order {
		if next := p.span.with(p.unit(p.Cube.At(cell))); p.hides(next) {
			p.span = next
		} else {
			p.result.Suppressed[cell] = true
		}
	}
}

func (p *plainly) report(before map[[2]int32]bool) {
	p.result.Suppressed = make([]bool, p.Cube.Len())
	var hidden []int32
	for _, n := range p.numbers {
		if int(n) < p.Cube.Len() {
			p.result.Suppressed[n] = !slices.Contains(p.Given, n)
		}
		if p.span.holds(p.secrets[n]) {
			p.result.Disclosed = append(p.result.Disclosed, n)
		} else {
			hidden = append(hidden, n)
		}
	}
	p.numbers = hidden
	for _, n := range hidden {
		for _, lone := range hidden {
			if pair := [2]int32{lone, n}; p.Insider && p.together[pair] && !before[pair] {
				p.result.LoneDisclosed = append(p.result.LoneDisclosed, n)
				break
			}
		}
	}
}

// hides reports whether a span gives no secret away, nor, with Insider, one to a lone person.
func (p *plainly) hides(s *plainSpan) bool {
	for _, n := range p.numbers {
		if s.holds(p.secrets[n]) {
			return false
		}
	}
	if p.Insider {
		for pair := range p.pairs(s) {
			if !p.together[pair] {
				return false
			}
		}
	}
	return true
}
