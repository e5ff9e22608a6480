package span

import "slices"

// index lists for each row the classes that hold it. A class that lost the row stays on the list; one that got it back
// would stand there twice, which each leaves out.
type index struct {
	count []int32 // by row: how many classes hold it
	// What was there at the beginning lies row by row in list; what came later hangs in blocks.
	start  []uint32
	list   []int32
	more   []int32 // by row: its newest block, or 0
	blocks [][]block
	used   int32 // of the blocks; number 0 is none
	idle   int32 // the first of the blocks that were given back

	seen []uint32 // by class: the walk that met it
	walk uint32
}

// block holds up to seven classes, as number + 1, filled from the end, and the next block.
type block struct {
	class [7]int32
	next  int32
}

const blockBits = 12

func (x *index) grow(n int) {
	if more := n - len(x.count); more > 0 {
		x.count = append(x.count, make([]int32, more)...)
		x.more = append(x.more, make([]int32, more)...)
	}
}

// build makes the list; each gives the rows of a class.
func (x *index) build(classes int, rows func(class int32) []int32) {
	x.seen = make([]uint32, classes)
	for class := range int32(classes) {
		for _, r := range rows(class) {
			x.count[r]++
		}
	}
	x.start = make([]uint32, len(x.count)+1)
	for r, n := range x.count {
		x.start[r+1] = x.start[r] + uint32(n)
	}
	x.list = make([]int32, x.start[len(x.count)])
	at := slices.Clone(x.start[:len(x.count)])
	for class := range int32(classes) {
		for _, r := range rows(class) {
			x.list[at[r]] = class
			at[r]++
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
	x.count[row]++
	n := x.more[row]
	if n == 0 || x.block(n).class[0] != 0 {
		b := x.fresh()
		x.block(b).next = n
		x.more[row], n = b, b
	}
	b := x.block(n)
	for i := 6; ; i-- {
		if b.class[i] == 0 {
			b.class[i] = class + 1
			return
		}
	}
}

// listed gives the classes that hold a row, and some that did, each once, at the end of buf.
func (x *index) listed(row int32, buf []int32) []int32 {
	x.walk++
	if int(row)+1 < len(x.start) {
		for _, class := range x.list[x.start[row]:x.start[row+1]] {
			x.seen[class] = x.walk
			buf = append(buf, class)
		}
	}
	for n := x.more[row]; n != 0; {
		b := x.block(n)
		for _, class := range b.class {
			if class != 0 && x.seen[class-1] != x.walk {
				x.seen[class-1] = x.walk
				buf = append(buf, class-1)
			}
		}
		n = b.next
	}
	return buf
}

// forget takes the list of a row away, which no class will hold again.
func (x *index) forget(row int32) {
	for n := x.more[row]; n != 0; {
		b := x.block(n)
		next := b.next
		b.next, x.idle = x.idle, n
		n = next
	}
	x.more[row], x.count[row] = 0, 0
}
