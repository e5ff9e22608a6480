// Package phrase holds the words of the sentences about a stack, in Dutch and English, and writes numbers and lists the
// way each language does (Dutch: zinsdelen). The words are about circumstances, never labels of people or areas.
package phrase

import (
	"strconv"
	"strings"

	"github.com/buurtbeeld/buurtbeeld/internal/area"
	"github.com/buurtbeeld/buurtbeeld/internal/indicator"
)

// The forms of the main sentence: one share for all layers, above or below the region for all, or anything else.
const (
	Top = iota
	Region
	Mixed
)

// Main is one main sentence with its variants by how many figures there are to speak of (Dutch: hoofdzin).
type Main struct{ Many, One, None, OnlyHit, OnlyNot string }

// Counted is a sentence that counts figures, for one and for more (Dutch: telzin).
type Counted struct{ One, More string }

// Voice is everything a sentence needs to know of a language (Dutch: taal van de zinnen). The words are about
// circumstances, never labels of people or areas.
type Voice struct {
	Tag                                       string
	Forms                                     [3]Main
	Figures, KnownFigures                     string
	Uninhabited, NothingKnown, Small, Fragile string
	AllEqual                                  Counted
	Missing                                   map[indicator.Status]Counted
	Plural, RegionOf                          map[area.Level]string
	Country, And                              string
	High, Low, Higher, Lower                  string
	TopShare, FromUp, FromDown, Over, Under   string
	AboveRegion                               string
	Group, Point                              string
}

// Of returns the voice of a language by its tag, and Dutch for every tag but that of English.
func Of(tag string) *Voice {
	if tag == "en" || strings.HasPrefix(tag, "en-") {
		return &english
	}
	return &dutch
}

var dutch = Voice{
	Tag: "nl",
	Forms: [3]Main{
		Top: {
			Many:    "In {area} horen {hits} van de {known} bij de {side} {percent} procent van de {areas} in {region}: {names}.",
			One:     "In {area} hoort {hits} van de {known} bij de {side} {percent} procent van de {areas} in {region}: {names}.",
			None:    "In {area} hoort geen van de {known} bij de {side} {percent} procent van de {areas} in {region}.",
			OnlyHit: "In {area} is één cijfer bekend: {name}. Dat hoort bij de {side} {percent} procent van de {areas} in {region}.",
			OnlyNot: "In {area} is één cijfer bekend: {name}. Dat hoort niet bij de {side} {percent} procent van de {areas} in {region}.",
		},
		Region: {
			Many:    "In {area} liggen {hits} van de {known} {above} de waarde van {region}: {names}.",
			One:     "In {area} ligt {hits} van de {known} {above} de waarde van {region}: {names}.",
			None:    "In {area} ligt geen van de {known} {above} de waarde van {region}.",
			OnlyHit: "In {area} is één cijfer bekend: {name}. Dat ligt {above} de waarde van {region}.",
			OnlyNot: "In {area} is één cijfer bekend: {name}. Dat ligt niet {above} de waarde van {region}.",
		},
		Mixed: {
			Many:    "In {area} liggen {hits} van de {known} voorbij de gekozen grens: {names}.",
			One:     "In {area} ligt {hits} van de {known} voorbij de gekozen grens: {names}.",
			None:    "In {area} ligt geen van de {known} voorbij de gekozen grens.",
			OnlyHit: "In {area} is één cijfer bekend: {name}. Dat ligt voorbij de gekozen grens.",
			OnlyNot: "In {area} is één cijfer bekend: {name}. Dat ligt niet voorbij de gekozen grens.",
		},
	},
	Figures: " cijfers", KnownFigures: " bekende cijfers",
	Uninhabited:  "In {area} wonen geen mensen. Daarom tellen wij hier geen cijfers.",
	NothingKnown: "Van {area} is geen van de {layers} cijfers bekend.",
	Small:        "Het aantal inwoners is klein ({people}): enkele huishoudens maken al verschil.",
	Fragile:      "Dit gebied hoort bij de groep met de hoogste stapels, maar dat hangt af van de keuze van grenzen en gewichten.",
	AllEqual: Counted{"Eén cijfer is in alle gebieden gelijk en maakt daarom geen verschil.",
		"{n} cijfers zijn in alle gebieden gelijk en maken daarom geen verschil."},
	Missing: map[indicator.Status]Counted{
		indicator.NotMeasured:     {"Eén cijfer is niet gemeten.", "{n} cijfers zijn niet gemeten."},
		indicator.Withheld:        {"Eén cijfer is niet getoond, om mensen te beschermen.", "{n} cijfers zijn niet getoond, om mensen te beschermen."},
		indicator.NotApplicable:   {"Eén cijfer is hier niet van toepassing.", "{n} cijfers zijn hier niet van toepassing."},
		indicator.NotYetPublished: {"Eén cijfer is nog niet gepubliceerd.", "{n} cijfers zijn nog niet gepubliceerd."},
		indicator.Unreliable:      {"Eén cijfer is te onzeker om te tonen.", "{n} cijfers zijn te onzeker om te tonen."},
	},
	Plural: map[area.Level]string{area.Municipality: "gemeenten", area.District: "wijken",
		area.Neighbourhood: "buurten"},
	RegionOf: map[area.Level]string{area.Municipality: "de gemeente ", area.District: "de wijk "},
	Country:  "Nederland", And: " en ",
	High: "hoogste", Low: "laagste", Higher: "boven", Lower: "onder",
	TopShare: "{side} {percent} procent", FromUp: "{value} of hoger", FromDown: "{value} of lager",
	Over: "hoger dan {value}", Under: "lager dan {value}", AboveRegion: "{above} de waarde van {region}",
	Group: ".", Point: ",",
}

