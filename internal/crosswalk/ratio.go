package crosswalk

import "slices"

// ratio is the mean of the parts weighted by the people in them. The bounds are the lowest and highest mean with each
// divided part in altogether, or out.
func ratio(shares []share, m *Margin) float64 {
	sum, people := 0.0, 0.0
	for _, s := range shares {
		w := s.people * s.weight
		sum += w * s.value
		people += w
	}
	m.Lower = -highest(shares, func(s share) float64 { return -s.lower })
	m.Upper = highest(shares, func(s share) float64 { return s.upper })
	value := sum / people
	m.Lower, m.Upper = min(m.Lower, value), max(m.Upper, value)
	return value
}

// highest returns the highest mean that choosing divided parts can give: those with the highest values, as long as each
// raises the mean of what is there for certain.
func highest(shares []share, value func(share) float64) float64 {
	sum, people := 0.0, 0.0
	var divided []share
	for _, s := range shares {
		least, most := s.range01()
		sum += s.people * least * value(s)
		people += s.people * least
		if s.people *= most - least; s.people > 0 {
			divided = append(divided, s)
		}
	}
	slices.SortStableFunc(divided, func(x, y share) int {
		switch {
		case value(x) > value(y):
			return -1
		case value(x) < value(y):
			return 1
		}
		return 0
	})
	for _, s := range divided {
		if people == 0 || value(s) > sum/people {
			sum += s.people * value(s)
			people += s.people
		}
	}
	if people == 0 {
		return 0
	}
	return sum / people
}
