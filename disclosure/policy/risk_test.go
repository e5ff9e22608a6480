package policy_test

import (
	"encoding/csv"
	"errors"
	"fmt"
	"math"
	"math/big"
	"os"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/buurtbeeld/buurtbeeld/disclosure/policy"
	"github.com/buurtbeeld/buurtbeeld/internal/golden"
)

func money(sum int64, top ...int64) policy.Facts {
	f := policy.Facts{Count: 100, Sum: sum, HasSum: true, HasTop: true, HasContributors: true, Contributors: 50, HasDenominator: true, Denominator: 1000}
	copy(f.Top[:], top)
	return f
}

func TestRules(t *testing.T) {
	for situation, c := range map[string]struct {
		rule string
		f    policy.Facts
		want policy.Risk
	}{
		"one below the threshold":                 {"minimum_frequency: 10", policy.Facts{Count: 9}, policy.TooFew},
		"at the threshold":                        {"minimum_frequency: 10", policy.Facts{Count: 10}, 0},
		"zero may be shown":                       {"minimum_frequency: 10", policy.Facts{}, 0},
		"zero is protected":                       {"zeros: protect\nminimum_frequency: 0", policy.Facts{}, policy.Zero},
		"nobody contributes and that is a zero":   {"zeros: protect\nminimum_contributors: 3", policy.Facts{Count: 20, HasContributors: true}, policy.Zero},
		"one household with many people":          {"minimum_contributors: 2", policy.Facts{Count: 20, HasContributors: true, Contributors: 1}, policy.TooFewContributors},
		"enough households":                       {"minimum_contributors: 2", policy.Facts{Count: 20, HasContributors: true, Contributors: 2}, 0},
		"exactly half is not more than half":      {"dominance: [{n: 1, percent: 50}]", money(100, 50, 30), 0},
		"more than half":                          {"dominance: [{n: 1, percent: 50}]", money(100, 51, 30), policy.Dominance},
		"two together":                            {"dominance: [{n: 1, percent: 50}, {n: 2, percent: 75}]", money(100, 40, 36), policy.Dominance},
		"an eighth, exactly":                      {"dominance: [{n: 1, percent: 12.5}]", money(8, 1, 1, 1), 0},
		"a hair more than an eighth":              {"dominance: [{n: 1, percent: 12.499999}]", money(8, 1, 1, 1), policy.Dominance},
		"nothing at all dominates nothing":        {"dominance: [{n: 1, percent: 50}]", money(0), 0},
		"the others are exactly p percent":        {"p_percent: 10", money(160, 100, 50, 10), 0},
		"the others are less than p percent":      {"p_percent: 10", money(159, 100, 50, 9), policy.PPercent},
		"a lone contributor":                      {"p_percent: 0.000001", money(5, 5), policy.PPercent},
		"the largest numbers there are":           {"p_percent: 100\ndominance: [{n: 3, percent: 99.999999}]", money(math.MaxInt64, math.MaxInt64), policy.PPercent | policy.Dominance},
		"a percentage out of ninety-nine":         {"minimum_denominator: 99.5", policy.Facts{Count: 20, HasDenominator: true, Denominator: 99}, policy.SmallDenominator},
		"a percentage out of a hundred":           {"minimum_denominator: 99.5", policy.Facts{Count: 20, HasDenominator: true, Denominator: 100}, 0},
		"a count that says it has no percentage":  {"minimum_denominator: 100", policy.Facts{Count: 20, NoShare: true}, 0},
		"a count that says it has no sum":         {"p_percent: 10\ndominance: [{n: 1, percent: 1}]", policy.Facts{Count: 20, NoSum: true}, 0},
		"debts may be summed without such a rule": {"minimum_frequency: 1", policy.Facts{Count: 20, Sum: -5, HasSum: true}, 0},
	} {
		t.Run(situation, func(t *testing.T) {
			if got := risks(t, parse(t, "name: x\n"+c.rule), c.f); got != c.want {
				t.Errorf("%v, want %v", got, c.want)
			}
		})
	}
	both := policy.TooFew | policy.PPercent
	if both.String() != "too few + p percent" || policy.Risk(0).String() != "none" || len(both.Words()) != 2 || both.Words()[0] != "te weinig personen" {
		t.Error(both, both.Words())
	}
}

