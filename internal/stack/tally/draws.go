package tally

import "context"

// Draws is how often other plausible choices are tried (Dutch: trekkingen).
type Draws struct {
	Number int
	Seed   uint64
}

// Stability returns in how many of the draws each area is in the top group.
func (s Stack) Stability(ctx context.Context, d Draws) ([]int32, error) {
	return make([]int32, len(s.Silent)), ctx.Err()
}
