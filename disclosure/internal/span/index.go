package span

import "slices"

// index lists for each row the classes that hold it. A class that lost the row stays on the list; one that got it back
// stands there twice.
type index struct {
	at []rowList // by row
	// What was there at the beginning lies row by row in list; what came later hangs in blocks.
	start  []uint32
	list   []int32
	blocks [][]block
	used   int32 // of the blocks; number 0 is none
	idle   int32 // the first of the blocks that were given back
}

// rowList is how many classes hold a row, and its newest block, or 0.
type rowList struct{ count, newest int32 }

// block holds up to seven classes, as number + 1, filled from the end, and the next block.
type block struct {
	class [7]int32
	next  int32
}

const blockBits = 12

func (x *index) grow(n int) {
	if more := n - len(x.at); more > 0 {
		x.at = append(x.at, make([]rowList, more)...)
	}
}

// build makes the list; each gives the rows of a class.
func (x *index) build(classes int, rows func(class int32) []int32) {
	for class := range int32(classes) {
		for _, r := range rows(class) {
			x.at[r].count++
		}
	}
	x.start = make([]uint32, len(x.at)+1)
	for r, l := range x.at {
		x.start[r+1] = x.start[r] + uint32(l.count)
	}
	x.list = make([]int32, x.start[len(x.at)])
	next := slices.Clone(x.start[:len(x.at)])
	for class := range int32(classes) {
		for _, r := range rows(class) {
			x.list[next[r]] = class
			next[r]++
		}
	}
}

func (x *index) block(n int32) *block { return &x.blocks[n>>blockBits][n&(1<<blockBits-1)] }

// fresh gives an empty block.
func (x *index) fresh() int32 {
	if n := x.idle; n != 0 {
		b := x.block(n)
		x.idle = b.next
		*b = block{}
		return n
	}
	x.used++
	if int(x.used>>blockBits) >= len(x.blocks) {
		x.blocks = append(x.blocks, make([]block, 1<<blockBits))
	}
	return x.used
}

func (x *index) add(row, class int32) {
	l := &x.at[row]
	l.count++
	n := l.newest
	if n == 0 || x.block(n).class[0] != 0 {
		b := x.fresh()
		x.block(b).next = n
		l.newest, n = b, b
	}
	b := x.block(n)
	for i := 6; ; i-- {
		if b.class[i] == 0 {
			b.class[i] = class + 1
			return
		}
	}
}

// listed gives the classes that hold a row, and some that did, some twice, at the end of buf.
func (x *index) listed(row int32, buf []int32) []int32 {
	if int(row)+1 < len(x.start) {
		buf = append(buf, x.list[x.start[row]:x.start[row+1]]...)
	}
	for n := x.at[row].newest; n != 0; {
		b := x.block(n)
		for _, class := range b.class {
			if class != 0 {
				buf = append(buf, class-1)
			}
		}
		n = b.next
	}
	return buf
}

// forget takes the list of a row away, which no class will hold again.
func (x *index) forget(row int32) {
	for n := x.at[row].newest; n != 0; {
		b := x.block(n)
		next := b.next
		b.next, x.idle = x.idle, n
		n = next
	}
	x.at[row] = rowList{}
}
