// Package example holds Voorbeelddam, an invented municipality made from a seed: areas, boundaries and figures that hang
// together as real ones do. Nothing in it is about anybody (Dutch: voorbeeld).
package example

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"math"

	"github.com/buurtbeeld/buurtbeeld/internal/area"
	"github.com/buurtbeeld/buurtbeeld/internal/indicator"
)

// municipality is a number that no municipality has ever had.
const municipality = "1999"

// Name is that of the municipality.
const Name = "Voorbeelddam"

// Seed is the seed of the municipality that comes with the program. Of other seeds some hide what was planted: chance does
// that to real figures too.
const Seed uint64 = 20261130

// attribution stands under every figure and boundary.
const (
	source      = "Voorbeelddam (verzonnen)"
	attribution = "Verzonnen cijfers en grenzen van de voorbeeldgemeente Voorbeelddam; zij gaan over niemand"
	licence     = "CC0 1.0"
)

// Municipality returns the code of Voorbeelddam.
func Municipality() area.Code {
	c, _ := area.ParseCode("GM" + municipality)
	return c
}

// Batches returns the deliveries of Voorbeelddam: per year its boundaries, its core figures and what else was measured
// that year. The same seed always gives the same bytes.
func Batches(seed uint64) ([]indicator.Batch, error) {
	t, err := newTown(seed)
	if err != nil {
		return nil, err
	}
	l, err := t.layout()
	if err != nil {
		return nil, err
	}
	var list []indicator.Batch
	for year := firstYear; year <= lastYear; year++ {
		boundaries, err := l.boundaries(year)
		if err != nil {
			return nil, err
		}
		list = append(list, boundaries)
		for _, p := range []part{core, health, register} {
			if p == health && year != 2016 && year != 2020 && year != 2022 && year != 2024 || p == register && year == firstYear {
				continue
			}
			batch, err := l.figures(p, year)
			if err != nil {
				return nil, err
			}
			list = append(list, batch)
		}
	}
	return list, nil
}

// layout is the areas of a town per level, and which neighbourhoods each holds.
type layout struct {
	town   *town
	levels []level
}

// level is the areas of one level in code order; the country has no boundary.
type level struct {
	level  area.Level
	areas  []area.Area
	shapes []area.Geometry
	// members is per area the places of its neighbourhoods in the town.
	members [][]int
}

func (t *town) layout() (*layout, error) {
	gm := Municipality()
	everything := make([]int, len(t.buurts))
	country := level{level: area.Country, areas: []area.Area{{Code: area.Netherlands, Name: "Nederland (verzonnen cijfers)"}}, members: [][]int{nil}}
	whole := level{level: area.Municipality, areas: []area.Area{{Code: gm, Name: Name, Change: area.Unchanged}}}
	whole.shapes = []area.Geometry{t.ground.geometry(func(l int16) bool { return l != lake })}
	districts, neighbourhoods := level{level: area.District}, level{level: area.Neighbourhood}
	byDistrict := make([][]int, len(wijken))
	for i := range t.buurts {
		b := t.buurts[i]
		everything[i] = i
		byDistrict[b.wijk] = append(byDistrict[b.wijk], i)
		neighbourhoods.areas = append(neighbourhoods.areas, area.Area{Code: b.code, Name: b.name, Change: area.Unchanged})
		neighbourhoods.shapes = append(neighbourhoods.shapes, t.ground.geometry(func(l int16) bool { return int(l) == i }))
		neighbourhoods.members = append(neighbourhoods.members, []int{i})
	}
	whole.members = [][]int{everything}
	for w, d := range wijken {
		code, err := area.ParseCode(fmt.Sprintf("WK%s%02d", municipality, w))
		if err != nil {
			return nil, err
		}
		districts.areas = append(districts.areas, area.Area{Code: code, Name: d.name, Change: area.Unchanged})
		districts.shapes = append(districts.shapes, t.ground.geometry(func(l int16) bool { return l >= 0 && t.ground.of[l] == w }))
		districts.members = append(districts.members, byDistrict[w])
	}
	water := t.ground.geometry(func(l int16) bool { return l == river })
	for _, to := range []struct {
		level *level
		code  string
	}{{&districts, "WK" + municipality + "99"}, {&neighbourhoods, "BU" + municipality + "9997"}} {
		code, err := area.ParseCode(to.code)
		if err != nil {
			return nil, err
		}
		to.level.areas = append(to.level.areas, area.Area{Code: code, Name: "Dammervliet", Kind: area.Water, Change: area.Unchanged})
		to.level.shapes, to.level.members = append(to.level.shapes, water), append(to.level.members, nil)
	}
	return &layout{town: t, levels: []level{country, whole, districts, neighbourhoods}}, nil
}

