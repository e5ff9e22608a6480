package search

import "math"

// The parameters of a model of k layers: the level of all, and three for each layer, by which an area that is not known,
// low or high differs from one in the middle.
const (
	mostParams = 11 // of three layers, and one for a pair among them
	mostCells  = 64
	perLayer   = 3
)

// slot is the parameter of a level within its layer; the middle has none.
var slot = [4]int{0, -1, 1, 2}

// cells counts areas by their levels in two or three layers: the level of the first plus 4 times that of the second plus
// 16 times that of the third (Dutch: kruistabel).
type cells struct {
	layers  int
	n, hits [mostCells]int32
	// noise is the variance of the draws in each cell if areas were independent.
	noise [mostCells]float64
	// pair, when its mask is not 0, is one more parameter: for the cells whose levels under the mask are these.
	pairMask, pairIs int
}

// size is the number of cells.
func (c *cells) size() int { return 1 << (2 * c.layers) }

// active lists the parameters that count in a cell.
func (c *cells) active(cell int, to *[mostParams]int) []int {
	list := append(to[:0], 0)
	for i := range c.layers {
		if s := slot[cell>>(2*i)&3]; s >= 0 {
			list = append(list, 1+perLayer*i+s)
		}
	}
	if c.pairMask != 0 && cell&c.pairMask == c.pairIs {
		list = append(list, 1+perLayer*c.layers)
	}
	return list
}

// params is the number of parameters.
func (c *cells) params() int {
	p := 1 + perLayer*c.layers
	if c.pairMask != 0 {
		p++
	}
	return p
}

// weakPrior is the precision of the effects of a layer: a standard deviation of 3 on the scale of log odds, under which an
// effect of 20 to 1 is nothing special. It only keeps estimates from running away where a level has no hits at all.
const weakPrior = 1.0 / 9

// model is the fitted effects of two or three layers one by one (Dutch: model van losse effecten).
type model struct {
	params int
	beta   [mostParams]float64
	// p is the expected share of each cell.
	p [mostCells]float64
	// factor is the Cholesky factor of the curvature.
	factor [mostParams][mostParams]float64
}

// mostSteps bounds Newton's steps; a handful is enough for a curved problem of so few parameters.
const mostSteps = 25

// fit finds the effects by Newton's method, each step halved until it does not make things worse.
func (m *model) fit(c *cells) {
	m.params = c.params()
	m.beta = [mostParams]float64{}
	n, hits := 0.0, 0.0
	for cell := range c.size() {
		n += float64(c.n[cell])
		hits += float64(c.hits[cell])
	}
	m.beta[0] = logit((hits + 0.5) / (n + 1))
	best := m.expect(c)
	for range mostSteps {
		step := m.step(c)
		before, size := m.beta, 0.0
		for scale := 1.0; scale > 1e-3; scale /= 2 {
			size = 0
			for i := range m.params {
				m.beta[i] = before[i] + float64(scale*step[i])
				size = max(size, math.Abs(scale*step[i]))
			}
			if now := m.expect(c); now >= best-1e-12 {
				best = now
				break
			}
		}
		if size < 1e-7 {
			break
		}
	}
	m.step(c)
}

// expect works out the share of each cell and returns the penalised log likelihood.
func (m *model) expect(c *cells) float64 {
	var list [mostParams]int
	sum := 0.0
	for i := 1; i < m.params; i++ {
		sum -= float64(weakPrior / 2 * m.beta[i] * m.beta[i])
	}
	for cell := range c.size() {
		if c.n[cell] == 0 {
			m.p[cell] = 0
			continue
		}
		eta := 0.0
		for _, i := range c.active(cell, &list) {
			eta += m.beta[i]
		}
		m.p[cell] = logistic(eta)
		sum += float64(float64(c.hits[cell])*eta) - float64(float64(c.n[cell])*softplus(eta))
	}
	return sum
}

// step factors the curvature and returns Newton's step.
func (m *model) step(c *cells) [mostParams]float64 {
	var curve [mostParams][mostParams]float64
	var slope [mostParams]float64
	var list [mostParams]int
	for i := 1; i < m.params; i++ {
		curve[i][i] = weakPrior
		slope[i] = -float64(weakPrior * m.beta[i])
	}
	curve[0][0] = 1e-9
	for cell := range c.size() {
		n := float64(c.n[cell])
		if n == 0 {
			continue
		}
		w := n * m.p[cell] * (1 - m.p[cell])
		rest := float64(c.hits[cell]) - float64(n*m.p[cell])
		active := c.active(cell, &list)
		for x, i := range active {
			slope[i] += rest
			for _, j := range active[:x+1] {
				curve[i][j] += w
			}
		}
	}
	for i := range m.params {
		for j := range i + 1 {
			sum := curve[i][j]
			for k := range j {
				sum -= float64(m.factor[i][k] * m.factor[j][k])
			}
			if i == j {
				m.factor[i][i] = math.Sqrt(max(sum, 1e-12))
			} else {
				m.factor[i][j] = sum / m.factor[j][j]
			}
		}
	}
	return m.solve(slope)
}

// solve returns the vector that the curvature makes into x.
func (m *model) solve(x [mostParams]float64) [mostParams]float64 {
	for i := range m.params {
		for k := range i {
			x[i] -= float64(m.factor[i][k] * x[k])
		}
		x[i] /= m.factor[i][i]
	}
	for i := m.params - 1; i >= 0; i-- {
		for k := i + 1; k < m.params; k++ {
			x[i] -= float64(m.factor[k][i] * x[k])
		}
		x[i] /= m.factor[i][i]
	}
	return x
}

// freed returns by how much of each parameter the indicator of one cell is made up, so that what is left over of it has
// nothing to do with the effects of the layers one by one.
func (m *model) freed(c *cells, cell int) [mostParams]float64 {
	var x [mostParams]float64
	var list [mostParams]int
	w := float64(c.n[cell]) * m.p[cell] * (1 - m.p[cell])
	for _, i := range c.active(cell, &list) {
		x[i] = w
	}
	return m.solve(x)
}

func logit(p float64) float64 { return math.Log(p / (1 - p)) }

func logistic(x float64) float64 {
	if x < 0 {
		e := math.Exp(x)
		return e / (1 + e)
	}
	return 1 / (1 + math.Exp(-x))
}

// softplus is log(1+exp(x)).
func softplus(x float64) float64 { return max(x, 0) + math.Log1p(math.Exp(-math.Abs(x))) }

// root is the signed root of the likelihood ratio of seen against expected among m, both as numbers of areas; seen may lie
// between whole numbers.
func root(seen, expected, m float64) float64 {
	seen = min(max(seen, 0), m)
	if !(expected > 0) || expected >= m {
		return 0
	}
	part := 0.0
	if seen > 0 {
		part += float64(seen * math.Log(seen/expected))
	}
	if seen < m {
		part += float64((m - seen) * math.Log((m-seen)/(m-expected)))
	}
	return math.Copysign(math.Sqrt(max(0, 2*part)), seen-expected)
}
