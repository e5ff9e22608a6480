package policy_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/buurtbeeld/buurtbeeld/disclosure/policy"
)

// drawText is an invented file with rules, and drawPolicy what is read from it.
func drawText(t *rapid.T) string {
	percent := func(name string, least int) string {
		s := fmt.Sprint(rapid.IntRange(least, 99).Draw(t, name))
		if part := rapid.IntRange(0, 999_999).Draw(t, name+" part"); rapid.Bool().Draw(t, name+" broken") {
			s += fmt.Sprintf(".%06d", part)
		}
		return s
	}
	threshold := func(name string) string {
		s := fmt.Sprint(rapid.OneOf(rapid.IntRange(0, 12), rapid.IntRange(0, 999_999_999_999)).Draw(t, name))
		if rapid.Bool().Draw(t, name+" broken") {
			s += ".5"
		}
		return s
	}
	var b strings.Builder
	line := func(key, value string) { fmt.Fprintf(&b, "%s: %s\n", key, value) }
	line("name", `"`+rapid.SampledFrom([]string{"a", "b", "a+c", "streng 2", "10"}).Draw(t, "name")+`"`)
	line("minimum_frequency", threshold("frequency"))
	line("minimum_contributors", threshold("contributors"))
	line("minimum_denominator", threshold("denominator"))
	line("zeros", rapid.SampledFrom([]string{"publish", "protect"}).Draw(t, "zeros"))
	line("rounding", rapid.SampledFrom([]string{"controlled", "small_counts"}).Draw(t, "rounding"))
	line("round_to", fmt.Sprint(rapid.OneOf(rapid.Int64Range(0, 30), rapid.Int64Range(0, 1_000_000_000_000)).Draw(t, "base")))
	line("p_percent", percent("p", 0))
	line("group_disclosure_percent", percent("group", 0))
	var largest []string
	for n := 1; n <= 3; n++ {
		if rapid.Bool().Draw(t, "rule") {
			largest = append(largest, fmt.Sprintf("{n: %d, percent: %s}", n, percent("share", 1)))
		}
	}
	line("dominance", "["+strings.Join(largest, ", ")+"]")
	return b.String()
}

func drawPolicy(t *rapid.T) policy.Policy {
	text := drawText(t)
	p, err := policy.Parse([]byte(text))
	if err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	return p
}

// drawFacts are facts with everything that a rule may ask for, often at the edge of a rule.
func drawFacts(t *rapid.T) policy.Facts {
	small := rapid.OneOf(rapid.Int64Range(0, 15), rapid.Int64Range(0, 1<<40))
	f := policy.Facts{HasSum: true, HasContributors: true, HasTop: true, HasDenominator: true, Count: small.Draw(t, "count"),
		Contributors: small.Draw(t, "contributors"), Denominator: small.Draw(t, "denominator")}
	f.Top[2] = small.Draw(t, "third")
	f.Top[1] = f.Top[2] + small.Draw(t, "second")
	f.Top[0] = f.Top[1] + small.Draw(t, "first")
	f.Sum = f.Top[0] + f.Top[1] + f.Top[2] + small.Draw(t, "rest")
	return f
}

func risks(t interface{ Fatal(...any) }, p policy.Policy, f policy.Facts) policy.Risk {
	r, err := p.Risks(f)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestPromiseStricterNeverFlagsLess(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p, f := drawPolicy(t), drawFacts(t)
		strict := policy.Strictest(p, drawPolicy(t))
		if !strict.AtLeast(p) {
			t.Fatal("the strictest of two is less strict than one of them")
		}
		if lax := risks(t, p, f); lax&^risks(t, strict, f) != 0 {
			t.Fatalf("%v is found by\n%sbut not by\n%s", lax, p.YAML(), strict.YAML())
		}
		total := rapid.Int64Range(0, 1<<62).Draw(t, "total")
		part := rapid.Int64Range(0, total).Draw(t, "part")
		if p.RisksGroup(part, total) && !strict.RisksGroup(part, total) {
			t.Fatalf("a group of %d in %d", part, total)
		}
	})
}

func TestPromiseStrictestOfAll(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b, c := drawPolicy(t), drawPolicy(t), drawPolicy(t)
		all := policy.Strictest(a, b, c)
		for name, other := range map[string]policy.Policy{
			"another order": policy.Strictest(c, a, b), "in two steps": policy.Strictest(a, policy.Strictest(b, c)),
			"twice": policy.Strictest(all, all, a), "read back": readBack(t, all),
		} {
			if other != all {
				t.Fatalf("%s:\n%s\nwant\n%s", name, other.YAML(), all.YAML())
			}
		}
		for _, p := range []policy.Policy{a, b, c} {
			if !all.AtLeast(p) || policy.Strictest(p) != p {
				t.Fatalf("less strict than\n%s", p.YAML())
			}
			if base := p.RoundTo(); base > 0 && all.RoundTo()%base != 0 && all.RoundTo() != 1_000_000_000_000 {
				t.Fatalf("rounding to %d shows more than rounding to %d", all.RoundTo(), base)
			}
		}
	})
}

