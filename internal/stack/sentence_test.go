package stack

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/buurtbeeld/buurtbeeld/internal/area"
	"github.com/buurtbeeld/buurtbeeld/internal/indicator"
)

// voorbeelddam is a stack with every kind of area in it.
func voorbeelddam() *shelfOf {
	s := newShelf()
	names := []string{"Crabbehof", "Wielwijk", "De Staart", "Noordflank", "Havens", "Polder"}
	var areas []area.Area
	for i, n := range names {
		areas = append(areas, area.Area{Code: code("BU9001000" + strconv.Itoa(i)), Name: n})
	}
	s.division(area.DivisionID{Level: area.Neighbourhood, Year: 2020}, areas...)
	s.division(area.DivisionID{Level: area.Municipality, Year: 2020}, area.Area{Code: code("GM9001"), Name: "Voorbeelddam"})
	s.column(buurtKey("welfare", 2020), 90, 10, 8, withheld, withheld, 5)
	s.column(buurtKey("ww", 2020), 80, 70, 7, notMeasured, withheld, 5)
	s.column(buurtKey("debts", 2020), withheld, 30, 3, 99, withheld, 5)
	s.column(buurtKey("same", 2020), 4, 4, 4, notMeasured, withheld, 4)
	s.column(buurtKey(indicator.Population, 2020), 4310, 3200, 80, 1200, 1500, 0)
	for id, n := range map[indicator.ID]indicator.Text{
		"welfare": {NL: "Personen met bijstand", EN: "People on social assistance"},
		"ww":      {NL: "Personen met WW", EN: "People on unemployment benefit"},
		"debts":   {NL: "Huishoudens met schulden", EN: "Households in debt"},
		"same":    {NL: "AO", EN: "Disability benefit"},
	} {
		i := slices.IndexFunc(s.indicators, func(x indicator.Indicator) bool { return x.ID == id })
		s.indicators[i].Name = n
	}
	return s
}

func TestSentences(t *testing.T) {
	top := build(t, voorbeelddam(), choice("welfare", "ww", "debts", "same"))
	region := build(t, voorbeelddam(), choice("welfare:below-region", "ww:below-region"))
	mixed := build(t, voorbeelddam(), choice("welfare:top40%", "ww:>=70.5", "debts:low:<3.5"))
	fragile := build(t, voorbeelddam(), choice("welfare", "ww"))
	fragile.Rows[0].Fragile = true
	tests := map[string]struct {
		p      *Picture
		row    int
		nl, en string
	}{
		"several, one withheld, one the same everywhere": {top, 0,
			"In Crabbehof horen 2 van de 3 bekende cijfers bij de hoogste 20 procent van de buurten in de gemeente Voorbeelddam: personen met bijstand en personen met WW. Eén cijfer is niet getoond, om mensen te beschermen. Eén cijfer is in alle gebieden gelijk en maakt daarom geen verschil.",
			"In Crabbehof, 2 of the 3 known figures are among the highest 20 percent of the neighbourhoods in the municipality of Voorbeelddam: people on social assistance and people on unemployment benefit. One figure is not shown, to protect people. One figure is the same in all areas and makes no difference."},
		"none, and few inhabitants": {top, 2,
			"In De Staart hoort geen van de 4 cijfers bij de hoogste 20 procent van de buurten in de gemeente Voorbeelddam. Eén cijfer is in alle gebieden gelijk en maakt daarom geen verschil. Het aantal inwoners is klein (80): enkele huishoudens maken al verschil.",
			"In De Staart, none of the 4 figures is among the highest 20 percent of the neighbourhoods in the municipality of Voorbeelddam. One figure is the same in all areas and makes no difference. The number of inhabitants is small (80): a few households already make a difference."},
		"one known, several missing": {top, 3,
			"In Noordflank is één cijfer bekend: huishoudens met schulden. Dat hoort bij de hoogste 20 procent van de buurten in de gemeente Voorbeelddam. 2 cijfers zijn niet gemeten. Eén cijfer is niet getoond, om mensen te beschermen.",
			"In Noordflank, one figure is known: households in debt. It is among the highest 20 percent of the neighbourhoods in the municipality of Voorbeelddam. 2 figures were not measured. One figure is not shown, to protect people."},
		"nothing known": {top, 4,
			"Van Havens is geen van de 4 cijfers bekend. 4 cijfers zijn niet getoond, om mensen te beschermen.",
			"Of Havens, none of the 4 figures is known. 4 figures are not shown, to protect people."},
		"nobody lives there": {top, 5,
			"In Polder wonen geen mensen. Daarom tellen wij hier geen cijfers.",
			"Nobody lives in Polder. That is why no figures are counted here."},
		"below the region": {region, 1,
			"In Wielwijk liggen 2 van de 2 cijfers onder de waarde van de gemeente Voorbeelddam: personen met bijstand en personen met WW.",
			"In Wielwijk, 2 of the 2 figures are below the value of the municipality of Voorbeelddam: people on social assistance and people on unemployment benefit."},
		"none below the region": {region, 0,
			"In Crabbehof ligt geen van de 2 cijfers onder de waarde van de gemeente Voorbeelddam.",
			"In Crabbehof, none of the 2 figures is below the value of the municipality of Voorbeelddam."},
		"different thresholds": {mixed, 0,
			"In Crabbehof liggen 2 van de 2 bekende cijfers voorbij de gekozen grens: personen met bijstand (hoogste 40 procent) en personen met WW (70,5 of hoger). Eén cijfer is niet getoond, om mensen te beschermen.",
			"In Crabbehof, 2 of the 2 known figures are past the chosen threshold: people on social assistance (highest 40 percent) and people on unemployment benefit (70.5 or more). One figure is not shown, to protect people."},
		"depends on the choice": {fragile, 0,
			"In Crabbehof horen 2 van de 2 cijfers bij de hoogste 20 procent van de buurten in de gemeente Voorbeelddam: personen met bijstand en personen met WW. Dit gebied hoort bij de groep met de hoogste stapels, maar dat hangt af van de keuze van grenzen en gewichten.",
			"In Crabbehof, 2 of the 2 figures are among the highest 20 percent of the neighbourhoods in the municipality of Voorbeelddam: people on social assistance and people on unemployment benefit. This area is in the group with the highest stacks, but that depends on the choice of thresholds and weights."},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if got := tt.p.Sentence(tt.row, "nl"); got != tt.nl {
				t.Errorf("got  %s\nwant %s", got, tt.nl)
			}
			if got := tt.p.Sentence(tt.row, "en"); got != tt.en {
				t.Errorf("got  %s\nwant %s", got, tt.en)
			}
		})
	}
}

