package composite

import (
	"math"
	"runtime"
	"sync"
	"sync/atomic"

	"github.com/buurtbeeld/buurtbeeld/spatial/internal/draw"
)

// Draws say how weights are drawn; the zero value is the advised way (Dutch: trekkingen).
type Draws struct {
	// Number of draws; 0 means 10,000, with which a share is off by no more than 0.01 in 19 cases of 20.
	Number int
	// Share of the areas that is the top group; 0 means 0.1.
	Share float64
	// Seed of the draws; 0 means 1.
	Seed uint64
	// Workers is the number of goroutines at most; 0 means as many as there are processors. It does not change any result.
	Workers int
}

func (d Draws) filled() (Draws, error) {
	if d.Number == 0 {
		d.Number = 10_000
	}
	if d.Share == 0 {
		d.Share = 0.1
	}
	if d.Seed == 0 {
		d.Seed = 1
	}
	if d.Workers <= 0 {
		d.Workers = runtime.GOMAXPROCS(0)
	}
	if !(d.Share > 0 && d.Share < 1) {
		return d, ErrShare
	}
	if d.Number < 0 || d.Number > math.MaxInt32 {
		return d, ErrOption
	}
	d.Workers = min(d.Workers, d.Number, 256)
	return d, nil
}

// AnyWeights returns per area the share of all ways of weighing the figures, 0 to 1, in which the area is in the top group of
// its weighted mean on a scale. Every way of dividing the weight is as likely as any other (the Dirichlet distribution with
// parameters 1); the weights of the columns do not matter. 1 is "whatever you find important", 0 "never". NaN for an area
// without a score; the top group is as for Top, but for ties that are only rounding.
//
// Method: acceptability of ranks, Lahdelma and Salminen 2001 (doi:10.1287/opre.49.3.444.11220). Checked: numpy 1.24.2 with
// 100,000 draws of its own on four figures of 3,027 districts and three of 10,961 neighbourhoods, within five standard errors
// of both and 0.001.
func (t *Table) AnyWeights(s Scale, d Draws) ([]float64, error) {
	d, err := d.filled()
	if err != nil {
		return nil, err
	}
	parts, err := t.parts(s)
	if err != nil {
		return nil, err
	}
	f := t.field(parts)
	counts := make([]int64, len(f.areas))
	var next atomic.Int64
	var group sync.WaitGroup
	var lock sync.Mutex
	for range d.Workers {
		group.Go(func() {
			w := newWeigher(f, size(d.Share, len(f.areas)))
			for number := next.Add(1) - 1; number < int64(d.Number); number = next.Add(1) - 1 {
				w.draw(draw.New(d.Seed, uint64(number)))
			}
			lock.Lock()
			defer lock.Unlock()
			for i, count := range w.counts {
				counts[i] += int64(count)
			}
		})
	}
	group.Wait()
	out := make([]float64, t.areas)
	for i := range out {
		out[i] = math.NaN()
	}
	for k, i := range f.areas {
		out[i] = float64(counts[k]) / float64(d.Number)
	}
	return out, nil
}

// field is the parts of the areas that have a score, close together.
type field struct {
	areas []int
	// columns hold 0 where a part is not known.
	columns [][]float64
	// pattern says of each area which of the patterns of known parts it has.
	pattern  []int32
	patterns [][]bool
}

func (t *Table) field(parts []part) *field {
	f := &field{columns: make([][]float64, len(parts))}
	seen := map[string]int32{}
	for i, scored := range t.scored {
		if !scored {
			continue
		}
		f.areas = append(f.areas, i)
		known, key := make([]bool, len(parts)), make([]byte, len(parts))
		for c, p := range parts {
			v := p.values[i]
			if known[c] = !math.IsNaN(v); known[c] {
				key[c] = 1
			} else {
				v = 0
			}
			f.columns[c] = append(f.columns[c], v)
		}
		at, found := seen[string(key)]
		if !found {
			at = int32(len(f.patterns))
			seen[string(key)] = at
			f.patterns = append(f.patterns, known)
		}
		f.pattern = append(f.pattern, at)
	}
	return f
}

// weigher makes draws for one goroutine.
type weigher struct {
	*field
	size    int
	counts  []int32
	weights []float64
	// total holds the weight of the known parts of each pattern.
	total         []float64
	scores, above []float64
}

func newWeigher(f *field, size int) *weigher {
	n := len(f.areas)
	return &weigher{field: f, size: size, counts: make([]int32, n), weights: make([]float64, len(f.columns)),
		total: make([]float64, len(f.patterns)), scores: make([]float64, n), above: make([]float64, n)}
}

// draw divides the weight by chance and counts who is in the top group.
func (w *weigher) draw(r *draw.Random) {
	if w.size == 0 {
		return
	}
	for c := range w.weights {
		w.weights[c] = -math.Log(r.Float())
	}
	clear(w.scores)
	for c, values := range w.columns {
		weight := w.weights[c]
		scores := w.scores[:len(values)]
		for i, v := range values {
			scores[i] += weight * v
		}
	}
	if len(w.patterns) > 1 {
		for p, known := range w.patterns {
			w.total[p] = 0
			for c, is := range known {
				if is {
					w.total[p] += w.weights[c]
				}
			}
		}
		for i, p := range w.pattern {
			w.scores[i] /= w.total[p]
		}
	}
	last := w.last()
	for i, v := range w.scores {
		if v >= last {
			w.counts[i]++
		}
	}
}

// sampled is the number of scores from which the last of the top group is guessed.
const sampled = 256

// last returns the score of the last of the top group. On a large map a guess from some scores leaves few to look among; where
// the guess was too high all are looked at.
func (w *weigher) last() float64 {
	if n := len(w.scores); n > 4*sampled {
		sample := w.above[:sampled]
		for k := range sample {
			sample[k] = w.scores[k*n/sampled]
		}
		share := float64(w.size) / float64(n)
		guess := share*sampled + 3*math.Sqrt(share*(1-share)*sampled) + 1
		bound := kth(sample, min(int(guess), sampled))
		found := 0
		for _, v := range w.scores {
			// Written always and kept sometimes, which spares the processor a guess.
			w.above[found] = v
			if v >= bound {
				found++
			}
		}
		if found >= w.size {
			return kth(w.above[:found], w.size)
		}
	}
	copy(w.above, w.scores)
	return kth(w.above, w.size)
}

// kth returns the k-th highest of x, k from 1, and changes the order of x.
func kth(x []float64, k int) float64 {
	state := uint64(len(x))
	for from, to := 0, len(x); ; {
		// A place by a fixed rule that no order of x can be slow for but on purpose.
		state = state*6364136223846793005 + 1442695040888963407
		pivot := x[from+int(state>>33%uint64(to-from))]
		// Higher ones come to lie before high, lower ones from low on.
		high, low := from, to
		for i := from; i < low; {
			switch v := x[i]; {
			case v > pivot:
				x[i], x[high] = x[high], v
				high++
				i++
			case v < pivot:
				low--
				x[i], x[low] = x[low], v
			default:
				i++
			}
		}
		switch {
		case k <= high:
			to = high
		case k > low:
			from = low
		default:
			return pivot
		}
	}
}
