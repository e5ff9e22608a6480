package disclosure

import (
	"context"
	"slices"

	"github.com/buurtbeeld/buurtbeeld/disclosure/internal/attack"
)

// measure is one column of numbers that add up, over all releases.
type measure struct {
	known  []bool
	value  []int64
	secret []bool
	lone   []bool
	// cells and groups say what is attacked in it, and sums that it holds magnitudes.
	cells, groups, sums bool
}

// measures are the columns to attack. Where all releases publish the same, a cell that is withheld in one is withheld for every
// number of it, and one column says all of the cells; groups that no table names are always counted in people.
func (u *union) measures() []measure {
	sums, counts := 0, 0
	for _, r := range u.releases {
		if r.sum != nil {
			sums++
		} else {
			counts++
		}
	}
	people := u.measure(false)
	people.cells, people.groups = counts > 0, true
	if sums == 0 {
		return []measure{people}
	}
	magnitude := u.measure(true)
	magnitude.cells, magnitude.sums = true, true
	return []measure{people, magnitude}
}

func (u *union) measure(sums bool) measure {
	n := u.cube.Len()
	m := measure{known: make([]bool, n), value: make([]int64, n), secret: make([]bool, n), lone: make([]bool, n)}
	for i, r := range u.releases {
		column := r.count
		if sums {
			column = r.sum
		}
		if column == nil {
			continue
		}
		for cell := range r.shown {
			at := u.cell(i, cell)
			switch {
			case r.shown[cell]:
				m.known[at], m.value[at] = true, column[cell]
			case r.truth[cell] && !m.known[at]:
				m.value[at] = column[cell]
			}
			m.secret[at] = m.secret[at] || r.primary[cell]
			m.lone[at] = m.lone[at] || r.lone[cell]
		}
	}
	return m
}

// attackReleases runs all attacks.
func attackReleases(ctx context.Context, releases []Release, o AuditOptions) (Verdict, *Certificate, error) {
	u, err := join(ctx, releases, o.Counter)
	if err != nil {
		return Verdict{}, nil, err
	}
	v := Verdict{Cells: u.cube.Len(), made: true}
	var certificate *Certificate
	v.Attacks = append(v.Attacks, u.mismatches()...)
	for _, m := range u.measures() {
		s, err := u.system(m)
		if err != nil {
			return Verdict{}, nil, err
		}
		seed, err := seed(o.Random)
		if err != nil {
			return Verdict{}, nil, err
		}
		found, err := s.Solve(ctx, seed)
		if err != nil {
			return Verdict{}, nil, u.asCellError(err)
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
func (u *union) system(m measure) (*attack.System, error) {
	if more := u.cube.Len() - len(m.known); more > 0 { // finest cells were added, of which nothing is known
		m.known, m.value = append(slices.Clone(m.known), make([]bool, more)...), append(slices.Clone(m.value), make([]int64, more)...)
	}
	return attack.Build(u.cube, m.known, m.value, attack.Options{Atoms: u.overlap, Missing: func(codes []int32) attack.Missing {
		if _, ok := u.zeros.Find(codes); ok {
			return attack.Zero
		}
		return attack.NotAsked
	}})
}

// mismatches are cells that two releases show with two numbers, or that one shows and another withholds for itself.
func (u *union) mismatches() []Attack {
	if len(u.releases) < 2 {
		return nil
	}
	var found []Attack
	type seen struct{ release, cell int32 }
	first, told := make([]seen, u.cube.Len()), make([]bool, u.cube.Len())
	for i := range first {
		first[i].release = -1
	}
	for i, r := range u.releases {
		for cell := range r.shown {
			at := u.cell(i, cell)
			if first[at].release < 0 {
				first[at] = seen{int32(i), int32(cell)}
				continue
			}
			other, k := u.releases[first[at].release], first[at].cell
			if (other.sum == nil) != (r.sum == nil) || told[at] {
				continue
			}
			a := Attack{Cell: u.name(u.cube.At(at)), Harms: true}
			switch {
			case r.shown[cell] && other.shown[k] && (r.count[cell] != other.count[k] || r.sum != nil && r.sum[cell] != other.sum[k]):
				a.Kind = Mismatch
			case r.shown[cell] && other.primary[k]:
				a.Kind = Published
				a.Lower, a.Upper = float64(r.count[cell]), float64(r.count[cell])
			case other.shown[k] && r.primary[cell]:
				a.Kind = Published
				a.Lower, a.Upper = float64(other.count[k]), float64(other.count[k])
			default:
				continue
			}
			told[at] = true
			found = append(found, a)
		}
	}
	return found
}
