package ownarea

import (
	"cmp"
	"math"
	"slices"

	"github.com/buurtbeeld/buurtbeeld/internal/indicator"
)

// steps are the steps in which sources round, from coarse to fine.
var steps = []float64{10, 5, 1, 0.1, 0.01, 0.001}

// stepOf returns in which step the numbers of a column are rounded, judged by the numbers themselves: the coarsest of
// which all are a multiple; 0 when they are not rounded in any. Numbers of areas that are not known stand as zero and change
// nothing.
func stepOf(numbers []float64) float64 {
	if allZero(numbers) {
		return 0
	}
	for _, s := range steps {
		if isMultiple(numbers, s) {
			return s
		}
	}
	return 0
}

func allZero(numbers []float64) bool {
	return !slices.ContainsFunc(numbers, func(x float64) bool { return x != 0 })
}

func isMultiple(numbers []float64, step float64) bool {
	for _, x := range numbers {
		if q := x / step; math.Abs(q-math.Round(q)) > 1e-6 {
			return false
		}
	}
	return true
}

// lots is the step in which Statistics Netherlands rounds counts of districts and neighbourhoods by drawing lots, up or down
// (CBS, Toelichting Kerncijfers wijken en buurten: "aselect afgerond op veelvouden van 5").
const lots = 5

// half returns how far a number of a column can lie from the true one by rounding: half a step, and of a count that may be
// rounded by lots all but one of a step. A count that is given to the unit is the count itself. Zeros alone do not tell how
// counts were rounded, so they may have been by lots.
func half(numbers []float64, counts bool) float64 {
	step := stepOf(numbers)
	if counts && allZero(numbers) {
		return lots - 1
	}
	if counts && step <= 1 {
		return 0
	}
	if counts && step == lots {
		return lots - 1
	}
	return step / 2
}

// item is a part of a ratio: what it adds above and below the line. It is optional when it may be left out.
type item struct {
	above, below float64
	optional     bool
}

// least returns the smallest ratio of the sums above and below the line over every choice of optional items. Without
// anything below the line there is none.
func least(items []item) (float64, bool) {
	var above, below float64
	var optional []item
	for _, i := range items {
		if i.below <= 0 {
			continue
		}
		if i.optional {
			optional = append(optional, i)
			continue
		}
		above, below = above+i.above, below+i.below
	}
	// Whatever lies under the ratio that one has makes it smaller, so that the smallest comes first.
	slices.SortFunc(optional, func(a, b item) int { return cmp.Compare(a.above*b.below, b.above*a.below) })
	for _, i := range optional {
		if below == 0 || i.above*below < above*i.below {
			above, below = above+i.above, below+i.below
		}
	}
	return above / below, below > 0
}

// most returns the largest ratio.
func most(items []item) (float64, bool) {
	turned := make([]item, len(items))
	for k, i := range items {
		turned[k] = item{-i.above, i.below, i.optional}
	}
	x, ok := least(turned)
	return -x, ok
}

// weightOf says by which population the parts of a share or a mean count.
type weightOf struct {
	// ID is the figure that counts them.
	ID indicator.ID
	// Near is true where the right population is not counted and another stands in its place.
	Near bool
}

const households, dwellings, land indicator.ID = "kwb_huishoudens_totaal", "kwb_woningvoorraad", "kwb_oppervlakte_land"

// weights names the population of figures that are a part of some, where the definition does not (CBS, Toelichting
// Kerncijfers wijken en buurten). Those over a population that is not counted per area stand by the nearest that is.
var weights = map[indicator.ID]weightOf{
	"woz_value_mean": {dwellings, false}, "owner_occupied_share": {dwellings, false}, "housing_association_share": {dwellings, false},
	"kwb_huurwoningen_totaal": {dwellings, false}, "kwb_in_bezit_overige_verhuurders": {dwellings, false},
	"kwb_percentage_eengezinswoning": {dwellings, false}, "kwb_percentage_meergezinswoning": {dwellings, false},
	"kwb_percentage_onbewoond": {dwellings, false}, "kwb_percentage_bewoond": {dwellings, false},
	"kwb_percentage_woningen_met_stadsverwarming": {dwellings, false},
	"kwb_gemiddelde_huishoudensgrootte":           {households, false}, "kwb_personenauto_s_per_huishouden": {households, false},
	"kwb_huishoudens_zonder_kinderen_share": {households, false}, "social_minimum_household_share": {households, true},
	"kwb_bevolkingsdichtheid": {land, false}, "kwb_personenauto_s_naar_oppervlakte": {land, false},
	"kwb_15_tot_25_jaar_share": {indicator.Population, false}, "kwb_25_tot_45_jaar_share": {indicator.Population, false},
	"kwb_45_tot_65_jaar_share": {indicator.Population, false}, "kwb_gehuwd_share": {indicator.Population, false},
	"kwb_ongehuwd_share": {indicator.Population, false}, "kwb_gescheiden_share": {indicator.Population, false},
	"kwb_verweduwd_share": {indicator.Population, false}, "poverty_share": {indicator.Population, true},
}

// units names the population by the unit of a figure, for figures that no list names.
var units = map[indicator.Unit]weightOf{
	"% 18+": {indicator.Population, true}, "% 65+": {indicator.Population, true}, "% 19+": {indicator.Population, true},
	"per 1000": {indicator.Population, false}, "per 10000": {indicator.Population, false}, "% of households": {households, false},
	"per household": {households, false}, "persons per household": {households, false}, "EUR per inhabitant": {indicator.Population, false},
}

// weightFor returns by which population a figure counts, and false when none fits. A figure that is no part or mean of a
// known population, such as a median, a class or a score, has none.
func weightFor(in indicator.Indicator) (weightOf, bool) {
	if w, ok := weights[in.ID]; ok {
		return w, true
	}
	if in.Denominator != "" {
		return weightOf{ID: in.Denominator}, true
	}
	w, ok := units[in.Unit]
	return w, ok
}
