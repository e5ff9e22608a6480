package ownarea

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/buurtbeeld/buurtbeeld/internal/area"
	"github.com/buurtbeeld/buurtbeeld/internal/indicator"
	"github.com/buurtbeeld/buurtbeeld/internal/problem"
	"github.com/buurtbeeld/buurtbeeld/internal/reader"
)

// The attacks of docs/attack-model.md, one after the other.

// Towns in which a number less the known ones leaves a part alone, and others.
func TestNoPartIsLeftAlone(t *testing.T) {
	for name, c := range map[string]struct {
		cells, districts []cell
		town             cell
		ask              []string
		want             Answer
	}{
		"one part of a district":            {[]cell{known(20), withheld, known(10), known(30), known(40)}, all(90, 70), known(160), []string{a0, a1, a2}, Refused},
		"the same with others beside it":    {[]cell{known(20), withheld, known(10), known(30), known(40)}, all(90, 70), known(160), []string{a0, a1, a2, b0}, Refused},
		"two parts of a district":           {[]cell{known(20), withheld, withheld, known(30), known(40)}, all(90, 70), known(160), []string{a0, a1, a2}, Given},
		"two parts that share hardly any":   {[]cell{known(81), withheld, withheld, known(30), known(41)}, all(86, 71), known(157), []string{a0, a1, a2}, Refused},
		"one part of each of two districts": {[]cell{known(20), withheld, known(10), withheld, known(40)}, all(90, 70), known(160), []string{a0, a1, a2, b0, b1}, Refused},
		"districts are withheld too":        {[]cell{known(20), withheld, known(10), withheld, known(40)}, []cell{withheld, withheld}, known(160), []string{a0, a1, a2, b0, b1}, Given},
		"a district by the town less the other": {[]cell{known(20), withheld, known(10), known(30), known(40)}, []cell{withheld, known(70)}, known(160), []string{a0, a1, a2, b0, b1},
			Refused},
		"the third is alone only by what lies outside": {[]cell{known(20), withheld, withheld, withheld, known(40)}, []cell{known(90), withheld}, known(260), []string{a0, a1, a2}, Given},
		"the third is alone and lies inside": {[]cell{known(20), withheld, withheld, withheld, known(40)}, []cell{known(90), withheld}, known(260), []string{a0, a1, a2, b0, b1},
			Refused},
	} {
		t.Run(name, func(t *testing.T) {
			f := town(t, 3, 2)
			f.put(t, people, area.Neighbourhood, "cbs", all(1000, 1000, 1000, 1000, 1000)...)
			f.put(t, benefit, area.Neighbourhood, "cbs", c.cells...)
			f.put(t, benefit, area.District, "cbs", c.districts...)
			f.put(t, benefit, area.Municipality, "cbs", c.town)
			if v := find(t, build(t, f, whole(t, f, c.ask...)), benefit.ID); v.Answer != c.want {
				t.Errorf("%v: %+v", v.Answer, v)
			}
		})
	}
}

// Answers less one another, as often as one likes, and less all known numbers never leave a single part: whatever own areas
// are asked for, of districts and of the town, with totals that are published or not.
func TestDifferencesOfAnswersLeaveNoPartAlone(t *testing.T) {
	given := 0
	rapid.Check(t, func(t *rapid.T) {
		const districts, each = 4, 3
		f := town(t, each, each, each, each)
		var cells, totals []cell
		for range districts {
			sum := 0.0
			for range each {
				x := float64(rapid.IntRange(20, 90).Draw(t, "number"))
				sum += x
				cells = append(cells, rapid.SampledFrom([]cell{known(x), withheld}).Draw(t, "part"))
			}
			totals = append(totals, rapid.SampledFrom([]cell{known(sum), known(sum), withheld}).Draw(t, "district"))
		}
		f.put(t, people, area.Neighbourhood, "cbs", all(slices.Repeat([]float64{1001}, districts*each)...)...)
		f.put(t, benefit, area.Neighbourhood, "cbs", cells...)
		f.put(t, benefit, area.District, "cbs", totals...)
		f.put(t, benefit, area.Municipality, "cbs", known(5000))
		d := f.divisions[area.DivisionID{Level: area.Neighbourhood, Year: year}]
		var told [][]float64
		for asked := range 1 << districts {
			var codes []string
			for i := range d.Len() {
				if asked>>(i/each)&1 == 1 || cells[i].status == indicator.Known && rapid.IntRange(0, 3).Draw(t, "beside it") == 0 {
					codes = append(codes, d.At(i).Code.String())
				}
			}
			if len(codes) == 0 {
				continue
			}
			a := whole(t, f, codes...)
			if v, ok := build(t, f, a).Find(benefit.ID); ok && v.Answer == Given && len(v.Totals) > 0 {
				given++
				left := make([]float64, d.Len())
				for i := range left {
					if cells[i].status != indicator.Known && a.share(d.At(i).Code) > 0 {
						left[i] = 1
					}
				}
				told = append(told, left)
			}
		}
		if c, alone := leftAlone(told); alone {
			t.Fatalf("the answers leave neighbourhood %d", c)
		}
	})
	if given == 0 {
		t.Error("nothing was given on a total: the test asks too little")
	}
}

