package withhold

import (
	"context"
	"slices"

	"github.com/buurtbeeld/buurtbeeld/disclosure/internal/span"
)

// given refuses a table of which what left before gives a secret away, or gives it to somebody who is alone in another cell. Cells
// that anybody knows to be 0 before a number is published are no secret.
func (t Task) given(ctx context.Context, p span.Problem, r span.Result) error {
	gone := append(slices.Clone(r.Disclosed), r.LoneDisclosed...)
	if len(gone) == 0 || len(t.Union.Sheets) == 1 {
		return nil
	}
	n := t.Union.Cube.Len()
	before := span.Problem{Cube: p.Cube, Basis: p.Basis, Zero: p.Zero, Seed: p.Seed, Primary: make([]bool, n)}
	for _, secret := range gone {
		if int(secret) < n {
			before.Primary[secret] = true
		}
	}
	for cell, primary := range before.Primary {
		if !primary {
			before.Order = append(before.Order, int32(cell))
		}
	}
	known, err := span.Solve(ctx, before)
	if err != nil {
		return err
	}
	for _, secret := range gone {
		if !slices.Contains(known.Disclosed, secret) {
			return t.disclosed(p, secret)
		}
	}
	return nil
}
