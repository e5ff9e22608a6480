package stack

import (
	"math"
	"strconv"
	"strings"

	"github.com/buurtbeeld/buurtbeeld/internal/area"
	"github.com/buurtbeeld/buurtbeeld/internal/stack/phrase"
)

// LayerSentence says how high the i-th layer is in the region as a whole and how far the areas past the threshold lie
// from the others, because a highest 20 percent is there even when all areas are nearly the same.
func (p *Picture) LayerSentence(i int, languageTag string) string {
	t := phrase.Of(languageTag)
	s := t.Summary()
	l := &p.Layers[i]
	amount := func(x float64) string { return l.amount(t, s, x) }
	name := l.Indicator.Name.In(t.Tag)
	if name == "" {
		name = string(l.Indicator.ID)
	}
	common := []string{"{name}", name, "{areas}", t.Plural[p.Choice.Level], "{region}", p.regionName(t)}
	switch {
	case !l.Spread.Known:
		return phrase.Compose(s.Nothing, common...)
	case l.AllEqual:
		return phrase.Compose(s.AllEqual, append(common, "{value}", amount(l.Spread.Min))...)
	}
	text := phrase.Compose(s.Cut, append(common, "{cut}", amount(l.Cut))...)
	switch {
	case l.Indicator.Summable:
		// The total of a count says nothing about the height of its parts.
	case l.Region.Method == Published:
		text += phrase.Compose(s.Region, append(common, "{value}", amount(l.Region.Value))...)
	case l.Region.Known():
		text += phrase.Compose(s.WorkedOut, append(common, "{value}", amount(l.Region.Value))...)
	}
	if l.Country.Known() && p.Region.Code != area.Netherlands && !l.Indicator.Summable {
		text += phrase.Compose(s.Country, "{value}", amount(l.Country.Value))
	}
	if l.Spread.HasGapToOthers {
		text += phrase.Compose(s.Gap, append(common, "{hit}", amount(l.Spread.HitMedian), "{other}", amount(l.Spread.OtherMedian),
			"{gap}", amount(math.Abs(l.Spread.GapToOthers)))...)
	}
	return text
}

// amount writes a value with the decimals and the unit of the indicator, as far as the unit reads as words.
func (l *LayerResult) amount(t *phrase.Voice, s *phrase.Summary, x float64) string {
	decimals := l.Indicator.Decimals
	rounded, _ := strconv.ParseFloat(strconv.FormatFloat(x, 'f', decimals, 64), 64)
	text := t.Number(rounded)
	switch {
	case l.Indicator.Unit.IsShare():
		return text + s.Percent
	case strings.HasPrefix(string(l.Indicator.Unit), "per "):
		return text + " " + string(l.Indicator.Unit)
	}
	return text
}