// leftAlone takes answers off one another until each has a part that no other has (Gauss-Jordan), and returns the part that
// is all that is left of one.
func leftAlone(rows [][]float64) (int, bool) {
	done := 0
	for c := 0; len(rows) > done && c < len(rows[0]); c++ {
		at := slices.IndexFunc(rows[done:], func(r []float64) bool { return math.Abs(r[c]) > 1e-9 })
		if at < 0 {
			continue
		}
		rows[done], rows[done+at] = rows[done+at], rows[done]
		by := rows[done][c]
		for j := range rows[done] {
			rows[done][j] /= by
		}
		for i, r := range rows {
			if factor := r[c]; i != done {
				for j := range r {
					r[j] -= factor * rows[done][j]
				}
			}
		}
		done++
	}
	for _, r := range rows[:done] {
		n, c := 0, 0
		for j, x := range r {
			if math.Abs(x) > 1e-9 {
				n, c = n+1, j
			}
		}
		if n == 1 {
			return c, true
		}
	}
	return 0, false
}

// Who knows nothing of a withheld number gets the same answer, whatever it is.
func TestAnswersDoNotHangOnWhatIsWithheld(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := newWorld(t)
		a := w.draw(t)
		before := fmt.Sprint(build(t, w.f, a).Values)
		for i, hidden := range w.hidden {
			if hidden {
				w.truth[i] = float64(rapid.IntRange(0, 1000).Draw(t, "another number"))
			}
		}
		k := indicator.Key{Indicator: benefit.ID, Period: indicator.Year(year), Division: a.Division}
		var cells []cell
		for i, x := range w.truth {
			if w.hidden[i] {
				cells = append(cells, withheld)
			} else {
				cells = append(cells, known(w.round(x)))
			}
		}
		w.f.put(t, benefit, area.Neighbourhood, w.f.columns[k].Delivery(), cells...)
		if after := fmt.Sprint(build(t, w.f, a).Values); after != before {
			t.Fatalf("%s\n%s", before, after)
		}
	})
}

// What others asked before, much or little, changes nothing in an answer: the register is not read at all.
func TestAnswersDoNotHangOnWhatOthersAsked(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := newWorld(t)
		a := w.draw(t)
		alone := build(t, w.f, a)
		busy := &register{most: rapid.IntRange(0, 3).Draw(t, "room")}
		for range rapid.IntRange(0, 6).Draw(t, "asked by others") {
			if _, err := Build(ctx, analyst, w.f, busy, w.draw(t)); err != nil {
				t.Fatal(err)
			}
		}
		after, err := Build(ctx, analyst, w.f, &deaf{register: busy}, a)
		if err != nil || fmt.Sprint(*alone) != fmt.Sprint(*after) {
			t.Fatalf("%+v\n%+v, %v", alone, after, err)
		}
	})
}

// deaf is a register that cannot be read.
type deaf struct{ register *register }

func (d *deaf) GiveOwnArea(_ context.Context, _ reader.Reader, all []Entry, check Check) ([]bool, bool, error) {
	may := make([]bool, len(all))
	for i := range all {
		v, err := check(i, func() ([]Entry, error) { return nil, errors.New("read") })
		if may[i] = v != MayNot; err != nil {
			return nil, false, err
		}
	}
	return may, false, nil
}

// Ten people may be six where the source rounds: that is too few.
func TestTooFewPeopleByRounding(t *testing.T) {
	for name, c := range map[string]struct {
		people []float64
		want   Answer
	}{"6 to 14 people": {[]float64{10, 15, 1005}, Refused}, "11 to 19 people": {[]float64{15, 15, 1005}, Given}, "ten, counted": {[]float64{10, 14, 1003}, Given}} {
		f := town(t, 3)
		f.put(t, people, area.Neighbourhood, "cbs", all(c.people...)...)
		f.put(t, benefit, area.Neighbourhood, "cbs", all(0, 0, 20)...)
		if v := find(t, build(t, f, whole(t, f, a0)), benefit.ID); v.Answer != c.want {
			t.Errorf("%s: %v", name, v.Answer)
		}
	}
}

