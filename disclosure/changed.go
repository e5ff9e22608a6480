package disclosure

import (
	"context"
	"fmt"

	"github.com/buurtbeeld/buurtbeeld/disclosure/internal/joint"
	"github.com/buurtbeeld/buurtbeeld/disclosure/policy"
)

// auditChanged checks a table whose counts were changed: that its method was followed, and that what left before shows the same
// cells with the same counts, since two counts for one cell undo what was done to it.
func (p Protected) auditChanged(ctx context.Context, o AuditOptions) (Verdict, error) {
	v := Verdict{Cells: len(p.changed), Primary: p.assessed.n, made: true}
	var err error
	switch p.options.Method {
	case Round:
		err = p.roundedWell(&v)
	case CellKey:
		err = p.noisyWell(&v)
	default:
		err = fmt.Errorf("%v does not change counts", p.options.Method)
	}
	if err != nil {
		return Verdict{}, err
	}
	return v, p.sameAsBefore(ctx, &v, o.Ledger)
}

// roundedWell checks that all sums hold, and that no count is left that the rules round.
func (p Protected) roundedWell(v *Verdict) error {
	t, base := p.assessed.table, p.assessed.rules.RoundTo()
	rounded := t
	rounded.data.count, rounded.data.sum = p.changed, nil
	if t.additive {
		if err := rounded.adds(); err != nil {
			return err
		}
	}
	for cell, n := range p.changed {
		wrong := n < 0 || n > 0 && n < base || p.assessed.rules.Rounding() == policy.Controlled && n%base != 0
		if wrong {
			v.Attacks = append(v.Attacks, p.at(Published, cell))
		}
	}
	return nil
}

// noisyWell checks that empty cells stayed empty and that no noise is larger than the table allows or leaves a count below zero.
func (p Protected) noisyWell(v *Verdict) error {
	most := p.options.PTable.MaxNoise()
	for cell, n := range p.changed {
		was := p.assessed.table.data.count[cell]
		if d := n - was; n < 0 || was == 0 && n != 0 || d > most || -d > most {
			v.Attacks = append(v.Attacks, p.at(Mismatch, cell))
		}
	}
	return nil
}

func (p Protected) at(kind Kind, cell int) Attack {
	n := float64(p.changed[cell])
	return Attack{Kind: kind, Harms: true, Cell: p.assessed.table.cube.Name(int32(cell)), Lower: n, Upper: n}
}

// sameAsBefore finds cells that an earlier release of the same data shows with another count.
func (p Protected) sameAsBefore(ctx context.Context, v *Verdict, l Ledger) error {
	if l.Len() == 0 {
		return nil
	}
	u, err := joint.Join(ctx, sheets(append([]Release{p.asRelease("")}, l.releases...)), nil)
	if err != nil {
		return err
	}
	for _, a := range mismatches(u) {
		if a.Kind == Mismatch {
			v.Attacks = append(v.Attacks, a)
		}
	}
	return nil
}
