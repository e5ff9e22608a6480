package wording

import (
	"slices"
	"testing"

	"github.com/buurtbeeld/buurtbeeld/internal/area"
	"github.com/buurtbeeld/buurtbeeld/internal/indicator"
	"github.com/buurtbeeld/buurtbeeld/internal/page/locale"
)

func TestSpokenRoundsToPeople(t *testing.T) {
	share := indicator.Indicator{Unit: "%", Decimals: 1}
	rate := indicator.Indicator{Unit: "per 1000", Decimals: 1}
	for name, tt := range map[string]struct {
		in     indicator.Indicator
		x      float64
		nl, en string
	}{
		"rounded":              {share, 9.4, "9 van de 100", "9 out of 100"},
		"up":                   {share, 9.5, "10 van de 100", "10 out of 100"},
		"none":                 {share, 0, "0 van de 100", "0 out of 100"},
		"hardly any is no 0":   {share, 0.3, "minder dan 1 van de 100", "fewer than 1 out of 100"},
		"nearly all is no 100": {share, 99.7, "bijna 100 van de 100", "nearly 100 out of 100"},
		"all":                  {share, 100, "100 van de 100", "100 out of 100"},
		"no share of people":   {share, 130, "130,0 %", "130.0 %"},
		"below zero":           {share, -2, "−2,0 %", "−2.0 %"},
		"rate":                 {rate, 12.3, "12,3 per 1.000", "12.3 per 1,000"},
		"money":                {indicator.Indicator{Unit: "x1000 EUR"}, 254, "€ 254 duizend", "€ 254 thousand"},
		"distance":             {indicator.Indicator{Unit: "km", Decimals: 1}, 0.8, "0,8 km", "0.8 km"},
		"count":                {indicator.Indicator{Unit: "persons"}, 1240, "1.240", "1,240"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := Spoken(locale.Dutch, tt.in, tt.x); got != tt.nl {
				t.Errorf("got %q, want %q", got, tt.nl)
			}
			if got := Spoken(locale.English, tt.in, tt.x); got != tt.en {
				t.Errorf("got %q, want %q", got, tt.en)
			}
		})
	}
}

// TestNoNumberHasWords: every status without a number is told in words, none as zero or as nothing.
func TestNoNumberHasWords(t *testing.T) {
	code, err := area.ParseCode("GM0001")
	if err != nil {
		t.Fatal(err)
	}
	index, err := area.NewIndex(area.DivisionID{Level: area.Municipality, Year: 2020}, []area.Code{code})
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range indicator.Statuses() {
		b := indicator.NewBuilder(indicator.Key{}, index)
		b.SetMissing(0, indicator.Of(s))
		value := b.Column().At(0)
		for _, l := range []locale.Language{locale.Dutch, locale.English} {
			if got := Value(l, indicator.Indicator{Unit: "%"}, value); got == "" || got[0] == '[' || got[0] >= '0' && got[0] <= '9' {
				t.Errorf("%s in %s: %q", s, l, got)
			}
		}
	}
}

// TestSmallIsNotZero: only zero is written as zero.
func TestSmallIsNotZero(t *testing.T) {
	share := indicator.Indicator{Unit: "%"}
	for x, want := range map[float64]string{0: "0 %", 0.3: "0,3 %", -0.04: "−0,04 %", 0.0001: "0,000 %", 0.5: "0,5 %", 0.51: "1 %", 7: "7 %"} {
		if got := Number(locale.Dutch, share, x); got != want {
			t.Errorf("%v is written %q, want %q", x, got, want)
		}
	}
}

func TestCreditsNameTheBoundaries(t *testing.T) {
	figures := indicator.Delivery{Kind: indicator.CBSTable, Attribution: "Bron: CBS", Table: "84799NED", Licence: "CC BY 4.0", Year: 2020}
	lines := indicator.Delivery{Kind: indicator.Boundaries, Attribution: "Bron: CBS / Kadaster", Licence: "CC BY 4.0", Year: 2020}
	older := indicator.Delivery{Kind: indicator.Boundaries, Source: "Gemeente", Year: 2015}
	all := []indicator.Delivery{figures, lines, lines, older}
	got := WithBoundaries(locale.Dutch, []string{Credit(figures)}, all, 2020)
	if want := []string{"CBS, 84799NED (CC BY 4.0)", "grenzen: CBS / Kadaster (CC BY 4.0)"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	if got := WithBoundaries(locale.Dutch, []string{Credit(lines)}, all, 2020); len(got) != 1 {
		t.Errorf("one source stands twice: %q", got)
	}
}

func TestLevelIsNamedOnce(t *testing.T) {
	if got := Name(locale.Dutch, area.Area{Name: "Wijk Wijk 30 Transvaalkwartier"}); got != "Wijk 30 Transvaalkwartier" {
		t.Errorf("got %q", got)
	}
}
