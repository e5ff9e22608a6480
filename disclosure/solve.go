package disclosure

import (
	"context"

	"github.com/buurtbeeld/buurtbeeld/disclosure/internal/joint"
	"github.com/buurtbeeld/buurtbeeld/disclosure/internal/knowledge"
)

// attackReleases runs all attacks.
func attackReleases(ctx context.Context, releases []Release, o AuditOptions) (Verdict, *Certificate, error) {
	if err := made(releases...); err != nil {
		return Verdict{}, nil, err
	}
	u, err := joint.Join(ctx, sheets(releases), o.Counter)
	if err != nil {
		return Verdict{}, nil, err
	}
	v := Verdict{Cells: u.Cube.Len(), made: true}
	certificate := &Certificate{}
	v.Attacks = append(v.Attacks, mismatches(u)...)
	for _, m := range u.Measures() {
		s, err := knowledge.System(u, m)
		if err != nil {
			return Verdict{}, nil, err
		}
		seed, err := seed(o.Random)
		if err != nil {
			return Verdict{}, nil, err
		}
		found, err := s.Solve(ctx, seed)
		if err != nil {
			return Verdict{}, nil, asCellError(u, err)
		}
		b := &assault{union: u, measure: m, system: s, solution: found, options: o, verdict: &v, seed: seed}
		if err := b.run(ctx); err != nil {
			return Verdict{}, nil, err
		}
		if m.Cells {
			certificate.vectors = append(certificate.vectors, found.Certificate())
		}
	}
	return v, certificate, nil
}
