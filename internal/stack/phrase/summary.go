package phrase

// Summary is the sentences about a whole region and about the years (Dutch: samenvatting).
type Summary struct {
	Cut, Region, WorkedOut, Country, Gap, AllEqual, Nothing string
	// Years quotes the three sentences behind it.
	Years                                              string
	Entered, Stayed, Left, NotComparable, NothingKnown Counted
	Percent                                            string
}

var summaries = map[string]*Summary{
	"nl": {
		Cut:       "{name}: de grens ligt bij {cut}.",
		Region:    " De waarde van {region} zelf is {value}.",
		WorkedOut: " De waarde van {region} zelf is ongeveer {value}, door ons uitgerekend.",
		Country:   " Nederland heeft {value}.",
		Gap:       " Van de {areas} voorbij de grens is het midden {hit}, van de andere {other}: een verschil van {gap}.",
		AllEqual:  "{name}: alle {areas} hebben {value}. Dit cijfer maakt daarom geen verschil.",
		Nothing:   "{name}: van geen van de {areas} bekend.",
		Years:     "Tussen {from} en {to} {entered}. {stayed} en {left}.",
		Entered: Counted{"kwam 1 van de {areas} bij de groep met de hoogste stapels",
			"kwamen {n} van de {areas} bij de groep met de hoogste stapels"},
		Stayed: Counted{"1 bleef daarbij", "{n} bleven daarbij"},
		Left:   Counted{"1 ging eruit", "{n} gingen eruit"},
		NotComparable: Counted{" 1 is niet te vergelijken, omdat de grens veranderde en de cijfers niet om te rekenen zijn.",
			" {n} zijn niet te vergelijken, omdat hun grens veranderde en de cijfers niet om te rekenen zijn."},
		NothingKnown: Counted{" Van 1 is in een van beide jaren niets bekend.", " Van {n} is in een van beide jaren niets bekend."},
		Percent:      " procent",
	},
	"en": {
		Cut:       "{name}: the threshold lies at {cut}.",
		Region:    " The value of {region} itself is {value}.",
		WorkedOut: " The value of {region} itself is about {value}, worked out by us.",
		Country:   " The Netherlands has {value}.",
		Gap:       " The middle of the {areas} past the threshold is {hit}, of the others {other}: a difference of {gap}.",
		AllEqual:  "{name}: all {areas} have {value}. That is why this figure makes no difference.",
		Nothing:   "{name}: not known of any of the {areas}.",
		Years:     "Between {from} and {to}, {entered}. {stayed} and {left}.",
		Entered: Counted{"1 of the {areas} came into the group with the highest stacks",
			"{n} of the {areas} came into the group with the highest stacks"},
		Stayed: Counted{"1 stayed in it", "{n} stayed in it"},
		Left:   Counted{"1 left it", "{n} left it"},
		NotComparable: Counted{" 1 cannot be compared, because its boundary changed and the figures cannot be converted.",
			" {n} cannot be compared, because their boundary changed and the figures cannot be converted."},
		NothingKnown: Counted{" Of 1 nothing is known in one of the two years.", " Of {n} nothing is known in one of the two years."},
		Percent:      " percent",
	},
}

// Summary returns the sentences about a whole region in the same language.
func (t *Voice) Summary() *Summary { return summaries[t.Tag] }
