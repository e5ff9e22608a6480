package pattern

import (
	"encoding/csv"
	"io"
	"math"
	"strconv"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/buurtbeeld/buurtbeeld/internal/sheet/cell"
	"github.com/buurtbeeld/buurtbeeld/spatial/trend"
)

// stepWords are how exports spell a step.
var stepWords = map[trend.Step]string{trend.Neither: "no", trend.Hot: "high", trend.Cold: "low"}

// WriteCSV writes a series as a table with a header, one line per area by code: the pattern, and per year the value (or
// the number of figures that count), whether the area stood out, its Gi* score with the two-sided p of the permutations,
// and what changed boundaries did. Words says the pattern
// of the i-th area. What is not known is empty. A text that a spreadsheet would take for a formula gets an apostrophe
// before it, as OWASP advises.
func WriteCSV(w io.Writer, s *Series, words func(i int) string) error {
	out := csv.NewWriter(w)
	header := []string{"code", "name", "pattern", "years_known", "years_high", "years_low", "trend_z", "trend_p"}
	for _, p := range s.Periods {
		year := p.Period.String()
		header = append(header, year, year+"_stands_out", year+"_z", year+"_p", year+"_boundary", year+"_estimated_share")
	}
	if err := out.Write(append(header, "words")); err != nil {
		return err
	}
	for i, a := range s.Areas {
		line := []string{a.Area.Code.String(), cell.Inert(a.Area.Name), a.Pattern.Category.Key(), strconv.Itoa(a.Pattern.Known), strconv.Itoa(a.Pattern.Hot), strconv.Itoa(a.Pattern.Cold),
			decimal(a.Pattern.Trend.Z), decimal(a.Pattern.Trend.P)}
		for k, cell := range a.Cells {
			c := s.exported(i, k)
			line = append(line, decimal(c.Value), c.StandsOut, decimal(cell.Z), decimal(cell.P), c.Boundary, decimal(c.Estimated))
		}
		if err := out.Write(append(line, cell.Inert(words(i)))); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

// exportedCell is one year of one area as exports have it.
type exportedCell struct {
	Period    int     `json:"period"`
	Value     float64 `json:"-"`
	StandsOut string  `json:"stands_out,omitempty"`
	Boundary  string  `json:"boundary,omitempty"`
	Reason    string  `json:"reason,omitempty"`
	Estimated float64 `json:"-"`
	// Number and Share are nil where there is none, which a JSON reader sees as null.
	Number *float64 `json:"value"`
	Z      *float64 `json:"z"`
	P      *float64 `json:"p"`
	Share  *float64 `json:"estimated_share,omitempty"`
	Lower  *float64 `json:"lower,omitempty"`
	Upper  *float64 `json:"upper,omitempty"`
}

// exported returns one cell; numbers that are not known are NaN.
func (s *Series) exported(i, k int) exportedCell {
	cell := s.Areas[i].Cells[k]
	c := exportedCell{Period: s.Periods[k].Period.Year(), Value: math.NaN(), Estimated: math.NaN(), StandsOut: stepWords[cell.Step]}
	if s.Layer < 0 && cell.Known > 0 {
		c.Value = float64(cell.Hits)
	} else if x, ok := cell.Value.Number(); ok {
		c.Value = x
		if lower, upper, bounds := cell.Value.Bounds(); bounds {
			c.Lower, c.Upper = &lower, &upper
		}
	}
	if len(s.Periods[k].From) > 0 {
		c.Boundary, c.Reason = cell.Break.State.String(), cell.Break.Reason.String()
		c.Estimated = cell.Break.Estimated
	}
	c.Number, c.Share, c.Z, c.P = pointer(c.Value), pointer(c.Estimated), pointer(cell.Z), pointer(cell.P)
	return c
}

type exportedArea struct {
	Code    string         `json:"code"`
	Name    string         `json:"name"`
	Pattern string         `json:"pattern"`
	Words   string         `json:"words"`
	Known   int            `json:"years_known"`
	High    int            `json:"years_high"`
	Low     int            `json:"years_low"`
	TrendZ  *float64       `json:"trend_z"`
	TrendP  *float64       `json:"trend_p"`
	Years   []exportedCell `json:"years"`
}

type exportedSeries struct {
	Layers       []string       `json:"layers"`
	Shown        string         `json:"shown"`
	Region       string         `json:"region"`
	Division     string         `json:"division"`
	NotMeasured  []int          `json:"years_all_zero"`
	Missing      []int          `json:"years_missing"`
	FewestYears  int            `json:"fewest_years"`
	TooFewYears  bool           `json:"too_few_years"`
	NoBoundaries bool           `json:"no_boundaries"`
	Areas        []exportedArea `json:"areas"`
}

// WriteJSON writes a series as one object with the same as WriteCSV, and how it was asked.
func WriteJSON(w io.Writer, s *Series, words func(i int) string) error {
	out := exportedSeries{Region: s.Region.Code.String(), Division: s.Division.ID().String(), FewestYears: FewestPeriods, TooFewYears: s.Short, NoBoundaries: s.Unmapped,
		NotMeasured: []int{}, Missing: []int{}, Shown: "hits"}
	for _, l := range s.Choice.Layers {
		out.Layers = append(out.Layers, l.String())
	}
	if s.Layer >= 0 {
		out.Shown = string(s.Choice.Layers[s.Layer].Indicator)
	}
	for _, p := range s.Zero {
		out.NotMeasured = append(out.NotMeasured, p.Year())
	}
	for _, p := range s.Gaps {
		out.Missing = append(out.Missing, p.Year())
	}
	for i, a := range s.Areas {
		one := exportedArea{Code: a.Area.Code.String(), Name: a.Area.Name, Pattern: a.Pattern.Category.Key(), Words: words(i), Known: a.Pattern.Known, High: a.Pattern.Hot, Low: a.Pattern.Cold,
			TrendZ: pointer(a.Pattern.Trend.Z), TrendP: pointer(a.Pattern.Trend.P)}
		for k := range a.Cells {
			one.Years = append(one.Years, s.exported(i, k))
		}
		out.Areas = append(out.Areas, one)
	}
	if err := json.MarshalWrite(w, out, jsontext.WithIndent("  ")); err != nil {
		return err
	}
	_, err := io.WriteString(w, "\n")
	return err
}

func pointer(x float64) *float64 {
	if math.IsNaN(x) || math.IsInf(x, 0) {
		return nil
	}
	return &x
}

// decimal writes a number, and nothing for one that is not known.
func decimal(x float64) string {
	if math.IsNaN(x) || math.IsInf(x, 0) {
		return ""
	}
	return strconv.FormatFloat(math.Round(x*1e9)/1e9, 'f', -1, 64)
}
