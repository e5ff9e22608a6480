package policy_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/buurtbeeld/buurtbeeld/disclosure/policy"
)

func TestFaultsAreNamedWithKeyAndLine(t *testing.T) {
	const good = "name: x\nminimum_frequency: 10\n"
	for situation, c := range map[string]struct {
		text, where string
		is          error
	}{
		"an unknown key":              {good + "mininum_contributors: 3", `line 3: "mininum_contributors"`, policy.ErrUnknown},
		"a key twice":                 {good + "minimum_frequency: 3", "line 3: minimum_frequency", policy.ErrTwice},
		"a text for a number":         {"name: x\nminimum_frequency: ten", "line 2: minimum_frequency", policy.ErrValue},
		"a number in quotes":          {"name: x\nminimum_frequency: \"10\"", "line 2: minimum_frequency", policy.ErrValue},
		"a comma for a point":         {"name: x\nminimum_frequency: 37,3", "line 2: minimum_frequency", policy.ErrValue},
		"not a number":                {"name: x\nminimum_frequency: .nan", "line 2: minimum_frequency", policy.ErrValue},
		"without end":                 {"name: x\np_percent: .inf", "line 2: p_percent", policy.ErrValue},
		"below zero":                  {"name: x\np_percent: -1", "line 2: p_percent", policy.ErrValue},
		"an exponent":                 {"name: x\nminimum_frequency: 1e1", "line 2: minimum_frequency", policy.ErrValue},
		"a number to base eight":      {"name: x\nminimum_frequency: 010", "line 2: minimum_frequency", policy.ErrValue},
		"a number to base sixteen":    {"name: x\nminimum_frequency: 0x10", "line 2: minimum_frequency", policy.ErrValue},
		"past all bounds":             {"name: x\nminimum_frequency: 99999999999999999999", "line 2: minimum_frequency", policy.ErrValue},
		"just past the bound":         {"name: x\nminimum_frequency: 1000000000000.5", "line 2: minimum_frequency", policy.ErrValue},
		"more than all":               {"name: x\np_percent: 100.1", "line 2: p_percent", policy.ErrValue},
		"too many decimals":           {"name: x\np_percent: 0.0000001", "line 2: p_percent", policy.ErrValue},
		"a base in parts":             {"name: x\nround_to: 2.5", "line 2: round_to", policy.ErrValue},
		"nothing":                     {"name: x\nminimum_frequency:", "line 2: minimum_frequency", policy.ErrValue},
		"a list for a number":         {"name: x\nminimum_frequency: [1]", "line 2: minimum_frequency", policy.ErrValue},
		"another word for zeros":      {good + "zeros: hide", "line 3: zeros", policy.ErrValue},
		"a word for locked":           {good + "locked: yes please", "line 3: locked", policy.ErrValue},
		"another way of rounding":     {good + "rounding: up", "line 3: rounding", policy.ErrValue},
		"no contributor":              {good + "dominance: [{n: 0, percent: 50}]", "line 3: n", policy.ErrValue},
		"four contributors":           {good + "dominance:\n - {n: 1, percent: 50}\n - {n: 4, percent: 50}", "line 5: n", policy.ErrValue},
		"the same contributors twice": {good + "dominance: [{n: 1, percent: 50}, {n: 1, percent: 40}]", "line 3: dominance", policy.ErrTwice},
		"a share of nothing":          {good + "dominance: [{n: 1, percent: 0}]", "line 3: dominance", policy.ErrValue},
		"no share":                    {good + "dominance: [{n: 1}]", "line 3: dominance", policy.ErrMissing},
		"another key in a rule":       {good + "dominance: [{n: 1, percent: 5, k: 1}]", `line 3: "k"`, policy.ErrUnknown},
		"a rule that is a number":     {good + "dominance: [50]", "line 3: dominance", policy.ErrValue},
		"dominance is a number":       {good + "dominance: 50", "line 3: dominance", policy.ErrValue},
		"no name":                     {"minimum_frequency: 10", "line 1: name", policy.ErrMissing},
		"an empty name":               {"name: \"\"\nminimum_frequency: 10", "line 1: name", policy.ErrValue},
		"a name that steers":          {"name: \"a\\n\"\nminimum_frequency: 10", "line 1: name", policy.ErrValue},
		"joined names out of order":   {"name: b+a\nminimum_frequency: 10", "line 1: name", policy.ErrValue},
		"a number for a name":         {"name: 10\nminimum_frequency: 10", "line 1: name", policy.ErrValue},
		"no rule":                     {"name: x\nzeros: protect", "line 1: minimum_frequency", policy.ErrMissing},
		"an empty file":               {"", "line 1", policy.ErrBroken},
		"only a remark":               {"# nothing", "line 1", policy.ErrBroken},
		"a list":                      {"- name: x", "line 1", policy.ErrBroken},
		"two documents":               {good + "---\nname: y", "line 3", policy.ErrBroken},
		"a broken second document":    {good + "---\n\t{", "line ", policy.ErrBroken},
		"a tab":                       {"name: x\n\tminimum_frequency: 10", "line ", policy.ErrBroken},
		"an anchor":                   {"name: &a x\nminimum_frequency: 10", "line 1: name", policy.ErrValue},
		"an alias":                    {"name: x\nminimum_frequency: &n 10\nminimum_contributors: *n", "line 3: minimum_contributors", policy.ErrValue},
		"a merged mapping":            {good + "<<: {zeros: protect}", `line 3: "<<"`, policy.ErrUnknown},
		"far too long":                {good + strings.Repeat("#", 1<<20), "line 1", policy.ErrBroken},
	} {
		t.Run(situation, func(t *testing.T) {
			p, err := policy.Parse([]byte(c.text))
			var fault *policy.Fault
			if !errors.Is(err, c.is) || !strings.Contains(err.Error(), c.where) || !errors.As(err, &fault) {
				t.Errorf("%v\nwant %v at %q", err, c.is, c.where)
			}
			if !p.IsZero() {
				t.Errorf("and yet there is a policy:\n%s", p.YAML())
			}
		})
	}
}

