package intake

import (
	"cmp"
	"context"
	"errors"
	"strings"

	"github.com/buurtbeeld/buurtbeeld/disclosure/policy"
	"github.com/buurtbeeld/buurtbeeld/internal/indicator"
	"github.com/buurtbeeld/buurtbeeld/internal/problem"
	"github.com/buurtbeeld/buurtbeeld/internal/protection"
	"github.com/buurtbeeld/buurtbeeld/internal/source/table"
)

// usualRules are the rules for figures of which the mapping names none.
const usualRules = "general"

// unpublished reads a table of figures that the owner does not publish, and protects it against all that left before. What comes out is all
// that anybody gets to see of it, also on the screen of who reads in.
func (in *Intake) unpublished(ctx context.Context, file string, m table.Mapping, o table.Options) (indicator.Batch, error) {
	rules := in.Rules
	if rules.IsZero() {
		var err error
		if rules, err = RulesNamed(cmp.Or(m.Rules, usualRules)); err != nil {
			return indicator.Batch{}, err
		}
	}
	raw, err := table.ReadRaw(ctx, file, m, o)
	if err != nil {
		return indicator.Batch{}, err
	}
	options := protection.Options{Rules: rules, Random: in.Random}
	if in.Store != nil {
		if options.Earlier, err = in.Store.Given(ctx, in.Reader); err != nil {
			return indicator.Batch{}, err
		}
		if options.Published, err = in.published(ctx, raw); err != nil {
			return indicator.Batch{}, err
		}
	}
	return protection.Protect(ctx, raw, options)
}

// published returns what the same owner published itself of the figures of a delivery: anybody may know it.
func (in *Intake) published(ctx context.Context, raw indicator.Raw) (list []indicator.Given, err error) {
	asked := map[indicator.ID]bool{}
	for _, i := range raw.Indicators {
		asked[i.ID], asked[i.PartOf] = true, true
	}
	deliveries, err := in.Store.Deliveries(ctx, in.Reader)
	if err != nil {
		return nil, err
	}
	own := map[string]bool{}
	for _, d := range deliveries {
		own[d.ID] = d.Kind == indicator.OwnTable && d.Published
	}
	summaries, err := in.Store.Summaries(ctx, in.Reader)
	if err != nil {
		return nil, err
	}
	for _, m := range summaries {
		if !asked[m.Key.Indicator] {
			continue
		}
		c, err := in.Store.Column(ctx, in.Reader, m.Key)
		if err != nil {
			return nil, err
		}
		b := indicator.NewBuilder(m.Key, c.Index())
		for i := range c.Len() {
			if v := c.At(i); own[c.DeliveryAt(i)] {
				if x, ok := v.Number(); !ok {
					b.SetMissing(i, v.Mark())
				} else if err := b.SetKnown(i, x, v.Mark()); err != nil {
					return nil, err
				}
				if n, of, ok := c.Ratio(i); ok {
					b.SetRatio(i, n, of)
				}
			}
		}
		list = append(list, indicator.Given{Indicator: indicator.Indicator{ID: m.Key.Indicator}, Column: b.Column()})
	}
	return list, nil
}

// RulesNamed returns rules that come with the program.
func RulesNamed(name string) (policy.Policy, error) {
	p, err := policy.Named(name)
	if errors.Is(err, policy.ErrNoSuchName) {
		return p, problem.New(problem.Invalid, "protection.rules_unknown", "rules", name, "names", strings.Join(policy.Names(), ", "))
	}
	return p, err
}