// A weight or a number of a delivery that nobody knows counts as the municipality's own, and is not cut.
func TestWhatIsNotKnownToBePublicIsNotCut(t *testing.T) {
	f := town(t, 2)
	size := indicator.Indicator{ID: "kwb_gemiddelde_huishoudensgrootte", Unit: "persons per household"}
	homes := indicator.Indicator{ID: households, Unit: "households", Summable: true}
	f.put(t, people, area.Neighbourhood, "cbs", all(1000, 2000)...)
	f.put(t, homes, area.Neighbourhood, "cbs", all(500, 800)...)
	f.put(t, size, area.Neighbourhood, "cbs", all(2.1, 2.5)...)
	f.put(t, benefit, area.Neighbourhood, "gone", all(100, 200)...)
	a := whole(t, f, a0, a1)
	a.Parts[1].Share = 5000
	if v := find(t, build(t, f, a), size.ID); v.Answer != Given {
		t.Fatalf("%+v", v)
	}
	if v := find(t, build(t, f, a), benefit.ID); v.Answer != Refused {
		t.Errorf("of a delivery that is gone: %+v", v)
	}
	f.put(t, homes, area.Neighbourhood, "own", all(500, 800)...)
	if v := find(t, build(t, f, a), size.ID); v.Answer != Refused {
		t.Errorf("by an own weight: %+v", v)
	}
}

// A figure that cannot be read is a mistake, and no refusal.
func TestAFigureThatFailsIsNoRefusal(t *testing.T) {
	f := town(t, 2)
	f.put(t, people, area.Neighbourhood, "cbs", all(1000, 2000)...)
	_, err := Build(ctx, analyst, &failing{f}, &register{}, whole(t, f, a0))
	if problem.KindOf(err) != problem.NotFound {
		t.Errorf("%v", err)
	}
}

// failing tells of columns that it does not have.
type failing struct{ *figures }

func (f *failing) Column(context.Context, reader.Reader, indicator.Key) (indicator.Column, error) {
	return indicator.Column{}, problem.New(problem.NotFound, "ownarea.division_missing")
}

// Texts of an own table reach a file, and a spreadsheet must not run them.
func TestNoFormulaInAFile(t *testing.T) {
	evil := indicator.Indicator{ID: "own_count", Unit: "=cmd|'/c calc'!A1", Summable: true}
	evil.Name.NL, evil.Name.EN = "\n@SUM(1)", "+1"
	f := town(t, 2)
	f.put(t, people, area.Neighbourhood, "cbs", all(1000, 2000)...)
	f.put(t, evil, area.Neighbourhood, "own", all(-10, 20)...)
	for _, language := range []string{"nl", "en"} {
		var b bytes.Buffer
		if err := WriteCSV(&b, build(t, f, whole(t, f, a0, a1)), language); err != nil {
			t.Fatal(err)
		}
		rows, err := csv.NewReader(&b).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		for _, row := range rows {
			for i, x := range row {
				if x != "" && strings.ContainsRune("=+@\t\r\n", rune(x[0])) {
					t.Errorf("%s: column %s holds %q", language, rows[0][i], x)
				}
			}
		}
	}
}

func TestANameIsWhatOneSees(t *testing.T) {
	d := town(t, 1).divisions[area.DivisionID{Level: area.Neighbourhood, Year: year}]
	a, err := New("Team\x1b[31m\tOost\u202e\u0000 \u200bé", d, []area.Code{code(t, a0)})
	if err != nil || a.Name != "Team[31m Oost é" {
		t.Errorf("%q, %v", a.Name, err)
	}
}

// Numbers of the true sum stay within what is told, also where a source rounds by drawing lots.
func TestBoundsHoldWhenLotsAreDrawn(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := town(t, 3)
		total := 0.0
		var cells []cell
		for range 3 {
			x := rapid.IntRange(20, 400).Draw(t, "true number")
			total += float64(x)
			down := float64(x / 5 * 5)
			if x%5 != 0 && rapid.Bool().Draw(t, "up") {
				down += 5
			}
			cells = append(cells, known(down))
		}
		f.put(t, people, area.Neighbourhood, "cbs", cells...)
		v := find(t, build(t, f, whole(t, f, a0, a1, a2)), people.ID)
		if v.Step >= 5 && (v.Answer != Given || v.Low > total || v.High < total || math.Abs(v.Number-total) > 15) {
			t.Fatalf("%v: %+v", total, v)
		}
	})
}

// An area in which hundreds of numbers are withheld is checked in one pass: nobody keeps the register locked with it, and what
// is too large to be solved is not refused for that.
func TestALargeAreaIsCheckedInOnePass(t *testing.T) {
	const districts, each = 30, 20
	f := town(t, slices.Repeat([]int{each}, districts)...)
	f.put(t, people, area.Neighbourhood, "cbs", all(slices.Repeat([]float64{1003}, districts*each)...)...)
	f.put(t, benefit, area.Neighbourhood, "cbs", append(slices.Repeat([]cell{withheld}, districts*each-1), known(33))...)
	f.put(t, benefit, area.District, "cbs", all(slices.Repeat([]float64{503}, districts)...)...)
	var codes []string
	for i := range districts * each {
		codes = append(codes, fmt.Sprintf("BU0001%02d%02d", i/each, i%each))
	}
	r, err := Build(ctx, analyst, f, &deaf{}, whole(t, f, codes...))
	if err != nil {
		t.Fatal(err)
	}
	check(t, find(t, r, benefit.ID), 503*districts, 503*districts, 503*districts)
}
