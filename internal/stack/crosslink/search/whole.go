package search

import "math"

// whole is the effects of all layers one by one on the target, from which draws are made (Dutch: model van alle losse
// effecten). Its parameters are that of all, and three for each layer.
type whole struct {
	params int
	// active holds the parameters of each area but the first, from start[i] to start[i+1].
	start, active []int32
	p             []float64
	factor        [][]float64
}

// priors are the precisions that are tried for the effects; the one with the least information criterion of Akaike (1974,
// doi:10.1109/TAC.1974.1100705) is taken, so that many layers and few areas do not explain luck away.
var priors = [...]float64{16, 4, 1, 0.25}

// manyAreas is from how many areas on one prior serves: the figures decide.
const manyAreas = 3000

func newWhole(t *table) *whole {
	w := &whole{params: 1 + perLayer*len(t.layers), start: make([]int32, t.n+1), p: make([]float64, t.n)}
	for i := range t.n {
		for j, l := range t.layers {
			if s := slot[l[i]]; s >= 0 {
				w.active = append(w.active, int32(1+perLayer*j+s))
			}
		}
		w.start[i+1] = int32(len(w.active))
	}
	try := priors[:]
	if t.n > manyAreas {
		try = priors[2:3]
	}
	best, chosen := math.Inf(1), try[0]
	for _, prior := range try {
		if a := w.fit(t, prior); len(try) > 1 && a < best {
			best, chosen = a, prior
		}
	}
	if len(try) > 1 {
		w.fit(t, chosen)
	}
	return w
}

// fit finds the effects under a prior and returns the information criterion.
func (w *whole) fit(t *table, prior float64) float64 {
	beta := make([]float64, w.params)
	beta[0] = logit((float64(t.hits) + 0.5) / (float64(t.n) + 1))
	w.factor = make([][]float64, w.params)
	for i := range w.factor {
		w.factor[i] = make([]float64, i+1)
	}
	for range mostSteps {
		slope := make([]float64, w.params)
		w.curve(t, beta, prior, slope)
		w.decompose()
		w.solve(slope)
		size := 0.0
		for i, s := range slope {
			// A step that is too long is cut, which Newton's method for this convex problem forgives.
			s = min(max(s, -2), 2)
			beta[i] += s
			size = max(size, math.Abs(s))
		}
		if size < 1e-6 {
			break
		}
	}
	w.curve(t, beta, prior, make([]float64, w.params))
	w.decompose()
	return w.criterion(t, prior)
}

// curve fills in the expected shares, the slope and the curvature.
func (w *whole) curve(t *table, beta []float64, prior float64, slope []float64) {
	for i, row := range w.factor {
		clear(row)
		if i > 0 {
			row[i] = prior
			slope[i] = -float64(prior * beta[i])
		}
	}
	for i := range t.n {
		active := w.active[w.start[i]:w.start[i+1]]
		eta := beta[0]
		for _, j := range active {
			eta += beta[j]
		}
		p := logistic(eta)
		w.p[i] = p
		weight, rest := p*(1-p), value(t.hit[i])-p
		slope[0] += rest
		w.factor[0][0] += weight
		for x, j := range active {
			slope[j] += rest
			row := w.factor[j]
			row[0] += weight
			for _, k := range active[:x+1] {
				row[k] += weight
			}
		}
	}
}

// decompose makes the Cholesky factor of the curvature in its place.
func (w *whole) decompose() {
	for i, row := range w.factor {
		for j := range i + 1 {
			sum, other := row[j], w.factor[j]
			for k := range j {
				sum -= float64(row[k] * other[k])
			}
			if i == j {
				row[i] = math.Sqrt(max(sum, 1e-12))
			} else {
				row[j] = sum / other[j]
			}
		}
	}
}

// solve makes x into the vector that the curvature makes into x.
func (w *whole) solve(x []float64) {
	for i, row := range w.factor {
		for k := range i {
			x[i] -= float64(row[k] * x[k])
		}
		x[i] /= row[i]
	}
	for i := len(x) - 1; i >= 0; i-- {
		for k := i + 1; k < len(x); k++ {
			x[i] -= float64(w.factor[k][i] * x[k])
		}
		x[i] /= w.factor[i][i]
	}
}

// criterion is minus twice the log likelihood and twice the parameters that count.
func (w *whole) criterion(t *table, prior float64) float64 {
	sum := 0.0
	for i, p := range w.p {
		if t.hit[i] {
			sum -= float64(2 * math.Log(max(p, 1e-300)))
		} else {
			sum -= float64(2 * math.Log(max(1-p, 1e-300)))
		}
	}
	unit := make([]float64, w.params)
	free := float64(w.params)
	for i := 1; i < w.params; i++ {
		clear(unit)
		unit[i] = 1
		w.solve(unit)
		free -= float64(prior * unit[i])
	}
	return sum + 2*free
}

// without takes out of the rests of draws what fitting the effects to them would take out, in one step.
func (w *whole) without(rest, slope []octet) {
	clear(slope)
	for i := range rest {
		e := &rest[i]
		for k := range e {
			slope[0][k] += e[k]
		}
		for _, j := range w.active[w.start[i]:w.start[i+1]] {
			to := &slope[j]
			for k := range to {
				to[k] += e[k]
			}
		}
	}
	one := make([]float64, len(slope))
	for k := range lanes {
		for j := range slope {
			one[j] = slope[j][k]
		}
		w.solve(one)
		for j := range slope {
			slope[j][k] = one[j]
		}
	}
	for i := range rest {
		eta := slope[0]
		for _, j := range w.active[w.start[i]:w.start[i+1]] {
			from := &slope[j]
			for k := range eta {
				eta[k] += from[k]
			}
		}
		v := w.p[i] * (1 - w.p[i])
		for k := range eta {
			rest[i][k] -= float64(v * eta[k])
		}
	}
}
