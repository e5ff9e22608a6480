package example

import (
	"math"

	"github.com/buurtbeeld/buurtbeeld/internal/indicator"
)

// part is one delivery a year.
type part uint8

const (
	core     part = iota // as the figures of Statistics Netherlands
	health               // as the estimates of RIVM
	register             // as a municipality's own counts
)

// figure is how an indicator follows from a neighbourhood.
type figure struct {
	id   indicator.ID
	part part
	of   basis
	// factor is what a share of 1 is written as: 100 for a percentage, 1000 for a rate per 1000. 0 is a mean.
	factor float64
	// level is the share, or the mean, in a neighbourhood in a year, counted from middleYear.
	level func(b *buurt, year float64) float64
	// country is the value for the country, made up as well, in middleYear, and trend its change per year.
	country, trend float64
	// from is the first year with figures; 0 is all years.
	from int
	// late is true for a figure that is still to be published for the last year.
	late bool
}

// wave is how far a year stands out because of the pandemic, as unemployment did.
func wave(year float64) float64 {
	switch year {
	case 2:
		return 1
	case 3:
		return 0.7
	case 4:
		return 0.2
	}
	return 0
}

// hidden is 1 where worries are not expected: in the districts of dear houses with heavy mortgages.
func (b *buurt) hidden() float64 {
	if b.folk == jam {
		return 1
	}
	return 0
}

// carefree is 1 where houses are dear or mortgages heavy, and not both.
func (b *buurt) carefree() float64 {
	if b.folk == settled || b.folk == starters {
		return 1
	}
	return 0
}

// slowly counts the years before middleYear for a third: prices hardly moved then.
func slowly(year float64) float64 { return max(year, year/3) }

// line is a share that rises with worry and, apart and a little more every year, where worries are not expected.
func line(base, worry, hidden, trend float64) func(*buurt, float64) float64 {
	return func(b *buurt, y float64) float64 {
		return bound(base+float64(worry*b.now(y))+float64(hidden*b.hidden()*(0.4+0.1*y))+float64(trend*y), base*0.15, 0.95)
	}
}

