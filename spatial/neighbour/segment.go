package neighbour

// segment lies between two different points, the lower one first, and is owned by a ring that goes from a to b or, when
// turned, from b to a. owner is area<<1, plus 1 when the area lies on the right hand from a to b.
type segment struct {
	ax, ay, bx, by uint32
	owner          uint32
}

func (s segment) area() int32 { return int32(s.owner >> 1) }

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
	free []segment
}

// bordering compares all segments.
func (g *ground) bordering() (*borders, error) {
	segments, ends := g.segments()
	b := &borders{found: make(pairs, 0, 3*g.n)}
	var t table
	begin := int32(0)
	for _, end := range ends {
		g.compare(&t, segments[begin:end], b)
		if err := b.found.check(); err != nil {
			return nil, err
		}
		begin = end
	}
	return b, nil
}

// segments returns all segments by bucket of their lower point, areas ascending within one, and where each bucket ends.
func (g *ground) segments() ([]segment, []int32) {
	at := make([]int32, g.buckets)
	total, begin := 0, int32(0)
	for _, r := range g.rings {
		if list := g.points[begin:r.end]; len(list) > 1 {
			from := list[len(list)-1]
			for _, to := range list {
				at[g.bucket(min(from, to))]++
				from = to
			}
			total += len(list)
		}
		begin = r.end
	}
	begins(at)
	segments := make([]segment, total)
	begin = 0
	for _, r := range g.rings {
		list := g.points[begin:r.end]
		begin = r.end
		if len(list) < 2 {
			continue
		}
		from := list[len(list)-1]
		for _, to := range list {
			a, c, owner := from, to, uint32(r.area)<<1
			if r.reversed {
				owner |= 1
			}
			if a > c {
				a, c, owner = c, a, owner^1
			}
			b := g.bucket(a)
			segments[at[b]] = segment{uint32(a >> 32), uint32(a), uint32(c >> 32), uint32(c), owner}
			at[b]++
			from = to
		}
	}
	return segments, at
}

// again marks in the chain of a segment that its own area has it more than once.
const again = -1

// compare adds what the segments of one bucket show.
func (g *ground) compare(t *table, list []segment, b *borders) {
	mask := t.clear(len(list))
	measured := g.Borders || g.ToleranceMetres > 0
	for k := range list {
		e := &list[k]
		h := mix((uint64(e.ax)<<32|uint64(e.ay))+(uint64(e.bx)<<32|uint64(e.by))*0xff51afd7ed558ccd) & mask
		for {
			last := t.slots[h]
			if last == 0 {
				t.slots[h], t.before[k] = int32(k+1), 0
				break
			}
			if o := &list[last-1]; o.ax == e.ax && o.ay == e.ay && o.bx == e.bx && o.by == e.by {
				if o.area() == e.area() {
					if t.before[last-1] == 0 {
						t.before[last-1] = again
					}
					break
				}
				t.slots[h], t.before[k] = int32(k+1), last
				for ; last > 0; last = t.before[last-1] {
					b.found.add(list[last-1].area(), e.area())
					if measured {
						b.measure(g, list[last-1].area(), e)
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
func (b *borders) measure(g *ground, a int32, e *segment) {
	pair := uint64(uint32(a))<<32 | uint64(uint32(e.area()))
	metres := g.metres(e)
	if l := len(b.lengths); l > 0 && b.lengths[l-1].pair == pair {
		b.lengths[l-1].metres += metres
		return
	}
	b.lengths = append(b.lengths, shared{pair, metres})
}
