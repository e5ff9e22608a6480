package stack

import (
	"testing"

	"pgregory.net/rapid"

	"github.com/buurtbeeld/buurtbeeld/internal/indicator"
	"github.com/buurtbeeld/buurtbeeld/internal/problem"
)

func TestParseLayer(t *testing.T) {
	share := func(p float64) Threshold { return Threshold{Percent: p} }
	tests := map[string]struct {
		text      string
		want      Layer
		canonical string
	}{
		"the name alone":      {"ww_rate", Layer{Indicator: "ww_rate", Threshold: share(20), Weight: 1}, "ww_rate:high:top20%"},
		"everything":          {"ww_rate:2020:low:top12.5%:0.5", Layer{Indicator: "ww_rate", Period: indicator.Year(2020), Low: true, Threshold: share(12.5), Weight: 0.5}, "ww_rate:2020:low:top12.5%:0.5"},
		"weight alone":        {"ww_rate:2", Layer{Indicator: "ww_rate", Threshold: share(20), Weight: 2}, "ww_rate:high:top20%:2"},
		"bottom is low":       {"ww_rate:bottom10%", Layer{Indicator: "ww_rate", Low: true, Threshold: share(10), Weight: 1}, "ww_rate:low:top10%"},
		"without the percent": {"ww_rate:top20", Layer{Indicator: "ww_rate", Threshold: share(20), Weight: 1}, "ww_rate:high:top20%"},
		"above the region":    {"ww_rate:above-region", Layer{Indicator: "ww_rate", Threshold: Threshold{Kind: RegionLevel}, Weight: 1}, "ww_rate:high:above-region"},
		"below the region":    {"ww_rate:below-region", Layer{Indicator: "ww_rate", Low: true, Threshold: Threshold{Kind: RegionLevel}, Weight: 1}, "ww_rate:low:below-region"},
		"low and the region":  {"ww_rate:low:above-region", Layer{Indicator: "ww_rate", Low: true, Threshold: Threshold{Kind: RegionLevel}, Weight: 1}, "ww_rate:low:below-region"},
		"at least":            {"ww_rate:2020:>=12.5", Layer{Indicator: "ww_rate", Period: indicator.Year(2020), Threshold: Threshold{Kind: FixedValue, Value: 12.5}, Weight: 1}, "ww_rate:2020:high:>=12.5"},
		"less than":           {"ww_rate:<-3:3", Layer{Indicator: "ww_rate", Low: true, Threshold: Threshold{Kind: FixedValue, Value: -3, Strict: true}, Weight: 3}, "ww_rate:low:<-3:3"},
		"a group":             {"lonely@18+:2020", Layer{Indicator: "lonely", Group: "18+", Period: indicator.Year(2020), Threshold: share(20), Weight: 1}, "lonely@18+:2020:high:top20%"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			got, err := ParseLayer(tt.text)
			if err != nil || got != tt.want || got.String() != tt.canonical {
				t.Errorf("got %+v %q, %v", got, got.String(), err)
			}
		})
	}
}

func TestParseLayerNamesWhatIsWrong(t *testing.T) {
	tests := map[string]string{
		"":                       "indicator.id_unreadable",
		"WW":                     "indicator.id_unreadable",
		"ww:high:2020":           "stack.layer_unreadable",
		"ww:2020:2021":           "stack.layer_unreadable",
		"ww:top0%":               "stack.share_range",
		"ww:top51%":              "stack.share_range",
		"ww:top0.5%":             "stack.share_range",
		"ww:0":                   "stack.weight_range",
		"ww:101":                 "stack.weight_range",
		"ww:-1":                  "stack.layer_unreadable",
		"ww:1e3":                 "stack.layer_unreadable",
		"ww:NaN":                 "stack.layer_unreadable",
		"ww:>=1_000":             "stack.layer_unreadable",
		"ww:>=1,5":               "stack.layer_unreadable",
		"ww:>=Inf":               "stack.layer_unreadable",
		"ww:high:<=3":            "stack.direction_conflict",
		"ww:low:>=3":             "stack.direction_conflict",
		"ww:high:below-region":   "stack.direction_conflict",
		"ww:high:bottom20%":      "stack.direction_conflict",
		"ww:top20%:1:1":          "stack.layer_unreadable",
		"ww:top20%:above-region": "stack.layer_unreadable",
	}
	for text, key := range tests {
		if l, err := ParseLayer(text); problem.KeyOf(err) != key || problem.KindOf(err) != problem.Usage {
			t.Errorf("%q: %+v, %v; want %s", text, l, err, key)
		}
	}
}

func TestLayerReadsBackWhatItWrites(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		l := Layer{Indicator: indicator.ID(rapid.StringMatching(`[a-z][a-z0-9_]{0,20}`).Draw(t, "id")),
			Low: rapid.Bool().Draw(t, "low"), Weight: float64(rapid.IntRange(1, 400).Draw(t, "weight")) / 4}
		if rapid.Bool().Draw(t, "period") {
			l.Period = indicator.Year(rapid.IntRange(1900, 2100).Draw(t, "year"))
		}
		switch ThresholdKind(rapid.IntRange(0, 2).Draw(t, "kind")) {
		case TopShare:
			l.Threshold.Percent = float64(rapid.IntRange(10, 500).Draw(t, "percent")) / 10
		case RegionLevel:
			l.Threshold.Kind = RegionLevel
		case FixedValue:
			l.Threshold = Threshold{Kind: FixedValue, Value: rapid.Float64Range(-1e9, 1e9).Draw(t, "value"),
				Strict: rapid.Bool().Draw(t, "strict")}
		}
		if got, err := ParseLayer(l.String()); err != nil || got != l {
			t.Fatalf("%q reads back as %+v, %v", l.String(), got, err)
		}
	})
}

func FuzzParseLayer(f *testing.F) {
	for _, s := range []string{"ww:2020:high:top20%:1", "a@18+:<=3", "a:>=-1.5:2", "::::"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		l, err := ParseLayer(s)
		if err != nil {
			return
		}
		if back, err := ParseLayer(l.String()); err != nil || back != l {
			t.Errorf("%q → %q → %+v, %v", s, l.String(), back, err)
		}
	})
}