func TestAllFaultsAtOnce(t *testing.T) {
	_, err := policy.Parse([]byte("p_percent: x\nround_to: -5\nwho: me\ndominance: [{n: 9, percent: 101}, 3]\n"))
	want := []string{"line 1: name", "line 1: p_percent", "line 2: round_to", `line 3: "who"`, "line 4: n", "line 4: percent", "line 4: dominance"}
	lines := strings.Split(err.Error(), "\n")
	if len(lines) != len(want) {
		t.Fatalf("%d faults:\n%v", len(lines), err)
	}
	for _, w := range want {
		if !strings.Contains(err.Error(), w) {
			t.Errorf("%q is not among\n%v", w, err)
		}
	}
}

// TestALaughOfAnchors is a small file that grows to billions of values when its aliases are followed.
func TestALaughOfAnchors(t *testing.T) {
	var b strings.Builder
	b.WriteString("name: x\nminimum_frequency: 10\na: &a [x, x, x, x, x, x, x, x, x]\n")
	for c := 'b'; c < 'z'; c++ {
		b.WriteString(string(c) + ": &" + string(c) + " [" + strings.TrimSuffix(strings.Repeat("*"+string(c-1)+", ", 9), ", ") + "]\n")
	}
	if _, err := policy.Parse([]byte(b.String())); !errors.Is(err, policy.ErrUnknown) {
		t.Error(err)
	}
}

func FuzzParse(f *testing.F) {
	for _, text := range []string{
		"name: thr10\nlocked: true\nminimum_frequency: 10\nzeros: publish\nminimum_contributors: 0\ndominance: []\np_percent: 0\ngroup_disclosure_percent: 0\nminimum_denominator: 0\nround_to: 0\n",
		"name: x\nminimum_frequency: 37.3\ndominance: [{n: 1, percent: 50}, {n: 2, percent: 75}]", "name: &a x\nzeros: *a", "- 1\n---\n",
	} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		p, err := policy.Parse(text)
		if err != nil {
			var fault *policy.Fault
			if !p.IsZero() || !errors.As(err, &fault) || fault.Line < 1 {
				t.Fatalf("%v, %+v", err, p)
			}
			return
		}
		if back, err := policy.Parse(p.YAML()); err != nil || back != p {
			t.Fatalf("%v\n%s\nread from\n%s", err, p.YAML(), text)
		}
		if _, err := p.Risks(policy.Facts{Count: 1, NoSum: true, NoShare: true, HasContributors: true}); err != nil {
			t.Fatal(err)
		}
	})
}
