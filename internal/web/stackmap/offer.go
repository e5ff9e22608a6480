package stackmap

import (
	"github.com/buurtbeeld/buurtbeeld/internal/area"
	"github.com/buurtbeeld/buurtbeeld/internal/indicator"
	"github.com/buurtbeeld/buurtbeeld/internal/page"
	"github.com/buurtbeeld/buurtbeeld/internal/stack"
)

// Offer is a ready-made stack as a page offers it: what is loaded, what is missing, and where it leads.
type Offer struct {
	Name, About, Href string
	Layers, Missing   string
}

// Offers lists the ready-made stacks for the parts of a region. Those for which too little is loaded come last and lead
// nowhere, so that a page can say what they wait for.
func Offers(r *page.Request, region area.Code, division area.DivisionID, summaries []indicator.Summary) []Offer {
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
	for _, o := range stack.Offer(stack.Loaded(summaries, division)) {
		var ids []indicator.ID
		for _, l := range o.Layers {
			ids = append(ids, l.Indicator)
		}
		offer := Offer{Name: o.Preset.Name.In(tag), About: o.Preset.About.In(tag), Layers: names(ids), Missing: names(o.Missing)}
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
