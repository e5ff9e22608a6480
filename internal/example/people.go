package example

import (
	"fmt"
	"math"

	"github.com/buurtbeeld/buurtbeeld/internal/area"
)

// Years with figures.
const (
	firstYear = 2018
	lastYear  = 2024
)

// buurt is a neighbourhood as it was thought up: what nobody measures, from which every figure follows.
type buurt struct {
	code area.Code
	name string
	wijk int
	// city is how near the middle of the town (0 to 1), worry how much people have against them, wealth what houses cost
	// and strength what people do for each other (all about -1 to 1).
	city, worry, wealth, strength float64
	jam                           bool
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
			b := buurt{code: code, name: name, wijk: w, jam: d.name == jamName}
			b.city = 1 / (1 + squared(p, area.Point{X: 150, Y: 500})/4e6)
			b.worry = float64(0.55*worry.at(p.X, p.Y)) + hill(p, 2600, 1500, 1300) + float64(0.8*hill(p, 900, -1700, 900)) - 0.45 + float64(0.16*c.bell())
			b.wealth = float64(-0.6*b.worry) + float64(0.3*wealth.at(p.X, p.Y)) + float64(0.12*c.bell())
			b.strength = float64(-0.3*b.worry) + float64(0.5*strength.at(p.X, p.Y)) - float64(0.25*b.city) + float64(0.15*c.bell())
			b.special()
			b.settle(c)
			t.buurts = append(t.buurts, b)
			number++
		}
	}
	return t, nil
}

// hill is 1 on its top and falls off over reach metres.
func hill(p area.Point, x, y, reach float64) float64 {
	return 1 / (1 + squared(p, area.Point{X: x, Y: y})/(reach*reach))
}

// special makes some neighbourhoods what their names say.
func (b *buurt) special() {
	switch {
	case b.jam:
		b.worry, b.wealth = float64(0.2*b.worry)-0.25, float64(0.2*b.wealth)+0.75
		b.strength -= 0.35
	case b.name == strongName:
		b.worry, b.strength = max(b.worry, 0.75), 0.9
	}
}

// settle lets people move in.
func (b *buurt) settle(c *chance) {
	people := c.between(700, 2600) * (0.75 + float64(0.9*b.city))
	b.household = 2.35 - float64(0.75*b.city) + float64(0.08*c.bell())
	b.old = bound(0.19-float64(0.06*b.city)+float64(0.05*c.bell()), 0.06, 0.42)
	b.young = bound(0.17-float64(0.05*b.city)+float64(0.03*c.bell()), 0.06, 0.30)
	b.rent = bound(0.42+float64(0.22*b.worry)-float64(0.2*b.wealth)+float64(0.14*b.city), 0.06, 0.92)
	growth := c.between(-0.006, 0.012)
	if b.jam {
		b.household, b.old, b.young, b.rent, growth = 2.75+float64(0.06*c.bell()), 0.08+float64(0.02*c.unit()), 0.27, 0.12, 0.045
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
		b.people[y] = 5 * int(math.Round(people*(1+growth*float64(y))/5))
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
