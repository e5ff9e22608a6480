package stack

import (
	"strconv"
	"strings"

	"github.com/buurtbeeld/buurtbeeld/internal/area"
	"github.com/buurtbeeld/buurtbeeld/internal/indicator"
)

// The forms of the main sentence: one share for all layers, above or below the region for all, or anything else.
const (
	topForm = iota
	regionForm
	mixedForm
)

// phrases is one main sentence with its variants by how many figures there are to speak of.
type phrases struct{ many, one, none, onlyHit, onlyNot string }

// countedText is a sentence that counts figures, for one and for more.
type countedText struct{ one, more string }

// voice is everything a sentence needs to know of a language (Dutch: taal van de zinnen). The words are about
// circumstances, never labels of people or areas.
type voice struct {
	tag                                       string
	forms                                     [3]phrases
	figures, knownFigures                     string
	uninhabited, nothingKnown, small, fragile string
	allEqual                                  countedText
	missing                                   map[indicator.Status]countedText
	plural, regionOf                          map[area.Level]string
	country, and                              string
	high, low, higher, lower                  string
	topShare, fromUp, fromDown, over, under   string
	aboveRegion                               string
	group, point                              string
}

func voiceOf(tag string) *voice {
	if tag == "en" || strings.HasPrefix(tag, "en-") {
		return &english
	}
	return &dutch
}

var dutch = voice{
	tag: "nl",
	forms: [3]phrases{
		topForm: {
			many:    "In {area} horen {hits} van de {known} bij de {side} {percent} procent van de {areas} in {region}: {names}.",
			one:     "In {area} hoort {hits} van de {known} bij de {side} {percent} procent van de {areas} in {region}: {names}.",
			none:    "In {area} hoort geen van de {known} bij de {side} {percent} procent van de {areas} in {region}.",
			onlyHit: "In {area} is één cijfer bekend: {name}. Dat hoort bij de {side} {percent} procent van de {areas} in {region}.",
			onlyNot: "In {area} is één cijfer bekend: {name}. Dat hoort niet bij de {side} {percent} procent van de {areas} in {region}.",
		},
		regionForm: {
			many:    "In {area} liggen {hits} van de {known} {above} de waarde van {region}: {names}.",
			one:     "In {area} ligt {hits} van de {known} {above} de waarde van {region}: {names}.",
			none:    "In {area} ligt geen van de {known} {above} de waarde van {region}.",
			onlyHit: "In {area} is één cijfer bekend: {name}. Dat ligt {above} de waarde van {region}.",
			onlyNot: "In {area} is één cijfer bekend: {name}. Dat ligt niet {above} de waarde van {region}.",
		},
		mixedForm: {
			many:    "In {area} liggen {hits} van de {known} voorbij de gekozen grens: {names}.",
			one:     "In {area} ligt {hits} van de {known} voorbij de gekozen grens: {names}.",
			none:    "In {area} ligt geen van de {known} voorbij de gekozen grens.",
			onlyHit: "In {area} is één cijfer bekend: {name}. Dat ligt voorbij de gekozen grens.",
			onlyNot: "In {area} is één cijfer bekend: {name}. Dat ligt niet voorbij de gekozen grens.",
		},
	},
	figures: " cijfers", knownFigures: " bekende cijfers",
	uninhabited:  "In {area} wonen geen mensen. Daarom tellen wij hier geen cijfers.",
	nothingKnown: "Van {area} is geen van de {layers} cijfers bekend.",
	small:        "Het aantal inwoners is klein ({people}): enkele huishoudens maken al verschil.",
	fragile:      "Dit gebied hoort bij de groep met de hoogste stapels, maar dat hangt af van de keuze van grenzen en gewichten.",
	allEqual: countedText{"Eén cijfer is in alle gebieden gelijk en maakt daarom geen verschil.",
		"{n} cijfers zijn in alle gebieden gelijk en maken daarom geen verschil."},
	missing: map[indicator.Status]countedText{
		indicator.NotMeasured:     {"Eén cijfer is niet gemeten.", "{n} cijfers zijn niet gemeten."},
		indicator.Withheld:        {"Eén cijfer is niet getoond, om mensen te beschermen.", "{n} cijfers zijn niet getoond, om mensen te beschermen."},
		indicator.NotApplicable:   {"Eén cijfer is hier niet van toepassing.", "{n} cijfers zijn hier niet van toepassing."},
		indicator.NotYetPublished: {"Eén cijfer is nog niet gepubliceerd.", "{n} cijfers zijn nog niet gepubliceerd."},
		indicator.Unreliable:      {"Eén cijfer is te onzeker om te tonen.", "{n} cijfers zijn te onzeker om te tonen."},
	},
	plural: map[area.Level]string{area.Municipality: "gemeenten", area.District: "wijken",
		area.Neighbourhood: "buurten"},
	regionOf: map[area.Level]string{area.Municipality: "de gemeente ", area.District: "de wijk "},
	country:  "Nederland", and: " en ",
	high: "hoogste", low: "laagste", higher: "boven", lower: "onder",
	topShare: "{side} {percent} procent", fromUp: "{value} of hoger", fromDown: "{value} of lager",
	over: "hoger dan {value}", under: "lager dan {value}", aboveRegion: "{above} de waarde van {region}",
	group: ".", point: ",",
}