// delivery returns what is the same for all deliveries.
func (l *layout) delivery(kind indicator.DeliveryKind, title string, year int) indicator.Delivery {
	return indicator.Delivery{Kind: kind, Source: source, Table: fmt.Sprintf("voorbeeld-%d", year), Title: title, Licence: licence,
		Attribution: attribution, Published: true, Year: year, Origin: fmt.Sprintf("zaad %d", l.town.seed)}
}

func (l *layout) boundaries(year int) (indicator.Batch, error) {
	b := indicator.Batch{Delivery: l.delivery(indicator.Boundaries, fmt.Sprintf("Verzonnen grenzen van Voorbeelddam %d", year), year)}
	h := sha256.New()
	fmt.Fprintln(h, b.Delivery.Title)
	for _, v := range l.levels {
		d, err := area.NewDivision(area.DivisionID{Level: v.level, Year: year}, v.areas)
		if err != nil {
			return b, err
		}
		b.Divisions = append(b.Divisions, d)
		b.Delivery.Report.Rows += d.Len()
		fmt.Fprintln(h, v.areas)
		if v.shapes != nil {
			b.Shapes = append(b.Shapes, area.NewShapes(d.Index(), v.shapes))
			fmt.Fprintln(h, v.shapes)
		}
	}
	b.Delivery.Report.Matched = b.Delivery.Report.Rows
	b.Delivery.Fingerprint = hex.EncodeToString(h.Sum(nil))
	return b, nil
}

var partTitles = map[part]string{
	core:     "Verzonnen kerncijfers van Voorbeelddam %d",
	health:   "Verzonnen gezondheidscijfers van Voorbeelddam %d (geschat)",
	register: "Verzonnen registraties van Voorbeelddam %d",
}

func (l *layout) figures(p part, year int) (indicator.Batch, error) {
	b := indicator.Batch{Delivery: l.delivery(indicator.OwnTable, fmt.Sprintf(partTitles[p], year), year)}
	b.Delivery.Table += "-" + [...]string{"kern", "gezondheid", "registratie"}[p]
	b.Delivery.Report.Statuses = map[string]int{}
	indexes := make([]*area.Index, len(l.levels))
	for i, v := range l.levels {
		d, err := area.NewDivision(area.DivisionID{Level: v.level, Year: year}, v.areas)
		if err != nil {
			return b, err
		}
		b.Divisions = append(b.Divisions, d)
		indexes[i] = d.Index()
		b.Delivery.Report.Rows += d.Len()
	}
	b.Delivery.Report.Matched = b.Delivery.Report.Rows
	h := sha256.New()
	fmt.Fprintln(h, b.Delivery.Title)
	for _, f := range figures {
		if f.part != p || f.from > year {
			continue
		}
		definition, ok := indicator.FindInCatalogue(f.id)
		if !ok {
			return b, fmt.Errorf("example: no definition of %s", f.id)
		}
		definition.Source = source
		b.Indicators = append(b.Indicators, definition)
		report := indicator.ReportColumn{Source: definition.Name.NL, Indicator: f.id, Fate: "read"}
		for i, v := range l.levels {
			column, err := l.column(f, v, indexes[i], year)
			if err != nil {
				return b, err
			}
			hash(h, column)
			b.Columns = append(b.Columns, column)
			for s, n := range column.Count() {
				b.Delivery.Report.Statuses[s.String()] += n
				if s == indicator.Known {
					report.Known += n
				} else {
					report.Empty += n
				}
			}
		}
		b.Delivery.Report.Columns = append(b.Delivery.Report.Columns, report)
	}
	b.Delivery.Fingerprint = hex.EncodeToString(h.Sum(nil))
	return b, nil
}

// hash adds a column to a fingerprint.
func hash(h interface{ Write([]byte) (int, error) }, c indicator.Column) {
	p := c.Parts()
	fmt.Fprintln(h, p.Key)
	for _, m := range p.Marks {
		_, _ = h.Write([]byte{byte(m)})
	}
	for _, list := range [][]float64{p.Numbers, p.Lower, p.Upper, p.Numerator, p.Denominator} {
		for _, x := range list {
			_, _ = h.Write(binary.LittleEndian.AppendUint64(nil, math.Float64bits(x)))
		}
	}
}
