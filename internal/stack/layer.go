package stack

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/buurtbeeld/buurtbeeld/internal/indicator"
	"github.com/buurtbeeld/buurtbeeld/internal/problem"
)

// Layer is one figure of a stack, with where it begins to count (Dutch: laag).
type Layer struct {
	Indicator indicator.ID
	// Group is the part of the population; empty is everybody, or the only group there is.
	Group string
	// Period is the year of the figure; none is the newest.
	Period indicator.Period
	// Low makes low values the ones that count.
	Low       bool
	Threshold Threshold
	// Weight is the weight in the score; 0 is 1. Hits are a plain count.
	Weight float64
}

// ThresholdKind says what a value is held against (Dutch: soort grens).
type ThresholdKind uint8

const (
	// TopShare is the highest or lowest share of the areas of the region. It is the zero value.
	TopShare ThresholdKind = iota
	// RegionLevel is above or below the region's own value.
	RegionLevel
	// FixedValue is a value that the user gives.
	FixedValue
)

// Threshold is where a layer begins to count (Dutch: grens). The zero value is the highest 20 %.
type Threshold struct {
	Kind ThresholdKind
	// Percent is the share of TopShare, 1 to 50; 0 is 20.
	Percent float64
	// Value is the value of FixedValue.
	Value float64
	// Strict makes a FixedValue count beyond the value only, and not at it.
	Strict bool
}

var (
	shareForm  = regexp.MustCompile(`^(?:top|bottom)(\d{1,3}(?:\.\d+)?)%?$`)
	fixedForm  = regexp.MustCompile(`^(>=|<=|>|<)(-?\d+(?:\.\d+)?)$`)
	weightForm = regexp.MustCompile(`^\d{1,3}(?:\.\d+)?$`)
	periodForm = regexp.MustCompile(`^\d{4}$`)
)

// ParseLayer reads a layer as command lines and addresses write it:
//
//	ID[@GROUP][:PERIOD][:high|low][:top20%|bottom20%|above-region|below-region|>=12.5|<=3|>12.5|<3][:weight]
//
// What is left out is the newest period, high, top20% and weight 1. A threshold that can only be meant for low values
// (bottom20%, below-region, <=3) makes the layer low.
func ParseLayer(s string) (Layer, error) {
	parts := strings.Split(strings.TrimSpace(s), ":")
	id, group, _ := strings.Cut(parts[0], "@")
	parsed, err := indicator.ParseID(id)
	if err != nil {
		return Layer{}, err
	}
	l := Layer{Indicator: parsed, Group: group, Weight: 1, Threshold: Threshold{Percent: DefaultPercent}}
	p := layerParser{layer: l, whole: s}
	for _, part := range parts[1:] {
		if err := p.read(strings.TrimSpace(part)); err != nil {
			return Layer{}, err
		}
	}
	if err := p.layer.check(); err != nil {
		return Layer{}, err
	}
	return p.layer, nil
}

// layerParser reads the parts behind the indicator, which must come in order.
type layerParser struct {
	layer Layer
	whole string
	// step is the last part read: 1 period, 2 direction, 3 threshold, 4 weight.
	step     int
	high     bool
	lowAsked bool
}

func (p *layerParser) read(part string) error {
	unreadable := problem.New(problem.Usage, "stack.layer_unreadable", "layer", p.whole, "part", part)
	switch {
	case p.step < 1 && periodForm.MatchString(part):
		p.step = 1
		period, _, err := indicator.ParsePeriod(part)
		p.layer.Period = period
		return err
	case p.step < 2 && (part == "high" || part == "low"):
		p.step, p.layer.Low, p.high = 2, part == "low", part == "high"
		p.lowAsked = p.layer.Low
		return nil
	case p.step < 3 && p.readThreshold(part):
		p.step = 3
		if p.high && p.layer.Low || p.lowAsked && !p.layer.Low {
			return problem.New(problem.Usage, "stack.direction_conflict", "layer", p.whole)
		}
		return nil
	case p.step < 4 && weightForm.MatchString(part):
		p.step = 4
		w, err := strconv.ParseFloat(part, 64)
		if err != nil || w <= 0 || w > mostWeight {
			return problem.New(problem.Usage, "stack.weight_range", "weight", part)
		}
		p.layer.Weight = w
		return nil
	}
	return unreadable
}