func TestPromiseNoRuleInSilence(t *testing.T) {
	fall := money(100, 10, 20)
	more := money(100, 60, 30, 20)
	for situation, c := range map[string]struct {
		rule string
		f    policy.Facts
		is   error
		says string
	}{
		"dominance in a table of counts":     {"dominance: [{n: 1, percent: 50}]", policy.Facts{Count: 5}, policy.ErrFactsMissing, "sum, largest contributions"},
		"p percent without the largest":      {"p_percent: 10", policy.Facts{Count: 5, HasSum: true}, policy.ErrFactsMissing, "largest contributions"},
		"contributors that nobody counted":   {"minimum_contributors: 3", policy.Facts{Count: 5}, policy.ErrFactsMissing, "contributors"},
		"a percentage without a denominator": {"minimum_denominator: 3", policy.Facts{Count: 5}, policy.ErrFactsMissing, "denominator"},
		"less than nobody":                   {"minimum_frequency: 3", policy.Facts{Count: -1}, policy.ErrFactsNegative, "count -1"},
		"less than no contributor":           {"minimum_contributors: 3", policy.Facts{Count: 1, HasContributors: true, Contributors: -2}, policy.ErrFactsNegative, "contributors -2"},
		"a negative denominator":             {"minimum_denominator: 3", policy.Facts{HasDenominator: true, Denominator: -3}, policy.ErrFactsNegative, "denominator -3"},
		"a negative sum":                     {"p_percent: 10", money(-5), policy.ErrFactsNegative, "sum -5"},
		"a negative contribution":            {"p_percent: 10", money(5, 5, 0, -1), policy.ErrFactsNegative, "largest contribution -1"},
		"largest contributions that rise":    {"p_percent: 10", fall, policy.ErrFactsClash, "10, 20, 0"},
		"others who take off":                {"p_percent: 10", more, policy.ErrFactsNegative, "sum 100"},
	} {
		t.Run(situation, func(t *testing.T) {
			r, err := parse(t, "name: x\n"+c.rule).Risks(c.f)
			if !errors.Is(err, c.is) || !strings.Contains(err.Error(), c.says) {
				t.Errorf("%v, want %v with %q", err, c.is, c.says)
			}
			if len(r.Words()) != 7 {
				t.Errorf("who overlooks the error takes the cell to be at risk of no more than %v", r)
			}
		})
	}
	if got := strings.Join(named(t, "cbs-income").Needs(), " + "); got != "sum + largest contributions + denominator" {
		t.Error(got)
	}
}

// TestRulesAsFractions compares the rules with the same rules in fractions of any size.
func TestRulesAsFractions(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := drawPolicy(t)
		f := drawFacts(t)
		rat := func(x int64) *big.Rat { return new(big.Rat).SetInt64(x) }
		hundred := big.NewRat(100, 1)
		x1, x2, sum := rat(f.Top[0]), rat(f.Top[1]), rat(f.Sum)
		rest := new(big.Rat).Sub(new(big.Rat).Sub(sum, x1), x2)
		estimates := !p.PPercent().IsZero() && rest.Mul(rest, hundred).Cmp(x1.Mul(x1, p.PPercent().Rat())) < 0
		dominates := false
		for _, rule := range p.Dominance() {
			top := rat(0)
			for _, x := range f.Top[:rule.N] {
				top.Add(top, rat(x))
			}
			if top.Mul(top, hundred).Cmp(new(big.Rat).Mul(sum, rule.Percent.Rat())) > 0 {
				dominates = true
			}
		}
		r := risks(t, p, f)
		if r&policy.PPercent != 0 != estimates || r&policy.Dominance != 0 != dominates {
			t.Fatalf("%v, want p percent %t, dominance %t", r, estimates, dominates)
		}
		group := p.HasGroupDisclosure() && f.Count > 0 && new(big.Rat).Mul(rat(f.Count), hundred).Cmp(new(big.Rat).Mul(rat(f.Denominator), p.GroupDisclosure().Rat())) >= 0
		if p.RisksGroup(f.Count, f.Denominator) != group {
			t.Fatalf("%d of %d", f.Count, f.Denominator)
		}
	})
}

