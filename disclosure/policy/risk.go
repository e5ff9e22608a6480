package policy

import (
	"errors"
	"fmt"
	"strings"
)

// Risk is why a cell may not be shown as it is: none, one or several reasons (Dutch: risico).
type Risk uint16

// The reasons.
const (
	// TooFew is a count below the minimum frequency.
	TooFew Risk = 1 << iota
	// Zero is an empty cell where zeros are protected.
	Zero
	// TooFewContributors is a figure with too few contributors behind it.
	TooFewContributors
	// Dominance is a total of which the largest contributors have too large a share.
	Dominance
	// PPercent is a total from which the second largest contributor could estimate the largest one too closely.
	PPercent
	// GroupDisclosure is a part of a group so large that it says something of each of them.
	GroupDisclosure
	// SmallDenominator is a percentage or mean out of too few.
	SmallDenominator

	everyRisk = SmallDenominator<<1 - 1
)

var words = [...]struct{ english, dutch string }{
	{"too few", "te weinig personen"},
	{"zero", "een nul die beschermd is"},
	{"too few contributors", "te weinig bijdragers"},
	{"dominance", "de grootste bijdragers overheersen"},
	{"p percent", "de grootste bijdrage is te goed te schatten"},
	{"group disclosure", "bijna de hele groep heeft het kenmerk"},
	{"small denominator", "een te kleine noemer"},
}

// String is the reasons in English, joined by "+"; "none" when there is none.
func (r Risk) String() string {
	var all []string
	for i, w := range words {
		if r&(1<<i) != 0 {
			all = append(all, w.english)
		}
	}
	if len(all) == 0 {
		return "none"
	}
	return strings.Join(all, " + ")
}

// Words are the reasons in Dutch, for who sets and checks the rules. A reader of the table never gets them.
func (r Risk) Words() []string {
	var all []string
	for i, w := range words {
		if r&(1<<i) != 0 {
			all = append(all, w.dutch)
		}
	}
	return all
}

// Facts are what is known of one cell (Dutch: feiten van een cel). What is not known is said: a rule that needs it is refused.
type Facts struct {
	// Count is how many people or things the cell counts.
	Count int64
	// Sum is the total of the contributions, each 0 or more, in whole units such as cents.
	Sum int64
	// Contributors is how many contributors have a contribution; those of one household or organisation are one.
	Contributors int64
	// Top are the largest contributions, the largest first, with 0 where there are fewer.
	Top [3]int64
	// Denominator is out of how many a percentage or mean of the cell is.
	Denominator int64

	HasSum, HasContributors, HasTop, HasDenominator bool

	// NoSum says that the cell shows no total, mean or share of contributions, so that rules about them say nothing. The default
	// is that it may.
	NoSum bool
	// NoShare says that the cell shows no percentage or mean, so that the rule about denominators says nothing. The default is
	// that it may.
	NoShare bool
}

// Faults that facts may have; the message names what is wrong.
var (
	ErrFactsMissing  = errors.New("the policy has a rule about what is not known of the cell")
	ErrFactsNegative = errors.New("a contribution, total or count is negative")
	ErrFactsClash    = errors.New("the facts of the cell contradict each other")
)

// Needs are the facts that the rules ask of a cell that shows sums and shares, as they are named in errors.
func (p Policy) Needs() []string { return p.missing(Facts{}) }

// ranks reports whether a rule looks at the largest contributions.
func (p Policy) ranks() bool {
	return p.dominance != [mostContributors]Percent{} || !p.pPercent.IsZero()
}

func (p Policy) missing(f Facts) []string {
	var names []string
	need := func(rule, there bool, name string) {
		if rule && !there {
			names = append(names, name)
		}
	}
	need(p.contributors > 0, f.HasContributors, "contributors")
	need(p.ranks(), f.HasSum || f.NoSum, "sum")
	need(p.ranks(), f.HasTop || f.NoSum, "largest contributions")
	need(p.denominator > 0, f.HasDenominator || f.NoShare, "denominator")
	return names
}

