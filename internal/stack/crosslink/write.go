package crosslink

import (
	"encoding/csv"
	"io"
	"math"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/buurtbeeld/buurtbeeld/internal/stack/crosslink/search"
)

// columns are those of WriteCSV.
var columns = []string{"conditions", "from", "areas", "hits", "expected", "lift", "chance", "score", "inflation", "area_codes",
	"hit_codes", "same"}

// WriteCSV writes one line per find, the strongest first, and no line where nothing was found. Lists stand in one cell with
// blanks between: the conditions as figure:high or figure:low, from which value each counts, and the codes of the areas and
// of those with the target. Same holds conditions that rest on nearly the same areas.
func WriteCSV(w io.Writer, l *Links) error {
	out := csv.NewWriter(w)
	if err := out.Write(columns); err != nil {
		return err
	}
	for _, f := range l.Finds {
		var cuts, same []string
		for _, c := range f.Conditions {
			cuts = append(cuts, number(l.Cut(c)))
		}
		for _, s := range f.Same {
			same = append(same, strings.Join(l.names(s), "+"))
		}
		row := []string{strings.Join(l.names(f.Conditions), " "), strings.Join(cuts, " "), strconv.Itoa(len(f.Areas)),
			strconv.Itoa(len(f.Hits)), number(round(f.Expected)), number(round(f.Lift)), number(round(f.Chance)), number(round(f.Score)),
			number(round(f.Inflation)), strings.Join(l.codes(f.Areas), " "), strings.Join(l.codes(f.Hits), " "), strings.Join(same, " ")}
		if err := out.Write(row); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

// Cut returns the value from which a condition counts.
func (l *Links) Cut(c search.Condition) float64 {
	if c.Level == search.Low {
		return l.Layers[c.Layer].Low
	}
	return l.Layers[c.Layer].High
}

// names writes conditions as figure:high and figure:low.
func (l *Links) names(list []search.Condition) []string {
	var names []string
	for _, c := range list {
		end := ":high"
		if c.Level == search.Low {
			end = ":low"
		}
		names = append(names, string(l.Layers[c.Layer].Indicator.ID)+end)
	}
	return names
}

func (l *Links) codes(places []int) []string {
	codes := make([]string, 0, len(places))
	for _, i := range places {
		codes = append(codes, l.Areas[i].Code.String())
	}
	return codes
}

func number(x float64) string { return strconv.FormatFloat(x, 'f', -1, 64) }

// round keeps six decimals, which is more than the draws can tell apart.
func round(x float64) float64 { return math.Round(x*1e6) / 1e6 }

// told is what WriteJSON writes.
type told struct {
	Target       string     `json:"target"`
	Region       string     `json:"region"`
	Level        string     `json:"level"`
	Year         int        `json:"year"`
	Areas        int        `json:"areas"`
	Hits         int        `json:"hits"`
	Few          int        `json:"areas_with_few_people"`
	Combinations int        `json:"combinations"`
	Pairs        int        `json:"combinations_of_two"`
	PairsOnly    bool       `json:"of_two_only"`
	Minimum      int        `json:"minimum_areas"`
	Permutations int        `json:"permutations"`
	Seed         uint64     `json:"seed"`
	Resemblance  *float64   `json:"resemblance"`
	Inflation    float64    `json:"inflation"`
	Neighbours   bool       `json:"neighbours_known"`
	Warnings     []string   `json:"warnings"`
	Layers       []string   `json:"layers"`
	LeftOut      []toldLeft `json:"left_out"`
	Finds        []toldFind `json:"finds"`
}

type toldLeft struct {
	Layer  string `json:"layer"`
	Reason string `json:"reason"`
	Like   string `json:"like,omitzero"`
}

type toldFind struct {
	Conditions []string   `json:"conditions"`
	From       []float64  `json:"from"`
	Areas      []string   `json:"areas"`
	Hits       []string   `json:"hits"`
	Expected   float64    `json:"expected"`
	Lift       float64    `json:"lift"`
	Chance     float64    `json:"chance"`
	Score      float64    `json:"score"`
	Inflation  float64    `json:"inflation"`
	Same       [][]string `json:"same"`
}

// WriteJSON writes one object: what was asked and looked at, what was left out and why, warnings by name, and the finds.
func WriteJSON(w io.Writer, l *Links) error {
	t := told{Target: l.Choice.Target.String(), Region: l.Choice.Region.String(), Level: l.Choice.Level.String(), Year: l.Choice.Year,
		Areas: l.Result.Areas, Hits: l.Hits, Few: l.Few, Combinations: l.Combinations, Pairs: l.Pairs, PairsOnly: l.PairsOnly,
		Minimum: l.MinimumAreas, Permutations: l.Permutations, Seed: l.Seed, Inflation: round(l.Inflation), Neighbours: !l.NoNeighbours,
		Warnings: l.Warnings(), Layers: []string{}, LeftOut: []toldLeft{}, Finds: []toldFind{}}
	if !math.IsNaN(l.Resemblance) {
		x := round(l.Resemblance)
		t.Resemblance = &x
	}
	for _, f := range l.Layers {
		t.Layers = append(t.Layers, string(f.Indicator.ID))
	}
	for _, o := range l.LeftOut {
		t.LeftOut = append(t.LeftOut, toldLeft{string(o.Indicator.ID), string(o.Reason), string(o.Like.ID)})
	}
	for _, f := range l.Finds {
		one := toldFind{Conditions: l.names(f.Conditions), Areas: l.codes(f.Areas), Hits: l.codes(f.Hits), Expected: round(f.Expected),
			Lift: round(f.Lift), Chance: round(f.Chance), Score: round(f.Score), Inflation: round(f.Inflation), Same: [][]string{}}
		for _, c := range f.Conditions {
			one.From = append(one.From, l.Cut(c))
		}
		for _, s := range f.Same {
			one.Same = append(one.Same, l.names(s))
		}
		t.Finds = append(t.Finds, one)
	}
	return json.MarshalWrite(w, t, jsontext.WithIndent("  "))
}

// Warnings names what must be said beside the finds: that areas are not people always, and what else holds here.
func (l *Links) Warnings() []string {
	list := []string{"ecological_fallacy"}
	if l.NoNeighbours {
		list = append(list, "neighbours_unknown")
	}
	if l.Strong() {
		list = append(list, "neighbours_alike")
	}
	if l.PairsOnly {
		list = append(list, "of_two_only")
	}
	return list
}
