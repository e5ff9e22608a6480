package disclosure

import (
	"errors"
	"fmt"

	"github.com/buurtbeeld/buurtbeeld/disclosure/internal/joint"
	"github.com/buurtbeeld/buurtbeeld/disclosure/policy"
)

// Assessed is a table of which every cell has been held against the rules (Dutch: beoordeelde tabel). It stays inside.
type Assessed struct {
	table Table
	rules policy.Policy
	risk  []policy.Risk
	n     int
}

// Assess marks the cells that say too much of few people: the primary risk (Dutch: primair risico).
//
// Beside the rules for a cell alone it looks at its row: where nearly all people of a group share a trait, that trait is known of
// each of them (group disclosure), so that all cells of the row are at risk. Rows are taken along dimensions of traits only; that
// all people of a district live in one neighbourhood tells nothing of them. Percentages that anybody can work out have as their
// denominator the total of the row, or the denominator that the table holds; for a sum it is the count.
//
// Rules that need facts which the table does not hold, such as dominance without the largest contributions, are refused with a
// [*CellError]. The rules are those of Hundepool and others 2012 (doi:10.1002/9781118348239).
func (t Table) Assess(rules policy.Policy) (Assessed, error) {
	if t.Len() == 0 {
		return Assessed{}, fmt.Errorf("assess: %w", ErrEmpty)
	}
	a := Assessed{table: t, rules: rules, risk: make([]policy.Risk, t.Len())}
	below := t.denominators(rules)
	for cell := range a.risk {
		n := t.data.at(int32(cell))
		facts := policy.Facts{Count: n.Count, Sum: n.Sum, Contributors: n.Contributors, Top: n.Largest, Denominator: n.Denominator,
			HasSum: t.facts&Sums != 0, HasContributors: t.facts&Contributors != 0, HasTop: t.facts&Largest != 0,
			HasDenominator: t.facts&Denominators != 0, NoSum: t.facts&Sums == 0}
		if !facts.HasDenominator {
			facts.Denominator, facts.HasDenominator = below[cell], below[cell] != noDenominator
			facts.NoShare = !facts.HasDenominator
		}
		risk, err := rules.Risks(facts)
		if err != nil {
			return Assessed{}, fmt.Errorf("assess: %w", &CellError{Cell: t.cube.Name(int32(cell)), Err: err})
		}
		a.risk[cell] |= risk
	}
	if err := a.groups(); err != nil {
		return Assessed{}, err
	}
	for _, r := range a.risk {
		if r != 0 {
			a.n++
		}
	}
	return a, nil
}

// noDenominator is the denominator of a cell from which no percentage can be worked out.
const noDenominator = largest

// denominators are of how many people a percentage or mean of each cell is taken, as far as the table itself gives one.
func (t Table) denominators(rules policy.Policy) []int64 {
	of := make([]int64, t.Len())
	for cell := range of {
		of[cell] = noDenominator
		if t.facts&Sums != 0 {
			of[cell] = t.data.count[cell]
		}
	}
	if rules.MinimumDenominator() == 0 || t.facts&Denominators != 0 {
		return of
	}
	_ = joint.EquationsOf(t.cube).Each(func(eq joint.Equation) error {
		if !t.cube.Dims[eq.Dim].Place {
			for _, cell := range eq.Cells {
				of[cell] = min(of[cell], t.data.count[eq.Parent])
			}
		}
		return nil
	})
	return of
}

// groups marks the rows whose people nearly all share a trait.
func (a *Assessed) groups() error {
	if !a.rules.HasGroupDisclosure() {
		return nil
	}
	count := a.table.data.count
	return joint.EquationsOf(a.table.cube).Each(func(eq joint.Equation) error {
		if a.table.cube.Dims[eq.Dim].Place || count[eq.Parent] == 0 {
			return nil
		}
		for _, cell := range eq.Cells {
			if a.rules.RisksGroup(count[cell], count[eq.Parent]) {
				for _, c := range eq.Cells {
					a.risk[c] |= policy.GroupDisclosure
				}
				break
			}
		}
		return nil
	})
}

// AtRisk is how many cells are at risk. Inside the walls only: together with what is withheld it tells which ones.
func (a Assessed) AtRisk() int { return a.n }

// Risk tells why a cell is at risk; none of it may leave: a reader sees one reason for every withheld cell.
func (a Assessed) Risk(cell int) policy.Risk { return a.risk[cell] }

// ErrUnassessed is a stage that was not made by the one before it.
var ErrUnassessed = errors.New("a table goes through Assess, Protect and Audit in this order")