var english = voice{
	tag: "en",
	forms: [3]phrases{
		topForm: {
			many:    "In {area}, {hits} of the {known} are among the {side} {percent} percent of the {areas} in {region}: {names}.",
			one:     "In {area}, {hits} of the {known} is among the {side} {percent} percent of the {areas} in {region}: {names}.",
			none:    "In {area}, none of the {known} is among the {side} {percent} percent of the {areas} in {region}.",
			onlyHit: "In {area}, one figure is known: {name}. It is among the {side} {percent} percent of the {areas} in {region}.",
			onlyNot: "In {area}, one figure is known: {name}. It is not among the {side} {percent} percent of the {areas} in {region}.",
		},
		regionForm: {
			many:    "In {area}, {hits} of the {known} are {above} the value of {region}: {names}.",
			one:     "In {area}, {hits} of the {known} is {above} the value of {region}: {names}.",
			none:    "In {area}, none of the {known} is {above} the value of {region}.",
			onlyHit: "In {area}, one figure is known: {name}. It is {above} the value of {region}.",
			onlyNot: "In {area}, one figure is known: {name}. It is not {above} the value of {region}.",
		},
		mixedForm: {
			many:    "In {area}, {hits} of the {known} are past the chosen threshold: {names}.",
			one:     "In {area}, {hits} of the {known} is past the chosen threshold: {names}.",
			none:    "In {area}, none of the {known} is past the chosen threshold.",
			onlyHit: "In {area}, one figure is known: {name}. It is past the chosen threshold.",
			onlyNot: "In {area}, one figure is known: {name}. It is not past the chosen threshold.",
		},
	},
	figures: " figures", knownFigures: " known figures",
	uninhabited:  "Nobody lives in {area}. That is why no figures are counted here.",
	nothingKnown: "Of {area}, none of the {layers} figures is known.",
	small:        "The number of inhabitants is small ({people}): a few households already make a difference.",
	fragile:      "This area is in the group with the highest stacks, but that depends on the choice of thresholds and weights.",
	allEqual: countedText{"One figure is the same in all areas and makes no difference.",
		"{n} figures are the same in all areas and make no difference."},
	missing: map[indicator.Status]countedText{
		indicator.NotMeasured:     {"One figure was not measured.", "{n} figures were not measured."},
		indicator.Withheld:        {"One figure is not shown, to protect people.", "{n} figures are not shown, to protect people."},
		indicator.NotApplicable:   {"One figure does not apply here.", "{n} figures do not apply here."},
		indicator.NotYetPublished: {"One figure is not published yet.", "{n} figures are not published yet."},
		indicator.Unreliable:      {"One figure is too uncertain to show.", "{n} figures are too uncertain to show."},
	},
	plural: map[area.Level]string{area.Municipality: "municipalities", area.District: "districts",
		area.Neighbourhood: "neighbourhoods"},
	regionOf: map[area.Level]string{area.Municipality: "the municipality of ", area.District: "the district "},
	country:  "the Netherlands", and: " and ",
	high: "highest", low: "lowest", higher: "above", lower: "below",
	topShare: "{side} {percent} percent", fromUp: "{value} or more", fromDown: "{value} or less",
	over: "more than {value}", under: "less than {value}", aboveRegion: "{above} the value of {region}",
	group: ",", point: ".",
}

func (t *voice) side(low bool) string {
	if low {
		return t.low
	}
	return t.high
}

func (t *voice) above(low bool) string {
	if low {
		return t.lower
	}
	return t.higher
}

func (t *voice) counted(text countedText, n int) string {
	if n == 1 {
		return text.one
	}
	return compose(text.more, "{n}", strconv.Itoa(n))
}

// threshold says what a layer is held against.
func (t *voice) threshold(l Layer, region string) string {
	switch l.Threshold.Kind {
	case RegionLevel:
		return compose(t.aboveRegion, "{above}", t.above(l.Low), "{region}", region)
	case FixedValue:
		text := t.fromUp
		switch {
		case l.Low && l.Threshold.Strict:
			text = t.under
		case l.Low:
			text = t.fromDown
		case l.Threshold.Strict:
			text = t.over
		}
		return compose(text, "{value}", t.number(l.Threshold.Value))
	}
	return compose(t.topShare, "{side}", t.side(l.Low), "{percent}", t.number(l.Threshold.Percent))
}

// list joins names the way a sentence does.
func (t *voice) list(names []string) string {
	if len(names) < 2 {
		return strings.Join(names, "")
	}
	return strings.Join(names[:len(names)-1], ", ") + t.and + names[len(names)-1]
}

// number writes a number with all its digits the way the language does.
func (t *voice) number(x float64) string {
	text := strconv.FormatFloat(x, 'f', -1, 64)
	text, negative := strings.CutPrefix(text, "-")
	whole, fraction, has := strings.Cut(text, ".")
	var b strings.Builder
	if negative {
		b.WriteString("−")
	}
	for i, d := range whole {
		if i > 0 && (len(whole)-i)%3 == 0 {
			b.WriteString(t.group)
		}
		b.WriteRune(d)
	}
	if has {
		b.WriteString(t.point + fraction)
	}
	return b.String()
}
