// Package pattern is the page about what became of areas over the years, and the years part of the stack map
// (Dutch: patronen door de jaren).
package pattern

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/buurtbeeld/buurtbeeld/internal/area"
	"github.com/buurtbeeld/buurtbeeld/internal/indicator"
	"github.com/buurtbeeld/buurtbeeld/internal/problem"
	"github.com/buurtbeeld/buurtbeeld/internal/stack"
)

// Query is what the address of the page asks for: its whole state (Dutch: vraag in het adres).
type Query struct {
	Region area.Code
	// Level is 0 when it is left open.
	Level  area.Level
	Year   int
	Layers []stack.Layer
	// Layer is the place of the layer that is shown, from 0; -1 is the number of hits.
	Layer  int
	Chosen area.Code
}

// ParseQuery reads the address of the page.
func ParseQuery(v url.Values) (Query, error) {
	q := Query{Layer: -1}
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
	if s := v.Get("jaar"); s != "" {
		year, err := strconv.Atoi(s)
		if err != nil || year < 0 || year > 9999 {
			list.Add(unreadable)
		}
		q.Year = year
	}
	for _, s := range append(slices.Clone(v["laag"]), v["erbij"]...) {
		if s == "" {
			continue
		}
		l, err := stack.ParseLayer(s)
		list.AddErr(err, unreadable)
		l.Period = indicator.Period{}
		if err == nil && !slices.ContainsFunc(q.Layers, func(o stack.Layer) bool { return o.Indicator == l.Indicator && o.Group == l.Group }) {
			q.Layers = append(q.Layers, l)
		}
	}
	if len(q.Layers) > stack.MostLayers {
		list.Add(problem.New(problem.Usage, "stackmap.too_many_layers", "most", stack.MostLayers))
	}
	q.Layer = q.shown(v.Get("toon"))
	return q, list.Err()
}

// shown finds the layer by the name of its figure. One layer has no hits to count, so it is shown itself.
func (q Query) shown(name string) int {
	if i := slices.IndexFunc(q.Layers, func(l stack.Layer) bool { return string(l.Indicator) == name }); i >= 0 {
		return i
	}
	if len(q.Layers) == 1 {
		return 0
	}
	return -1
}

// Address returns the page of the query, in one spelling.
func (q Query) Address() string { return "/patronen?" + q.String() }

// String returns the address of the query without the page.
func (q Query) String() string {
	var parts []string
	add := func(name, value string) {
		if value != "" {
			parts = append(parts, name+"="+strings.ReplaceAll(url.QueryEscape(value), "%3A", ":"))
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
	if q.Layer >= 0 && len(q.Layers) > 1 {
		add("toon", string(q.Layers[q.Layer].Indicator))
	}
	add("gekozen", q.Chosen.String())
	return strings.Join(parts, "&")
}

// choice returns the query as package stack takes it.
func (q Query) choice() stack.Choice {
	return stack.Choice{Region: q.Region, Level: q.Level, Year: q.Year, Layers: q.Layers}
}

// Address returns the page about the patterns of a stack, without a language.
func Address(c stack.Choice) string {
	q := Query{Region: c.Region, Level: c.Level, Year: c.Year, Layers: slices.Clone(c.Layers), Layer: -1}
	for i := range q.Layers {
		q.Layers[i].Period = indicator.Period{}
	}
	return q.Address()
}
