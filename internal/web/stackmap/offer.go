package stackmap

import (
	"cmp"
	"slices"

	"github.com/buurtbeeld/buurtbeeld/internal/area"
	"github.com/buurtbeeld/buurtbeeld/internal/indicator"
	"github.com/buurtbeeld/buurtbeeld/internal/page"
	"github.com/buurtbeeld/buurtbeeld/internal/stack"
)

// Offer is a ready-made stack as a page offers it: what is loaded, what is missing, and where it leads.
type Offer struct {
	Name, About, Href string
	Layers, Missing   string
	// Year is that of the division, which stands in the text where there are several.
	Year string
}

// Offers lists the ready-made stacks for the parts of a region. Those for which too little is loaded come last and lead
// nowhere, so that a page can say what they wait for.
//
// Divisions are those of one level that hold the region; each stack takes the newest one in which most of its layers are
// loaded.
func Offers(r *page.Request, region area.Code, divisions []area.DivisionID, summaries []indicator.Summary) []Offer {
	tag := r.Language.String()
	names := func(ids []indicator.ID) string {
		var list []string
		for _, id := range ids {
			in, ok := indicator.FindInCatalogue(id)
			if !ok {
				in.Name.NL = string(id)
			}
			list = append(list, in.Name.In(tag))
		}
		return r.Language.List(list)
	}
	var ready, waiting []Offer
	for _, newest := range newestOffers(divisions, summaries) {
		o, division := newest.Offered, newest.division
		var ids []indicator.ID
		for _, l := range o.Layers {
			ids = append(ids, l.Indicator)
		}
		offer := Offer{Year: yearText(division.Year), Name: o.Preset.Name.In(tag), About: o.Preset.About.In(tag), Layers: names(ids), Missing: names(o.Missing)}
		if !o.Ready() {
			waiting = append(waiting, offer)
			continue
		}
		q := Query{Region: region, Level: division.Level, Year: division.Year, Layers: o.Layers, Pair: Pair{X: 0, Y: 1}}
		offer.Href = page.LinkIn(r.Language, q.Address())
		ready = append(ready, offer)
	}
	return append(ready, waiting...)
}

// offered is a ready-made stack in one division.
type offered struct {
	stack.Offered
	division area.DivisionID
}

// newestOffers returns each ready-made stack in the newest division in which most of its layers are loaded.
func newestOffers(divisions []area.DivisionID, summaries []indicator.Summary) []offered {
	sorted := slices.SortedFunc(slices.Values(divisions), func(a, b area.DivisionID) int { return cmp.Compare(b.Year, a.Year) })
	var list []offered
	for n, division := range sorted {
		for i, o := range stack.Offer(stack.Loaded(summaries, division)) {
			if n == 0 {
				list = append(list, offered{o, division})
			} else if len(o.Layers) > len(list[i].Layers) {
				list[i] = offered{o, division}
			}
		}
	}
	return list
}
