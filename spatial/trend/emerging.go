package trend

import (
	"math"

	"github.com/buurtbeeld/buurtbeeld/spatial"
)

// Step says what an area was in one period (Dutch: stap).
type Step int8

// The steps.
const (
	// Unknown is a period without a figure.
	Unknown Step = iota
	// Neither is a period in which the area did not stand out.
	Neither
	// Hot is a period in which the area and its neighbours stood out on the high side.
	Hot
	// Cold is the same on the low side.
	Cold
)

// Category says how the hot or cold spots of an area developed (Dutch: patroon over de jaren).
type Category uint8

// The categories. Each is the first that fits, in the order new, historical, intensifying, diminishing, persistent,
// consecutive, oscillating, sporadic; the hot side is asked first.
const (
	// NotKnown means that the last period has no figure, or that fewer than two periods have one.
	NotKnown Category = iota
	// NoPattern means that none of the others fits.
	NoPattern
	// NewHot is hot in the last period and never before.
	NewHot
	// ConsecutiveHot is hot in a run of at least two periods up to the last, and never before that run.
	ConsecutiveHot
	// IntensifyingHot is hot in at least 90 % of the periods and in the last, and rises.
	IntensifyingHot
	// PersistentHot is hot in at least 90 % of the periods and in the last, without rise or fall.
	PersistentHot
	// DiminishingHot is hot in at least 90 % of the periods and in the last, and falls.
	DiminishingHot
	// SporadicHot is hot in the last period and now and then before, and never cold.
	SporadicHot
	// OscillatingHot is hot in the last period and was cold before.
	OscillatingHot
	// HistoricalHot is not hot in the last period but was in at least 90 % of all.
	HistoricalHot
	// NewCold is cold in the last period and never before.
	NewCold
	// ConsecutiveCold is cold in a run of at least two periods up to the last, and never before that run.
	ConsecutiveCold
	// IntensifyingCold is cold in at least 90 % of the periods and in the last, and gets colder.
	IntensifyingCold
	// PersistentCold is cold in at least 90 % of the periods and in the last, without rise or fall.
	PersistentCold
	// DiminishingCold is cold in at least 90 % of the periods and in the last, and gets less cold.
	DiminishingCold
	// SporadicCold is cold in the last period and now and then before, and never hot.
	SporadicCold
	// OscillatingCold is cold in the last period and was hot before.
	OscillatingCold
	// HistoricalCold is not cold in the last period but was in at least 90 % of all.
	HistoricalCold
)

// kinds are the categories of one side in their order, after NoPattern and once more after HistoricalHot.
var kinds = [...]string{"new", "consecutive", "intensifying", "persistent", "diminishing", "sporadic", "oscillating", "historical"}

const sideSize = Category(len(kinds))

// Hot reports whether the category is one of the high side.
func (c Category) Hot() bool { return c >= NewHot && c <= HistoricalHot }

// Cold reports whether the category is one of the low side.
func (c Category) Cold() bool { return c >= NewCold && c <= HistoricalCold }

// kind returns the first word of the category, empty for NotKnown and NoPattern.
func (c Category) kind() string {
	switch {
	case c.Hot():
		return kinds[c-NewHot]
	case c.Cold():
		return kinds[c-NewCold]
	}
	return ""
}

// String returns the category in English, such as "persistent hot spot".
func (c Category) String() string {
	switch {
	case c.Hot():
		return c.kind() + " hot spot"
	case c.Cold():
		return c.kind() + " cold spot"
	case c == NoPattern:
		return "no pattern"
	}
	return "not known"
}

// Key returns a short word without spaces that does not change between releases, such as "persistent-hot", for tables and
// translations.
func (c Category) Key() string {
	switch {
	case c.Hot():
		return c.kind() + "-hot"
	case c.Cold():
		return c.kind() + "-cold"
	case c == NoPattern:
		return "none"
	}
	return "unknown"
}

// Categories returns all categories in their order.
func Categories() []Category {
	all := make([]Category, 0, HistoricalCold+1)
	for c := NotKnown; c <= HistoricalCold; c++ {
		all = append(all, c)
	}
	return all
}

// Pattern is what became of one area over the periods (Dutch: patroon).
type Pattern struct {
	Category Category
	// Trend of the z-scores.
	Trend Trend
	// Hot, Cold and Known are the numbers of periods in which the area was hot, cold and had a figure at all.
	Hot, Cold, Known int
}

// Options says when an area stands out and when a series rises; the zero value is the usual way (Dutch: instellingen).
type Options struct {
	// Critical is the z-score from which on a period is hot, or cold below its negative; 0 means 1.959963984540054.
	Critical float64
	// Alpha is the p-value of the trend up to which it counts as a rise or fall; 0 means 0.05.
	Alpha float64
	// Share of the known periods that makes a spot lasting; 0 means 0.9.
	Share float64
}

