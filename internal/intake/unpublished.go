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
	}
	return protection.Protect(ctx, raw, options)
}

// RulesNamed returns rules that come with the program.
func RulesNamed(name string) (policy.Policy, error) {
	p, err := policy.Named(name)
	if errors.Is(err, policy.ErrNoSuchName) {
		return p, problem.New(problem.Invalid, "protection.rules_unknown", "rules", name, "names", strings.Join(policy.Names(), ", "))
	}
	return p, err
}
