package stack

import (
	"context"
	"slices"
	"testing"

	"github.com/buurtbeeld/buurtbeeld/internal/area"
	"github.com/buurtbeeld/buurtbeeld/internal/indicator"
	"github.com/buurtbeeld/buurtbeeld/internal/reader"
)

func TestPresets(t *testing.T) {
	seen := map[string]bool{}
	for _, p := range Presets() {
		if seen[p.ID] || p.Name.NL == "" || p.Name.EN == "" || p.About.NL == "" || len(p.Layers) < FewestLayers {
			t.Errorf("preset %+v", p)
		}
		seen[p.ID] = true
		for _, l := range p.Layers {
			if back, err := ParseLayer(l.Layer.String()); err != nil || back != l.Layer {
				t.Errorf("%s: %s: %v", p.ID, l.Layer, err)
			}
		}
		if found, ok := FindPreset(p.ID); !ok || found.ID != p.ID {
			t.Errorf("%s is not found", p.ID)
		}
	}
	if len(seen) != 5 {
		t.Errorf("%d presets", len(seen))
	}
	if _, ok := FindPreset("nothing"); ok {
		t.Error("nothing is found")
	}
}

func TestOfferTakesWhatIsThere(t *testing.T) {
	offers := Offer([]indicator.ID{"woz_value_mean", "problem_debt_household_share", "unemployment_benefit_rate", "poverty_share"})
	poverty, unexpected, strength := offers[0], offers[1], offers[4]
	if !poverty.Ready() || len(poverty.Layers) != 3 ||
		!slices.Equal(poverty.Missing, []indicator.ID{"social_assistance_rate", "rent_arrears_signal_rate"}) {
		t.Errorf("poverty %+v", poverty)
	}
	if unexpected.Layers[1].Indicator != "problem_debt_household_share" || unexpected.Layers[0].Threshold.Percent != 40 ||
		!slices.Equal(unexpected.Missing, []indicator.ID{"youth_care_share"}) {
		t.Errorf("unexpected %+v", unexpected)
	}
	if strength.Ready() || len(strength.Missing) != 4 {
		t.Errorf("strength %+v", strength)
	}
}

func TestLoaded(t *testing.T) {
	s := small()
	s.buurten(2019, 10)
	s.column(buurtKey("old", 2019), 1)
	s.column(buurtKey("empty", 2020), withheld)
	summaries, _ := s.Summaries(context.Background(), reader.OnLoopback())
	if got := Loaded(summaries, area.DivisionID{Level: area.Neighbourhood, Year: 2020}); !slices.Equal(got, []indicator.ID{"aa", "bb", "cc"}) {
		t.Errorf("got %v", got)
	}
	if got := Loaded(summaries, area.DivisionID{Level: area.Neighbourhood}); !slices.Contains(got, "old") {
		t.Errorf("any year: %v", got)
	}
}
