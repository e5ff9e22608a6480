// Package batch makes draws of neighbours by the thousand: each is a few different areas in random order, the same for a seed
// on any number of processors; and tells where a value lies among a batch of sums (Dutch: trekkingen per partij).
package batch

import (
	"sync"
	"sync/atomic"

	"github.com/buurtbeeld/buurtbeeld/spatial/internal/draw"
)

// Block is the number of draws that share a stream of random numbers. It is part of what a seed means.
const Block = 512

// most is the largest number of draws of a batch: their sums fit in the cache of one processor.
const most = 32 * Block

// Draws is a batch of draws: each is Width different areas in random order, kept by column, so that the first k of all
// draws lie in the first k columns (Dutch: trekkingen).
type Draws struct {
	Rows, Width int
	// ID holds the areas: ID[column*Rows+row].
	ID []int32
	// Pairs are the draws that hold an area which has as many neighbours as the index says, for that area.
	Pairs [][]Pair
	deck  []int32 // all areas, to deal wide draws from
}

// Pair says that an area is among the first of a draw, as many as it has neighbours: it cannot be its own neighbour, and
// the draw has to do with the next area in its place (Dutch: paar).
type Pair struct{ Area, Row int32 }

// Fill makes the draws from first on, of n areas.
func (d *Draws) Fill(n int, seed uint64, first, rows int) {
	d.Rows = rows
	if cap(d.ID) < rows*d.Width {
		d.ID = make([]int32, rows*d.Width)
	}
	d.ID = d.ID[:rows*d.Width]
	for from := 0; from < rows; from += Block {
		r := draw.New(seed, uint64(first+from)/Block)
		to := min(from+Block, rows)
		if d.Width <= 24 && d.Width <= n/4 {
			d.pickBlock(r, uint32(n), from, to)
		} else {
			d.dealBlock(r, n, from, to)
		}
	}
}

// pickBlock draws areas until they are different: quick when there are many more areas than are needed.
func (d *Draws) pickBlock(r *draw.Random, n uint32, from, to int) {
	var picked [24]int32
	for row := from; row < to; row++ {
		at := row
		for k := 0; k < d.Width; {
			id := r.Below(n)
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
			d.ID[at] = id
			at += d.Rows
			k++
		}
	}
}

// dealBlock deals from a shuffled deck.
func (d *Draws) dealBlock(r *draw.Random, n, from, to int) {
	if len(d.deck) != n {
		d.deck = make([]int32, n)
	}
	for i := range d.deck {
		d.deck[i] = int32(i)
	}
	for row := from; row < to; row++ {
		for k := range d.Width {
			at := k + int(r.Below(uint32(n-k)))
			d.deck[k], d.deck[at] = d.deck[at], d.deck[k]
			d.ID[k*d.Rows+row] = d.deck[k]
		}
	}
}

// Pair finds the areas that were drawn for themselves, start being the offsets of the rows of neighbours. Pairs[k] holds those with k neighbours, in the order of the draws'
// columns.
func (d *Draws) Pair(start []int32) {
	if len(d.Pairs) != d.Width {
		d.Pairs = make([][]Pair, d.Width)
	}
	for k := range d.Pairs {
		d.Pairs[k] = d.Pairs[k][:0]
	}
	for column := range d.Width {
		for row, id := range d.ID[column*d.Rows : (column+1)*d.Rows] {
			if k := int(start[id+1] - start[id]); k > column {
				d.Pairs[k] = append(d.Pairs[k], Pair{id, int32(row)})
			}
		}
	}
}

// Size is how many draws of how many areas are made, on how many goroutines at most (Dutch: omvang).
type Size struct{ Draws, Width, Workers int }

// Run runs do for all batches of the draws. do gets the number of the worker, the first draw and how many there are. What do
// adds up must be whole numbers, so that the order does not matter.
func (s Size) Run(do func(worker, first, rows int)) {
	rows := (s.Draws + s.Workers - 1) / s.Workers
	rows = min(most, (rows+Block-1)/Block*Block, max(Block, (4<<20)/max(1, s.Width)/Block*Block))
	Each((s.Draws+rows-1)/rows, s.Workers, func(worker, at int) {
		do(worker, at*rows, min(rows, s.Draws-at*rows))
	})
}

// Each runs do for 0 to n-1, on at most workers goroutines, which are numbered from 0.
func Each(n, workers int, do func(worker, at int)) {
	var next atomic.Int64
	var wait sync.WaitGroup
	work := func(worker int) {
		for at := int(next.Add(1)) - 1; at < n; at = int(next.Add(1)) - 1 {
			do(worker, at)
		}
	}
	for worker := 1; worker < min(workers, n); worker++ {
		wait.Go(func() { work(worker) })
	}
	work(0)
	wait.Wait()
}