func TestLayerSentence(t *testing.T) {
	s := voorbeelddam()
	for id, decimals := range map[indicator.ID]int{"welfare": 1, "ww": 0} {
		i := slices.IndexFunc(s.indicators, func(x indicator.Indicator) bool { return x.ID == id })
		s.indicators[i].Decimals = decimals
	}
	p := build(t, s, choice("welfare", "ww", "same"))
	want := "Personen met bijstand: de grens ligt bij 42 procent. De waarde van de gemeente Voorbeelddam zelf is ongeveer 55,4 procent, door ons uitgerekend. Van de buurten voorbij de grens is het midden 90 procent, van de andere 9 procent: een verschil van 81 procent."
	if got := p.LayerSentence(0, "nl"); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	want = "Disability benefit: all neighbourhoods have 4 percent. That is why this figure makes no difference."
	if got := p.LayerSentence(2, "en"); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

var numbers = regexp.MustCompile(`\d+(?:[.,]\d+)*`)

// TestEveryNumberInTheSentenceIsInTheRow is a property: whatever the row, a sentence adds no figure of its own.
func TestEveryNumberInTheSentenceIsInTheRow(t *testing.T) {
	thresholds := []string{"", ":low:top12.5%", ":>=31", ":below-region", ":<-4.5"}
	rapid.Check(t, func(t *rapid.T) {
		s := newShelf()
		s.buurten(2020, 12)
		var texts []string
		for _, id := range []indicator.ID{"aa", "bb", "cc"} {
			s.column(buurtKey(id, 2020), anyCells(t, 12)...)
			texts = append(texts, string(id)+rapid.SampledFrom(thresholds).Draw(t, "threshold"))
		}
		s.column(buurtKey(indicator.Population, 2020), anyCells(t, 12)...)
		s.division(area.DivisionID{Level: area.Municipality, Year: 2020}, area.Area{Code: code("GM9001"), Name: "Voorbeelddam"})
		for _, id := range []indicator.ID{"aa", "bb", "cc"} {
			s.column(indicator.Key{Indicator: id, Period: indicator.Year(2020),
				Division: area.DivisionID{Level: area.Municipality, Year: 2020}}, 20)
		}
		c := choice(texts...)
		c.Draws = 10
		p := build(t2(t), s, c)
		for i, r := range p.Rows {
			for _, tag := range []string{"nl", "en"} {
				checkNumbers(t, p, r, p.Sentence(i, tag))
			}
		}
	})
}

// t2 lets a property use helpers of ordinary tests.
func t2(t *rapid.T) testing.TB { return fatal{t: t} }

type fatal struct {
	testing.TB
	t *rapid.T
}

func (f fatal) Helper()           {}
func (f fatal) Fatal(args ...any) { f.t.Fatal(args...) }

func anyCells(t *rapid.T, n int) []cell {
	cells := make([]cell, n)
	for i := range cells {
		if cells[i] = rapid.IntRange(0, 40).Draw(t, "value"); rapid.IntRange(0, 3).Draw(t, "missing") == 0 {
			cells[i] = rapid.SampledFrom([]cell{withheld, notMeasured, notApplicable}).Draw(t, "status")
		}
	}
	return cells
}

func checkNumbers(t *rapid.T, p *Picture, r Row, sentence string) {
	allowed := []float64{float64(r.Layers), float64(r.Known), float64(r.Hits)}
	if people, ok := r.Population.Number(); ok {
		allowed = append(allowed, people)
	}
	for _, l := range p.Layers {
		allowed = append(allowed, l.Layer.Threshold.Percent, l.Layer.Threshold.Value, -l.Layer.Threshold.Value)
	}
	counts := map[indicator.Status]int{}
	for _, v := range r.Values {
		counts[v.Status()]++
	}
	for _, n := range counts {
		allowed = append(allowed, float64(n))
	}
	for _, text := range numbers.FindAllString(sentence, -1) {
		x, err := strconv.ParseFloat(strings.ReplaceAll(text, ",", "."), 64)
		if err != nil || !slices.Contains(allowed, x) {
			t.Fatalf("%q is not in the row: %s", text, sentence)
		}
	}
	for _, word := range []string{"probleemwijk", "achterstandswijk", "zwak", "slecht", "deprived", "bad"} {
		if strings.Contains(sentence, word) {
			t.Fatalf("a label: %s", sentence)
		}
	}
}
