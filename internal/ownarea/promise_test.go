package ownarea

import (
	"math"
	"math/big"
	"reflect"
	"testing"

	"pgregory.net/rapid"

	"github.com/buurtbeeld/buurtbeeld/internal/area"
	"github.com/buurtbeeld/buurtbeeld/internal/indicator"
)

// world is a town with true numbers, of which only some are published.
type world struct {
	f     *figures
	truth []float64
	// hidden are the neighbourhoods of which the number is withheld.
	hidden []bool
	half   float64
	sizes  []int
}

// newWorld draws a town. Published numbers are rounded; true ones stay in the test.
func newWorld(t *rapid.T) *world {
	w := &world{sizes: rapid.SliceOfN(rapid.IntRange(1, 2), 1, 2).Draw(t, "districts")}
	n := 0
	for _, s := range w.sizes {
		n += s
	}
	w.f = town(t, w.sizes...)
	w.half = rapid.SampledFrom([]float64{0, 2.5, 5}).Draw(t, "half step")
	for range n {
		w.truth = append(w.truth, float64(rapid.IntRange(0, 60).Draw(t, "true number")))
		w.hidden = append(w.hidden, rapid.Bool().Draw(t, "withheld"))
	}
	full := make([]float64, n)
	for i := range full {
		full[i] = float64(rapid.SampledFrom([]int{0, 5, 1000}).Draw(t, "people"))
	}
	w.f.put(t, people, area.Neighbourhood, "cbs", all(full...)...)
	w.publish(t)
	return w
}

// publish puts the figure in anew, as the next round of a source does: totals of districts and of the municipality come
// with it or not.
func (w *world) publish(t *rapid.T) {
	var cells, districts []cell
	from, total := 0, 0.0
	for _, size := range w.sizes {
		sum := 0.0
		for i := from; i < from+size; i++ {
			sum += w.truth[i]
			if w.hidden[i] {
				cells = append(cells, withheld)
			} else {
				cells = append(cells, known(w.round(w.truth[i])))
			}
		}
		from, total = from+size, total+sum
		if rapid.Bool().Draw(t, "district is withheld") {
			districts = append(districts, withheld)
		} else {
			districts = append(districts, known(w.round(sum)))
		}
	}
	w.f.put(t, benefit, area.Neighbourhood, "cbs", cells...)
	w.f.put(t, benefit, area.District, "cbs", districts...)
	w.f.put(t, benefit, area.Municipality, "cbs", known(w.round(total)))
}

func (w *world) round(x float64) float64 {
	if w.half == 0 {
		return x
	}
	return math.Round(x/(2*w.half)) * 2 * w.half
}

// draw returns an own area that an attacker might ask for.
func (w *world) draw(t *rapid.T) Area {
	d := w.f.divisions[area.DivisionID{Level: area.Neighbourhood, Year: year}]
	a := Area{Division: d.ID()}
	for i := range d.Len() {
		share := rapid.SampledFrom([]int{0, Whole, Whole, 2500}).Draw(t, "share")
		if share > 0 {
			a.Parts = append(a.Parts, Part{d.At(i).Code, share})
		}
	}
	if len(a.Parts) == 0 {
		a.Parts = []Part{{d.At(0).Code, Whole}}
	}
	return a
}

// fact is Σ weight·x between low and high, as anybody can work out.
type fact struct {
	weights   []float64
	low, high float64
}

// facts returns what is published of the figure.
func (w *world) facts() []fact {
	var list []fact
	for k, c := range w.f.columns {
		if k.Indicator != benefit.ID {
			continue
		}
		half := half(c.Parts().Numbers, true)
		d := w.f.divisions[area.DivisionID{Level: area.Neighbourhood, Year: year}]
		for i := range c.Len() {
			x, ok := c.At(i).Number()
			if !ok {
				continue
			}
			one := fact{low: max(0, x-half), high: x + half}
			for b := range d.Len() {
				in := 0.0
				if d.At(b).Code.Within(c.Index().Code(i)) {
					in = 1
				}
				one.weights = append(one.weights, in)
			}
			list = append(list, one)
		}
	}
	return list
}