func (o Options) filled() Options {
	if o.Critical == 0 {
		o.Critical = 1.959963984540054
	}
	if o.Alpha == 0 {
		o.Alpha = 0.05
	}
	if o.Share == 0 {
		o.Share = 0.9
	}
	return o
}

// Emerging names how the hot and cold spots of each area developed. z holds the Gi* scores of all areas per period, in order
// of time, as SliceGiStar, CubeGiStar or spatial.GetisOrdEach give them. Periods in which an area has no score (NaN) are left
// out of its series, its shares and its runs; without a score in the last period its category is NotKnown. With fewer than
// about 8 periods the trend can hardly be told, and boundaries must be the same in all periods.
//
// Method: the definitions of ArcGIS' emerging hot spot analysis (categories) with Mann-Kendall over Gi* (Getis and Ord 1992,
// doi:10.1111/j.1538-4632.1992.tb00261.x). Checked: all 690 categories of the reference values of the project, per period and
// per space-time cube. R sfdep follows an older text of the definitions and differs in 137 of 345.
func Emerging(z [][]float64, o Options) ([]Pattern, error) {
	n, err := areas(z)
	if err != nil {
		return nil, err
	}
	o = o.filled()
	steps := make([][]Step, len(z))
	for t := range z {
		steps[t] = make([]Step, n)
		for i, score := range z[t] {
			steps[t][i] = o.step(score)
		}
	}
	return EmergingOf(steps, z, o)
}

func (o Options) step(z float64) Step {
	switch {
	case math.IsNaN(z):
		return Unknown
	case z >= o.Critical:
		return Hot
	case z <= -o.Critical:
		return Cold
	}
	return Neither
}

// EmergingOf does the same for steps that were judged in another way, such as by permutation and false-discovery control. z
// is what rises or falls, of the same periods and areas.
func EmergingOf(steps [][]Step, z [][]float64, o Options) ([]Pattern, error) {
	n, err := areas(z)
	if err != nil {
		return nil, err
	}
	if len(steps) != len(z) {
		return nil, spatial.ErrLength
	}
	for _, s := range steps {
		if len(s) != n {
			return nil, spatial.ErrLength
		}
	}
	trends, err := MannKendallEach(z)
	if err != nil {
		return nil, err
	}
	o = o.filled()
	patterns := make([]Pattern, n)
	series := make([]Step, len(steps))
	for i := range patterns {
		for t := range steps {
			series[t] = steps[t][i]
		}
		patterns[i] = o.pattern(series, trends[i])
	}
	return patterns, nil
}

// pattern names what one series of steps with its trend is.
func (o Options) pattern(steps []Step, trend Trend) Pattern {
	p := Pattern{Trend: trend, Category: NoPattern}
	known := make([]Step, 0, len(steps))
	for _, s := range steps {
		if s == Unknown {
			continue
		}
		known = append(known, s)
		switch s {
		case Hot:
			p.Hot++
		case Cold:
			p.Cold++
		}
	}
	p.Known = len(known)
	if p.Known < 2 || steps[len(steps)-1] == Unknown {
		p.Category = NotKnown
		return p
	}
	direction := 0.0
	if trend.P <= o.Alpha {
		direction = trend.Z
	}
	if kind, ok := o.side(known, Hot, p.Hot, p.Cold, direction); ok {
		p.Category = kind
	} else if kind, ok := o.side(known, Cold, p.Cold, p.Hot, -direction); ok {
		p.Category = kind + sideSize
	}
	return p
}

// side names the category of one side as if that side were the hot one: own and other are the numbers of periods of this
// and the other side, and direction is above 0 when the spot gets stronger.
func (o Options) side(known []Step, side Step, own, other int, direction float64) (Category, bool) {
	last := known[len(known)-1] == side
	// A share of the periods that is a whole number of them must not become a little more by rounding.
	lasting := float64(own) >= o.Share*float64(len(known))-1e-9
	run := 0
	for t := len(known) - 1; t >= 0 && known[t] == side; t-- {
		run++
	}
	switch {
	case last && own == 1:
		return NewHot, true
	case !last && lasting:
		return HistoricalHot, true
	case !last:
		return NoPattern, false
	case lasting && direction > 0:
		return IntensifyingHot, true
	case lasting && direction < 0:
		return DiminishingHot, true
	case lasting:
		return PersistentHot, true
	case run >= 2 && run == own:
		return ConsecutiveHot, true
	case other > 0:
		return OscillatingHot, true
	}
	return SporadicHot, true
}