// figures are in the order of the catalogue.
var figures = []figure{
	{id: indicator.Population, of: people},
	{id: "population_65plus_share", of: people, factor: 100, country: 18.9, trend: 0.3,
		level: func(b *buurt, y float64) float64 { return b.old + float64(0.003*y) }},
	{id: "population_0_15_share", of: people, factor: 100, country: 16.1, trend: -0.15,
		level: func(b *buurt, y float64) float64 { return b.young - float64(0.001*y) }},
	{id: "single_household_share", of: households, factor: 100, country: 38, trend: 0.2,
		level: func(b *buurt, y float64) float64 {
			return bound(1.25-float64(0.4*b.household)+float64(0.002*y), 0.08, 0.8)
		}},
	{id: "household_with_children_share", of: households, factor: 100, country: 33, trend: -0.2,
		level: func(b *buurt, y float64) float64 { return bound(float64(0.42*b.household)-0.6, 0.08, 0.75) }},
	{id: "woz_value_mean", of: dwellings, country: 230, trend: 24,
		level: func(b *buurt, y float64) float64 {
			return (238 + float64(118*b.wealth) + float64(20*b.city)) * (1 + float64(0.085*slowly(y)))
		}},
	{id: "owner_occupied_share", of: dwellings, factor: 100, country: 57, trend: -0.1,
		level: func(b *buurt, y float64) float64 { return 1 - b.rent }},
	{id: "housing_association_share", of: dwellings, factor: 100, country: 29, trend: -0.1,
		level: func(b *buurt, y float64) float64 { return float64(0.74 * b.rent) }},
	{id: "social_assistance_rate", of: people, factor: 1000, country: 24, trend: -0.5, level: line(0.022, 0.030, -0.008, -0.0005)},
	{id: "unemployment_benefit_rate", of: people, factor: 1000, country: 15, trend: -0.4,
		level: func(b *buurt, y float64) float64 {
			return line(0.015, 0.010, 0.005, -0.0006)(b, y) * (1 + float64(0.45*wave(y)))
		}},
	{id: "poverty_share", of: people, factor: 100, country: 5.2, trend: -0.3, level: line(0.050, 0.060, -0.015, -0.003)},
	{id: "problem_debt_household_share", of: households, factor: 100, country: 8.2, trend: 0.05, level: line(0.078, 0.072, 0.080, 0.001)},
	{id: "early_debt_signal_rate", part: register, of: people, factor: 1000, from: 2021, country: 3.3, trend: 0.2, level: line(0.0035, 0.003, 0.001, 0.0002)},
	{id: "rent_arrears_signal_rate", part: register, of: rented, factor: 1000, country: 31, trend: 0.6, level: line(0.030, 0.030, 0.004, 0.0008)},
	{id: "mortgage_burden_share", part: register, of: owned, factor: 100, country: 11, trend: 0.4,
		level: func(b *buurt, y float64) float64 {
			return bound(0.095+float64(0.02*b.now(y))+float64(0.13*b.strain)+float64(0.004*y), 0.03, 0.5)
		}},
	{id: "youth_care_share", of: youth, factor: 100, country: 9.8, trend: 0.15,
		level: func(b *buurt, y float64) float64 {
			return line(0.098, 0.018, 0.060, 0.002)(b, y) - float64(0.022*b.carefree())
		}},
	{id: "wmo_client_rate", of: people, factor: 1000, country: 62, trend: 1, late: true,
		level: func(b *buurt, y float64) float64 {
			return bound(float64(0.28*b.old)+float64(0.025*b.now(y))+float64(0.001*y), 0.008, 0.3)
		}},
	{id: "difficulty_making_ends_meet", part: health, of: adults, factor: 100, country: 15, trend: 0.5, level: line(0.150, 0.110, 0.030, 0.005)},
	{id: "loneliness_share", part: health, of: adults, factor: 100, country: 46, trend: 0.4,
		level: func(b *buurt, y float64) float64 {
			return bound(0.45+float64(0.07*b.now(y))-float64(0.06*b.strength)+float64(0.05*b.city)+float64(0.006*y), 0.2, 0.8)
		}},
	{id: "severe_loneliness_share", part: health, of: adults, factor: 100, country: 12.5, trend: 0.3,
		level: func(b *buurt, y float64) float64 {
			return bound(0.115+float64(0.04*b.now(y))-float64(0.035*b.strength)+float64(0.025*b.city)+float64(0.004*y), 0.03, 0.5)
		}},
	{id: "lack_of_emotional_support_share", part: health, of: adults, factor: 100, from: 2022, country: 10, trend: 0.2,
		level: func(b *buurt, y float64) float64 {
			return bound(0.095+float64(0.03*b.now(y))-float64(0.04*b.strength), 0.02, 0.4)
		}},
	{id: "high_stress_share", part: health, of: adults, factor: 100, country: 19, trend: 0.6,
		level: func(b *buurt, y float64) float64 {
			return bound(0.17+float64(0.04*b.now(y))+float64(0.02*b.hidden())+float64(0.04*b.city)+float64(0.005*y), 0.06, 0.5)
		}},
	{id: "self_rated_health_good_share", part: health, of: adults, factor: 100, country: 75, trend: -0.4,
		level: func(b *buurt, y float64) float64 {
			return bound(0.78-float64(0.10*b.now(y))-float64(0.5*(b.old-0.18)), 0.4, 0.95)
		}},
	{id: "informal_carer_share", part: health, of: adults, factor: 100, country: 14.5, trend: 0.1,
		level: func(b *buurt, y float64) float64 {
			return bound(0.13+float64(0.03*b.strength)+float64(0.15*(b.old-0.18)), 0.05, 0.3)
		}},
	{id: "volunteering_share", part: health, of: adults, factor: 100, country: 26, trend: -0.3,
		level: func(b *buurt, y float64) float64 {
			return bound(0.27+float64(0.12*b.strength)-float64(0.003*y), 0.08, 0.6)
		}},
	{id: "resident_initiative_rate", part: register, of: people, factor: 10000, country: 9, trend: 0.3,
		level: func(b *buurt, y float64) float64 {
			return bound(0.0012+float64(0.0012*b.strength)+float64(0.00008*y), 0.0001, 0.01)
		}},
	{id: "meeting_place_rate", part: register, of: people, factor: 10000, country: 11, trend: -0.1,
		level: func(b *buurt, y float64) float64 {
			return bound(0.0013+float64(0.0006*b.strength)+float64(0.0009*b.city)-float64(0.0003*b.hidden()), 0.0001, 0.01)
		}},
}

// lastingSpread is by how much a neighbourhood differs year after year from what it is thought up to be.
const lastingSpread = 0.13

// counted is the part and the whole of one area.
type counted struct {
	part, whole float64
	// sum is the mean times the whole, for means.
	sum float64
}

// count returns what a figure counts in a neighbourhood: whole people or things, with some chance, and each year much
// like the last.
func (f figure) count(t *town, b *buurt, year int) counted {
	whole := b.size(f.of, year)
	if f.level == nil || whole == 0 {
		return counted{part: float64(whole), whole: float64(whole), sum: float64(whole)}
	}
	lasting := stream(t.seed, string(f.id)+" "+b.name).bell()
	passing := stream(t.seed, string(f.id)+" "+b.name+" "+string(rune('0'+year))).bell()
	level := f.level(b, since(year))
	if f.factor == 0 {
		mean := math.Round(level * (1 + float64(0.04*lasting) + float64(0.01*passing)))
		return counted{whole: float64(whole), sum: mean * float64(whole)}
	}
	spread := math.Sqrt(level * (1 - level) / float64(whole))
	share := bound(level*(1+float64(lastingSpread*lasting))+float64(0.6*spread*passing), 0, 1)
	n := min(math.Round(share*float64(whole)), float64(whole))
	return counted{part: n, whole: float64(whole)}
}

func (c counted) plus(o counted) counted {
	return counted{c.part + o.part, c.whole + o.whole, c.sum + o.sum}
}
