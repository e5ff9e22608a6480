package neighbour

import (
	"fmt"
	"math/bits"
)

// most is the most pairs of areas that are kept before equal ones are put together: 1 GB.
const most = 1 << 27

// pairs collects pairs of areas a < b as a<<32|b.
type pairs []uint64

// add adds a pair unless it is the last one again, as it is along a border.
func (p *pairs) add(a, b int32) {
	pair := uint64(uint32(a))<<32 | uint64(uint32(b))
	if l := len(*p); l > 0 && (*p)[l-1] == pair {
		return
	}
	*p = append(*p, pair)
}

func (p pairs) check() error {
	if len(p) > most {
		return fmt.Errorf("%w: more than %d pairs of areas", ErrTooMany, most)
	}
	return nil
}

// node is a point with the area that owns it.
type node struct {
	x, y uint32
	area int32
}

// table finds equal things of one bucket: an open-addressing table with twice as many slots as there are things, so that
// there is always a free one. A slot holds 1 + the last of the equal things; before chains to the one before it.
type table struct {
	slots  []int32
	before []int32
}

// clear makes room for count things and returns the mask for their slots.
func (t *table) clear(count int) uint {
	size := 2 << bits.Len(uint(count))
	if len(t.slots) < size {
		t.slots, t.before = make([]int32, size), make([]int32, size)
	} else {
		clear(t.slots[:size])
	}
	return uint(size - 1)
}

// touching returns the pairs of areas that own an equal point.
func (g *ground) touching() (pairs, error) {
	nodes, ends := g.nodes()
	found := make(pairs, 0, 6*g.n)
	var t table
	begin := int32(0)
	for _, end := range ends {
		t.nodes(nodes[begin:end], &found)
		if err := found.check(); err != nil {
			return nil, err
		}
		begin = end
	}
	return found, nil
}

// nodes returns all points by bucket, areas ascending within one, and where each bucket ends.
func (g *ground) nodes() ([]node, []int32) {
	at := make([]int32, g.buckets)
	total, begin := 0, int32(0)
	for _, r := range g.rings {
		list := g.points[begin:max(begin+1, r.end-1)]
		for _, p := range list {
			at[g.bucket(p)]++
		}
		total += len(list)
		begin = r.end
	}
	begins(at)
	nodes := make([]node, total)
	begin = 0
	for _, r := range g.rings {
		for _, p := range g.points[begin:max(begin+1, r.end-1)] {
			b := g.bucket(p)
			nodes[at[b]] = node{uint32(p >> 32), uint32(p), r.area}
			at[b]++
		}
		begin = r.end
	}
	return nodes, at
}

// nodes adds the pairs of one bucket. An area that comes again at the same point is always the last one there, because
// areas ascend.
func (t *table) nodes(list []node, found *pairs) {
	mask := t.clear(len(list))
	for k, e := range list {
		h := mix(uint64(e.x)<<32|uint64(e.y)) & mask
		for {
			last := t.slots[h]
			if last == 0 {
				t.slots[h], t.before[k] = int32(k+1), 0
				break
			}
			if o := list[last-1]; o.x == e.x && o.y == e.y {
				if o.area != e.area {
					t.slots[h], t.before[k] = int32(k+1), last
					for ; last != 0; last = t.before[last-1] {
						found.add(list[last-1].area, e.area)
					}
				}
				break
			}
			h = (h + 1) & mask
		}
	}
}
