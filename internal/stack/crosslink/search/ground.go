package search

import (
	"context"
	"math"
	"slices"

	"github.com/buurtbeeld/buurtbeeld/internal/stack/tally"
)

// ground says how much neighbours look alike in what the layers one by one leave unexplained (Dutch: ondergrond). A field of
// it is noise that was smoothed over neighbours a number of steps, mixed with noise of each area by itself.
type ground struct {
	t *table
	w *whole
	o Options
	// steps is how often is smoothed, share the part of the variance that is smooth; share 0 is areas that are independent.
	steps int
	share float64
	// cut is the value of the field under which an area has the target, spread the standard deviation of the smoothed noise,
	// the latter for all areas of the input.
	cut    []float64
	spread []float64
}

// The steps and shares that are tried. Wide maps are smoothed less often, for the time it takes.
var (
	stepsTried     = []int{1, 2, 4, 8, 16, 32}
	stepsTriedWide = []int{1, 4, 10, 24}
	sharesTried    = [lanes]float64{0, 0.15, 0.3, 0.45, 0.6, 0.75, 0.9, 1}
	// lags are the numbers of steps over which is measured how much areas look alike.
	lags = [...]int{1, 2, 4, 8}
)

// lagged is how much areas look alike at each lag.
type lagged [len(lags)]float64

func newGround(t *table, w *whole, o Options) *ground {
	g := &ground{t: t, w: w, o: o, cut: make([]float64, t.n), spread: make([]float64, len(t.at))}
	for k, p := range w.p {
		g.cut[k] = quantile(p)
	}
	for i := range g.spread {
		g.spread[i] = 1
	}
	return g
}

// calibrate finds the steps and the share whose draws look alike over the lags as much as the target does.
func (g *ground) calibrate(ctx context.Context) error {
	if g.t.all == nil || g.t.all.Links() == 0 {
		return nil
	}
	rest := make([]octet, g.t.n)
	for k := range rest {
		rest[k][0] = value(g.t.hit[k]) - g.w.p[k]
	}
	seen := g.alike(rest, newSmoother(g.t.all, len(g.t.at)))[0]
	tried := stepsTried
	if g.t.n > manyAreas {
		tried = stepsTriedWide
	}
	results := make([]trial, len(tried))
	if err := parallel(ctx, len(tried), g.o.Workers, func(i int) { results[i] = g.try(tried[i], seen) }); err != nil {
		return err
	}
	nearest := math.Inf(1)
	for _, r := range results {
		nearest = min(nearest, slices.Min(r.distance[:]))
	}
	most := math.Inf(-1)
	for i, r := range results {
		for j, far := range r.distance {
			if far <= nearest+mostDoubt && r.alike[j] > most {
				most, g.steps, g.share, g.spread = r.alike[j], tried[i], sharesTried[j], r.spread
			}
		}
	}
	return nil
}

// mostDoubt is how much farther from what was seen draws may lie to be taken as well: of those, the ones that are most alike
// are used, so that a small map does not look less alike than it may be.
const mostDoubt = 1

// trial is how far the draws of a number of steps lie from what was seen, for each share.
type trial struct {
	distance octet
	// alike is how much they are alike over all lags, for each share.
	alike  octet
	spread []float64
}

func (g *ground) try(steps int, seen lagged) trial {
	n := len(g.t.at)
	number := min(max(20_000/n, 40), 128)
	if g.t.n > manyAreas {
		number = 24 // each field of a wide map tells more
	}
	number = (number + lanes - 1) / lanes * lanes
	s := newSmoother(g.t.all, n)
	fields := make([]*field, number/lanes)
	for i := range fields {
		fields[i] = g.newField()
		fields[i].make(uint64(i*lanes), steps, s)
	}
	r := trial{spread: spreads(fields, n)}
	var sums, squares [lanes]lagged
	rest, slope := make([]octet, g.t.n), make([]octet, g.w.params)
	for _, f := range fields {
		for lane := range lanes {
			for k, at := range g.t.place {
				rough, smooth := f.rest[at][lane], f.smooth[at][lane]/r.spread[at]
				for j := range lanes {
					rest[k][j] = value(float64(smoothParts[j]*smooth)+float64(roughParts[j]*rough) < g.cut[k]) - g.w.p[k]
				}
			}
			g.w.without(rest, slope)
			for j, alike := range g.alike(rest, s) {
				for l, c := range alike {
					sums[j][l] += c
					squares[j][l] += float64(c * c)
				}
			}
		}
	}
	for j := range lanes {
		for l := range lags {
			m := sums[j][l] / float64(number)
			r.alike[j] += m
			v := squares[j][l]/float64(number) - float64(m*m)
			r.distance[j] += float64((seen[l] - m) * (seen[l] - m) / max(v, 1e-12))
		}
	}
	return r
}

