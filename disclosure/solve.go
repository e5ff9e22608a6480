package disclosure

import (
	"context"

	"github.com/buurtbeeld/buurtbeeld/disclosure/internal/attack"
	"github.com/buurtbeeld/buurtbeeld/disclosure/internal/cube"
	"github.com/buurtbeeld/buurtbeeld/disclosure/internal/joint"
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

// system writes down what an attacker knows. Cells that are empty by nature are known to be 0, and come after all others.
func system(u *joint.Union, m joint.Measure) (*attack.System, error) {
	cells, zeros := u.Cube, u.Zeros.Len()
	if zeros > 0 {
		cells = cube.New(u.Cube.Dims)
		cells.Grow(u.Cube.Len() + zeros)
		for cell := range int32(u.Cube.Len()) {
			cells.Add(u.Cube.At(cell))
		}
		for zero := range int32(zeros) {
			cells.Add(u.Zeros.At(zero))
		}
	}
	known, value := make([]bool, cells.Len()), make([]int64, cells.Len())
	copy(known, m.Known) // finest cells that were added, of which nothing is known, are not in it
	copy(value, m.Value)
	for cell := u.Cube.Len(); cell < cells.Len(); cell++ {
		known[cell] = true
	}
	return attack.Build(cells, known, value, attack.Options{Atoms: u.Overlap, Missing: func(codes []int32) attack.Missing {
		if _, ok := u.Zeros.Find(codes); ok {
			return attack.Zero
		}
		return attack.NotAsked
	}})
}

// byNature is what anybody knows before a number is published: cells that are 0 because all that is in them is empty by nature, or
// because nobody lives in any piece of their area.
func byNature(ctx context.Context, u *joint.Union, seed [32]byte) (*attack.Solution, error) {
	n := u.Cube.Len()
	s, err := system(u, joint.Measure{Known: make([]bool, n), Value: make([]int64, n)})
	if err != nil {
		return nil, err
	}
	return s.Solve(ctx, seed)
}
