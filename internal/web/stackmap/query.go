package stackmap

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/buurtbeeld/buurtbeeld/internal/area"
	"github.com/buurtbeeld/buurtbeeld/internal/problem"
	"github.com/buurtbeeld/buurtbeeld/internal/stack"
)

// Query is what the address of a stack map asks for: the whole state of the page (Dutch: vraag in het adres).
type Query struct {
	Region area.Code
	// Level is 0 when it is left open.
	Level  area.Level
	Year   int
	Layers []stack.Layer
	// Few is under how many inhabitants an area is marked; 0 is the usual number.
	Few    int
	Chosen area.Code
	// Search is what somebody typed to find an area.
	Search string
	Tiles  bool
	// Years asks for the years side by side where they are too much to show by themselves.
	Years bool
	Pair  Pair
	// Striking colours the map by what stands out with its surroundings: "stapel" for the number of figures that count, or
	// the name of a layer; empty colours it by the stack.
	Striking string
}

// Pair is the two layers that are laid against each other, and from which value areas are picked out (Dutch: paar).
type Pair struct {
	// X and Y are places of layers, from 0.
	X, Y int
	// FromX to ToY bound the values; nil is open.
	FromX, ToX, FromY, ToY *float64
}

// mostFew is the largest number of inhabitants under which areas can be marked.
const mostFew = 1_000_000

// picked reports whether somebody picked out a part.
func (p Pair) picked() bool { return p.FromX != nil || p.ToX != nil || p.FromY != nil || p.ToY != nil }

// ParseQuery reads the address of a stack map.
func ParseQuery(v url.Values) (Query, error) {
	q := Query{Search: strings.TrimSpace(v.Get("zoek")), Tiles: v.Get("toon") == "tegels", Years: v.Get("jaren") == "alle", Pair: Pair{X: 0, Y: 1}, Striking: v.Get("opvallend")}
	var list problem.List
	unreadable := problem.New(problem.Usage, "stackmap.address_unreadable")
	code := func(name string) area.Code {
		if v.Get(name) == "" {
			return area.Code{}
		}
		c, err := area.ParseCode(v.Get(name))
		list.AddErr(err, unreadable)
		return c
	}
	q.Region, q.Chosen = code("in"), code("gekozen")
	if s := v.Get("niveau"); s != "" {
		level, err := area.ParseLevel(s)
		list.AddErr(err, unreadable)
		q.Level = level
	}
	whole := func(name string, most int, into *int) {
		if s := v.Get(name); s != "" {
			n, err := strconv.Atoi(s)
			if err != nil || n < 0 || n > most {
				list.Add(unreadable)
				return
			}
			*into = n
		}
	}
	whole("jaar", 9999, &q.Year)
	whole("x", 9999, &q.Pair.X)
	whole("y", 9999, &q.Pair.Y)
	if whole("minder", mostFew, &q.Few); q.Few == stack.DefaultMinimumPopulation {
		q.Few = 0
	}
	for name, into := range map[string]**float64{"xvan": &q.Pair.FromX, "xtot": &q.Pair.ToX, "yvan": &q.Pair.FromY, "ytot": &q.Pair.ToY} {
		if s := v.Get(name); s != "" {
			x, err := readNumber(s)
			if err != nil {
				list.Add(unreadable)
				continue
			}
			*into = &x
		}
	}
	for _, s := range v["laag"] {
		l, err := stack.ParseLayer(s)
		list.AddErr(err, unreadable)
		if err == nil {
			q.Layers = append(q.Layers, l)
		}
	}
	if len(q.Layers) > stack.MostLayers {
		list.Add(problem.New(problem.Usage, "stackmap.too_many_layers", "most", stack.MostLayers))
	}
	return q, list.Err()
}

// readNumber reads a number as somebody types it, with a decimal comma or point.
func readNumber(s string) (float64, error) {
	x, err := strconv.ParseFloat(strings.ReplaceAll(strings.TrimSpace(s), ",", "."), 64)
	if err == nil && (x != x || x > 1e15 || x < -1e15) {
		return 0, strconv.ErrRange
	}
	return x, err
}

