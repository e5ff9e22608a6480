package example

import (
	"fmt"
	"math"

	"github.com/buurtbeeld/buurtbeeld/internal/area"
)

// Years with figures.
const (
	firstYear = 2015
	lastYear  = 2024
	// middleYear is the year from which changes are counted.
	middleYear = 2018
)

// since returns how many years after middleYear a year is, of which the number from firstYear is given.
func since(year int) float64 { return float64(firstYear + year - middleYear) }

// buurt is a neighbourhood as it was thought up: what nobody measures, from which every figure follows.
type buurt struct {
	code area.Code
	name string
	wijk int
	// city is how near the middle of the town (0 to 1), worry how much people have against them, wealth what houses cost
	// and strength what people do for each other (all about -1 to 1).
	city, worry, wealth, strength float64
	folk                          folk
	// strain is how heavy mortgages are, apart from worry (0 to about 1).
	strain float64
	// rise is how much worry rises a year, and fresh what came on top of it in the last years.
	rise, fresh float64
	// people is the number of inhabitants per year, from firstYear on.
	people [lastYear - firstYear + 1]int
	// household is the mean size of a household; old, young and rent are shares.
	household, old, young, rent float64
}

// town is everything thought up.
type town struct {
	seed   uint64
	ground ground
	buurts []buurt
}

func newTown(seed uint64) (*town, error) {
	t := &town{seed: seed, ground: newGround(seed)}
	worry, wealth := relief{stream(seed, "worry").next(), 1900}, relief{stream(seed, "wealth").next(), 2300}
	strength := relief{stream(seed, "strength").next(), 1500}
	number := 0
	for w, d := range wijken {
		for k, name := range d.buurts {
			code, err := area.ParseCode(fmt.Sprintf("BU%s%02d%02d", municipality, w, k))
			if err != nil {
				return nil, err
			}
			p := t.ground.seeds[number]
			c := stream(seed, "buurt "+name)
			b := buurt{code: code, name: name, wijk: w, folk: folkOf(name, d.folk)}
			b.city = 1 / (1 + squared(p, area.Point{X: 150, Y: 500})/4e6)
			east, south, west := mound(p, 3000, 1500, 2300), mound(p, 1700, -1500, 2100), mound(p, -5100, -600, 2000)
			b.worry = float64(0.3*worry.at(p.X, p.Y)) + float64(0.95*east) + float64(0.95*south) - 0.35 + float64(0.13*c.bell())
			b.rise, b.fresh = float64(0.05*east)-float64(0.08*south), float64(1.15*west)
			b.wealth = float64(-0.6*b.worry) + float64(0.3*wealth.at(p.X, p.Y)) + float64(0.12*c.bell())
			b.strength = float64(-0.3*b.worry) + float64(0.5*strength.at(p.X, p.Y)) - float64(0.25*b.city) + float64(0.15*c.bell())
			b.special(c)
			b.settle(c)
			t.buurts = append(t.buurts, b)
			number++
		}
	}
	return t, nil
}

// mound is 1 on its top and falls off smoothly to nothing at reach metres.
func mound(p area.Point, x, y, reach float64) float64 {
	rest := max(0, 1-squared(p, area.Point{X: x, Y: y})/(reach*reach))
	return rest * rest * (3 - 2*rest)
}

// special makes some neighbourhoods what their districts or their names say.
func (b *buurt) special(c *chance) {
	switch b.folk {
	case jam:
		b.worry, b.wealth = float64(0.2*b.worry)-0.25, float64(0.15*b.wealth)+0.98+float64(0.06*c.bell())
		b.strength -= 0.35
		b.strain = 0.95 + float64(0.08*c.bell())
	case starters:
		b.worry, b.wealth = float64(0.3*b.worry)-0.2, float64(0.3*b.wealth)-0.05
		b.strain = 0.95 + float64(0.08*c.bell())
	case settled:
		b.worry, b.wealth = float64(0.3*b.worry)-0.45, float64(0.15*b.wealth)+0.9+float64(0.1*c.bell())
	case families:
		b.worry, b.wealth = float64(0.3*b.worry)-0.3, float64(0.3*b.wealth)+0.15
		b.strength += 0.25
	}
	if b.folk != anybody {
		b.rise, b.fresh = 0, 0
	}
	if b.name == strongName {
		b.worry, b.strength = max(b.worry, 0.75), 0.9
	}
}

// now returns the worry of a year, counted from middleYear.
func (b *buurt) now(year float64) float64 {
	fresh := 0.0
	switch year {
	case 5:
		fresh = 0.45
	case 6:
		fresh = 1
	}
	return b.worry + float64(b.rise*(year-1.5)) + float64(b.fresh*fresh)
}

// settle lets people move in.
func (b *buurt) settle(c *chance) {
	people := c.between(500, 1600) * (0.75 + float64(0.9*b.city))
	b.household = 2.35 - float64(0.75*b.city) + float64(0.08*c.bell())
	b.old = bound(0.19-float64(0.06*b.city)+float64(0.05*c.bell()), 0.06, 0.42)
	b.young = bound(0.17-float64(0.05*b.city)+float64(0.03*c.bell()), 0.06, 0.30)
	b.rent = bound(0.42+float64(0.22*b.worry)-float64(0.2*b.wealth)+float64(0.14*b.city), 0.06, 0.92)
	growth := c.between(-0.006, 0.012)
	switch b.folk {
	case jam:
		b.household, b.old, b.young, b.rent, growth = 2.5+float64(0.08*c.bell()), 0.14+float64(0.03*c.bell()), 0.20+float64(0.02*c.bell()), 0.16, 0.02
	case starters:
		b.household, b.old, b.young, b.rent = 2.1+float64(0.06*c.bell()), 0.11+float64(0.03*c.unit()), 0.15+float64(0.015*c.bell()), 0.2
	case settled:
		b.household, b.old, b.rent = 2.15+float64(0.06*c.bell()), 0.30+float64(0.03*c.bell()), 0.14
	case families:
		b.household, b.old, b.young = 2.7+float64(0.06*c.bell()), 0.13+float64(0.02*c.bell()), 0.24+float64(0.015*c.bell())
	}
	switch b.name {
	case parkName, wildName:
		people = 0
	case businessName:
		people = 35
	case harbourName:
		people = 70
	case meadowName:
		people = 95
	}
	for y := range b.people {
		b.people[y] = 5 * int(math.Round(people*(1+growth*since(y))/5))
	}
}

func bound(x, low, high float64) float64 { return max(low, min(high, x)) }

// basis is a group of which a figure counts a part.
type basis uint8

const (
	people basis = iota
	households
	adults
	youth
	dwellings
	rented
	owned
)

// size returns how many there are in a year, counted from firstYear.
func (b *buurt) size(of basis, year int) int {
	n := float64(b.people[year])
	switch of {
	case people:
	case adults:
		n *= 1 - b.young*1.2
	case youth:
		n *= b.young * 1.2
	case rented:
		n = n / b.household * b.rent
	case owned:
		n = n / b.household * (1 - b.rent)
	default:
		n /= b.household
	}
	return int(math.Round(n))
}
