package example

// chance is a source of numbers that look random and are the same on every machine and in every release of Go: splitmix64
// by Steele, Lea and Flood (doi:10.1145/2660193.2660195).
type chance struct{ state uint64 }

func (c *chance) next() uint64 {
	c.state += 0x9e3779b97f4a7c15
	return mixed(c.state)
}

func mixed(z uint64) uint64 {
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

// unit returns a number from 0 up to 1.
func (c *chance) unit() float64 { return float64(c.next()>>11) / (1 << 53) }

// between returns a number from low up to high.
func (c *chance) between(low, high float64) float64 { return low + float64(c.unit()*(high-low)) }

// bell returns a number round 0 that is seldom beyond 2 or -2: the sum of twelve even chances.
func (c *chance) bell() float64 {
	sum := -6.0
	for range 12 {
		sum += c.unit()
	}
	return sum
}

// stream returns a source of its own for a subject, so that a change in one does not move another.
func stream(seed uint64, subject string) *chance {
	h := mixed(seed + 0x9e3779b97f4a7c15)
	for _, b := range []byte(subject) {
		h = mixed(h ^ uint64(b))
	}
	return &chance{h}
}

// relief is a smooth surface of hills between -1 and 1.
type relief struct {
	seed uint64
	size float64
}

func (r relief) at(x, y float64) float64 {
	x, y = x/r.size+1000, y/r.size+1000
	i, j := int64(x), int64(y)
	u, v := eased(x-float64(i)), eased(y-float64(j))
	low := blend(r.corner(i, j), r.corner(i+1, j), u)
	high := blend(r.corner(i, j+1), r.corner(i+1, j+1), u)
	return blend(low, high, v)
}

func (r relief) corner(i, j int64) float64 {
	h := mixed(r.seed ^ mixed(uint64(i)*0x9e3779b97f4a7c15^uint64(j)))
	return float64(h>>11)/(1<<52) - 1
}

func eased(t float64) float64 { return t * t * (3 - 2*t) }

func blend(a, b, t float64) float64 { return a + float64(t*(b-a)) }
