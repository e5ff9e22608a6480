package neighbour

// shared is a piece of border that two areas own both.
type shared struct {
	pair   uint64
	metres float64
}

// borders is what comparing segments finds.
type borders struct {
	found pairs
	// lengths are per run along a border; only when asked for.
	lengths []shared
	// free are the segments that one area alone has, and has once; only when asked for.
	free []side
}

// bordering compares all segments.
func (g *ground) bordering() (*borders, error) {
	sides, ends := g.sides()
	b := &borders{found: make(pairs, 0, 3*g.n)}
	var t table
	begin := int32(0)
	for _, end := range ends {
		g.compare(&t, sides[begin:end], b)
		if err := b.found.check(); err != nil {
			return nil, err
		}
		begin = end
	}
	return b, nil
}

// side is a segment as an area goes along it: from the point at a place in the list of points to the one after it.
type side struct {
	at   uint32
	area int32
}

// sides returns all segments by bucket of their lower point, areas ascending within one, and where each bucket ends.
func (g *ground) sides() ([]side, []int32) {
	at := make([]int32, g.buckets)
	total, begin := 0, int32(0)
	for _, r := range g.rings {
		list := g.points[begin:r.end]
		for k := 1; k < len(list); k++ {
			at[g.bucket(min(list[k-1], list[k]))]++
		}
		total += len(list) - 1
		begin = r.end
	}
	begins(at)
	sides := make([]side, total)
	begin = 0
	for _, r := range g.rings {
		list := g.points[begin:r.end]
		for k := 1; k < len(list); k++ {
			b := g.bucket(min(list[k-1], list[k]))
			sides[at[b]] = side{uint32(begin) + uint32(k-1), r.area}
			at[b]++
		}
		begin = r.end
	}
	return sides, at
}

// again marks in the chain of a segment that its own area has it more than once.
const again = -1

// compare adds what the segments of one bucket show.
func (g *ground) compare(t *table, list []side, b *borders) {
	mask := t.clear(len(list))
	measured := g.Borders || g.ToleranceMetres > 0
	for k, e := range list {
		from, to := g.points[e.at], g.points[e.at+1]
		// The sum is the same in both directions, and tells segments apart that do not halve each other.
		h := mix(from+to) & mask
		for {
			last := t.slots[h]
			if last == 0 {
				t.slots[h], t.before[k] = int32(k+1), 0
				break
			}
			o := list[last-1]
			if f, u := g.points[o.at], g.points[o.at+1]; f == to && u == from || f == from && u == to {
				if o.area == e.area {
					if t.before[last-1] == 0 {
						t.before[last-1] = again
					}
					break
				}
				t.slots[h], t.before[k] = int32(k+1), last
				for ; last > 0; last = t.before[last-1] {
					b.found.add(list[last-1].area, e.area)
					if measured {
						b.measure(g, list[last-1].area, e)
					}
				}
				break
			}
			h = (h + 1) & mask
		}
	}
	if g.ToleranceMetres > 0 {
		for _, last := range t.slots[:mask+1] {
			if last > 0 && t.before[last-1] == 0 {
				b.free = append(b.free, list[last-1])
			}
		}
	}
}

// measure adds the length of a segment that area a has too.
func (b *borders) measure(g *ground, a int32, e side) {
	pair := uint64(uint32(a))<<32 | uint64(uint32(e.area))
	metres := g.metres(e)
	if l := len(b.lengths); l > 0 && b.lengths[l-1].pair == pair {
		b.lengths[l-1].metres += metres
		return
	}
	b.lengths = append(b.lengths, shared{pair, metres})
}
