package tally

import "slices"

// LeaveOneOut returns in how many of the stacks with one ranking left out each area is in the top group: as many as there are
// rankings for an area that stays there "whichever figure is left out". Thresholds, weights and values stay as they are, which
// Stability moves; so the two tell of different doubts. An area of which the only known layer is left out is not in the group of
// that stack, and one ranking leaves no stack at all.
func (s Stack) LeaveOneOut() []int {
	stays := make([]int, len(s.Silent))
	for r := range s.Rankings {
		rest := Stack{Rankings: slices.Delete(slices.Clone(s.Rankings), r, r+1), Silent: s.Silent}
		for a, top := range rest.Count().Top {
			if top {
				stays[a]++
			}
		}
	}
	return stays
}