// given returns what an answer tells: the sum of the parts lies within the rounding of what was added up.
func (w *world) given(a Area, e Entry) fact {
	d := w.f.divisions[area.DivisionID{Level: area.Neighbourhood, Year: year}]
	one := fact{low: e.Low, high: e.High}
	for b := range d.Len() {
		one.weights = append(one.weights, float64(a.share(d.At(b).Code))/Whole)
	}
	return one
}

// line is Σ weight·x ≤ bound.
type line struct {
	weights []*big.Rat
	bound   *big.Rat
}

// lines are inequalities of which one of each direction is kept, the sharpest.
type lines map[string]line

func (l lines) add(weights []*big.Rat, bound *big.Rat) {
	scale, key := new(big.Rat), ""
	for _, w := range weights {
		if scale.Sign() == 0 {
			scale.Abs(w)
		}
	}
	if scale.Sign() == 0 {
		return
	}
	one := line{bound: new(big.Rat).Quo(bound, scale)}
	for _, w := range weights {
		one.weights = append(one.weights, new(big.Rat).Quo(w, scale))
		key += " " + one.weights[len(one.weights)-1].String()
	}
	if old, ok := l[key]; !ok || one.bound.Cmp(old.bound) < 0 {
		l[key] = one
	}
}

// without eliminates a cell.
func (l lines) without(c int) lines {
	rest := lines{}
	var up, down []line
	for _, one := range l {
		switch one.weights[c].Sign() {
		case 1:
			up = append(up, one)
		case -1:
			down = append(down, one)
		default:
			rest.add(one.weights, one.bound)
		}
	}
	for _, u := range up {
		for _, d := range down {
			f, g := new(big.Rat).Neg(d.weights[c]), u.weights[c]
			sum := func(x, y *big.Rat) *big.Rat {
				return new(big.Rat).Add(new(big.Rat).Mul(f, x), new(big.Rat).Mul(g, y))
			}
			var weights []*big.Rat
			for i := range u.weights {
				weights = append(weights, sum(u.weights[i], d.weights[i]))
			}
			rest.add(weights, sum(u.bound, d.bound))
		}
	}
	return rest
}

// rangeOf returns between which numbers one cell lies by all facts, by eliminating the other cells one after the other
// (Fourier-Motzkin).
func rangeOf(facts []fact, wanted int) (low, high *big.Rat) {
	n := len(facts[0].weights)
	all := lines{}
	add := func(weights []float64, sign, bound float64) {
		var list []*big.Rat
		for _, w := range weights {
			list = append(list, new(big.Rat).SetFloat64(sign*w))
		}
		all.add(list, new(big.Rat).SetFloat64(sign*bound))
	}
	for _, f := range facts {
		add(f.weights, 1, f.high)
		add(f.weights, -1, f.low)
	}
	for c := range n {
		unit := make([]float64, n)
		unit[c] = 1
		add(unit, -1, 0)
	}
	for c := range n {
		if c != wanted {
			all = all.without(c)
		}
	}
	for _, l := range all {
		s := l.weights[wanted].Sign()
		if s == 0 {
			continue
		}
		bound := new(big.Rat).Quo(l.bound, l.weights[wanted])
		if s > 0 && (high == nil || bound.Cmp(high) < 0) {
			high = bound
		}
		if s < 0 && (low == nil || bound.Cmp(low) > 0) {
			low = bound
		}
	}
	return low, high
}

