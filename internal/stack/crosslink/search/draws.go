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
	// One more row, of nothing, stands behind the others: see counter.
	d.bits = make([]uint64, (t.n+1)*d.words)
	if err := parallel(ctx, d.words, o.Workers, func(word int) {
		f, s := g.newField(), newSmoother(t.all, len(t.at))
		for from := 0; from < min(64, d.number-64*word); from += lanes {
			f.make(uint64(64*word+from)+firstDraw, g.steps, s)
			for k := range t.n {
				d.bits[k*d.words+word] |= f.has(k) << from
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

// counter counts the areas of a list that have the target, in all draws at once: it adds rows of bits as a processor adds
// numbers, eight rows in one go (Harley and Seal; see Warren, Hacker's Delight, 2013, ISBN 978-0-321-84268-8).
type counter struct {
	d *draws
	// planes holds for each word bit p of the number of each of its draws.
	planes [][mostPlanes]uint64
}

// mostPlanes is the number of bits of the largest number of areas.
const mostPlanes = 24

func newCounter(d *draws) *counter {
	return &counter{d: d, planes: make([][mostPlanes]uint64, d.words)}
}

// over fills in for each draw how many more areas of a list have the target than is meant.
func (c *counter) over(areas []int32, to []float64) {
	meant := 0.0
	for _, a := range areas {
		meant += c.d.p[a]
	}
	clear(c.planes)
	used := bits.Len(uint(len(areas)))
	for ; len(areas) >= 8; areas = areas[8:] {
		c.eight([8]int32(areas))
	}
	if len(areas) > 0 {
		var rows [8]int32
		for i := copy(rows[:], areas); i < len(rows); i++ {
			rows[i] = int32(len(c.d.p)) // the row of nothing
		}
		c.eight(rows)
	}
	for word := range c.d.words {
		from := 64 * word
		part := to[from:min(from+64, len(to))]
		for i := range part {
			part[i] = -meant
		}
		unfold(c.planes[word][:used], part)
	}
}

// eight adds the rows of eight areas.
func (c *counter) eight(areas [8]int32) {
	n := c.d.words
	row := func(i int) []uint64 { return c.d.bits[int(areas[i])*n:][:n:n] }
	r0, r1, r2, r3, r4, r5, r6, r7 := row(0), row(1), row(2), row(3), row(4), row(5), row(6), row(7)
	for w := range c.planes[:n] {
		p := &c.planes[w]
		one, a := sum3(p[0], r0[w], r1[w])
		one, b := sum3(one, r2[w], r3[w])
		two, x := sum3(p[1], a, b)
		one, a = sum3(one, r4[w], r5[w])
		one, b = sum3(one, r6[w], r7[w])
		two, y := sum3(two, a, b)
		four, carry := sum3(p[2], x, y)
		p[0], p[1], p[2] = one, two, four
		for i := 3; carry != 0; i++ {
			p[i], carry = p[i]^carry, p[i]&carry
		}
	}
}

// sum3 adds three bits in each place.
func sum3(a, b, c uint64) (sum, carry uint64) {
	x := a ^ b
	return x ^ c, a&b | x&c
}

// unfold adds the numbers of the draws of one word, of which the planes hold a bit each.
func unfold(planes []uint64, to []float64) {
	for low := 0; low < len(planes); low += 8 {
		by := float64(int(1) << low)
		some := planes[low:min(low+8, len(planes))]
		for from := 0; from < len(to); from += 8 {
			var bytes uint64
			for p, plane := range some {
				bytes |= wide[byte(plane>>from)] << p
			}
			for i := range min(8, len(to)-from) {
				to[from+i] += by * float64(byte(bytes>>(8*i)))
			}
		}
	}
}

// wide holds the bits of a byte as bytes.
var wide = func() (list [256]uint64) {
	for i := range list {
		for bit := range 8 {
			list[i] |= uint64(i>>bit&1) << (8 * bit)
		}
	}
	return list
}()

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
