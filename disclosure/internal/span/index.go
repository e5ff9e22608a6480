package span

import "slices"

// index lists for each row the classes that hold it. A class that lost the row stays on the list; one that got it back
// would stand there twice, which each leaves out.
type index struct {
	count []int32 // by row: how many classes hold it
	// What was there at the beginning lies row by row in list; what came later hangs in nodes.
	start []uint32
	list  []int32
	more  []int32 // by row: node + 1
	nodes []node

	seen []uint32 // by class: the walk that met it
	walk uint32
}

type node struct{ class, next int32 }

func (x *index) grow(n int) {
	if more := n - len(x.count); more > 0 {
		x.count = append(x.count, make([]int32, more)...)
		x.more = append(x.more, make([]int32, more)...)
	}
}

// build makes the list of vectors that lie one after the other in rows.
func (x *index) build(rows []int32, start []uint32, size []int32) {
	x.seen = make([]uint32, len(start))
	for _, r := range rows {
		x.count[r]++
	}
	x.start = make([]uint32, len(x.count)+1)
	for r, n := range x.count {
		x.start[r+1] = x.start[r] + uint32(n)
	}
	x.list = make([]int32, len(rows))
	at := slices.Clone(x.start[:len(x.count)])
	for class, from := range start {
		for _, r := range rows[from : from+uint32(size[class])] {
			x.list[at[r]] = int32(class)
			at[r]++
		}
	}
}

func (x *index) add(row, class int32) {
	x.count[row]++
	x.nodes = append(x.nodes, node{class, x.more[row]})
	x.more[row] = int32(len(x.nodes))
}

// each walks over the classes that hold a row, and some that did.
func (x *index) each(row int32, do func(class int32)) {
	x.walk++
	if int(row)+1 < len(x.start) {
		for _, class := range x.list[x.start[row]:x.start[row+1]] {
			if x.seen[class] != x.walk {
				x.seen[class] = x.walk
				do(class)
			}
		}
	}
	for n := x.more[row]; n != 0; n = x.nodes[n-1].next {
		if class := x.nodes[n-1].class; x.seen[class] != x.walk {
			x.seen[class] = x.walk
			do(class)
		}
	}
}
