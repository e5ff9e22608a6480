// Package policy holds the rules by which cells of a table are too risky to show, as data: a named set of thresholds that is
// read from YAML, compared, combined and applied in whole numbers (Dutch: regels voor statistische beveiliging).
//
// A rule is applied to the facts of one cell. Which other cells must go so that the risky ones stay hidden is not said here.
//
// Promise: ThresholdsRoundUp. A threshold of 37.3 is a threshold of 38.
//
// Promise: StricterNeverFlagsLess. What a policy finds risky, every policy that is at least as strict finds risky.
//
// Promise: StrictestOfAll. The strictest of several policies is at least as strict as each, in whatever order they are given.
//
// Promise: NoPolicyNoPublication. The zero Policy finds every cell risky.
//
// Promise: NoRuleInSilence. A rule whose facts are missing or impossible gives an error and every risk, never no risk.
//
// Not promised: that a cell without risk is safe beside other cells; that thresholds are high enough for the subject.
package policy

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// Rounding is how counts become multiples of a base (Dutch: afrondwijze).
type Rounding uint8

// The ways of rounding, the strictest last.
const (
	// SmallCounts rounds as few inner cells as needed, so that no small count is left.
	SmallCounts Rounding = iota
	// Controlled rounds every count to a multiple of the base, with totals that add up.
	Controlled
)

// String is the word that stands in a file.
func (r Rounding) String() string {
	if r == Controlled {
		return "controlled"
	}
	return "small_counts"
}

// mostContributors is the largest n of a rule about the n largest contributors: tables hold three of them.
const mostContributors = 3

// coarsest is the largest whole number in a policy, and the base of rounding that stands for two bases with no useful common
// multiple: nothing but 0 is left of a count of people.
const coarsest = 1_000_000_000_000

// Policy is a named set of rules (Dutch: regelset). Make it with Parse, Named, Strictest or With. The zero Policy is no policy:
// it finds every cell risky. Policies can be compared with ==.
type Policy struct {
	made   bool
	locked bool
	// zeros is true when an empty cell is risky too.
	zeros        bool
	rounding     Rounding
	name         string
	frequency    int64
	contributors int64
	denominator  int64
	roundTo      int64
	// dominance has the limit for the n largest contributors at n-1; zero is no rule.
	dominance [mostContributors]Percent
	pPercent  Percent
	group     Percent
}

// TopShare is a rule about the largest contributors: the N largest may not have more than Percent of the total (Dutch:
// dominantieregel).
type TopShare struct {
	N       int
	Percent Percent
}

// ErrLocked is the refusal to change a policy that is locked.
var ErrLocked = errors.New("the policy is locked and cannot be changed")

// ErrNone is the refusal to work without a policy.
var ErrNone = errors.New("there is no policy")

// IsZero reports whether there is no policy.
func (p Policy) IsZero() bool { return !p.made }

// Name is how people know the set; the names of a combined set are joined by "+".
func (p Policy) Name() string { return p.name }

// Locked reports whether the set may not be changed.
func (p Policy) Locked() bool { return p.locked }

// MinimumFrequency is the smallest count that may be shown, besides 0; 0 is no rule.
func (p Policy) MinimumFrequency() int64 { return p.frequency }

// ProtectsZeros reports whether an empty cell is risky.
func (p Policy) ProtectsZeros() bool { return p.zeros || !p.made }

// MinimumContributors is the smallest number of contributors behind a figure; 0 is no rule.
func (p Policy) MinimumContributors() int64 { return p.contributors }

// Dominance are the rules about the largest contributors, by rising N.
func (p Policy) Dominance() []TopShare {
	var rules []TopShare
	for i, limit := range p.dominance {
		if !limit.IsZero() {
			rules = append(rules, TopShare{i + 1, limit})
		}
	}
	return rules
}

// PPercent is how far off, in percent of the largest contribution, anybody must stay who estimates it; 0 is no rule.
func (p Policy) PPercent() Percent { return p.pPercent }

// GroupDisclosure is the share from which a group is said to share a trait; 0 is no rule.
func (p Policy) GroupDisclosure() Percent { return p.group }

