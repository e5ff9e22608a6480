package cellkey

import "math"

// climb looks for the shares of greatest entropy. At the optimum they are exp(f'θ - G'λ), with a θ for each equality f'p = t and a λ
// of at least 0 for each order Gp <= h that is asked; the way there is a primal-dual interior point method on θ, λ and the slack
// of the orders. Shares that all but vanish are no trouble so, however rare. Orders are only asked between neighbours, so the
// matrix to solve has three diagonals beside the two or three equalities.
type climb struct {
	features [][]float64 // f: the sum, the mean, the variance
	want     []float64   // t
	orders   []order

	theta         []float64
	lambda, slack []float64
	share         []float64 // follows from theta and lambda
}

// order says share[low] - share[high] <= most; without a high, share[low] <= most.
type order struct {
	low, high int
	most      float64
}

// Iterations and exactness. The results are rounded to 1e-10.
const (
	climbSteps = 500
	climbExact = 1e-13
)

// newClimb starts at a bell of about the variance asked for, of which a small one is nearly all in -1, 0 and 1. What stays fixed
// takes no part, but its neighbours may not rise above it.
func newClimb(g goal) *climb {
	c := &climb{features: make([][]float64, 2), want: []float64{1 - g.stay, 0}, theta: make([]float64, 2)}
	widest := 1.0
	for _, v := range g.noise {
		widest = max(widest, math.Abs(float64(v)))
	}
	place := make([]int, len(g.noise))
	var square []float64
	for i, v := range g.noise {
		if place[i] = -1; g.stay > 0 && v == 0 {
			continue
		}
		place[i] = len(square)
		x := float64(v) / widest
		c.features[0], c.features[1], square = append(c.features[0], 1), append(c.features[1], x), append(square, x*x)
	}
	if g.variance > 0 {
		c.features, c.want = append(c.features, square), append(c.want, g.variance/(widest*widest))
		c.theta = append(c.theta, widest*widest*max(-1/(2*g.variance), math.Log(min(g.variance, 1)/2)))
	}
	for i := range len(g.noise) - 1 {
		low, high := place[i], place[i+1]
		if g.rising(i) < 0 {
			low, high = high, low
		}
		switch {
		case g.rising(i) == 0 || low < 0:
		case high < 0:
			c.orders = append(c.orders, order{low, high, g.stay})
		default:
			c.orders = append(c.orders, order{low, high, 0})
		}
	}
	for range c.orders {
		c.lambda, c.slack = append(c.lambda, 0.1), append(c.slack, 0.1)
	}
	c.share = c.shares(c.theta, c.lambda)
	total := 0.0
	for _, p := range c.share {
		total += p
	}
	c.theta[0] += math.Log(c.want[0] / total)
	c.share = c.shares(c.theta, c.lambda)
	return c
}

func (c *climb) shares(theta, lambda []float64) []float64 {
	p := make([]float64, len(c.features[0]))
	for k, f := range c.features {
		for i, x := range f {
			p[i] += theta[k] * x
		}
	}
	for j, o := range c.orders {
		p[o.low] -= lambda[j]
		if o.high >= 0 {
			p[o.high] += lambda[j]
		}
	}
	for i := range p {
		p[i] = math.Exp(p[i])
	}
	return p
}

// excess is G times a vector: how much the low end of order j has more than the high end.
func (o order) excess(x []float64) float64 {
	if o.high < 0 {
		return x[o.low]
	}
	return x[o.low] - x[o.high]
}

// missing is by how much the equalities are not met.
func (c *climb) missing(share []float64) []float64 {
	out := make([]float64, len(c.want))
	for k, f := range c.features {
		out[k] = dot(f, share) - c.want[k]
	}
	return out
}

// distance is how far from the optimum, for a given product of λ and slack.
func (c *climb) distance(share, lambda, slack []float64, product float64) float64 {
	total := 0.0
	for _, m := range c.missing(share) {
		total += m * m
	}
	for j, o := range c.orders {
		a, b := o.most-o.excess(share)-slack[j], lambda[j]*slack[j]-product
		total += a*a + b*b
	}
	return math.Sqrt(total)
}

// impossible tells whether no shares meet the goal: their sum w and their entropy would together be at most the dual function, and
// the least entropy of shares of that sum is -w log w.
func (c *climb) impossible() bool {
	dual := -dot(c.theta, c.want)
	for _, p := range c.share {
		dual += p
	}
	for j, o := range c.orders {
		dual += c.lambda[j] * o.most
	}
	return dual < c.want[0]*(1-math.Log(c.want[0]))-1e-9
}

