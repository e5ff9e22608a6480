// Package protection takes figures that their owner does not publish through disclosure control, before anything of them is kept:
// assessed, protected, and attacked together with all that left before (Dutch: beveiliging).
//
// Promise: NothingWithheldIsKept. What is withheld holds no number in the batch that comes out: not in its columns, its report or
// its fingerprint.
// Promise: WithheldStaysWithheld. What was withheld once, by any delivery, is not shown by a later one.
// Promise: NoSmallCorrection. A cell that differs from what was shown of it earlier by less than the minimum of the rules is
// withheld.
// Promise: EarlierDeliveriesCount. What left earlier of the same figure and period, at any level of the same year, is part of what is
// attacked.
// Not promised: areas of two years that overlap, beyond areas with the same code.
// Not promised: figures that add up and of which nobody said so, when they come in several deliveries, or more than two make up another and
// there are still others.
// Not promised: two true states of the same people, of which the differences are as large as the minimum or larger.
// Not promised: that somebody who is alone in a cell learns nothing from three or more deliveries of one figure at different levels.
// What is remembered does not tell who was alone; in one of some thousands of random towns somebody did.
// Not promised: what people know of a small number from elsewhere.
package protection

import (
	"cmp"
	"context"
	"errors"
	"io"
	"slices"
	"strings"

	"github.com/buurtbeeld/buurtbeeld/disclosure"
	"github.com/buurtbeeld/buurtbeeld/disclosure/policy"
	"github.com/buurtbeeld/buurtbeeld/internal/indicator"
	"github.com/buurtbeeld/buurtbeeld/internal/problem"
)

// Options say by which rules figures are protected, and what left before (Dutch: keuzes bij het beveiligen).
type Options struct {
	// Rules are required: no rules, no figures.
	Rules policy.Policy
	// Random is required: crypto/rand.
	Random io.Reader
	// Earlier is all that left before of the same owner, the newest first.
	Earlier []indicator.Given
	// Published is what the owner publishes itself of the same figures; it counts as having left before all else.
	Published []indicator.Given
}

// Protect withholds what says too much of few people, and whatever would give it away.
func Protect(ctx context.Context, raw indicator.Raw, o Options) (indicator.Batch, error) {
	if o.Rules.IsZero() || o.Random == nil {
		return indicator.Batch{}, errors.New("protect: rules and a source of randomness are required")
	}
	rules, err := withMarks(o.Rules)
	if err != nil {
		return indicator.Batch{}, err
	}
	if err := check(raw); err != nil {
		return indicator.Batch{}, err
	}
	earlier := slices.Concat(o.Earlier, o.Published)
	f := familyOf(raw, earlier)
	if err := undeclared(raw, f); err != nil {
		return indicator.Batch{}, err
	}
	out := newOutput(raw, f)
	for _, members := range f.split(raw) {
		s, err := newScene(f, members, rules)
		if err != nil {
			return indicator.Batch{}, err
		}
		s.remember(earlier)
		s.correct()
		if err := s.settle(); err != nil {
			return indicator.Batch{}, err
		}
		shown, err := s.release(ctx, o.Random)
		if err != nil {
			return indicator.Batch{}, s.explain(err)
		}
		out.take(s, members, shown)
	}
	return out.batch(o), nil
}

// withMarks adds to the rules that a cell out of nobody is at risk, which is how cells are marked that may not be shown for other
// reasons than their own number.
func withMarks(rules policy.Policy) (policy.Policy, error) {
	marks, err := policy.Parse([]byte("name: marked\nminimum_denominator: 1\n"))
	return policy.Strictest(rules, marks), err
}

