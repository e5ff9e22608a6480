package spatial

import (
	"sync"
	"sync/atomic"
)

// block is the number of draws that share a stream of random numbers. It is part of what a seed means.
const block = 512

// most is the largest number of draws of a batch: their sums fit in the cache of one processor.
const most = 32 * block

// draws is a batch of draws: each is width different areas in random order, kept by column, so that the first k of all
// draws lie in the first k columns.
type draws struct {
	rows, width int
	id          []int32 // id[column*rows+row]
	deck        []int32 // all areas, to deal wide draws from
	pairs       [][]pair
}

// pair says that an area is among the first of a draw, as many as it has neighbours: it cannot be its own neighbour, and
// the draw has to do with the next area in its place.
type pair struct{ area, row int32 }

// fill makes the draws from first on, of n areas.
func (d *draws) fill(n int, seed uint64, first, rows int) {
	d.rows = rows
	if cap(d.id) < rows*d.width {
		d.id = make([]int32, rows*d.width)
	}
	d.id = d.id[:rows*d.width]
	for from := 0; from < rows; from += block {
		g := newGenerator(seed, uint64(first+from)/block)
		to := min(from+block, rows)
		if d.width <= 24 && d.width <= n/4 {
			d.pickBlock(&g, uint32(n), from, to)
		} else {
			d.dealBlock(&g, n, from, to)
		}
	}
}

// pickBlock draws areas until they are different: quick when there are many more areas than are needed.
func (d *draws) pickBlock(g *generator, n uint32, from, to int) {
	var picked [24]int32
	for row := from; row < to; row++ {
		at := row
		for k := 0; k < d.width; {
			id := g.below(n)
			again := false
			for _, other := range picked[:k] {
				if other == id {
					again = true
				}
			}
			if again {
				continue
			}
			picked[k] = id
			d.id[at] = id
			at += d.rows
			k++
		}
	}
}

// dealBlock deals from a shuffled deck.
func (d *draws) dealBlock(g *generator, n, from, to int) {
	if len(d.deck) != n {
		d.deck = make([]int32, n)
	}
	for i := range d.deck {
		d.deck[i] = int32(i)
	}
	for row := from; row < to; row++ {
		for k := range d.width {
			at := k + int(g.below(uint32(n-k)))
			d.deck[k], d.deck[at] = d.deck[at], d.deck[k]
			d.id[k*d.rows+row] = d.deck[k]
		}
	}
}

// pair finds the areas that were drawn for themselves. pairs[k] holds those with k neighbours, in the order of the draws'
// columns.
func (d *draws) pair(w *Weights) {
	if len(d.pairs) != d.width {
		d.pairs = make([][]pair, d.width)
	}
	for k := range d.pairs {
		d.pairs[k] = d.pairs[k][:0]
	}
	for column := range d.width {
		for row, id := range d.id[column*d.rows : (column+1)*d.rows] {
			if k := int(w.start[id+1] - w.start[id]); k > column {
				d.pairs[k] = append(d.pairs[k], pair{id, int32(row)})
			}
		}
	}
}

// batches runs do for all batches of the draws, on at most o.Workers goroutines. do gets the worker's number, the first
// draw and their number. What do adds up must be whole numbers, so that the order does not matter.
func batches(o Inference, width int, do func(worker, first, rows int)) {
	rows := (o.Permutations + o.Workers - 1) / o.Workers
	rows = min(most, (rows+block-1)/block*block, max(block, (4<<20)/width/block*block))
	count := (o.Permutations + rows - 1) / rows
	var next atomic.Int64
	var wait sync.WaitGroup
	work := func(worker int) {
		for {
			first := (int(next.Add(1)) - 1) * rows
			if first >= o.Permutations {
				return
			}
			do(worker, first, min(rows, o.Permutations-first))
		}
	}
	for worker := 1; worker < min(o.Workers, count); worker++ {
		wait.Go(func() { work(worker) })
	}
	work(0)
	wait.Wait()
}

// each runs do for 0 to n-1, on at most workers goroutines.
func each(n, workers int, do func(at int)) {
	var next atomic.Int64
	var wait sync.WaitGroup
	work := func() {
		for at := int(next.Add(1)) - 1; at < n; at = int(next.Add(1)) - 1 {
			do(at)
		}
	}
	for worker := 1; worker < min(workers, n); worker++ {
		wait.Go(work)
	}
	work()
	wait.Wait()
}
