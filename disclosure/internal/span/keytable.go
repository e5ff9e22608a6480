package span

// keyTable finds the class of a key: open addressing with linear steps, removal closes the gap. Keys are spread evenly
// already, being quotients of random numbers.
type keyTable struct {
	slots []keySlot
	used  int
}

type keySlot struct {
	key   uint64
	class int32 // number + 1
}

func newKeyTable(n int) keyTable {
	size := 16
	for 2*size < 3*n {
		size *= 2
	}
	return keyTable{slots: make([]keySlot, size)}
}

// find gives the class of a key, or -1.
func (t *keyTable) find(key uint64) int32 {
	mask := uint64(len(t.slots) - 1)
	for at := key & mask; t.slots[at].class != 0; at = (at + 1) & mask {
		if t.slots[at].key == key {
			return t.slots[at].class - 1
		}
	}
	return -1
}

// put gives the class that has the key already, or stores this one and gives it.
func (t *keyTable) put(key uint64, class int32) int32 {
	if 8*t.used >= 7*len(t.slots) {
		t.double()
	}
	mask := uint64(len(t.slots) - 1)
	at := key & mask
	for ; t.slots[at].class != 0; at = (at + 1) & mask {
		if t.slots[at].key == key {
			return t.slots[at].class - 1
		}
	}
	t.slots[at] = keySlot{key, class + 1}
	t.used++
	return class
}

// remove takes a key out that is there.
func (t *keyTable) remove(key uint64) {
	mask := uint64(len(t.slots) - 1)
	at := key & mask
	for t.slots[at].key != key || t.slots[at].class == 0 {
		at = (at + 1) & mask
	}
	t.used--
	for next := (at + 1) & mask; t.slots[next].class != 0; next = (next + 1) & mask {
		// What stands at next may move to the gap unless its home lies after the gap.
		if (next-t.slots[next].key)&mask >= (next-at)&mask {
			t.slots[at] = t.slots[next]
			at = next
		}
	}
	t.slots[at] = keySlot{}
}

func (t *keyTable) double() {
	old := t.slots
	t.slots, t.used = make([]keySlot, 2*len(old)), 0
	for _, s := range old {
		if s.class != 0 {
			t.put(s.key, s.class-1)
		}
	}
}
