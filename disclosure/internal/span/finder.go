package span

// finder tells where in a long vector a row stands: open addressing, removal closes the gap. Short vectors are searched
// from end to end instead.
type finder struct {
	slots []place
	used  int
}

// place is a row and its position + 1.
type place struct{ row, at int32 }

const (
	long  = 48 // from how many numbers on a vector has a finder
	short = 16 // below how many it loses it
)

func (f *finder) home(row int32) uint32 {
	return uint32(row) * 2654435769 >> 7 & uint32(len(f.slots)-1)
}

// find gives the position of a row, or -1.
func (f *finder) find(row int32) int32 {
	mask := uint32(len(f.slots) - 1)
	for i := f.home(row); f.slots[i].at != 0; i = (i + 1) & mask {
		if f.slots[i].row == row {
			return f.slots[i].at - 1
		}
	}
	return -1
}

// put notes the position of a row.
func (f *finder) put(row, at int32) {
	if 4*f.used >= 3*len(f.slots) {
		old := f.slots
		f.slots, f.used = make([]place, max(128, 2*len(old))), 0
		for _, p := range old {
			if p.at != 0 {
				f.put(p.row, p.at-1)
			}
		}
	}
	mask := uint32(len(f.slots) - 1)
	i := f.home(row)
	for f.slots[i].at != 0 && f.slots[i].row != row {
		i = (i + 1) & mask
	}
	if f.slots[i].at == 0 {
		f.used++
	}
	f.slots[i] = place{row, at + 1}
}

// remove takes a row out that is there.
func (f *finder) remove(row int32) {
	mask := uint32(len(f.slots) - 1)
	gap := f.home(row)
	for f.slots[gap].row != row || f.slots[gap].at == 0 {
		gap = (gap + 1) & mask
	}
	f.used--
	for next := (gap + 1) & mask; f.slots[next].at != 0; next = (next + 1) & mask {
		if (next-f.home(f.slots[next].row))&mask >= (next-gap)&mask {
			f.slots[gap] = f.slots[next]
			gap = next
		}
	}
	f.slots[gap] = place{}
}
