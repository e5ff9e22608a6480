package stack

import (
	"slices"

	"github.com/buurtbeeld/buurtbeeld/internal/area"
	"github.com/buurtbeeld/buurtbeeld/internal/indicator"
)

// Preset is a ready-made stack (Dutch: kant-en-klare stapel).
type Preset struct {
	ID   string
	Name indicator.Text
	// About says in one sentence what one sees.
	About  indicator.Text
	Layers []PresetLayer
}

// PresetLayer is a layer of a ready-made stack, with the figures that can stand in for it when it is not loaded
// (Dutch: laag van een kant-en-klare stapel).
type PresetLayer struct {
	Layer Layer
	Or    []indicator.ID
}

// Offered is a ready-made stack with what is loaded of it (Dutch: aangeboden stapel).
type Offered struct {
	Preset Preset
	// Layers is what there is; Missing is what the stack would have had too.
	Layers  []Layer
	Missing []indicator.ID
}

// Ready reports whether enough is loaded to build the stack.
func (o Offered) Ready() bool { return len(o.Layers) >= FewestLayers }

func top(id indicator.ID, percent float64, or ...indicator.ID) PresetLayer {
	return PresetLayer{Layer{Indicator: id, Threshold: Threshold{Percent: percent}, Weight: 1}, or}
}

func bottom(id indicator.ID, percent float64) PresetLayer {
	return PresetLayer{Layer{Indicator: id, Low: true, Threshold: Threshold{Percent: percent}, Weight: 1}, nil}
}

// Presets returns the ready-made stacks, in the order in which pages show them. The indicators are those of the starter
// catalogue; a municipality's own table takes part when its mapping gives its columns these ids.
func Presets() []Preset {
	return []Preset{
		{"poverty", indicator.Text{NL: "Armoede", EN: "Poverty"},
			indicator.Text{NL: "Waar komen weinig geld, uitkeringen en schulden samen?",
				EN: "Where do little money, benefits and debts come together?"},
			[]PresetLayer{top("unemployment_benefit_rate", 20), top("social_assistance_rate", 20), top("poverty_share", 20),
				top("problem_debt_household_share", 20), top("rent_arrears_signal_rate", 20)}},
		{"unexpected", indicator.Text{NL: "Onverwachte combinatie", EN: "Unexpected combination"},
			indicator.Text{NL: "Waar komen dure woningen, zware lasten en jeugdzorg samen?",
				EN: "Where do expensive dwellings, heavy costs and youth care come together?"},
			[]PresetLayer{top("woz_value_mean", 40), top("mortgage_burden_share", 20, "problem_debt_household_share"),
				top("youth_care_share", 20), top("unemployment_benefit_rate", 20)}},
		{"loneliness", indicator.Text{NL: "Eenzaamheid en draagkracht", EN: "Loneliness and strength to bear"},
			indicator.Text{NL: "Waar zijn mensen vaker alleen, en waar is weinig om elkaar te ontmoeten?",
				EN: "Where are people alone more often, and where are few places to meet?"},
			[]PresetLayer{top("severe_loneliness_share", 20), top("lack_of_emotional_support_share", 20),
				top("single_household_share", 20), top("informal_carer_share", 20), bottom("meeting_place_rate", 20)}},
		{"growing_up", indicator.Text{NL: "Opgroeien", EN: "Growing up"},
			indicator.Text{NL: "Waar groeien kinderen op met weinig geld, stress of jeugdzorg?",
				EN: "Where do children grow up with little money, stress or youth care?"},
			[]PresetLayer{top("youth_care_share", 20), top("poverty_share", 20), top("high_stress_share", 20),
				top("household_with_children_share", 20)}},
		{"strength", indicator.Text{NL: "Kracht", EN: "Strength"},
			indicator.Text{NL: "Waar doen mensen veel voor elkaar en gaat het goed?",
				EN: "Where do people do much for each other and do things go well?"},
			[]PresetLayer{top("volunteering_share", 20), top("resident_initiative_rate", 20),
				top("self_rated_health_good_share", 20), top("meeting_place_rate", 20)}},
	}
}

// FindPreset returns the ready-made stack of an id.
func FindPreset(id string) (Preset, bool) {
	all := Presets()
	i := slices.IndexFunc(all, func(p Preset) bool { return p.ID == id })
	if i < 0 {
		return Preset{}, false
	}
	return all[i], true
}

// Loaded returns the ids of the indicators that have a column in a division, in order; year 0 is any year of the level.
func Loaded(summaries []indicator.Summary, division area.DivisionID) []indicator.ID {
	var ids []indicator.ID
	for _, s := range summaries {
		d := s.Key.Division
		if d.Level == division.Level && (division.Year == 0 || d.Year == division.Year) && s.Known > 0 {
			ids = append(ids, s.Key.Indicator)
		}
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}

// Offer returns every ready-made stack with the layers that are available and the names of those that are missing. A
// stack of which fewer than two layers are there is returned too and is not Ready, so that a page can say what it waits
// for.
func Offer(available []indicator.ID) []Offered {
	var offers []Offered
	for _, p := range Presets() {
		o := Offered{Preset: p}
		for _, l := range p.Layers {
			layer := l.Layer
			candidates := append([]indicator.ID{layer.Indicator}, l.Or...)
			at := slices.IndexFunc(candidates, func(id indicator.ID) bool { return slices.Contains(available, id) })
			if at < 0 {
				o.Missing = append(o.Missing, layer.Indicator)
				continue
			}
			layer.Indicator = candidates[at]
			o.Layers = append(o.Layers, layer)
		}
		offers = append(offers, o)
	}
	return offers
}
