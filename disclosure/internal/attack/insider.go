package attack

import (
	"cmp"
	"fmt"
	"slices"
)

// LoneGroup is what somebody who is alone in a hidden cell can work out because he knows that cell (Dutch: eenling).
type LoneGroup struct {
	// Lone is the cell that he is alone in.
	Lone int32
	// Learns are the secrets of others that he computes.
	Learns []int32
}

// LoneGroups finds the groups of parallel hidden nodes in which a lone person learns a secret that is not his own. Lone are
// nodes with one contributor; same reports whether two of them hold the same person because one lies in the other. Two cells
// that overlap without that do not count as the same, even where a third shows that they hold one person: he would learn that
// nobody else is in the other. There is one entry for each group, for its first lone person that learns something,
// in the order of nodes.
//
// Promise: Insiders. When it returns nothing, none of the lone can compute a secret of somebody else by his own value
// and what is published.
//
// Not promised: what two of them compute together.
func (o *Solution) LoneGroups(lone, secrets []int32, same func(a, b int32) bool) []LoneGroup {
	ones, all := o.byClass(lone), o.byClass(secrets)
	var out []LoneGroup
	for len(ones) > 0 {
		class := ones[0].class
		n := 1
		for n < len(ones) && ones[n].class == class {
			n++
		}
		from, _ := slices.BinarySearchFunc(all, class, func(m member, c uint64) int { return cmp.Compare(m.class, c) })
		to := from
		for to < len(all) && all[to].class == class {
			to++
		}
		if g := learns(ones[:n], all[from:to], same); len(g.Learns) > 0 {
			out = append(out, g)
		}
		ones = ones[n:]
	}
	slices.SortFunc(out, func(a, b LoneGroup) int { return cmp.Compare(a.Lone, b.Lone) })
	return out
}

type member struct {
	class uint64
	node  int32
}

// byClass puts parallel nodes together; determined ones are left out.
func (o *Solution) byClass(nodes []int32) []member {
	out := make([]member, 0, len(nodes))
	for _, at := range nodes {
		if class := o.Class(at); class != 0 {
			out = append(out, member{class, at})
		}
	}
	slices.SortFunc(out, func(a, b member) int {
		return cmp.Or(cmp.Compare(a.class, b.class), cmp.Compare(a.node, b.node))
	})
	return out
}

// learns says what the first lone person of a group learns who learns anything.
func learns(ones, secrets []member, same func(a, b int32) bool) LoneGroup {
	for _, one := range ones {
		g := LoneGroup{Lone: one.node}
		for _, other := range secrets {
			if other.node != one.node && !same(one.node, other.node) {
				g.Learns = append(g.Learns, other.node)
			}
		}
		if len(g.Learns) > 0 {
			return g
		}
	}
	return LoneGroup{}
}

// within reports an error for a node that the system does not have.
func (s *System) within(nodes []int32) error {
	for _, at := range nodes {
		if at < 0 || int(at) >= s.Nodes {
			return fmt.Errorf("%w: node %d of %d", ErrShape, at, s.Nodes)
		}
	}
	return nil
}
