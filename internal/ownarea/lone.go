package ownarea

import (
	"math"

	"github.com/buurtbeeld/buurtbeeld/internal/area"
)

// span is between which numbers the sum of an area lies, as anybody can work out of what is published around it.
type span struct{ low, high float64 }

func (s span) plus(o span) span { return span{s.low + o.low, s.high + o.high} }

// within returns what two spans have in common. Published numbers that contradict each other leave the first.
func (s span) within(o span) span {
	both := span{math.Max(s.low, o.low), math.Min(s.high, o.high)}
	if both.low > both.high {
		return s
	}
	return both
}

// node is an area with the areas below it that have a number in common.
type node struct {
	code  area.Code
	below []*node
	// own is the span by the published number, up by that of the areas below as well.
	own, up span
	// missing is a part of which nobody publishes a number.
	missing bool
}

var anything = span{math.Inf(-1), math.Inf(1)}

// isolates reports whether the published numbers that the figure leans on, less those of the other parts, would leave a part
// of the own area alone that has no number, or would say that hardly anything is left for it. That follows from published
// numbers only, and so does the refusal. protect is what is hardly anything.
func (b *builder) isolates(l *layer, protect float64) (bool, error) {
	for _, m := range b.area.Municipalities() {
		root, err := b.tree(l, m)
		if err != nil {
			return false, err
		}
		if root.isolates(anything, false, func(n *node, known span, alone bool) bool {
			return b.area.share(n.code) > 0 && (alone || known.high-math.Max(0, known.low) < protect)
		}) {
			return true, nil
		}
	}
	return false, nil
}

// isolates walks down. known is the span of the node by all that is published, and tight says that it comes from both sides.
func (n *node) isolates(known span, tight bool, found func(n *node, known span, alone bool) bool) bool {
	if n.missing {
		return found(n, known, tight)
	}
	known = n.up.within(known)
	tight = tight || !math.IsInf(n.own.high, 1)
	for _, c := range n.below {
		others, closed := span{}, tight
		for _, o := range n.below {
			if o != c {
				others = others.plus(o.up)
				closed = closed && !math.IsInf(o.up.high, 1)
			}
		}
		if c.isolates(span{known.low - others.high, known.high - others.low}, closed, found) {
			return true
		}
	}
	return false
}

// tree returns a municipality with everything below it.
func (b *builder) tree(l *layer, m area.Code) (*node, error) {
	root := &node{code: m}
	d := b.divisions[b.area.Division.Level]
	from, to := d.Index().Range(m)
	for i := from; i < to; i++ {
		one, above := d.At(i), root
		if one.Kind != area.Land {
			continue
		}
		if d.ID().Level == area.Neighbourhood {
			if n := len(root.below); n == 0 || root.below[n-1].code != one.Code.District() {
				root.below = append(root.below, &node{code: one.Code.District()})
			}
			above = root.below[len(root.below)-1]
		}
		part := &node{code: one.Code, up: span{0, math.Inf(1)}, missing: true}
		if p, ok := l.fine.read(one.Code, Whole); ok {
			part.up, part.missing = span{p.low, p.high}, false
		}
		part.own = part.up
		above.below = append(above.below, part)
	}
	return root, b.publish(l, root)
}

// publish puts in what is published of an area and what lies below it.
func (b *builder) publish(l *layer, n *node) error {
	if n.code.Level() >= b.area.Division.Level {
		return nil
	}
	sum := span{}
	for _, c := range n.below {
		if err := b.publish(l, c); err != nil {
			return err
		}
		sum = sum.plus(c.up)
	}
	n.own = anything
	g, err := b.above(l, n.code.Level())
	if err != nil {
		return err
	}
	if g != nil {
		if p, ok := g.read(n.code, Whole); ok {
			n.own = span{p.low, p.high}
		}
	}
	n.up = n.own.within(sum)
	return nil
}
