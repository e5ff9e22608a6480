package disclosure

import (
	"context"
	"errors"
	"strconv"

	"github.com/buurtbeeld/buurtbeeld/disclosure/internal/attack"
	"github.com/buurtbeeld/buurtbeeld/disclosure/internal/joint"
)

// puzzle is an attack of which the combination is still to be worked out.
type puzzle struct {
	at    int // in the attacks of the verdict
	terms []attack.Term
}

// mostExplained is for how many attacks the combination is worked out when nothing was asked.
const mostExplained = 100

// explain works out which published cells, combined how, give what was found: those that do harm first.
func (b *assault) explain(ctx context.Context) error {
	most := b.options.Explain
	if most == 0 {
		most = mostExplained
	}
	if len(b.puzzles) == 0 {
		return nil
	}
	from := shownIn(b.union)
	for _, harms := range []bool{true, false} {
		for _, p := range b.puzzles {
			a := &b.verdict.Attacks[p.at]
			if a.Harms != harms || most <= 0 {
				continue
			}
			most--
			terms, err := b.solution.Combination(ctx, p.terms)
			if errors.Is(err, attack.ErrCoefficient) || errors.Is(err, attack.ErrVaries) {
				continue // it is known all the same; only how is too long to say
			}
			if err != nil {
				return err
			}
			for _, t := range terms {
				a.By = append(a.By, b.term(t, from))
			}
		}
	}
	return nil
}

// term names a published cell and how many times it counts. Cells that are empty by nature have no release.
func (b *assault) term(t attack.Term, from []string) Term {
	times := strconv.FormatInt(t.Num, 10)
	if t.Den > 1 {
		times += "/" + strconv.FormatInt(t.Den, 10)
	}
	release := ""
	if int(t.Node) < len(from) {
		release = from[t.Node]
	}
	return Term{Release: release, Cell: b.union.Name(b.system.Codes(t.Node)), Times: times}
}

// shownIn gives for each cell the name of the first release that shows it.
func shownIn(u *joint.Union) []string {
	names := make([]string, u.Cube.Len())
	for i := len(u.Sheets) - 1; i >= 0; i-- {
		for cell, shown := range u.Sheets[i].Shown {
			if shown {
				names[u.Cell(i, cell)] = u.Sheets[i].Name
			}
		}
	}
	return names
}
