package search

import (
	"context"
	"math"
	"math/bits"
	"sync"
	"sync/atomic"

	"github.com/buurtbeeld/buurtbeeld/internal/stack/tally"
)

// draws is the targets of luck, one bit per draw (Dutch: trekkingen).
type draws struct {
	number, words int
	// smooth says that they resemble their neighbours.
	smooth bool
	// bits holds for each area its words, in which bit d%64 of word d/64 says whether the area has the target in draw d.
	bits []uint64
	// p is the share of draws that an area is meant to have the target in, noise its variance.
	p, noise []float64
	// excess is for each parameter of the layers how many more of its areas have the target than is meant, per draw.
	excess [][]float64
}

// newDraws makes the draws.
func newDraws(ctx context.Context, t *table, o Options) (*draws, error) {
	w := newWhole(t)
	d := &draws{number: o.Permutations, words: (o.Permutations + 63) / 64, p: w.p, noise: make([]float64, t.n)}
	for i, p := range w.p {
		d.noise[i] = p * (1 - p)
	}
	g := newGround(t, w, o)
	if err := g.calibrate(ctx); err != nil {
		return nil, err
	}
	d.smooth = g.share > 0
	d.bits = make([]uint64, t.n*d.words)
	if err := parallel(ctx, d.words, o.Workers, func(word int) {
		f := g.newField()
		for bit := range min(64, d.number-64*word) {
			draw := 64*word + bit
			f.make(tally.NewRandom(o.Seed, uint64(draw)+firstDraw), g.steps)
			for k, at := range t.place {
				if f.has(int(at), g.share, g.cut[k], g.spread[at]) {
					d.bits[k*d.words+word] |= 1 << bit
				}
			}
		}
	}); err != nil {
		return nil, err
	}
	return d, d.sum(ctx, t, w, o)
}

// firstDraw keeps the draws apart from those that calibrate.
const firstDraw = 1 << 32

// sum counts the excess of each parameter.
func (d *draws) sum(ctx context.Context, t *table, w *whole, o Options) error {
	lists := make([][]int32, w.params)
	for i := range t.n {
		lists[0] = append(lists[0], int32(i))
		for _, j := range w.active[w.start[i]:w.start[i+1]] {
			lists[j] = append(lists[j], int32(i))
		}
	}
	d.excess = make([][]float64, w.params)
	return parallel(ctx, w.params, o.Workers, func(j int) {
		c := newCounter(d)
		d.excess[j] = make([]float64, d.number)
		c.over(lists[j], d.excess[j])
	})
}

// counter counts the areas of a list that have the target, in all draws at once.
type counter struct {
	d *draws
	// planes holds bit p of the number of each draw of one word.
	planes [20]uint64
}

func newCounter(d *draws) *counter { return &counter{d: d} }

// over fills in for each draw how many more areas of a list have the target than is meant.
func (c *counter) over(areas []int32, to []float64) {
	meant := 0.0
	for _, a := range areas {
		meant += c.d.p[a]
	}
	for word := range c.d.words {
		used := 0
		clear(c.planes[:])
		for _, a := range areas {
			carry := c.d.bits[int(a)*c.d.words+word]
			for p := 0; carry != 0; p++ {
				c.planes[p], carry = c.planes[p]^carry, c.planes[p]&carry
				used = max(used, p+1)
			}
		}
		from := 64 * word
		part := to[from:min(from+64, len(to))]
		for i := range part {
			part[i] = -meant
		}
		for p := range used {
			add := float64(int(1) << p)
			for rest := c.planes[p]; rest != 0; rest &= rest - 1 {
				if i := bits.TrailingZeros64(rest); i < len(part) {
					part[i] += add
				}
			}
		}
	}
}

// parallel runs jobs 0 to n−1 on some goroutines, until done or the context ends.
func parallel(ctx context.Context, n, workers int, job func(int)) error {
	var group sync.WaitGroup
	var next atomic.Int64
	for range min(workers, n) {
		group.Go(func() {
			for ctx.Err() == nil {
				i := int(next.Add(1)) - 1
				if i >= n {
					return
				}
				job(i)
			}
		})
	}
	group.Wait()
	return ctx.Err()
}

// normal is the sum of twelve uniform numbers less 6, which is as good as normal within four standard deviations and the
// same on every machine.
func normal(r *tally.Random) float64 {
	sum := uint64(0)
	for range 3 {
		x := r.Next()
		sum += x&0xffff + x>>16&0xffff + x>>32&0xffff + x>>48
	}
	return float64(sum)/65536 - 6 + 6.0/65536
}

// quantile is the value below which a normal number lies with probability p.
func quantile(p float64) float64 {
	return -math.Sqrt2 * math.Erfcinv(2*min(max(p, 1e-12), 1-1e-12))
}