// smoothParts and roughParts are the roots of the shares that are tried and of what is left, as many as there are lanes.
var smoothParts, roughParts = func() (a, b octet) {
	for i, share := range sharesTried {
		a[i], b[i] = math.Sqrt(share), math.Sqrt(1-share)
	}
	return a, b
}()

// spreads returns the standard deviation of the smoothed noise of each area.
func spreads(fields []*field, n int) []float64 {
	spread := make([]float64, n)
	number, mean := float64(len(fields)*lanes), 0.0
	for _, f := range fields {
		for i := range f.smooth {
			for _, z := range f.smooth[i] {
				spread[i] += float64(z * z / number)
				mean += float64(z * z / (number * float64(n)))
			}
		}
	}
	for i := range spread {
		// An area's own spread rests on few fields; a little of the mean steadies it.
		spread[i] = math.Sqrt((float64(spread[i]*number) + float64(8*mean)) / (number + 8))
	}
	return spread
}

// alike measures how much the rests of areas are like those around them, smoothed over the steps of each lag.
func (g *ground) alike(rest []octet, s *smoother) [lanes]lagged {
	whole := make([]octet, len(g.t.at))
	variance := 0.0
	for k, at := range g.t.place {
		whole[at] = rest[k]
		variance += float64(g.w.p[k] * (1 - g.w.p[k]))
	}
	var list [lanes]lagged
	s.waves(whole, len(lagWaves[len(lags)-1])-1, func(j int, wave []octet) {
		var with octet
		for k, at := range g.t.place {
			x, y := &rest[k], &wave[at]
			for i := range with {
				with[i] += float64(x[i] * y[i])
			}
		}
		for l := range lags {
			if by := lagWaves[l]; j < len(by) {
				for i := range with {
					list[i][l] += float64(by[j]*with[i]) / variance
				}
			}
		}
	})
	return list
}

// lagWaves are the shares of Chebyshev's polynomials in each lag.
var lagWaves = func() (list [len(lags)][]float64) {
	for l, steps := range lags {
		list[l] = chebyshev(steps)
	}
	return list
}()

// field is draws of the ground, so many at once (Dutch: veld).
type field struct {
	g            *ground
	smooth, rest []octet
}

func (g *ground) newField() *field {
	n := len(g.t.at)
	return &field{g: g, smooth: make([]octet, n), rest: make([]octet, n)}
}

// make draws the noise of some draws and smooths it.
func (f *field) make(draw uint64, steps int, s *smoother) {
	for lane := range lanes {
		r := tally.NewRandom(f.g.o.Seed, draw+uint64(lane))
		for i := range f.rest {
			f.rest[i][lane] = normal(&r)
		}
		if steps == 0 {
			continue
		}
		for i := range f.smooth {
			f.smooth[i][lane] = normal(&r)
		}
	}
	if steps > 0 {
		s.smooth(f.smooth, steps)
	}
}

// has says in which of the draws an area of the table has the target, one bit for each.
func (f *field) has(k int) (bits uint64) {
	g, at := f.g, f.g.t.place[k]
	rough, cut := &f.rest[at], g.cut[k]
	if g.share == 0 {
		for lane, z := range rough {
			if z < cut {
				bits |= 1 << lane
			}
		}
		return bits
	}
	smooth := &f.smooth[at]
	a, b := math.Sqrt(g.share)/g.spread[at], math.Sqrt(1-g.share)
	for lane := range lanes {
		if float64(a*smooth[lane])+float64(b*rough[lane]) < cut {
			bits |= 1 << lane
		}
	}
	return bits
}