var english = Voice{
	Tag: "en",
	Forms: [3]Main{
		Top: {
			Many:    "In {area}, {hits} of the {known} are among the {side} {percent} percent of the {areas} in {region}: {names}.",
			One:     "In {area}, {hits} of the {known} is among the {side} {percent} percent of the {areas} in {region}: {names}.",
			None:    "In {area}, none of the {known} is among the {side} {percent} percent of the {areas} in {region}.",
			OnlyHit: "In {area}, one figure is known: {name}. It is among the {side} {percent} percent of the {areas} in {region}.",
			OnlyNot: "In {area}, one figure is known: {name}. It is not among the {side} {percent} percent of the {areas} in {region}.",
		},
		Region: {
			Many:    "In {area}, {hits} of the {known} are {above} the value of {region}: {names}.",
			One:     "In {area}, {hits} of the {known} is {above} the value of {region}: {names}.",
			None:    "In {area}, none of the {known} is {above} the value of {region}.",
			OnlyHit: "In {area}, one figure is known: {name}. It is {above} the value of {region}.",
			OnlyNot: "In {area}, one figure is known: {name}. It is not {above} the value of {region}.",
		},
		Mixed: {
			Many:    "In {area}, {hits} of the {known} are past the chosen threshold: {names}.",
			One:     "In {area}, {hits} of the {known} is past the chosen threshold: {names}.",
			None:    "In {area}, none of the {known} is past the chosen threshold.",
			OnlyHit: "In {area}, one figure is known: {name}. It is past the chosen threshold.",
			OnlyNot: "In {area}, one figure is known: {name}. It is not past the chosen threshold.",
		},
	},
	Figures: " figures", KnownFigures: " known figures",
	Uninhabited:  "Nobody lives in {area}. That is why no figures are counted here.",
	NothingKnown: "Of {area}, none of the {layers} figures is known.",
	Small:        "The number of inhabitants is small ({people}): a few households already make a difference.",
	Fragile:      "This area is in the group with the highest stacks, but that depends on the choice of thresholds and weights.",
	AllEqual: Counted{"One figure is the same in all areas and makes no difference.",
		"{n} figures are the same in all areas and make no difference."},
	Missing: map[indicator.Status]Counted{
		indicator.NotMeasured:     {"One figure was not measured.", "{n} figures were not measured."},
		indicator.Withheld:        {"One figure is not shown, to protect people.", "{n} figures are not shown, to protect people."},
		indicator.NotApplicable:   {"One figure does not apply here.", "{n} figures do not apply here."},
		indicator.NotYetPublished: {"One figure is not published yet.", "{n} figures are not published yet."},
		indicator.Unreliable:      {"One figure is too uncertain to show.", "{n} figures are too uncertain to show."},
	},
	Plural: map[area.Level]string{area.Municipality: "municipalities", area.District: "districts",
		area.Neighbourhood: "neighbourhoods"},
	RegionOf: map[area.Level]string{area.Municipality: "the municipality of ", area.District: "the district "},
	Country:  "the Netherlands", And: " and ",
	High: "highest", Low: "lowest", Higher: "above", Lower: "below",
	TopShare: "{side} {percent} percent", FromUp: "{value} or more", FromDown: "{value} or less",
	Over: "more than {value}", Under: "less than {value}", AboveRegion: "{above} the value of {region}",
	Group: ",", Point: ".",
}

// Side returns the word for the highest or the lowest.
func (t *Voice) Side(low bool) string {
	if low {
		return t.Low
	}
	return t.High
}

// Above returns the word for above or below.
func (t *Voice) Above(low bool) string {
	if low {
		return t.Lower
	}
	return t.Higher
}

// Counted returns the sentence for n figures.
func (t *Voice) Counted(text Counted, n int) string {
	if n == 1 {
		return text.One
	}
	return strings.ReplaceAll(text.More, "{n}", strconv.Itoa(n))
}

// List joins names the way a sentence does.
func (t *Voice) List(names []string) string {
	if len(names) < 2 {
		return strings.Join(names, "")
	}
	return strings.Join(names[:len(names)-1], ", ") + t.And + names[len(names)-1]
}

// Number writes a number with all its digits the way the language does.
func (t *Voice) Number(x float64) string {
	text := strconv.FormatFloat(x, 'f', -1, 64)
	text, negative := strings.CutPrefix(text, "-")
	whole, fraction, has := strings.Cut(text, ".")
	var b strings.Builder
	if negative {
		b.WriteString("−")
	}
	for i, d := range whole {
		if i > 0 && (len(whole)-i)%3 == 0 {
			b.WriteString(t.Group)
		}
		b.WriteRune(d)
	}
	if has {
		b.WriteString(t.Point + fraction)
	}
	return b.String()
}

// Compose puts values, given as pairs of {name} and text, in a sentence.
func Compose(text string, pairs ...string) string {
	var b strings.Builder
	b.Grow(len(text) + 128)
	for {
		open := strings.IndexByte(text, '{')
		if open < 0 {
			b.WriteString(text)
			return b.String()
		}
		b.WriteString(text[:open])
		end := open + strings.IndexByte(text[open:], '}') + 1
		for i := 0; i+1 < len(pairs); i += 2 {
			if pairs[i] == text[open:end] {
				b.WriteString(pairs[i+1])
			}
		}
		text = text[end:]
	}
}