// An attacker asks for own areas one after the other: differences of two, the rest of a district, cuts of an outline. All
// answers together, with all that was published in every round, leave each withheld number as wide as what was published
// leaves it.
func TestNoWithheldFigureIsKnownBetter(t *testing.T) {
	answers := 0
	rapid.Check(t, func(t *rapid.T) {
		w := newWorld(t)
		g := &register{}
		before := w.facts()
		after := w.facts()
		for range rapid.IntRange(1, 5).Draw(t, "questions") {
			if rapid.IntRange(0, 3).Draw(t, "a new round") == 0 {
				w.hidden[rapid.IntRange(0, len(w.hidden)-1).Draw(t, "changes")] = rapid.Bool().Draw(t, "withheld now")
				w.publish(t)
				before, after = append(before, w.facts()...), append(after, w.facts()...)
			}
			a := w.draw(t)
			n := len(g.entries)
			if _, err := Build(ctx, analyst, w.f, g, a); err != nil {
				t.Fatal(err)
			}
			for _, e := range g.entries[n:] {
				if e.Key.Indicator == benefit.ID {
					after = append(after, w.given(a, e))
					answers++
				}
			}
		}
		for c, hidden := range w.hidden {
			if !hidden {
				continue
			}
			low, high := rangeOf(before, c)
			lowest, highest := rangeOf(after, c)
			if low.Cmp(lowest) != 0 || (high == nil) != (highest == nil) || high != nil && high.Cmp(highest) != 0 {
				t.Fatalf("neighbourhood %d lies between %v and %v, before between %v and %v", c, lowest, highest, low, high)
			}
		}
	})
	if answers == 0 {
		t.Error("nothing was ever given: the test asks too little")
	}
}

func TestEveryPartIsKnown(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := newWorld(t)
		a := w.draw(t)
		v, ok := build(t, w.f, a).Find(benefit.ID)
		if !ok || v.Answer != Given {
			return
		}
		c := w.f.columns[v.Key]
		for _, p := range a.Parts {
			if c.Find(p.Code).Status() == indicator.Known {
				continue
			}
			covered := false
			for _, total := range v.Totals {
				k := v.Key
				k.Division.Level = total.Level()
				_, ok := w.f.columns[k].Find(total).Number()
				covered = covered || ok && p.Code.Within(total) && !p.IsCut()
			}
			if !covered {
				t.Fatalf("%s has no number, nor any total over it: %+v", p.Code, v)
			}
		}
	})
}

// Whatever the reason, a refused figure looks the same: as one of an area of which nothing is known.
func TestARefusalTellsNothing(t *testing.T) {
	reasons := 0
	rapid.Check(t, func(t *rapid.T) {
		w := newWorld(t)
		g := &register{most: rapid.IntRange(0, 2).Draw(t, "room")}
		r, err := Build(ctx, analyst, w.f, g, w.draw(t))
		if err != nil {
			t.Fatal(err)
		}
		for _, v := range r.Values {
			if v.Answer != Refused {
				continue
			}
			reasons++
			want := Value{Key: v.Key, Indicator: v.Indicator, Around: v.Around}
			if !reflect.DeepEqual(v, want) {
				t.Fatalf("a refusal says %+v", v)
			}
		}
	})
	if reasons == 0 {
		t.Error("nothing was refused")
	}
}

func TestTooFewPeople(t *testing.T) {
	f := town(t, 3)
	f.put(t, people, area.Neighbourhood, "cbs", all(5, 1000, 0)...)
	f.put(t, benefit, area.Neighbourhood, "cbs", all(1, 20, 0)...)
	a := whole(t, f, a1)
	a.Parts[0].Share = 90 // some nine people
	for name, one := range map[string]Area{"five people": whole(t, f, a0), "nobody": whole(t, f, a2), "a corner of an area": a} {
		for _, v := range build(t, f, one).Values {
			if v.Answer != Refused || v.Number != 0 {
				t.Errorf("%s: %+v", name, v)
			}
		}
	}
	delete(f.columns, indicator.Key{Indicator: people.ID, Period: indicator.Year(year), Division: a.Division})
	if v := find(t, build(t, f, a), benefit.ID); v.Answer != Refused {
		t.Errorf("a cut part of which nobody knows how many live there: %+v", v)
	}
}

func TestOwnFiguresInWholePartsOnly(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := newWorld(t)
		own := indicator.Indicator{ID: "own_count", Unit: "persons", Summable: true}
		w.f.put(t, own, area.Neighbourhood, "own", all(w.truth...)...)
		a := w.draw(t)
		if v := find(t, build(t, w.f, a), own.ID); a.IsCut() && v.Answer != Refused {
			t.Fatalf("given over a cut part: %+v", v)
		}
		if r := build(t, w.f, a); r.WholeOnly != a.IsCut() {
			t.Fatalf("it says %v of %+v", r.WholeOnly, a.Parts)
		}
	})
}