func readBack(t *rapid.T, p policy.Policy) policy.Policy {
	back, err := policy.Parse(p.YAML())
	if err != nil {
		t.Fatalf("%v\n%s", err, p.YAML())
	}
	return back
}

func TestWhatIsWrittenReadsBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		if p := drawPolicy(t); readBack(t, p) != p {
			t.Fatalf("other rules come back of\n%s", p.YAML())
		}
	})
}

func TestPromiseThresholdsRoundUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		least := rapid.Int64Range(0, 1000).Draw(t, "threshold")
		part := rapid.IntRange(0, 99).Draw(t, "part")
		text := fmt.Sprintf("name: x\nminimum_frequency: %d.%02d", least, part)
		if part > 0 {
			least++
		}
		p := parse(t, text)
		if p.MinimumFrequency() != least {
			t.Fatalf("%s\nis read as %d", text, p.MinimumFrequency())
		}
		for _, count := range []int64{least - 1, least} {
			want := policy.Risk(0)
			if count > 0 && count < least {
				want = policy.TooFew
			}
			if got := risks(t, p, policy.Facts{Count: max(count, 0)}); got != want {
				t.Fatalf("%s\nfinds %v in %d", text, got, count)
			}
		}
	})
	if got := parse(t, "name: x\nminimum_frequency: 37.3").MinimumFrequency(); got != 38 {
		t.Errorf("37.3 means %d", got)
	}
}

func parse(t interface{ Fatalf(string, ...any) }, text string) policy.Policy {
	p, err := policy.Parse([]byte(text))
	if err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	return p
}

func TestPromiseNoPolicyNoPublication(t *testing.T) {
	var none policy.Policy
	plenty := policy.Facts{Count: 1 << 40}
	if r, err := none.Risks(plenty); err != nil || len(r.Words()) != 7 {
		t.Errorf("%v, %v", r, err)
	}
	if !none.RisksGroup(1, 1000) || !none.ProtectsZeros() || !none.IsZero() || none.YAML() != nil {
		t.Error("no policy lets something through")
	}
	if !policy.Strictest().IsZero() || !policy.Strictest(named(t, "general"), none).IsZero() || !none.AtLeast(named(t, "general")) {
		t.Error("no policy got lost among others")
	}
	if _, err := none.With(policy.Set("name", "x")); !errors.Is(err, policy.ErrNone) {
		t.Error(err)
	}
	if _, err := policy.Parse(none.YAML()); err == nil {
		t.Error("an empty file is a policy")
	}
}

func named(t *testing.T, name string) policy.Policy {
	t.Helper()
	p, err := policy.Named(name)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestTheSetsOfTheLibrary(t *testing.T) {
	if got := strings.Join(policy.Names(), " "); got != "cbs-counts cbs-income general" {
		t.Error(got)
	}
	for _, name := range policy.Names() {
		p := named(t, name)
		if p.Name() != name || !p.Locked() {
			t.Errorf("%s is called %s, locked %t", name, p.Name(), p.Locked())
		}
		if _, err := p.With(policy.Set("minimum_frequency", "100")); !errors.Is(err, policy.ErrLocked) {
			t.Errorf("%s: %v", name, err)
		}
	}
	p := named(t, "cbs-income")
	if d := p.Dominance(); p.RoundTo() != 100 || p.MinimumDenominator() != 100 || len(d) != 1 || d[0].N != 1 || d[0].Percent.String() != "30" || p.Rounding() != policy.Controlled {
		t.Errorf("%s", p.YAML())
	}
	if _, err := policy.Named("../general"); !errors.Is(err, policy.ErrNoSuchName) {
		t.Error(err)
	}
}

func TestARuleIsChangedAsItWouldStandInAFile(t *testing.T) {
	p := parse(t, "name: mine\nminimum_frequency: 10\nrounding: controlled")
	q, err := p.With(policy.Set("name", "ours"), policy.Set("minimum_frequency", "12.1"), policy.Set("dominance", "[{n: 2, percent: 12.5}]"),
		policy.Set("p_percent", "8"), policy.Set("rounding", "small_counts"), policy.Set("locked", "true"))
	if err != nil {
		t.Fatal(err)
	}
	if q.Name() != "ours" || q.MinimumFrequency() != 13 || q.Dominance()[0].Percent.Rat().RatString() != "25/2" || q.PPercent().String() != "8" || q.Rounding() != policy.SmallCounts || !q.Locked() {
		t.Errorf("%s", q.YAML())
	}
	if p.MinimumFrequency() != 10 {
		t.Error("the set itself was changed")
	}
	_, err = p.With(policy.Set("minimum_frequency", "-1"), policy.Set("zero", "protect"), policy.Set("round_to", "5\n---\n6"))
	if !errors.Is(err, policy.ErrValue) || !errors.Is(err, policy.ErrUnknown) || !errors.Is(err, policy.ErrBroken) {
		t.Error(err)
	}
}
