package disclosure

import (
	"context"
	"slices"

	"github.com/buurtbeeld/buurtbeeld/disclosure/internal/attack"
	"github.com/buurtbeeld/buurtbeeld/disclosure/internal/joint"
)

// attackReleases runs all attacks.
func attackReleases(ctx context.Context, releases []Release, o AuditOptions) (Verdict, *Certificate, error) {
	u, err := joint.Join(ctx, sheets(releases), o.Counter)
	if err != nil {
		return Verdict{}, nil, err
	}
	v := Verdict{Cells: u.Cube.Len(), made: true}
	var certificate *Certificate
	v.Attacks = append(v.Attacks, mismatches(u)...)
	for _, m := range u.Measures() {
		s, err := system(u, m)
		if err != nil {
			return Verdict{}, nil, err
		}
		seed, err := seed(o.Random)
		if err != nil {
			return Verdict{}, nil, err
		}
		found, err := s.Solve(ctx, seed)
		if err != nil {
			return Verdict{}, nil, asCellError(err)
		}
		b := &assault{union: u, measure: m, system: s, solution: found, options: o, verdict: &v}
		if err := b.run(ctx); err != nil {
			return Verdict{}, nil, err
		}
		certificate = &Certificate{found.Certificate()}
	}
	return v, certificate, nil
}

// system writes down what an attacker knows.
func system(u *joint.Union, m joint.Measure) (*attack.System, error) {
	if more := u.Cube.Len() - len(m.Known); more > 0 { // finest cells were added, of which nothing is known
		m.Known, m.Value = append(slices.Clone(m.Known), make([]bool, more)...), append(slices.Clone(m.Value), make([]int64, more)...)
	}
	return attack.Build(u.Cube, m.Known, m.Value, attack.Options{Atoms: u.Overlap, Missing: func(codes []int32) attack.Missing {
		if _, ok := u.Zeros.Find(codes); ok {
			return attack.Zero
		}
		return attack.NotAsked
	}})
}
