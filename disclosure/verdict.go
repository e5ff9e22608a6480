package disclosure

import "fmt"

// Kind is the way in which an attacker finds a number (Dutch: soort aanval).
type Kind uint8

// The kinds of attack.
const (
	// Exact: published cells, added and subtracted, give the hidden one.
	Exact Kind = iota
	// Differencing: published cells give a group that no table names, such as what is left of a total.
	Differencing
	// Insider: who is alone in a hidden cell knows it, and from it another.
	Insider
	// Published: another release shows the cell.
	Published
	// Pinned: since counts are not below zero, only one number is left.
	Pinned
	// Mismatch: two releases of the same data show two numbers for one cell, so that what was done to it can be undone.
	Mismatch
)

var kinds = [...]string{"exact", "differencing", "insider", "published", "pinned", "mismatch"}

// String is the name of the kind as files have it.
func (k Kind) String() string {
	if int(k) >= len(kinds) {
		return fmt.Sprintf("attack %d", uint8(k))
	}
	return kinds[k]
}

// Term is one published cell in a combination, and how many times it counts (Dutch: term).
type Term struct {
	// Release is the name of the release that shows it.
	Release string
	Cell    []string
	// Times is a whole number or a fraction: "1", "-1", "1/2".
	Times string
}

// Attack is one number that an attacker finds, and how (Dutch: aanval). It stays inside the walls.
type Attack struct {
	Kind Kind
	// Cell is the codes of the hidden cell, or of the group that no table names.
	Cell []string
	// Harms is true when it may not be known: the cell was withheld for itself, or the group is small. An attack that only finds
	// a cell that was withheld to protect others does no harm in itself.
	Harms bool
	// Lower and Upper are between what the number must lie; the same where it is known.
	Lower, Upper float64
	// By is the combination of published cells that gives the number, where it was asked for.
	By []Term
	// Knows is the cell that an insider is alone in.
	Knows []string
}

// Interval is between what numbers a hidden cell must lie when counts are not below zero (Dutch: beschermingsinterval).
type Interval struct {
	Cell         []string
	Lower, Upper float64
	// Unbounded is true when there is no upper end.
	Unbounded bool
}

// Verdict is what the attack found (Dutch: oordeel). It stays inside the walls.
type Verdict struct {
	// Cells, Primary and Hidden count the cells of all releases together, each once. Relations are the equations that were solved.
	Cells, Primary, Hidden, Relations int
	// Groups is how many insiders learn something.
	Groups  int
	Attacks []Attack
	// Intervals are those that were asked for.
	Intervals []Interval
	made      bool
}

// Safe reports whether nothing was found that does harm.
func (v Verdict) Safe() bool {
	for _, a := range v.Attacks {
		if a.Harms {
			return false
		}
	}
	return v.made
}

// First is the first attack that does harm.
func (v Verdict) First() (Attack, bool) {
	for _, a := range v.Attacks {
		if a.Harms {
			return a, true
		}
	}
	return Attack{}, false
}