// readThreshold reads a threshold and turns the layer when the threshold says which way it looks.
func (p *layerParser) readThreshold(part string) bool {
	l := &p.layer
	if m := shareForm.FindStringSubmatch(part); m != nil {
		l.Threshold.Percent, _ = strconv.ParseFloat(m[1], 64)
		if l.Threshold.Percent == 0 {
			// A 0 in a choice means the usual 20; one that was written is out of range.
			l.Threshold.Percent = -1
		}
		l.Low = l.Low || strings.HasPrefix(part, "bottom")
		return true
	}
	switch part {
	case "above-region":
		// With low written before it, it is the side on which the layer counts that is meant.
		l.Threshold = Threshold{Kind: RegionLevel}
		return true
	case "below-region":
		l.Threshold, l.Low = Threshold{Kind: RegionLevel}, true
		return true
	}
	m := fixedForm.FindStringSubmatch(part)
	if m == nil {
		return false
	}
	v, err := strconv.ParseFloat(m[2], 64)
	l.Threshold = Threshold{Kind: FixedValue, Value: v, Strict: len(m[1]) == 1}
	l.Low = m[1][0] == '<'
	return err == nil
}

// check finds what cannot be meant.
func (l Layer) check() error {
	t := l.Threshold
	switch {
	case t.Kind > FixedValue:
		return problem.New(problem.Usage, "stack.layer_unreadable", "layer", string(l.Indicator), "part", "")
	case t.Kind == TopShare && t.Percent != 0 && (!(t.Percent >= leastPercent) || t.Percent > mostPercent):
		percent := strconv.FormatFloat(max(t.Percent, 0), 'f', -1, 64)
		return problem.New(problem.Usage, "stack.share_range", "percent", percent, "indicator", string(l.Indicator))
	case t.Kind == FixedValue && !indicator.Finite(t.Value):
		return problem.New(problem.Usage, "stack.value_not_finite", "indicator", string(l.Indicator))
	case l.Weight != 0 && (!(l.Weight > 0) || l.Weight > mostWeight):
		weight := strconv.FormatFloat(l.Weight, 'f', -1, 64)
		return problem.New(problem.Usage, "stack.weight_range", "weight", weight)
	}
	return nil
}

// completed returns the layer with what was left open filled in.
func (l Layer) completed() Layer {
	if l.Weight == 0 {
		l.Weight = 1
	}
	if l.Threshold.Kind == TopShare {
		if l.Threshold.Percent == 0 {
			l.Threshold.Percent = DefaultPercent
		}
		l.Threshold = Threshold{Percent: l.Threshold.Percent}
	}
	return l
}

// String returns the layer in the one form in which it is written everywhere; ParseLayer reads it back.
func (l Layer) String() string {
	l = l.completed()
	name := string(l.Indicator)
	if l.Group != "" {
		name += "@" + l.Group
	}
	parts := []string{name}
	if !l.Period.IsZero() {
		parts = append(parts, l.Period.String())
	}
	direction := "high"
	if l.Low {
		direction = "low"
	}
	parts = append(parts, direction, l.Threshold.text(l.Low))
	if l.Weight != 1 {
		parts = append(parts, strconv.FormatFloat(l.Weight, 'f', -1, 64))
	}
	return strings.Join(parts, ":")
}

func (t Threshold) text(low bool) string {
	switch t.Kind {
	case RegionLevel:
		if low {
			return "below-region"
		}
		return "above-region"
	case FixedValue:
		sign := ">"
		if low {
			sign = "<"
		}
		if !t.Strict {
			sign += "="
		}
		return sign + strconv.FormatFloat(t.Value, 'f', -1, 64)
	}
	return "top" + strconv.FormatFloat(t.Percent, 'f', -1, 64) + "%"
}

// column is how outputs name the layers: by their indicator, with group and period where that is not enough.
func columnNames(layers []Layer) []string {
	names := make([]string, len(layers))
	for i, l := range layers {
		same := func(o Layer) bool { return o.Indicator == l.Indicator }
		names[i] = string(l.Indicator)
		if at := slices.IndexFunc(layers, same); at != i || slices.ContainsFunc(layers[i+1:], same) {
			if slices.ContainsFunc(layers, func(o Layer) bool { return same(o) && o.Group != l.Group }) && l.Group != "" {
				names[i] += "@" + l.Group
			}
			names[i] += ":" + l.Period.String()
		}
	}
	return names
}
