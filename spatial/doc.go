// Package spatial tells what belongs together on a map, and whether that is more than chance: spatial weights, global and
// local statistics of association with analytic and permutation inference, and the control of false discoveries. Slices
// go in and numbers come out; there are no files, no clock and no state (Dutch: ruimtelijke statistiek).
//
// # Values that are not known
//
// A value that is not known is NaN. An area without a value does not count as zero and does not break its neighbours: it
// is taken out together with its links, n is the number of areas with a value, and its own result is NaN. The neighbours of
// an area are therefore its neighbours that have a value. An area without any such neighbour is an island: its links are
// empty, it counts in the mean and the spread, and its local results are NaN, except what only asks for the area itself:
// its standard score, Gi* (which is then that score) and a join count of 0. Infinite values, and values so large that their
// powers would be, are refused. Where nothing varies, or by no more than rounding (a part in 1e12) or 1e-60, there is nothing to
// judge: scores and p-values are NaN. Nor is there for an area that neighbours all others alike: any draw gives what is seen.
//
// # Chance
//
// Permutation p-values come from draws with a seed, of a generator that is part of this package, so that the same input
// gives the same answer on any number of cores and with any release of Go. Draws equal to what is seen count for both
// sides, and so do draws that differ by no more than rounding can; p is (1 + the smaller of the two counts) / (1 + draws), doubled and at most 1 for a two-sided p.
// Local statistics draw the neighbours of an area from all other areas. The areas of a map share one set of draws, which
// makes a hundred thousand of them affordable; each area meets its exact distribution, but the small errors that draws
// leave go together, so another seed may move many areas the same way.
package spatial
