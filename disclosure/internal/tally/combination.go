package tally

import (
	"cmp"
	"slices"

	"github.com/buurtbeeld/buurtbeeld/disclosure/internal/cube"
)

// combinations are the combinations of finest codes that occur, with what their records hold together. Tables are counted from
// these: there are far fewer of them than records.
type combinations struct {
	width   int
	codes   []int32
	of      []int32 // the combination of each record
	count   []int64
	sum     []int64
	key     []uint64
	decimal []int64
}

func (c *combinations) at(i int32) []int32 { return c.codes[int(i)*c.width : (int(i)+1)*c.width] }

// mostSlots is the largest table of places that is made without looking at how many are used.
const mostSlots = 1 << 24

// gather finds the combinations of codes, in the order in which they occur first.
func gather(r Records) *combinations {
	c := &combinations{width: len(r.Codes), of: make([]int32, r.Len())}
	if places := radix(r.Codes); places != nil {
		c.byPlace(r.Codes, places)
	} else {
		c.byName(r.Codes)
	}
	n := len(c.codes) / max(1, c.width)
	c.count = make([]int64, n)
	for _, k := range c.of {
		c.count[k]++
	}
	c.sum, c.decimal = total(c.of, r.Value, n), total(c.of, r.Decimal, n)
	c.key = total(c.of, r.Key, n)
	return c
}

func total[T int64 | uint64](of []int32, values []T, n int) []T {
	if values == nil {
		return nil
	}
	sums := make([]T, n)
	for i, v := range values {
		sums[of[i]] += v
	}
	return sums
}

// places is, per column, where each of its codes comes in a table of all combinations.
type places struct {
	offset [][]int32
	size   int
}

// radix gives every combination of the codes in use a place, or nil when there are too many.
func radix(columns [][]int32) *places {
	p := &places{size: 1}
	for _, column := range columns {
		var used []int32
		next := int32(0)
		for _, code := range column {
			if code >= mostSlots {
				return nil
			}
			if int(code) >= len(used) {
				used = append(used, make([]int32, max(64, len(used), int(code)+1-len(used)))...)
			}
			if used[code] == 0 {
				next++
				used[code] = next
			}
		}
		if p.size > mostSlots/max(1, int(next)) {
			return nil
		}
		for code := range used {
			used[code] = (used[code] - 1) * int32(p.size)
		}
		p.offset = append(p.offset, used)
		p.size *= max(1, int(next))
	}
	return p
}

func (c *combinations) byPlace(columns [][]int32, p *places) {
	seen := make([]int32, p.size)
	next := int32(0)
	for i := range c.of {
		at := int32(0)
		for d, column := range columns {
			at += p.offset[d][column[i]]
		}
		if seen[at] == 0 {
			next++
			seen[at] = next
			for _, column := range columns {
				c.codes = append(c.codes, column[i])
			}
		}
		c.of[i] = seen[at] - 1
	}
}

// byName looks combinations up by their codes.
func (c *combinations) byName(columns [][]int32) {
	known := cube.New(make([]*cube.Dim, c.width))
	codes := make([]int32, c.width)
	for i := range c.of {
		for d, column := range columns {
			codes[d] = column[i]
		}
		at, fresh := known.Add(codes)
		if fresh {
			c.codes = append(c.codes, codes...)
		}
		c.of[i] = at
	}
}

// sorted is the numbers of the combinations, in the order of their codes.
func (c *combinations) sorted() []int32 {
	order := make([]int32, len(c.count))
	for i := range order {
		order[i] = int32(i)
	}
	slices.SortFunc(order, func(a, b int32) int { return slices.CompareFunc(c.at(a), c.at(b), cmp.Compare) })
	return order
}