func TestGroups(t *testing.T) {
	p := parse(t, "name: x\ngroup_disclosure_percent: 90")
	for _, c := range []struct {
		part, total int64
		want        bool
	}{{9, 10, true}, {89, 100, false}, {90, 100, true}, {0, 0, false}, {0, 5, false}, {-1, 5, true}, {math.MaxInt64, math.MaxInt64, true}, {math.MaxInt64 / 10 * 9, math.MaxInt64, false}} {
		if p.RisksGroup(c.part, c.total) != c.want {
			t.Errorf("%d of %d: want %t", c.part, c.total, c.want)
		}
	}
	if parse(t, "name: x\nminimum_frequency: 1").RisksGroup(5, 5) {
		t.Error("there is no rule")
	}
}

// TestReferenceCells applies the rule of each reference case to its own facts: the cells at risk are the same ones. The cases and
// their rules are in the README of the reference values (sdcTable 0.34, GaussSuppression 1.2.3).
func TestReferenceCells(t *testing.T) {
	for folder, rule := range map[string]string{
		"F1_geo_age_benefit_thr10":    "minimum_frequency: 10",
		"F2_geo_care_debt_thr5_zeros": "minimum_frequency: 5\nzeros: protect",
		"F3_geo_care_debt_thr10":      "minimum_frequency: 10",
		"F4_linked_thr10":             "minimum_frequency: 10",
		"F5_overlap_pc4_thr10":        "minimum_frequency: 10",
		"M1_income_geo_benefit_p10":   "p_percent: 10",
		"M2_income_geo_age_nk":        "dominance: [{n: 1, percent: 50}, {n: 2, percent: 75}]",
		"M3_mortgage_geo_minn":        "minimum_contributors: 10",
	} {
		file, ok := golden.Shared(t, "oracles/sdc/open/"+folder+"/cells.csv")
		if !ok {
			return
		}
		t.Run(folder, func(t *testing.T) { compareCells(t, parse(t, "name: x\n"+rule), file) })
	}
}

func compareCells(t *testing.T, p policy.Policy, path string) {
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	lines, err := csv.NewReader(strings.NewReader(string(text))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	column := map[string]int{}
	for i, name := range lines[0] {
		column[name] = i
	}
	found := 0
	for _, line := range lines[1:] {
		number := func(name string) int64 {
			n, err := strconv.ParseInt(line[column[name]], 10, 64)
			if err != nil {
				t.Fatal(err)
			}
			return n
		}
		f := policy.Facts{Count: number("freq")}
		if _, sums := column["value"]; sums {
			f.HasSum, f.HasTop, f.HasContributors = true, true, true
			f.Sum, f.Contributors = number("value"), number("n_contr")
			f.Top = [3]int64{number("top1"), number("top2"), number("top3")}
		}
		risk := risks(t, p, f)
		if (risk != 0) != (number("primary") == 1) {
			t.Errorf("%s: %v", strings.Join(line, ","), risk)
		}
		if risk != 0 {
			found++
		}
	}
	if found == 0 {
		t.Error("no cell is at risk")
	}
}

func ExamplePolicy_Risks() {
	rules, err := policy.Parse([]byte("name: ours\nminimum_frequency: 10\ndominance: [{n: 1, percent: 50}]"))
	if err != nil {
		fmt.Println(err)
		return
	}
	risk, err := rules.Risks(policy.Facts{Count: 8, Sum: 1000, HasSum: true, Top: [3]int64{600, 100, 50}, HasTop: true})
	fmt.Println(risk, err)
	// Output: too few + dominance <nil>
}
