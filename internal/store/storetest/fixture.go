package storetest

import (
	"context"
	"fmt"
	"math"
	"reflect"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/buurtbeeld/buurtbeeld/internal/area"
	"github.com/buurtbeeld/buurtbeeld/internal/indicator"
	"github.com/buurtbeeld/buurtbeeld/internal/reader"
)

// Who asks in the suite. All areas and figures in it are invented.
var (
	analyst   = reader.OnLoopback()
	resident  = reader.Of(reader.Local, "", reader.Public)
	neighbour = reader.Of("gm1234", "", reader.Analyst)
	passerby  = reader.Reader{}
	buurten   = area.DivisionID{Level: area.Neighbourhood, Year: 2020}
	gemeenten = area.DivisionID{Level: area.Municipality, Year: 2020}
)

func must[T any](v T, err error) func(testing.TB) T {
	return func(t testing.TB) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

func code(t testing.TB, s string) area.Code {
	t.Helper()
	return must(area.ParseCode(s))(t)
}

// division returns a division of codes with a name each: "BU05050001 Dorp", or without one.
func division(t testing.TB, id area.DivisionID, areas ...area.Area) *area.Division {
	t.Helper()
	return must(area.NewDivision(id, areas))(t)
}

func named(t testing.TB, c, name string) area.Area {
	t.Helper()
	return area.Area{Code: code(t, c), Name: name}
}

func key(id indicator.ID, d area.DivisionID) indicator.Key {
	return indicator.Key{Indicator: id, Period: indicator.Year(2020), Division: d}
}

// column returns a column with these numbers for the first areas of an index; the others were not measured.
func column(t testing.TB, k indicator.Key, x *area.Index, numbers ...float64) indicator.Column {
	t.Helper()
	b := indicator.NewBuilder(k, x)
	for i, n := range numbers {
		if err := b.SetKnown(i, n, 0); err != nil {
			t.Fatal(err)
		}
	}
	return b.Column()
}

// square returns a square of land of one metre, with a hole when it is asked for, x metres to the east.
func square(x float64, hole bool) area.Geometry {
	ring := func(from, to float64) area.Ring {
		west, east := millimetre(x+from), millimetre(x+to)
		return area.Ring{{X: west, Y: from}, {X: east, Y: from}, {X: east, Y: to}, {X: west, Y: to}, {X: west, Y: from}}
	}
	polygon := area.Polygon{ring(0, 1)}
	if hole {
		polygon = append(polygon, ring(0.25, 0.751))
	}
	return area.Geometry{polygon}
}

// millimetre rounds metres as an import does.
func millimetre(x float64) float64 { return math.Round(x*1000) / 1000 }

// delivery returns a delivery with something in every field.
func delivery(kind indicator.DeliveryKind, fingerprint string) indicator.Delivery {
	d := indicator.Delivery{}
	fill(reflect.ValueOf(&d).Elem(), 1)
	d.ID, d.Kind, d.Fingerprint = "", kind, fingerprint
	d.ReadAt = time.Date(2026, 3, 21, 12, 30, 15, 123456000, time.UTC)
	d.Report.Outliers = []indicator.Outlier{{Indicator: "income", Area: area.Netherlands, Value: 0.1}}
	return d
}

// fill puts something in every field, so that a field that is added later is missed when an engine forgets it.
func fill(v reflect.Value, n int) {
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				fill(v.Field(i), n+i)
			}
		}
	case reflect.String:
		v.SetString(fmt.Sprintf("text “%d”", n))
	case reflect.Int:
		v.SetInt(int64(n))
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Float64:
		v.SetFloat(float64(n) / 3)
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		fill(v.Index(0), n)
		fill(v.Index(1), n+1)
	case reflect.Map:
		v.Set(reflect.MakeMap(v.Type()))
		value := reflect.New(v.Type().Elem()).Elem()
		fill(value, n)
		v.SetMapIndex(reflect.ValueOf(fmt.Sprint("key", n)), value)
	}
}

// equal compares two values, the fields that their types keep to themselves included.
func equal(t testing.TB, got, want any) {
	t.Helper()
	if d := cmp.Diff(want, got, cmp.Exporter(func(reflect.Type) bool { return true }), cmpopts.EquateEmpty()); d != "" {
		t.Errorf("-want +got:\n%s", d)
	}
}

// Dump is everything that a reader sees, to compare one state with another.
type Dump struct {
	Deliveries []indicator.Delivery
	Indicators []indicator.Indicator
	Summaries  []indicator.Summary
	Columns    []indicator.Column
	Divisions  []*area.Division
	Shapes     []*area.Shapes
}

// DumpOf reads everything that a reader sees.
func DumpOf(t testing.TB, s Stores, r reader.Reader) Dump {
	t.Helper()
	ctx := context.Background()
	d := Dump{Deliveries: must(s.Deliveries(ctx, r))(t), Indicators: must(s.Indicators(ctx, r))(t),
		Summaries: must(s.Summaries(ctx, r))(t)}
	for _, m := range d.Summaries {
		d.Columns = append(d.Columns, must(s.Column(ctx, r, m.Key))(t))
	}
	for _, id := range must(s.Divisions(ctx, r))(t) {
		d.Divisions = append(d.Divisions, must(s.Division(ctx, r, id))(t))
		d.Shapes = append(d.Shapes, must(s.Shapes(ctx, r, id, area.Netherlands))(t))
	}
	return d
}
