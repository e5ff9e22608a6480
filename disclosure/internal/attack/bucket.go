package attack

// topKey is the number of entries from which rows, or columns, count as equally long.
const topKey = 1024

// buckets keep numbers by a small key, so that one with the least key is found at once.
type buckets struct {
	head, next, prev, key []int32
	low                   int32
}

func bucketsOf(n int) buckets {
	b := buckets{head: make([]int32, topKey+1), next: make([]int32, n), prev: make([]int32, n), key: make([]int32, n)}
	for i := range b.head {
		b.head[i] = -1
	}
	for i := range b.key {
		b.key[i] = -1
	}
	return b
}

// set gives a number its key.
func (b *buckets) set(i, key int32) {
	key = min(key, topKey)
	if b.key[i] == key {
		return
	}
	b.drop(i)
	first := b.head[key]
	b.head[key], b.next[i], b.prev[i], b.key[i] = i, first, -1, key
	if first >= 0 {
		b.prev[first] = i
	}
	b.low = min(b.low, key)
}

// drop takes a number out.
func (b *buckets) drop(i int32) {
	if b.key[i] < 0 {
		return
	}
	before, after := b.prev[i], b.next[i]
	if before >= 0 {
		b.next[before] = after
	} else {
		b.head[b.key[i]] = after
	}
	if after >= 0 {
		b.prev[after] = before
	}
	b.key[i] = -1
}

// least gives a number with the least key, or -1 when none is left.
func (b *buckets) least() int32 {
	for ; b.low <= topKey; b.low++ {
		if i := b.head[b.low]; i >= 0 {
			return i
		}
	}
	return -1
}
