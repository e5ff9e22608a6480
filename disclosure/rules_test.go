package disclosure_test

import (
	"encoding/csv"
	"errors"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/buurtbeeld/buurtbeeld/disclosure"
)

// outcome is what became of a situation, in the words of rules.csv: the verdict, and how the reason begins.
type outcome struct{ verdict, why string }

const (
	safe, unsafe, refused = "veilig", "onveilig", "geweigerd"
	nothingFound          = "niets gevonden"
)

var attackWords = map[disclosure.Kind]string{
	disclosure.Exact:        "precies af te leiden",
	disclosure.Differencing: "een kleine groep die geen tabel noemt",
	disclosure.Insider:      "wie alleen is, weet meer",
	disclosure.Published:    "eerder gepubliceerd",
	disclosure.Pinned:       "maar één getal mogelijk",
	disclosure.Mismatch:     "twee getallen voor één cel",
}

var refusalWords = []struct {
	err  error
	word string
}{
	{disclosure.ErrNotSum, "telt niet op"},
	{disclosure.ErrOtherMethod, "twee methoden door elkaar"},
	{disclosure.ErrGivenDiscloses, "al weggegeven"},
	{disclosure.ErrOtherDivision, "andere indeling"},
}

// The situations in rules.csv, written for who keeps watch over privacy, are what the library does.
func TestSituations(t *testing.T) {
	text, err := os.Open("testdata/rules.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer text.Close()
	r := csv.NewReader(text)
	r.Comma = ';'
	lines, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(lines[0], []string{"situatie", "oordeel", "reden"}) {
		t.Fatalf("the columns are %v", lines[0])
	}
	told := map[string]bool{}
	for _, line := range lines[1:] {
		name := line[0]
		play, there := situations[name]
		if !there || told[name] {
			t.Errorf("%q has no scenario, or stands twice", name)
			continue
		}
		told[name] = true
		t.Run(name, func(t *testing.T) {
			got := play(t)
			why, sentence, _ := strings.Cut(line[2], ": ")
			if got.verdict != line[1] || got.why != why || sentence == "" {
				t.Errorf("%s, %s; the file says %s, %s", got.verdict, got.why, line[1], line[2])
			}
		})
	}
	for name := range situations {
		if !told[name] {
			t.Errorf("%q is not in the file", name)
		}
	}
}

// sheet reads a release: cells of codes with a count, such as "oost 27, west 3*". A star is withheld for itself, a wave to protect
// another.
func sheet(t *testing.T, name, text string, facts disclosure.Facts, dims ...disclosure.Dimension) disclosure.Release {
	t.Helper()
	b, err := disclosure.NewReleaseBuilder(name, facts, dims...)
	if err != nil {
		t.Fatal(err)
	}
	for _, cell := range strings.Split(text, ", ") {
		codes, number, _ := strings.Cut(cell, " ")
		state := disclosure.State{Shown: !strings.ContainsAny(number, "*~"), Primary: strings.Contains(number, "*"), Truth: true}
		n, err := strconv.ParseInt(strings.TrimRight(number, "*~"), 10, 64)
		if err != nil {
			t.Fatal(err)
		}
		numbers := disclosure.Numbers{Count: n}
		if facts&disclosure.Sums != 0 {
			numbers = disclosure.Numbers{Count: 100, Sum: n}
		}
		if err := b.Add(strings.Split(codes, "|"), numbers, state); err != nil {
			t.Fatal(err)
		}
	}
	r, err := b.Release()
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// lines reads a table that is not protected yet, in the same form.
func lines(t *testing.T, text string, dims ...disclosure.Dimension) (disclosure.Table, error) {
	t.Helper()
	var all []line
	for _, cell := range strings.Split(text, ", ") {
		codes, number, _ := strings.Cut(cell, " ")
		n, err := strconv.ParseInt(number, 10, 64)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, people(n, strings.Split(codes, "|")...))
	}
	return written(0, all, dims...)
}

// attacked gives what the attack on some releases finds first.
func attacked(t *testing.T, o disclosure.AuditOptions, releases ...disclosure.Release) outcome {
	t.Helper()
	o.Random = seeded("situation")
	v, err := disclosure.AttackReleases(t.Context(), releases, o)
	if err != nil {
		return outcomeOf(t, err)
	}
	return judged(v)
}

func judged(v disclosure.Verdict) outcome {
	if first, found := v.First(); found {
		return outcome{unsafe, attackWords[first.Kind]}
	}
	return outcome{safe, nothingFound}
}

func outcomeOf(t *testing.T, err error) outcome {
	t.Helper()
	for _, r := range refusalWords {
		if errors.Is(err, r.err) {
			return outcome{refused, r.word}
		}
	}
	t.Fatal(err)
	return outcome{}
}

// asIs asks for a table as it is, under some rules: it leaves only when no cell is at risk.
func asIs(t *testing.T, table disclosure.Table, yaml string) outcome {
	t.Helper()
	a, err := table.Assess(parse(t, yaml))
	if err != nil {
		t.Fatal(err)
	}
	p, err := a.Protect(t.Context(), disclosure.Options{Method: disclosure.None, Random: seeded("as it is")})
	if errors.Is(err, disclosure.ErrRisky) {
		for cell := range table.Len() {
			if r := a.Risk(cell); r != 0 {
				return outcome{refused, strings.Join(r.Words(), " en ")}
			}
		}
	}
	if err != nil {
		return outcomeOf(t, err)
	}
	audited, err := p.Audit(t.Context(), disclosure.AuditOptions{Random: seeded("audit")})
	if err != nil {
		t.Fatal(err)
	}
	return judged(audited.Verdict())
}

// secured protects a table by withholding, against what left before, and audits it.
func secured(t *testing.T, table disclosure.Table, yaml string, o disclosure.Options) (disclosure.Audited, error) {
	t.Helper()
	a, err := table.Assess(parse(t, yaml))
	if err != nil {
		t.Fatal(err)
	}
	o.Random = seeded("protect")
	p, err := a.Protect(t.Context(), o)
	if err != nil {
		return disclosure.Audited{}, err
	}
	audited, err := p.Audit(t.Context(), disclosure.AuditOptions{Random: seeded("audit"), Ledger: o.Ledger, Counter: o.Counter})
	if err != nil {
		t.Fatal(err)
	}
	return audited, nil
}
