package pattern

import (
	"cmp"
	"slices"

	"github.com/buurtbeeld/buurtbeeld/internal/indicator"
	"github.com/buurtbeeld/buurtbeeld/internal/page"
	"github.com/buurtbeeld/buurtbeeld/internal/page/locale"
	"github.com/buurtbeeld/buurtbeeld/internal/stack/pattern"
	"github.com/buurtbeeld/buurtbeeld/internal/web/wording"
)

// Change is what a delivery changed in the pattern of one figure, in words (Dutch: verandering).
type Change struct {
	// Title is "Bij deze 7 wijken veranderde het patroon van Bijstand".
	Title string
	Areas []ChangedArea
	// More is how many areas are left out.
	More int
}

// ChangedArea is one area of it: what it was and what it is, and where to look.
type ChangedArea struct {
	Code, Text string
	Link       page.Link
}

// mostChanged bounds the list of areas of one figure.
const mostChanged = 60

// Changes puts into words what a delivery changed.
func Changes(l locale.Language, list []pattern.Changed) []Change {
	var out []Change
	for _, c := range list {
		n, level := len(c.Areas), c.After.Choice.Level
		change := Change{Title: l.Text("pattern.changed", "n", n, "areas", wording.Level(l, level, n), "what", what(l, c.After)), More: max(0, n-mostChanged)}
		for _, a := range c.Areas {
			one := c.Area(a)
			q := Query{Region: c.After.Choice.Region, Level: level, Year: c.After.Choice.Year, Layers: c.After.Choice.Layers, Layer: c.After.Layer, Chosen: one.Code}
			text := ""
			switch {
			case a.Entered:
				text = l.Text("pattern.changed_entered")
			case a.Left:
				text = l.Text("pattern.changed_left")
			default:
				text = l.Text("pattern.changed_from", "before", Say(l, c.Before, a.Before), "after", Say(l, c.After, a.After))
			}
			change.Areas = append(change.Areas, ChangedArea{Code: one.Code.String(), Text: text, Link: page.Link{Text: wording.Name(l, one), Href: page.LinkIn(l, q.Address()) + "#gekozen"}})
		}
		slices.SortStableFunc(change.Areas, func(a, b ChangedArea) int {
			return cmp.Compare(indicator.Plain(a.Link.Text), indicator.Plain(b.Link.Text))
		})
		change.Areas = change.Areas[:n-change.More]
		out = append(out, change)
	}
	return out
}

// what names the figure of a series, or the figures of a stack.
func what(l locale.Language, s *pattern.Series) string {
	if s.Layer >= 0 {
		return s.Indicator.Name.In(l.String())
	}
	var names []string
	for _, layer := range s.Years.Years[len(s.Years.Years)-1].Picture.Layers {
		names = append(names, layer.Indicator.Name.In(l.String()))
	}
	return l.Text("pattern.changed_stack", "names", names)
}
