package example

import (
	"math"

	"github.com/buurtbeeld/buurtbeeld/internal/area"
	"github.com/buurtbeeld/buurtbeeld/internal/indicator"
)

// The sizes under which a source would not publish.
const (
	fewestPeople = 100
	fewestOther  = 40
	fewestAdults = 60
)

// column returns a figure for all areas of a level: every area counts what its neighbourhoods count, those without a
// published value too, so that what is small adds up to what is large.
func (l *layout) column(f figure, v level, index *area.Index, year int) (indicator.Column, error) {
	key := indicator.Key{Indicator: f.id, Period: indicator.Year(year), Division: index.Division()}
	if f.part == health {
		key.Group = "18+"
	}
	b := indicator.NewBuilder(key, index)
	y := year - firstYear
	for i := range v.areas {
		place, _ := index.Find(v.areas[i].Code)
		if v.level == area.Country {
			if err := f.setCountry(b, place, y); err != nil {
				return indicator.Column{}, err
			}
			continue
		}
		var sum counted
		residents := 0
		for _, m := range v.members[i] {
			n := &l.town.buurts[m]
			sum = sum.plus(f.count(l.town, n, y))
			residents += n.people[y]
		}
		if missing, ok := f.missing(v.areas[i], sum, residents, y); ok {
			b.SetMissing(place, missing)
			continue
		}
		if err := f.set(b, place, sum, f.flags(y)); err != nil {
			return indicator.Column{}, err
		}
	}
	return b.Column(), nil
}

// flags returns what must be said of the values of a year.
func (f figure) flags(year int) indicator.Mark {
	m := indicator.Of(indicator.Known)
	if f.part == health {
		m = m.AsModelled()
	}
	if f.part != health && f.level != nil && firstYear+year == lastYear {
		m = m.AsProvisional()
	}
	return m
}

// missing returns why an area has no value, where it has none.
func (f figure) missing(a area.Area, c counted, residents, year int) (indicator.Mark, bool) {
	fewest := float64(fewestOther)
	switch {
	case f.part == health:
		fewest = fewestAdults
	case f.of == people:
		fewest = fewestPeople
	}
	switch {
	case f.late && firstYear+year == lastYear:
		return indicator.Of(indicator.NotYetPublished), true
	case f.level == nil && a.Kind == area.Land:
		return 0, false
	case a.Kind != area.Land || residents == 0:
		return indicator.Of(indicator.NotApplicable), true
	case f.part == health && c.whole < fewest:
		return indicator.Of(indicator.Unreliable).AsModelled(), true
	case c.whole < fewest:
		return indicator.Of(indicator.Withheld), true
	}
	return 0, false
}

// set writes a value with what it is made of.
func (f figure) set(b *indicator.Builder, i int, c counted, flags indicator.Mark) error {
	switch {
	case f.level == nil:
		return b.SetKnown(i, c.whole, flags)
	case f.factor == 0:
		return b.SetKnown(i, math.Round(c.sum/c.whole), flags)
	case f.part == health:
		share := c.part / c.whole
		// An estimate rests on answers from about one in six adults, and on those of people like them elsewhere.
		margin := 1.96 * math.Sqrt(share*(1-share)/(c.whole/6+60))
		if err := b.SetKnown(i, tenth(f.factor*share), flags); err != nil {
			return err
		}
		return b.SetBounds(i, tenth(max(0, f.factor*(share-margin))), tenth(min(f.factor, f.factor*(share+margin))))
	}
	if err := b.SetKnown(i, f.factor*c.part/c.whole, flags); err != nil {
		return err
	}
	b.SetRatio(i, c.part, c.whole)
	return nil
}

func tenth(x float64) float64 { return math.Round(x*10) / 10 }

// setCountry writes the value of the country, which is as invented as the rest.
func (f figure) setCountry(b *indicator.Builder, i, year int) error {
	if f.late && firstYear+year == lastYear {
		b.SetMissing(i, indicator.Of(indicator.NotYetPublished))
		return nil
	}
	if f.level == nil {
		return b.SetKnown(i, 17_181_000+since(year)*110_000, 0)
	}
	return b.SetKnown(i, tenth(f.country+float64(f.trend*slowly(since(year)))), f.flags(year))
}
