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
	sharesTried    = []float64{0, 0.15, 0.3, 0.45, 0.6, 0.75, 0.9, 1}
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
	rest := make([]float64, g.t.n)
	for k := range rest {
		rest[k] = value(g.t.hit[k]) - g.w.p[k]
	}
	seen := g.alike(rest)
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
		nearest = min(nearest, slices.Min(r.distance))
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
	distance []float64
	// alike is how much they are alike over all lags, for each share.
	alike  []float64
	spread []float64
}

func (g *ground) try(steps int, seen lagged) trial {
	n := len(g.t.at)
	number := min(max(20_000/n, 40), 128)
	if g.t.n > manyAreas {
		number = 24 // each field of a wide map tells more
	}
	r := trial{distance: make([]float64, len(sharesTried)), alike: make([]float64, len(sharesTried)), spread: make([]float64, n)}
	f := g.newField()
	mean := 0.0
	for d := range number {
		f.make(tally.NewRandom(g.o.Seed, uint64(d)), steps)
		for i, z := range f.smooth {
			r.spread[i] += float64(z * z / float64(number))
			mean += float64(z * z / float64(number*n))
		}
	}
	for i := range r.spread {
		// An area's own spread rests on few fields; a little of the mean steadies it.
		r.spread[i] = math.Sqrt((float64(r.spread[i]*float64(number)) + float64(8*mean)) / float64(number+8))
	}
	sums, squares := make([]lagged, len(sharesTried)), make([]lagged, len(sharesTried))
	rest, slope := make([]float64, g.t.n), make([]float64, g.w.params)
	for d := range number {
		f.make(tally.NewRandom(g.o.Seed, uint64(d)), steps)
		for j, share := range sharesTried {
			for k, at := range g.t.place {
				rest[k] = value(f.has(int(at), share, g.cut[k], r.spread[at])) - g.w.p[k]
			}
			g.w.without(rest, slope)
			for l, c := range g.alike(rest) {
				sums[j][l] += c
				squares[j][l] += float64(c * c)
			}
		}
	}
	for j := range sharesTried {
		for l := range lags {
			m := sums[j][l] / float64(number)
			r.alike[j] += m
			v := squares[j][l]/float64(number) - float64(m*m)
			r.distance[j] += float64((seen[l] - m) * (seen[l] - m) / max(v, 1e-12))
		}
	}
	return r
}

// alike measures how much the rests of areas are like those around them, smoothed over the steps of each lag.
func (g *ground) alike(rest []float64) lagged {
	now, next := make([]float64, len(g.t.at)), make([]float64, len(g.t.at))
	variance := 0.0
	for k, at := range g.t.place {
		now[at] = rest[k]
		variance += float64(g.w.p[k] * (1 - g.w.p[k]))
	}
	var c lagged
	l := 0
	for step := 1; l < len(lags); step++ {
		g.spreadOut(now, next)
		now, next = next, now
		if step == lags[l] {
			for k, at := range g.t.place {
				c[l] += float64(rest[k] * now[at])
			}
			c[l] /= variance
			l++
		}
	}
	return c
}

// spreadOut gives each area the mean of its own value and the mean of its neighbours. An area without neighbours keeps its
// own.
func (g *ground) spreadOut(from, to []float64) {
	for i := range from {
		around := g.t.all.Neighbours(i)
		if len(around) == 0 {
			to[i] = from[i]
			continue
		}
		sum := 0.0
		for _, j := range around {
			sum += from[j]
		}
		to[i] = (from[i] + sum/float64(len(around))) / 2
	}
}

// field is one draw of the ground (Dutch: veld).
type field struct {
	g                   *ground
	smooth, other, rest []float64
}

func (g *ground) newField() *field {
	n := len(g.t.at)
	return &field{g: g, smooth: make([]float64, n), other: make([]float64, n), rest: make([]float64, n)}
}

// make draws the noise and smooths it.
func (f *field) make(r tally.Random, steps int) {
	for i := range f.rest {
		f.rest[i] = normal(&r)
	}
	if steps == 0 {
		return
	}
	for i := range f.smooth {
		f.smooth[i] = normal(&r)
	}
	for range steps {
		f.g.spreadOut(f.smooth, f.other)
		f.smooth, f.other = f.other, f.smooth
	}
}

// has reports whether an area has the target in the field.
func (f *field) has(area int, share, cut, spread float64) bool {
	z := f.rest[area]
	if share > 0 {
		z = float64(math.Sqrt(share)*f.smooth[area]/spread) + float64(math.Sqrt(1-share)*z)
	}
	return z < cut
}
