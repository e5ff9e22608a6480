package stackmap

import (
	"cmp"
	"slices"
	"strings"

	"github.com/buurtbeeld/buurtbeeld/internal/area"
	"github.com/buurtbeeld/buurtbeeld/internal/drawing"
	"github.com/buurtbeeld/buurtbeeld/internal/indicator"
	"github.com/buurtbeeld/buurtbeeld/internal/page"
	"github.com/buurtbeeld/buurtbeeld/internal/stack"
	"github.com/buurtbeeld/buurtbeeld/internal/web/wording"
)

// group is the areas in which as many layers count, by name: there is no order among them.
type group struct {
	Title, Swatch string
	Rows          []listRow
	// More is how many areas of the group a long list leaves out.
	More int
	// Open says whether the group is unfolded at first: where any layer counts.
	Open bool
}

// listRow is one area in the list beside the map.
type listRow struct {
	Code, Name, Href, Page, Stack, Range string
	Marks                                []markView
	Tags                                 []tag
	Chosen                               bool
}

// markView is what one layer says for one area, as a sign with its words.
type markView struct{ Class, Text string }

// tag is a remark in a word or two.
type tag struct {
	Text  string
	Loose bool
}

// listed bounds a list of a whole country.
const listed = 150

// groups puts the areas in groups by the number of layers that count. Areas of which too little is known, and where
// nobody lives, have groups of their own at the end: their count is no count.
func (v *view) groups() []group {
	const little, empty = -1, -2
	byHits := map[int][]stack.Row{}
	for _, row := range v.Picture.Rows {
		key := row.Hits
		if row.Uninhabited {
			key = empty
		} else if tooLittle(row) {
			key = little
		}
		byHits[key] = append(byHits[key], row)
	}
	palette := drawing.Stack(len(v.Picture.Layers))
	left := listed
	var groups []group
	for hits := len(v.Picture.Layers); hits >= empty; hits-- {
		rows := byHits[hits]
		if len(rows) == 0 {
			continue
		}
		slices.SortFunc(rows, func(a, b stack.Row) int {
			return cmp.Or(cmp.Compare(foldName(v.names[a.Area.Code]), foldName(v.names[b.Area.Code])), a.Area.Code.Compare(b.Area.Code))
		})
		g := group{Open: hits >= 1}
		counted := wording.Areas(v.l, v.level(), len(rows))
		entry := drawing.Entry{Class: hits}
		switch hits {
		case little:
			g.Title, entry = v.t("stackmap.group_little", "areas", counted), drawing.Entry{Class: -1, Sign: drawing.Withheld}
		case empty:
			g.Title, entry = v.t("stackmap.group_empty", "areas", counted), drawing.Entry{Class: -1, Sign: drawing.NotApplicable}
		default:
			g.Title = v.t("stackmap.group", "n", hits, "layers", len(v.Picture.Layers), "areas", counted)
		}
		g.Swatch = drawing.Swatch(palette, entry)
		if v.Many {
			g.More = max(0, len(rows)-left)
			rows = rows[:len(rows)-g.More]
			left -= len(rows)
		}
		for _, row := range rows {
			g.Rows = append(g.Rows, v.listRow(row))
		}
		groups = append(groups, g)
	}
	return groups
}

// listTable is one half of the list: the groups where something counts, or all others.
type listTable struct {
	Label, Level string
	Layers       []string
	Columns      int
	Groups       []group
}

// Table returns the groups that are unfolded at first, or the folded ones.
func (v *view) Table(open bool) listTable {
	t := listTable{Label: "list-title", Level: v.LevelWord(), Layers: v.LayerNames, Columns: len(v.LayerNames) + 3}
	if !open {
		t.Label = "folded"
	}
	for _, g := range v.Groups {
		if g.Open == open {
			t.Groups = append(t.Groups, g)
		}
	}
	return t
}

// Folded is what the folded half of the list is called, and "" when nothing is folded.
func (v *view) Folded() string {
	n := 0
	for _, g := range v.Table(false).Groups {
		n += len(g.Rows) + g.More
	}
	if n == 0 {
		return ""
	}
	return v.t("stackmap.folded", "areas", wording.Areas(v.l, v.level(), n))
}

// ChosenFolded reports whether the chosen area is in the folded half.
func (v *view) ChosenFolded() bool {
	return slices.ContainsFunc(v.Table(false).Groups, func(g group) bool {
		return slices.ContainsFunc(g.Rows, func(r listRow) bool { return r.Chosen })
	})
}

// shortlist is how many areas the panel names before one is chosen.
const shortlist = 12

// Standing returns the groups in which most layers count, as far as they fit beside the map.
func (v *view) Standing() []group {
	var list []group
	left := shortlist
	for i, g := range v.Groups {
		if !g.Open || i > 1 && len(v.Groups[i].Rows) > left || left <= 0 {
			break
		}
		n := min(left, len(g.Rows))
		g.More += len(g.Rows) - n
		g.Rows = g.Rows[:n]
		left -= n
		list = append(list, g)
	}
	return list
}