// Risks is why a cell may not be shown. Of group disclosure it says nothing: that compares a cell with a larger one, see
// RisksGroup. With an error every risk is returned too, so that who overlooks the error shows nothing.
func (p Policy) Risks(f Facts) (Risk, error) {
	if !p.made {
		return everyRisk, nil
	}
	if names := p.missing(f); len(names) > 0 {
		return everyRisk, fmt.Errorf("policy %q: %w: %s", p.name, ErrFactsMissing, strings.Join(names, ", "))
	}
	if err := f.check(p.ranks() && !f.NoSum); err != nil {
		return everyRisk, err
	}
	var r Risk
	mark := func(risk Risk, is bool) {
		if is {
			r |= risk
		}
	}
	// A cell whose people contribute nothing tells of each that the contribution is 0: it is an empty cell too.
	empty := f.Count == 0 || p.contributors > 0 && f.Contributors == 0
	mark(Zero, p.zeros && empty)
	mark(TooFew, f.Count > 0 && f.Count < p.frequency)
	mark(TooFewContributors, p.contributors > 0 && f.Contributors > 0 && f.Contributors < p.contributors)
	mark(SmallDenominator, p.denominator > 0 && !f.NoShare && f.Denominator < p.denominator)
	mark(Dominance, !f.NoSum && p.dominates(f))
	mark(PPercent, !f.NoSum && p.estimates(f))
	return r, nil
}

// RisksGroup reports whether so large a part of a group shares a trait that it tells something of each: part/total is at least
// the share of the policy. Who belongs to the group and not to the part then stands out as well: the complement is risky too.
func (p Policy) RisksGroup(part, total int64) bool {
	switch {
	case !p.made || part < 0 || total < 0:
		return true
	case p.group.IsZero() || part == 0:
		return false
	}
	return p.group.compare(uint64(part), uint64(total)) >= 0
}

// dominates reports whether the n largest contributors have more than their share of the total, for any n.
func (p Policy) dominates(f Facts) bool {
	rest := f.Sum
	for i, limit := range p.dominance {
		rest -= f.Top[i]
		if !limit.IsZero() && limit.compare(uint64(f.Sum-rest), uint64(f.Sum)) > 0 {
			return true
		}
	}
	return false
}

// estimates reports whether the second largest contributor, who takes its own contribution off the total, comes closer than p
// percent to the largest one: what the others contribute is less than p percent of it.
func (p Policy) estimates(f Facts) bool {
	return !p.pPercent.IsZero() && p.pPercent.compare(uint64(f.Sum-f.Top[0]-f.Top[1]), uint64(f.Top[0])) < 0
}

// check refuses facts that cannot be. Where a rule ranks contributions, none may be below 0: a share of a total of which some
// is taken off again means nothing.
func (f Facts) check(ranks bool) error {
	for _, n := range []struct {
		name  string
		there bool
		value int64
	}{
		{"count", true, f.Count}, {"contributors", f.HasContributors, f.Contributors},
		{"denominator", f.HasDenominator && !f.NoShare, f.Denominator},
		{"sum", ranks, f.Sum}, {"largest contribution", ranks, min(f.Top[0], f.Top[1], f.Top[2])},
	} {
		if n.there && n.value < 0 {
			return fmt.Errorf("%w: %s %d", ErrFactsNegative, n.name, n.value)
		}
	}
	if !ranks {
		return nil
	}
	if f.Top[0] < f.Top[1] || f.Top[1] < f.Top[2] {
		return fmt.Errorf("%w: largest contributions %d, %d, %d do not fall", ErrFactsClash, f.Top[0], f.Top[1], f.Top[2])
	}
	rest := f.Sum
	for _, x := range f.Top {
		if rest -= x; rest < 0 {
			return fmt.Errorf("%w: the largest contributions are more than the sum %d, so others are below 0", ErrFactsNegative, f.Sum)
		}
	}
	return nil
}
