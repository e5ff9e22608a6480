// Package crosslink is the page about figures that together go with another figure more often than one by one
// (Dutch: verbanden).
package crosslink

import (
	"net/url"
	"strconv"
	"strings"

	"github.com/buurtbeeld/buurtbeeld/internal/area"
	"github.com/buurtbeeld/buurtbeeld/internal/problem"
	"github.com/buurtbeeld/buurtbeeld/internal/stack"
	"github.com/buurtbeeld/buurtbeeld/internal/stack/crosslink"
)

// Query is what the address of the page asks for: its whole state (Dutch: vraag in het adres).
type Query struct {
	Region area.Code
	// Level is 0 when it is left open.
	Level area.Level
	Year  int
	// Target is the figure that is looked for; without a name there is none yet.
	Target stack.Layer
	// Layers are the figures that can go together with it; none is all.
	Layers []stack.Layer
}

// ParseQuery reads the address of the page.
func ParseQuery(v url.Values) (Query, error) {
	var q Query
	var list problem.List
	unreadable := problem.New(problem.Usage, "stackmap.address_unreadable")
	if s := v.Get("in"); s != "" {
		c, err := area.ParseCode(s)
		list.AddErr(err, unreadable)
		q.Region = c
	}
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
	if s := v.Get("doel"); s != "" {
		l, err := stack.ParseLayer(s)
		list.AddErr(err, unreadable)
		// The side can be chosen apart from the figure, unless its threshold says which is meant.
		if l.Threshold.Kind != stack.FixedValue {
			l.Low = l.Low || v.Get("kant") == "laag"
		}
		q.Target = l
	}
	for _, s := range v["laag"] {
		l, err := stack.ParseLayer(s)
		list.AddErr(err, unreadable)
		q.Layers = append(q.Layers, l)
	}
	if len(q.Layers) > mostLayers {
		list.Add(problem.New(problem.Usage, "stackmap.too_many_layers", "most", mostLayers))
	}
	return q, list.Err()
}

// mostLayers bounds the figures that an address can name.
const mostLayers = 60

// Address returns the page of the query, in one spelling.
func (q Query) Address() string { return "/verbanden?" + q.String() }

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
	if q.Target.Indicator != "" {
		add("doel", q.Target.String())
	}
	for _, l := range q.Layers {
		add("laag", l.String())
	}
	return strings.Join(parts, "&")
}

// choice returns the query as the search takes it.
func (q Query) choice() crosslink.Choice {
	return crosslink.Choice{Region: q.Region, Level: q.Level, Year: q.Year, Target: q.Target, Layers: q.Layers}
}

// Address returns the page about links with the first layer of a stack, without a language.
func Address(c stack.Choice) string {
	q := Query{Region: c.Region, Level: c.Level, Year: c.Year}
	if len(c.Layers) > 0 {
		q.Target = c.Layers[0]
		q.Target.Weight = 1
		if q.Target.Threshold.Kind == stack.RegionLevel {
			q.Target.Threshold = stack.Threshold{}
		}
	}
	return q.Address()
}
