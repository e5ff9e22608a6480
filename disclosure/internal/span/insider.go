package span

// grouping puts equal keys together: a small table with open addressing that is used anew for each publication.
type grouping struct {
	keys  []uint64
	stamp []uint32
	head  []int32 // by slot: the last one with this key
	prev  []int32 // by item: the one before with the same key, or -1
	turn  uint32
}

// add places item i and gives the item before it with the same key, or -1.
func (g *grouping) add(i int32, key uint64) int32 {
	mask := uint64(len(g.keys) - 1)
	at := key & mask
	for g.stamp[at] == g.turn && g.keys[at] != key {
		at = (at + 1) & mask
	}
	before := int32(-1)
	if g.stamp[at] == g.turn {
		before = g.head[at]
	}
	g.keys[at], g.stamp[at], g.head[at], g.prev[i] = key, g.turn, i, before
	return before
}

// begin makes room for n items.
func (g *grouping) begin(n int) {
	if 2*n > len(g.keys) {
		size := 16
		for size < 4*n {
			size *= 2
		}
		*g = grouping{keys: make([]uint64, size), stamp: make([]uint32, size), head: make([]int32, size), prev: make([]int32, size)}
	}
	g.turn++
}

// keepsApart reports whether no lone person comes together with a secret that is not his own. The holders have their new
// keys in s.keys; every other class keeps the key it has.
func (s *solver) keepsApart() bool {
	c, g := s.classes, &s.groups
	g.begin(len(s.holds))
	for i, h := range s.holds {
		for j := g.add(int32(i), s.keys[i]); j >= 0; j = g.prev[j] {
			if !s.mayMeet(s.holds[j].class, h.class) {
				return false
			}
		}
		// A holder leaves its old key, so what is found there counts only when it is no holder.
		if there := c.keys.find(s.keys[i]); there >= 0 && c.all[there].seen != c.walk && !s.mayMeet(there, h.class) {
			return false
		}
	}
	return true
}

// mayMeet reports whether every lone secret of one class is the same person as every secret of the other.
func (s *solver) mayMeet(a, b int32) bool {
	c := s.classes
	if c.all[a].kind == noneLone && c.all[b].kind == noneLone {
		return true
	}
	if c.all[a].kind != allLone || c.all[b].kind != allLone {
		return false
	}
	for x := c.all[a].first; x >= 0; x = c.next[x] {
		for y := c.all[b].first; y >= 0; y = c.next[y] {
			if !s.samePerson(x, y) {
				return false
			}
		}
	}
	return true
}
