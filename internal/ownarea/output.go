package ownarea

import (
	"encoding/csv"
	"encoding/json"
	"io"
	"math"
	"strconv"
	"strings"

	sheetcell "github.com/buurtbeeld/buurtbeeld/internal/sheet/cell"
)

// figureLine is a figure as files spell it.
type figureLine struct {
	Indicator string   `json:"indicator"`
	Name      string   `json:"name"`
	Group     string   `json:"group"`
	Period    string   `json:"period"`
	Division  string   `json:"division"`
	Status    string   `json:"status"`
	Value     *float64 `json:"value"`
	Low       *float64 `json:"low"`
	High      *float64 `json:"high"`
	Unit      string   `json:"unit"`
	Method    string   `json:"method"`
	Weight    string   `json:"weight"`
	Near      bool     `json:"weight_is_near"`
	Estimated bool     `json:"estimated"`
	Totals    []string `json:"totals"`
}

// digits is how many a number in a file has at most after the point: more say nothing.
const digits = 1e6

func newLine(v Value, language string) figureLine {
	l := figureLine{Indicator: string(v.Key.Indicator), Name: v.Indicator.Name.In(language), Group: v.Key.Group, Period: v.Key.Period.String(),
		Division: v.Key.Division.String(), Status: v.Answer.String(), Unit: string(v.Indicator.Unit), Totals: []string{}}
	if v.Answer != Given {
		return l
	}
	l.Method, l.Weight, l.Near, l.Estimated = v.Method.String(), string(v.Weight.ID), v.Near, v.Estimated
	number := func(x float64) *float64 { x = math.Round(x*digits) / digits; return &x }
	l.Value, l.Low, l.High = number(v.Number), number(v.Low), number(v.High)
	for _, c := range v.Totals {
		l.Totals = append(l.Totals, c.String())
	}
	return l
}

// WriteCSV writes the figures of an own area, one a line.
func WriteCSV(w io.Writer, r *Result, language string) error {
	out := csv.NewWriter(w)
	rows := [][]string{{"indicator", "name", "group", "period", "division", "status", "value", "low", "high", "unit", "method", "weight", "weight_is_near", "estimated", "totals"}}
	number := func(x *float64) string {
		if x == nil {
			return ""
		}
		return strconv.FormatFloat(*x, 'f', -1, 64)
	}
	for _, v := range r.Values {
		l := newLine(v, language)
		rows = append(rows, []string{sheetcell.Inert(l.Indicator), sheetcell.Inert(l.Name), sheetcell.Inert(l.Group), l.Period, l.Division, l.Status, number(l.Value), number(l.Low), number(l.High), sheetcell.Inert(l.Unit),
			l.Method, sheetcell.Inert(l.Weight), strconv.FormatBool(l.Near), strconv.FormatBool(l.Estimated), strings.Join(l.Totals, " ")})
	}
	return out.WriteAll(rows)
}

// WriteJSON writes an own area with its parts and figures.
func WriteJSON(w io.Writer, r *Result, language string) error {
	type share struct {
		Code  string  `json:"code"`
		Share float64 `json:"share"`
	}
	out := struct {
		ID       string       `json:"id"`
		Name     string       `json:"name"`
		Division string       `json:"division"`
		Parts    []share      `json:"parts"`
		Outside  float64      `json:"outside"`
		Full     bool         `json:"register_full"`
		Figures  []figureLine `json:"figures"`
	}{ID: r.Area.ID, Name: r.Area.Name, Division: r.Area.Division.String(), Outside: math.Round(r.Area.Outside*1e4) / 1e4, Full: r.Full, Figures: []figureLine{}}
	for _, p := range r.Area.Parts {
		out.Parts = append(out.Parts, share{p.Code.String(), float64(p.Share) / Whole})
	}
	for _, v := range r.Values {
		out.Figures = append(out.Figures, newLine(v, language))
	}
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(out)
}

// GeoJSON returns the outline of an area in metres of RD New, as ParseOutline reads it: what comes back is the same outline
// to the millimetre, so that an area that is shown, changed or saved again keeps its parts. Empty for an area of whole parts.
func GeoJSON(a Area) (string, error) {
	if a.Outline.IsEmpty() {
		return "", nil
	}
	type properties struct {
		Name string `json:"name"`
	}
	type system struct {
		Type       string     `json:"type"`
		Properties properties `json:"properties"`
	}
	out := struct {
		Type        string `json:"type"`
		CRS         system `json:"crs"`
		Coordinates any    `json:"coordinates"`
	}{Type: "MultiPolygon", CRS: system{"name", properties{"urn:ogc:def:crs:EPSG::28992"}}}
	var polygons [][][][2]float64
	for _, p := range a.Outline {
		var rings [][][2]float64
		for _, r := range p {
			var ring [][2]float64
			for _, at := range r {
				ring = append(ring, [2]float64{at.X, at.Y})
			}
			rings = append(rings, ring)
		}
		polygons = append(polygons, rings)
	}
	out.Coordinates = polygons
	if len(polygons) == 1 {
		out.Type, out.Coordinates = "Polygon", polygons[0]
	}
	text, err := json.Marshal(out)
	return string(text), err
}
