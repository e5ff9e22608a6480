package crosslink

import (
	"slices"
	"strings"

	"github.com/buurtbeeld/buurtbeeld/internal/stack/crosslink"
)

// unknown says what the page does not know; it is never empty.
func (v *view) unknown() []string {
	list := []string{v.t("crosslink.unknown_people"), v.t("crosslink.unknown_cause")}
	l := v.links
	if l == nil {
		return list
	}
	if l.NoNeighbours {
		list = append(list, v.t("crosslink.unknown_neighbours"))
	} else if l.Strong() {
		list = append(list, v.t("crosslink.unknown_alike"))
	}
	if n := len(l.Areas) - l.Result.Areas; n > 0 {
		list = append(list, v.t("crosslink.unknown_target", "areas", v.areas(n)))
	}
	if l.Few > 0 {
		list = append(list, v.t("crosslink.unknown_few", "areas", v.areas(l.Few), "n", l.Choice.MinimumPopulation))
	}
	if l.PairsOnly {
		list = append(list, v.t("crosslink.unknown_three"))
	}
	return append(list, v.t("crosslink.unknown_figures"))
}

// facts say how was looked.
func (v *view) facts() []fact {
	l := v.links
	return []fact{
		{v.t("crosslink.fact_target"), v.targetFrom()},
		{v.t("crosslink.fact_areas"), v.t("crosslink.fact_areas_text", "areas", v.areas(l.Result.Areas), "hits", l.Hits)},
		{v.t("crosslink.fact_looked"), v.t("crosslink.fact_looked_text", "pairs", l.Pairs, "triples", l.Combinations-l.Pairs)},
		{v.t("crosslink.fact_least"), v.areas(l.MinimumAreas)},
		{v.t("crosslink.fact_draws"), v.t("crosslink.fact_draws_text", "n", l.Permutations, "seed", l.Seed)},
	}
}

// targetFrom says from where the target counts.
func (v *view) targetFrom() string {
	return v.t("crosslink.fact_target_text", "target", v.Target(), "year", v.links.Target.Key.Period.String())
}

// leftOut lists the figures that took part and those that did not, by reason.
func (v *view) leftOut() {
	for _, f := range v.links.Layers {
		v.Layers = append(v.Layers, v.name(f.Indicator)+" ("+f.Key.Period.String()+")")
	}
	slices.Sort(v.Layers)
	by := map[crosslink.Reason][]string{}
	for _, o := range v.links.LeftOut {
		name := v.name(o.Indicator)
		if o.Reason == crosslink.LikeLayer {
			name = v.t("crosslink.like", "name", name, "like", v.name(o.Like))
		}
		by[o.Reason] = append(by[o.Reason], name)
	}
	for _, r := range []crosslink.Reason{crosslink.SameFigure, crosslink.PartOf, crosslink.SameWhole, crosslink.SameValues, crosslink.LikeLayer, crosslink.NoDifference, crosslink.LittleKnown, crosslink.Count} {
		if names := by[r]; len(names) > 0 {
			slices.Sort(names)
			v.LeftOut = append(v.LeftOut, leftOut{v.t("crosslink.reason." + string(r)), strings.Join(slices.Compact(names), "; ")})
		}
	}
}