// check refuses what cannot be protected, all of it at once.
func check(raw indicator.Raw) error {
	var list problem.List
	for _, r := range raw.Columns {
		c := r.Column
		refuse := func(key string, pairs ...any) {
			list.Add(problem.New(problem.Invalid, key, append(pairs, "figure", string(c.Key().Indicator), "line", r.Line)...))
		}
		if !r.Counts && r.OutOf == 0 {
			refuse("protection.neither")
			continue
		}
		numbers, ratios := 0, 0
		for i := range c.Len() {
			x, ok := c.At(i).Number()
			if !ok {
				continue
			}
			n, of, ratio := c.Ratio(i)
			if numbers++; ratio {
				ratios++
			}
			code := c.Index().Code(i).String()
			switch {
			case r.Counts && !isCount(x):
				refuse("protection.no_count", "area", code)
			case !r.Counts && ratio && (n < -0.5 || !isCount(of) || n > of+0.5):
				refuse("protection.no_share", "area", code)
			default:
				continue
			}
			break
		}
		if !r.Counts && numbers > 0 && ratios == 0 {
			refuse("protection.no_denominator")
		}
	}
	return list.Err()
}

// mostCount is the largest count of people that is taken for one.
const mostCount = 1 << 40

func isCount(x float64) bool { return x >= 0 && x <= mostCount && x == float64(int64(x)) }

// explain says in words of the page what disclosure control refused. No number is among them.
func (s *scene) explain(err error) error {
	area := ""
	var at *disclosure.CellError
	if errors.As(err, &at) && len(at.Cell) > 0 {
		area = strings.TrimSuffix(at.Cell[0], rest)
	}
	refused := func(key string) error {
		return problem.New(problem.Invalid, key, "area", area, "figure", s.name, "period", s.key.Period.String()).Because(hidden{err})
	}
	switch {
	case errors.Is(err, disclosure.ErrGivenDiscloses), errors.Is(err, disclosure.ErrNotSafe):
		return refused("protection.given_away")
	case errors.Is(err, disclosure.ErrNotSum):
		return refused("protection.not_sum")
	case errors.Is(err, policy.ErrFactsMissing):
		return refused("protection.rules_need")
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded), problem.KeyOf(err) != "":
		return err
	}
	return refused("protection.contradicts")
}

// hidden is a cause of which the text is not told: it could end in a log.
type hidden struct{ err error }

func (hidden) Error() string   { return "disclosure control refused the table" }
func (h hidden) Unwrap() error { return h.err }

// family is which figures are parts or shares of which (Dutch: samenhang).
type family struct {
	parent map[string]string
	among  map[string]string
	// share tells figures that are a share or a rate.
	share map[string]bool
}

// rest stands behind the code of what is left of an area or a figure beside its parts.
const rest = " …"

// familyOf puts together what this delivery and earlier ones say of their figures.
func familyOf(raw indicator.Raw, earlier []indicator.Given) *family {
	f := &family{map[string]string{}, map[string]string{}, map[string]bool{}}
	add := func(in indicator.Indicator, share bool) {
		id := string(in.ID)
		if share {
			f.share[id] = true
		}
		if _, known := f.parent[id]; known || in.PartOf == "" && !share {
			return
		}
		f.parent[id], f.among[id] = cmp.Or(string(in.PartOf), "1 "+id), cmp.Or(in.Among, shareOf+id)
	}
	shares := map[indicator.ID]bool{}
	for _, c := range raw.Columns {
		shares[c.Column.Key().Indicator] = !c.Counts
	}
	for _, in := range raw.Indicators {
		add(in, shares[in.ID])
	}
	for _, g := range earlier {
		add(g.Indicator, strings.HasPrefix(g.Indicator.Among, shareOf))
	}
	return f
}

// shareOf stands before what a share is among: itself and all that do not have the trait.
const shareOf = "share "

// root is the figure of which all others of a table are parts. A circle ends where it began.
func (f *family) root(id string) string {
	at := id
	for range len(f.parent) {
		up, ok := f.parent[at]
		if !ok {
			return at
		}
		at = up
	}
	return at
}

// split puts columns together that are protected as one table: of one period, with one root.
func (f *family) split(raw indicator.Raw) [][]indicator.RawColumn {
	var sets [][]indicator.RawColumn
	for _, c := range raw.Columns {
		k := c.Column.Key()
		at := slices.IndexFunc(sets, func(set []indicator.RawColumn) bool {
			other := set[0].Column.Key()
			return other.Period == k.Period && other.Group == k.Group && f.root(string(other.Indicator)) == f.root(string(k.Indicator))
		})
		if at < 0 {
			sets, at = append(sets, nil), len(sets)
		}
		sets[at] = append(sets[at], c)
	}
	return sets
}