// solve climbs until the optimum is met, or tells that there is none to be found.
func (c *climb) solve() ([]float64, bool) {
	for range climbSteps {
		if c.distance(c.share, c.lambda, c.slack, 0) <= climbExact {
			return c.share, true
		}
		product := 0.0
		for j := range c.orders {
			product += 0.1 * c.lambda[j] * c.slack[j] / float64(len(c.orders))
		}
		if c.impossible() || !c.step(product) {
			break
		}
	}
	// The last digits can keep it from coming nearer still.
	return c.share, c.distance(c.share, c.lambda, c.slack, 0) <= 1e-11
}

// step goes one Newton step, shortened to stay inside and to come nearer; false when no step does.
func (c *climb) step(product float64) bool {
	dTheta, dLambda := c.newton(product)
	dSlack := make([]float64, len(c.slack))
	for j := range c.slack {
		dSlack[j] = product/c.lambda[j] - c.slack[j] - c.slack[j]/c.lambda[j]*dLambda[j]
	}
	size := 1.0
	for j := range c.slack {
		for _, x := range [][2]float64{{c.lambda[j], dLambda[j]}, {c.slack[j], dSlack[j]}} {
			if x[1] < 0 {
				size = min(size, -0.99*x[0]/x[1])
			}
		}
	}
	before := c.distance(c.share, c.lambda, c.slack, product)
	for ; size > 1e-12; size /= 2 {
		theta, lambda, slack := along(c.theta, dTheta, size), along(c.lambda, dLambda, size), along(c.slack, dSlack, size)
		share := c.shares(theta, lambda)
		if c.distance(share, lambda, slack, product) <= (1-0.01*size)*before {
			c.theta, c.lambda, c.slack, c.share = theta, lambda, slack, share
			return true
		}
	}
	return false
}

func along(from, way []float64, size float64) []float64 {
	out := make([]float64, len(from))
	for i := range from {
		out[i] = from[i] + size*way[i]
	}
	return out
}

// newton solves for the steps of θ and λ: with P the shares on a diagonal and S, Λ the slacks and λ,
//
//	F P F' dθ - F P G' dλ = t - F p
//	(G P G' + S/Λ) dλ - G P F' dθ = product/λ - (h - G p)
func (c *climb) newton(product float64) (dTheta, dLambda []float64) {
	n := len(c.features)
	m := c.matrix()
	right := make([]float64, len(c.orders))
	for j, o := range c.orders {
		right[j] = product/c.lambda[j] - o.most + o.excess(c.share)
	}
	alone := m.solve(right)
	weighted, cross, with := make([][]float64, n), make([][]float64, n), make([][]float64, n)
	for a, f := range c.features {
		weighted[a] = make([]float64, len(f))
		for i, x := range f {
			weighted[a][i] = x * c.share[i]
		}
		cross[a] = make([]float64, len(c.orders))
		for j, o := range c.orders {
			cross[a][j] = o.excess(weighted[a])
		}
		with[a] = m.solve(cross[a])
	}
	small := make([][]float64, n)
	missing := c.missing(c.share)
	for a := range n {
		small[a] = make([]float64, n+1)
		for b := range n {
			small[a][b] = dot(weighted[a], c.features[b]) - dot(cross[a], with[b])
		}
		small[a][n] = -missing[a] + dot(cross[a], alone)
	}
	dTheta = eliminate(small)
	dLambda = alone
	for a := range n {
		dLambda = along(dLambda, with[a], dTheta[a])
	}
	return dTheta, dLambda
}

// matrix is G P G' + S/Λ.
func (c *climb) matrix() *tridiagonal {
	n := len(c.orders)
	diagonal, beside := make([]float64, n), make([]float64, max(n-1, 0))
	for j, o := range c.orders {
		diagonal[j] = c.slack[j]/c.lambda[j] + c.share[o.low]
		if o.high >= 0 {
			diagonal[j] += c.share[o.high]
		}
		if j+1 == n {
			break
		}
		next := c.orders[j+1]
		switch {
		case o.low == next.high:
			beside[j] = -c.share[o.low]
		case o.high == next.low && o.high >= 0:
			beside[j] = -c.share[o.high]
		case o.high == next.high && o.high >= 0:
			beside[j] = c.share[o.high]
		}
	}
	return newTridiagonal(diagonal, beside)
}

func dot(a, b []float64) float64 {
	total := 0.0
	for i := range a {
		total += a[i] * b[i]
	}
	return total
}