// String returns the address of the query: one spelling for each, so that a link shares exactly one picture.
func (q Query) String() string {
	var parts []string
	add := func(name, value string) {
		if value != "" {
			parts = append(parts, name+"="+escape(value))
		}
	}
	add("in", q.Region.String())
	add("niveau", q.Level.String())
	if q.Year != 0 {
		add("jaar", strconv.Itoa(q.Year))
	}
	for _, l := range q.Layers {
		add("laag", l.String())
	}
	if q.Few != 0 {
		add("minder", strconv.Itoa(q.Few))
	}
	add("gekozen", q.Chosen.String())
	if q.Tiles {
		add("toon", "tegels")
	}
	if q.Years {
		add("jaren", "alle")
	}
	add("opvallend", q.Striking)
	if q.Pair.X != 0 || q.Pair.Y != 1 {
		add("x", strconv.Itoa(q.Pair.X))
		add("y", strconv.Itoa(q.Pair.Y))
	}
	for _, bound := range []struct {
		name  string
		value *float64
	}{{"xvan", q.Pair.FromX}, {"xtot", q.Pair.ToX}, {"yvan", q.Pair.FromY}, {"ytot", q.Pair.ToY}} {
		if bound.value != nil {
			add(bound.name, strconv.FormatFloat(*bound.value, 'f', -1, 64))
		}
	}
	return strings.Join(parts, "&")
}

// escape is url.QueryEscape that leaves the colons of a layer readable.
func escape(s string) string { return strings.ReplaceAll(url.QueryEscape(s), "%3A", ":") }

// Address returns the page of the query.
func (q Query) Address() string { return "/stapelkaart?" + q.String() }

// Export returns the address of a download of the same stack. What is only shown on the page is left out of it.
func (q Query) Export(name string) string {
	q.Search, q.Years, q.Pair = "", false, Pair{X: 0, Y: 1}
	if name != "stapel.svg" {
		q.Tiles = false
	}
	if !strings.HasPrefix(name, "opvallend") {
		q.Striking = ""
	}
	return "/stapelkaart/" + name + "?" + q.String()
}

// with returns a copy in which one thing differs.
func (q Query) with(change func(*Query)) Query {
	q.Layers = slices.Clone(q.Layers)
	change(&q)
	return q
}

// choose returns the query with an area chosen.
func (q Query) choose(c area.Code) Query {
	q.Chosen, q.Search = c, ""
	return q
}

// without returns the query without one layer; what was picked out of a pair is let go, since places shift.
func (q Query) without(i int) Query {
	return q.with(func(q *Query) {
		q.Layers = slices.Delete(q.Layers, i, i+1)
		q.Pair = Pair{X: 0, Y: 1}
	})
}

// isForm reports whether the address is one of the forms on the page, which send each part of a layer by itself.
func isForm(v url.Values) bool { return v.Has("formulier") }

// fromForm puts the layers of a form together. Its answer is only ever a redirect to the one spelling.
func fromForm(v url.Values) (url.Values, error) {
	out := url.Values{}
	for _, name := range []string{"in", "niveau", "jaar", "minder", "gekozen", "toon", "jaren", "opvallend", "x", "y", "xvan", "xtot", "yvan", "ytot", "zoek"} {
		if s := v.Get(name); s != "" {
			out.Set(name, s)
		}
	}
	out["laag"] = slices.Clone(v["laag"])
	at := func(name string, i int) string {
		if list := v[name]; i < len(list) {
			return strings.TrimSpace(list[i])
		}
		return ""
	}
	// Another division has figures of other years: then the newest of it are meant.
	sameDivision := v.Get("jaarwas") == "" || v.Get("jaarwas") == v.Get("jaar")
	var list problem.List
	for i, id := range v["cijfer"] {
		parts := []string{id}
		if period := at("periode", i); period != "" && sameDivision {
			parts = append(parts, period)
		}
		low := at("kant", i) == "laag"
		side := "high"
		if low {
			side = "low"
		}
		parts = append(parts, side)
		threshold, err := thresholdText(at("soort", i), at("waarde", i), low)
		if err != nil {
			list.AddErr(err, problem.New(problem.Usage, "stackmap.threshold_unreadable"))
			continue
		}
		parts = append(parts, threshold)
		if weight := at("gewicht", i); weight != "" && weight != "1" {
			parts = append(parts, strings.ReplaceAll(weight, ",", "."))
		}
		out.Add("laag", strings.Join(parts, ":"))
	}
	if id := v.Get("erbij"); id != "" {
		out.Add("laag", id)
	}
	return out, list.Err()
}

// thresholdText writes a threshold of the form as layers spell it.
func thresholdText(kind, value string, low bool) (string, error) {
	x := 0.0
	if kind != "gebied" {
		var err error
		if x, err = readNumber(value); err != nil {
			return "", problem.New(problem.Usage, "stackmap.threshold_unreadable").Because(err)
		}
	}
	number := strconv.FormatFloat(x, 'f', -1, 64)
	switch {
	case kind == "gebied" && low:
		return "below-region", nil
	case kind == "gebied":
		return "above-region", nil
	case kind == "vast" && low:
		return "<=" + number, nil
	case kind == "vast":
		return ">=" + number, nil
	}
	return "top" + number + "%", nil
}