// HasCertainty reports whether any area in the list has a loose place, which then is explained.
func (v *view) HasCertainty() bool {
	return slices.ContainsFunc(v.Groups, func(g group) bool {
		return slices.ContainsFunc(g.Rows, func(r listRow) bool { return slices.ContainsFunc(r.Tags, func(t tag) bool { return t.Loose }) })
	})
}

// foldName is how names are put in order: 't Zand stands under Z, and capitals do not matter.
func foldName(name string) string {
	name = strings.ToLower(strings.TrimSpace(name))
	return strings.TrimPrefix(strings.TrimPrefix(name, "'t "), "'s ")
}

func (v *view) listRow(row stack.Row) listRow {
	code := row.Area.Code
	out := listRow{Code: code.String(), Name: v.names[code], Href: v.link(v.Query.choose(code)), Page: page.LinkIn(v.l, wording.Address(code)),
		Stack: v.stackText(row), Range: v.hitRange(row), Chosen: code == v.Query.Chosen}
	for i := range row.Marks {
		out.Marks = append(out.Marks, v.mark(row, i))
	}
	out.Tags = v.tags(row)
	return out
}

// mark says what one layer says for an area: counts, counts not, or why it is not known.
func (v *view) mark(row stack.Row, i int) markView {
	switch row.Marks[i] {
	case stack.Hit:
		return markView{"hit", v.t("stackmap.mark_hit")}
	case stack.NoHit:
		return markView{"no", v.t("stackmap.mark_no")}
	}
	return markView{"unknown", wording.Status(v.l, row.Values[i].Status())}
}

// tags are the remarks on an area: how firm its place is, and whether few people live there.
func (v *view) tags(row stack.Row) []tag {
	var list []tag
	if t, ok := v.certainty(row); ok {
		list = append(list, t)
	}
	if row.Small && !row.Uninhabited {
		list = append(list, tag{Text: v.t("stackmap.tag_small")})
	}
	if row.Area.Change == area.BoundaryChanged {
		list = append(list, tag{Text: v.t("stackmap.tag_changed")})
	}
	return list
}

// sometimes is the share of the draws from which an area outside the top group is told to belong to it at times.
const sometimes = 0.2

// certainty says in words how much the place of an area depends on the choices made. Only where that says something:
// for the areas with most layers, and for those that nearly are.
func (v *view) certainty(row stack.Row) (tag, bool) {
	switch {
	case !row.HasStability || row.Hits == 0:
		return tag{}, false
	case row.Top && row.Fragile:
		return tag{Text: v.t("stackmap.tag_fragile"), Loose: true}, true
	case row.Top:
		return tag{Text: v.t("stackmap.tag_firm")}, true
	case row.Stability >= sometimes:
		return tag{Text: v.t("stackmap.tag_near"), Loose: true}, true
	}
	return tag{}, false
}

// hitRange says between which counts the stack lies when values may be anywhere within their bounds, and "" when it
// makes no difference or the sources give no bounds.
func (v *view) hitRange(row stack.Row) string {
	low, high := 0, 0
	for i, layer := range v.Picture.Layers {
		least, most := couldHit(layer, row.Values[i], row.Marks[i])
		if least {
			low++
		}
		if most {
			high++
		}
	}
	if low == high {
		return ""
	}
	return v.t("stackmap.range", "low", low, "high", high)
}

// couldHit says whether a layer certainly and whether it possibly counts, going by the bounds of the value.
func couldHit(layer stack.LayerResult, value indicator.Value, mark stack.HitMark) (least, most bool) {
	hit := mark == stack.Hit
	lower, upper, ok := value.Bounds()
	if !ok || !layer.HasCut || layer.AllEqual || mark == stack.Unknown {
		return hit, hit
	}
	if layer.Layer.Low {
		return hit && upper <= layer.Cut, hit || lower <= layer.Cut
	}
	return hit && lower >= layer.Cut, hit || upper >= layer.Cut
}

// searched returns the area that somebody typed, when there is just one such.
func (p *Pages) searched(q Query, picture *stack.Picture) (area.Code, bool) {
	found := matches(q.Search, picture.Rows)
	if len(found) == 1 {
		return found[0].Area.Code, true
	}
	return area.Code{}, false
}

// matches returns the areas whose name or code holds what was typed; an equal name goes before a part of one.
func matches(search string, rows []stack.Row) []stack.Row {
	if search == "" {
		return nil
	}
	wanted := strings.ToLower(search)
	var equal, part []stack.Row
	for _, row := range rows {
		name := strings.ToLower(row.Area.Name)
		switch {
		case name == wanted || strings.EqualFold(row.Area.Code.String(), search) || name+" ("+strings.ToLower(row.Area.Code.String())+")" == wanted:
			equal = append(equal, row)
		case strings.Contains(name, wanted):
			part = append(part, row)
		}
	}
	if len(equal) > 0 {
		return equal
	}
	return part
}

// search lists what was found, for a reader to choose from.
func (v *view) search() []page.Link {
	var links []page.Link
	for _, row := range matches(v.Query.Search, v.Picture.Rows) {
		if len(links) == 30 {
			break
		}
		links = append(links, page.Link{Text: v.names[row.Area.Code] + " (" + row.Area.Code.String() + ")", Href: v.link(v.Query.choose(row.Area.Code))})
	}
	return links
}