// HasGroupDisclosure reports whether there is a rule about groups that share a trait.
func (p Policy) HasGroupDisclosure() bool { return !p.group.IsZero() }

// MinimumDenominator is the smallest number out of which a percentage or mean may be shown; 0 is no rule.
func (p Policy) MinimumDenominator() int64 { return p.denominator }

// RoundTo is the base to which counts are rounded; 0 is no rounding.
func (p Policy) RoundTo() int64 { return p.roundTo }

// Rounding is how counts are rounded to the base.
func (p Policy) Rounding() Rounding { return p.rounding }

// Strictest is the set for figures that derive from several sources: of each rule the strictest. Zeros that one protects are
// protected; thresholds are the highest; of the limits for the same number of largest contributors the lowest counts; the base
// of rounding is a multiple of each base, so that a figure shows no more than each source allows. It is locked when one is.
// Strictest of nothing, or with the zero Policy among them, is the zero Policy.
func Strictest(policies ...Policy) Policy {
	if len(policies) == 0 {
		return Policy{}
	}
	all := policies[0]
	for _, p := range policies[1:] {
		all = all.and(p)
	}
	return all
}

func (p Policy) and(q Policy) Policy {
	if !p.made || !q.made {
		return Policy{}
	}
	p.locked, p.zeros = p.locked || q.locked, p.zeros || q.zeros
	p.name = join(p.name, q.name)
	p.rounding = max(p.rounding, q.rounding)
	p.frequency = max(p.frequency, q.frequency)
	p.contributors = max(p.contributors, q.contributors)
	p.denominator = max(p.denominator, q.denominator)
	p.roundTo = multiple(p.roundTo, q.roundTo)
	for i := range p.dominance {
		p.dominance[i] = lowest(p.dominance[i], q.dominance[i])
	}
	if q.pPercent.millionths > p.pPercent.millionths {
		p.pPercent = q.pPercent
	}
	p.group = lowest(p.group, q.group)
	return p
}

// AtLeast reports whether the set is at least as strict as another in every rule.
func (p Policy) AtLeast(q Policy) bool {
	both := p.and(q)
	both.name, both.locked = p.name, p.locked
	return both == p
}

// lowest is the lower of two limits, where 0 is no limit.
func lowest(a, b Percent) Percent {
	if a.IsZero() || !b.IsZero() && b.millionths < a.millionths {
		return b
	}
	return a
}

// join is the names of two sets, each once and in order.
func join(a, b string) string {
	names := append(strings.Split(a, "+"), strings.Split(b, "+")...)
	slices.Sort(names)
	return strings.Join(slices.Compact(names), "+")
}

// multiple is the least common multiple of two bases, where 0 is no rounding. Past coarsest it is coarsest, whatever the order in
// which more of them are combined.
func multiple(a, b int64) int64 {
	if a == 0 || b == 0 {
		return max(a, b)
	}
	x, y := a, b
	for y != 0 {
		x, y = y, x%y
	}
	if a/x > coarsest/b {
		return coarsest
	}
	return a / x * b
}

// Change is one rule with its new value (Dutch: wijziging). Make it with Set.
type Change struct{ key, value string }

// Set changes one rule: the key and the value as they would stand in a file, such as Set("minimum_frequency", "20") or
// Set("dominance", "[{n: 1, percent: 40}]").
func Set(key, value string) Change { return Change{key, value} }

// With is the set with some rules changed. A locked set is refused, whatever the change: who needs other rules writes another
// set with a name of its own. The errors are those of Parse, with the number of the change for a line.
func (p Policy) With(changes ...Change) (Policy, error) {
	switch {
	case !p.made:
		return Policy{}, fmt.Errorf("change a policy: %w", ErrNone)
	case p.locked:
		return Policy{}, fmt.Errorf("change %q: %w", p.name, ErrLocked)
	}
	r := reading{policy: p}
	for i, c := range changes {
		r.change(i+1, c)
	}
	if err := r.err(); err != nil {
		return Policy{}, err
	}
	return r.policy, nil
}
