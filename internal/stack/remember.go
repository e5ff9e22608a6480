package stack

import (
	"sync"

	"github.com/buurtbeeld/buurtbeeld/internal/area"
	"github.com/buurtbeeld/buurtbeeld/internal/indicator"
	"github.com/buurtbeeld/buurtbeeld/internal/stack/tally"
)

// Remember returns the same figures, of which Build keeps the last columns that it put in order. What is kept is found by
// the very columns and division that it was made of, which never change, so it is never out of date. It may be used by
// many at once.
func Remember(f Figures) Figures { return &remembering{Figures: f} }

type remembering struct {
	Figures
	memory memory
}

// mostRemembered bounds what is kept, in bytes: some thirty columns of the whole country.
const mostRemembered = 16 << 20

// order is one column over the rows of a region, from low to high (Dutch: volgorde).
type order struct {
	// column is aligned to the division.
	column  indicator.Column
	numbers []float64
	known   []bool
	ranking *tally.Ranking
}

// orderKey is what an order was made of. It holds on to the numbers and marks themselves, so that their place in memory
// cannot become that of others.
type orderKey struct {
	division *area.Division
	region   area.Code
	numbers  *float64
	marks    *indicator.Mark
}

// memory keeps orders up to a number of bytes; what came in longest ago goes first.
type memory struct {
	mu    sync.Mutex
	kept  map[orderKey]order
	queue []orderKey
	bytes int
}

func (m *memory) find(k orderKey) (order, bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	o, ok := m.kept[k]
	return o, ok
}

func (m *memory) keep(k orderKey, o order) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.kept == nil {
		m.kept = map[orderKey]order{}
	}
	if _, ok := m.kept[k]; ok {
		return
	}
	m.kept[k] = o
	m.queue = append(m.queue, k)
	m.bytes += o.bytes()
	for m.bytes > mostRemembered && len(m.queue) > 0 {
		m.bytes -= m.kept[m.queue[0]].bytes()
		delete(m.kept, m.queue[0])
		m.queue = m.queue[1:]
	}
}

// bytes is about what an order takes, with the column that it holds on to.
func (o order) bytes() int {
	column := 9
	if o.column.HasBounds() {
		column += 16
	}
	return 256 + column*o.column.Len() + 21*len(o.numbers)
}

// order puts a column in order over the rows, or finds it where that was done before.
func (b *builder) order(c indicator.Column) order {
	parts := c.Parts()
	if b.memory == nil || len(parts.Numbers) == 0 {
		return b.newOrder(c)
	}
	key := orderKey{b.picture.Division, b.choice.Region, &parts.Numbers[0], &parts.Marks[0]}
	if o, ok := b.memory.find(key); ok && o.column.Key() == c.Key() && o.column.Delivery() == c.Delivery() {
		return o
	}
	o := b.newOrder(c)
	b.memory.keep(key, o)
	return o
}

// newOrder puts a column in order.
func (b *builder) newOrder(c indicator.Column) order {
	o := order{column: c.Align(b.picture.Division.Index()), numbers: make([]float64, len(b.index)), known: make([]bool, len(b.index))}
	parts := o.column.Parts()
	for j, at := range b.index {
		if parts.Marks[at].Status() == indicator.Known {
			o.numbers[j], o.known[j] = parts.Numbers[at], true
		}
	}
	o.ranking = tally.Rank(tally.Layer{Values: o.numbers, Known: o.known})
	return o
}
