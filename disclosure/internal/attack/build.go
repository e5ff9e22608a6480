package attack

import (
	"fmt"

	"github.com/buurtbeeld/buurtbeeld/disclosure/internal/cube"
)

// form is what a dimension says about the sums of its codes, arranged for the walk over nodes.
type form struct {
	// groups are the sums, and their parents' own numbering is local: slot k of a code is its k-th group.
	groups [][][]int32 // code -> slot -> children
	up     [][]step    // code -> parents
	down   bool        // take nodes down to the leaves
}

// step leads from a child to the parent, in the parent's slot.
type step struct{ parent, slot int32 }

func formsOf(dims []*cube.Dim, atoms bool) []form {
	out := make([]form, len(dims))
	for d, dim := range dims {
		f := form{groups: make([][][]int32, len(dim.Codes)), up: make([][]step, len(dim.Codes)), down: atoms && dim.Place}
		for _, g := range dim.Groups {
			slot := int32(len(f.groups[g.Parent]))
			f.groups[g.Parent] = append(f.groups[g.Parent], g.Children)
			for _, child := range g.Children {
				f.up[child] = append(f.up[child], step{g.Parent, slot})
			}
		}
		out[d] = f
	}
	return out
}

// builder adds nodes until each has its coarser ones and its siblings.
type builder struct {
	cells, more *cube.Cube
	kinds       []Kind
	forms       []form
	codes       []int32
	options     Options
	value       []int64
	// asked says which codes occur in cells.
	asked [][]bool

	// parents are the nodes above each node, in the order of dimensions and steps.
	parents []int32
	// first is the number of each node's first possible relation.
	first []int32
	// count is how many children each possible relation has.
	count []int32
}

func (b *builder) nodes() int { return b.cells.Len() + b.more.Len() }

func (b *builder) at(node int) []int32 {
	if n := b.cells.Len(); node >= n {
		return b.more.At(int32(node - n))
	}
	return b.cells.At(int32(node))
}

// node finds or adds the node with the codes in b.codes.
func (b *builder) node(kind Kind) int32 {
	if at, ok := b.cells.Find(b.codes); ok {
		return at
	}
	at, fresh := b.more.Add(b.codes)
	if fresh {
		b.kinds = append(b.kinds, kind)
	}
	return at + int32(b.cells.Len())
}

func (b *builder) close() error {
	steps := 0
	for i := range b.cells.Len() {
		for d, code := range b.cells.At(int32(i)) {
			steps += len(b.forms[d].up[code])
		}
	}
	b.parents = make([]int32, 0, steps)
	for done := 0; ; {
		for ; done < b.nodes(); done++ {
			if b.walk(done); b.nodes() > b.options.MaxNodes {
				return fmt.Errorf("%w: more than %d with what links them", ErrTooLarge, b.options.MaxNodes)
			}
		}
		b.tally()
		if !b.siblings() {
			return nil
		}
	}
}

// walk adds what lies above a node, and below where the dimension is taken down to its leaves.
func (b *builder) walk(node int) {
	copy(b.codes, b.at(node))
	for d, f := range b.forms {
		own := b.codes[d]
		for _, s := range f.up[own] {
			b.codes[d] = s.parent
			b.parents = append(b.parents, b.node(Coarser))
		}
		if f.down {
			for _, children := range f.groups[own] {
				for _, child := range children {
					b.codes[d] = child
					b.node(Finer)
				}
			}
		}
		b.codes[d] = own
	}
}

// tally counts the children of each possible relation.
func (b *builder) tally() {
	n := b.nodes()
	b.first = make([]int32, n+1)
	for i := range n {
		here := int32(0)
		for d, code := range b.at(i) {
			here += int32(len(b.forms[d].groups[code]))
		}
		b.first[i+1] = b.first[i] + here
	}
	b.count = make([]int32, b.first[n])
	b.each(func(_, relation int32) { b.count[relation]++ })
}

// each visits all pairs of a child and a relation that it is in.
func (b *builder) each(visit func(child, relation int32)) {
	at := 0
	for i := range b.nodes() {
		codes, slots := b.at(i), int32(0)
		for d, code := range codes {
			for _, s := range b.forms[d].up[code] {
				parent := b.parents[at]
				at++
				visit(int32(i), b.first[parent]+b.before(slots, d, codes)+s.slot)
			}
		}
	}
}

// before is how many slots of a node come before those of dimension d: all groups of its codes in the dimensions before, which
// a node and its parent along d have in common.
func (b *builder) before(slots int32, d int, codes []int32) int32 {
	for k, code := range codes[:d] {
		slots += int32(len(b.forms[k].groups[code]))
	}
	return slots
}

// siblings adds the children that relations lack and that a reader does not take for 0, and reports whether there were any.
func (b *builder) siblings() bool {
	n := b.nodes()
	for i := range n {
		relation := b.first[i]
		copy(b.codes, b.at(i))
		for d, f := range b.forms {
			own := b.codes[d]
			for _, children := range f.groups[own] {
				if have := b.count[relation]; have > 0 && int(have) < len(children) && !b.closed(i, d, children) {
					b.beside(d, children)
				}
				b.codes[d] = own
				relation++
			}
		}
	}
	return b.nodes() > n
}

// beside adds the children of one group along dimension d.
func (b *builder) beside(d int, children []int32) {
	for _, child := range children {
		b.codes[d] = child
		if b.options.Missing != nil {
			if _, there := b.cells.Find(b.codes); !there && b.options.Missing(b.codes) == Zero {
				continue
			}
		}
		b.node(Beside)
	}
}

// closed reports whether the children of a node along dimension d that are cells make it alone, so that the others are 0: they
// were asked, for their codes occur.
func (b *builder) closed(node, d int, children []int32) bool {
	if b.options.Missing != nil || b.value == nil || node >= b.cells.Len() {
		return false
	}
	left := b.value[node]
	for _, child := range children {
		b.codes[d] = child
		if at, there := b.cells.Find(b.codes); there {
			left -= b.value[at]
		} else if _, there := b.more.Find(b.codes); there || !b.asked[d][child] {
			return false
		}
	}
	return left == 0
}

// system writes the relations down: the parent, then the children in the order of nodes.
func (b *builder) system() *System {
	s := &System{Nodes: b.nodes(), cells: b.cells, more: b.more, kinds: b.kinds}
	relations, terms := 0, 0
	for _, c := range b.count {
		if c > 0 {
			relations++
			terms += int(c) + 1
		}
	}
	s.Start = make([]int32, 1, relations+1)
	s.Node, s.Coef = make([]int32, terms), make([]int8, terms)
	next := int32(0)
	for i := range s.Nodes {
		for p := b.first[i]; p < b.first[i+1]; p++ {
			if b.count[p] == 0 {
				continue
			}
			s.Node[next], s.Coef[next] = int32(i), 1
			from := next + 1
			next = from + b.count[p]
			s.Start = append(s.Start, next)
			b.count[p] = from
		}
	}
	b.each(func(child, relation int32) {
		at := b.count[relation]
		b.count[relation]++
		s.Node[at], s.Coef[at] = child, -1
	})
	return s
}
