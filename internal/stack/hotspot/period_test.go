package hotspot

import (
	"context"
	"math"
	"testing"

	"github.com/buurtbeeld/buurtbeeld/internal/indicator"
)

// A figure of 2015 is about the people of 2015: those of the year of the division may not have come yet.
func TestInhabitantsAreThoseOfTheYearOfTheFigure(t *testing.T) {
	s := newShelf(t)
	newest := population(t, s)
	earlier := newest
	earlier.Period = indicator.Year(2015)
	b := indicator.NewBuilder(earlier, s.division.Index())
	for i, at := range s.place {
		known(t, func(i int) float64 {
			if i == 0 {
				return 500 // of whom 40 are left in 2020
			}
			return 2 * people(i)
		})(b, at, i)
	}
	s.keys, s.columns[earlier] = append(s.keys, earlier), b.Column()
	key := s.add(t, indicator.Indicator{ID: "number", Unit: "persons", Summable: true}, known(t, usual))
	old := key
	old.Period = indicator.Year(2015)
	s.keys, s.columns[old] = append(s.keys, old), s.columns[key]
	at := s.place[3]
	for k, want := range map[indicator.Key]float64{key: usual(3) / people(3) * 1000, old: usual(3) / people(3) * 500} {
		res, err := s.finder().Layer(context.Background(), analyst, k, 100)
		if err != nil {
			t.Fatal(err)
		}
		if math.Abs(res.Values[at]-want) > 1e-9 {
			t.Errorf("%s: %v per 1,000, want %v", k.Period, res.Values[at], want)
		}
		if few := res.Reasons[s.place[0]] == Few; few != (k == key) {
			t.Errorf("%s: too few people: %v", k.Period, few)
		}
	}
	other := key
	other.Period = indicator.Year(2011) // without inhabitants of its own: those of the newest year
	s.keys, s.columns[other] = append(s.keys, other), s.columns[key]
	if res, err := s.finder().Layer(context.Background(), analyst, other, 100); err != nil || math.Abs(res.Values[at]-usual(3)/people(3)*1000) > 1e-9 {
		t.Errorf("%v, %v", res.Values[at], err)
	}
}
