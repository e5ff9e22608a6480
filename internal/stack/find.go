package stack

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/buurtbeeld/buurtbeeld/internal/area"
	"github.com/buurtbeeld/buurtbeeld/internal/indicator"
	"github.com/buurtbeeld/buurtbeeld/internal/problem"
)

// complete checks a choice and fills in what does not depend on what is loaded.
func (c Choice) complete() (Choice, error) {
	var list problem.List
	switch n := len(c.Layers); {
	case n < FewestLayers:
		list.Add(problem.New(problem.Usage, "stack.layers_few", "n", n))
	case n > MostLayers:
		list.Add(problem.New(problem.Usage, "stack.layers_many", "n", n))
	}
	if c.Level < area.Municipality || c.Level > area.Neighbourhood || c.Region.Level() >= c.Level || c.Region.IsZero() {
		list.Add(problem.New(problem.Usage, "stack.region_not_above_level",
			"region", c.Region.String(), "level", c.Level.String()))
	}
	if c.Draws > mostDraws {
		list.Add(problem.New(problem.Usage, "stack.draws_range", "draws", c.Draws, "most", mostDraws))
	}
	if c.MinimumPopulation < 0 {
		list.Add(problem.New(problem.Usage, "stack.minimum_range", "minimum", c.MinimumPopulation))
	}
	c.Layers = slices.Clone(c.Layers)
	for i, l := range c.Layers {
		list.AddErr(l.check(), nil)
		c.Layers[i] = l.completed()
	}
	c.MinimumPopulation = cmp.Or(c.MinimumPopulation, DefaultMinimumPopulation)
	c.Draws = max(-1, cmp.Or(c.Draws, DefaultDraws))
	return c, list.Err()
}

// shelf is what is loaded at the level of a choice, ordered for finding.
type shelf struct {
	level     area.Level
	summaries []indicator.Summary
	known     map[indicator.ID]indicator.Indicator
}

// has returns the keys of one layer in divisions of the level that hold a number of any area; year 0 is any year.
func (s shelf) has(l Layer, year int) []indicator.Key { return s.keys(l, year, 1) }

// keys returns the keys of one layer with at least so many known values.
func (s shelf) keys(l Layer, year, atLeast int) []indicator.Key {
	var keys []indicator.Key
	for _, sum := range s.summaries {
		k := sum.Key
		if sum.Known >= atLeast && k.Indicator == l.Indicator && k.Division.Level == s.level &&
			(year == 0 || k.Division.Year == year) && (l.Period.IsZero() || k.Period == l.Period) &&
			(l.Group == "" || k.Group == l.Group) {
			keys = append(keys, k)
		}
	}
	return keys
}

// pick returns the column of a layer in a year: the newest period, of everybody or else of the only group there is. A
// column without any number is taken only when there is no other, since figures often come in later than their tables.
func (s shelf) pick(l Layer, year int) (indicator.Key, *problem.Error) {
	keys := s.has(l, year)
	if len(keys) == 0 {
		keys = s.keys(l, year, 0)
	}
	if len(keys) == 0 {
		return indicator.Key{}, problem.New(problem.NotFound, "stack.layer_not_in_year",
			"indicator", string(l.Indicator), "year", strconv.Itoa(year), "loaded", s.loaded(l.Indicator))
	}
	newest := slices.MaxFunc(keys, func(a, b indicator.Key) int { return a.Period.Compare(b.Period) }).Period
	var groups []string
	for _, k := range keys {
		if k.Period == newest {
			groups = append(groups, k.Group)
		}
	}
	slices.Sort(groups)
	groups = slices.Compact(groups)
	if l.Group == "" && len(groups) > 1 && groups[0] != "" {
		return indicator.Key{}, problem.New(problem.Usage, "stack.group_ambiguous",
			"indicator", string(l.Indicator), "groups", strings.Join(groups, ", "))
	}
	return indicator.Key{Indicator: l.Indicator, Group: groups[0], Period: newest,
		Division: area.DivisionID{Level: s.level, Year: year}}, nil
}

// loaded says in which years of the level an indicator is loaded: the years of the figure, and in brackets that of the
// division where it differs.
func (s shelf) loaded(id indicator.ID) string {
	var texts []string
	for _, k := range s.keys(Layer{Indicator: id}, 0, 0) {
		text := k.Period.String()
		if k.Division.Year != k.Period.Year() {
			text += " (" + k.Division.String() + ")"
		}
		texts = append(texts, text)
	}
	slices.Sort(texts)
	if texts = slices.Compact(texts); len(texts) == 0 {
		return "-"
	}
	return strings.Join(texts, ", ")
}

// checkLayers finds layers that are not there at all, or there twice.
func (s shelf) checkLayers(layers []Layer) error {
	var list problem.List
	for _, l := range layers {
		if _, ok := s.known[l.Indicator]; !ok {
			list.Add(s.unknown(l.Indicator))
			continue
		}
		if len(s.keys(Layer{Indicator: l.Indicator}, 0, 0)) == 0 {
			list.Add(problem.New(problem.NotFound, "stack.layer_not_loaded", "indicator", string(l.Indicator),
				"level", s.level.String()))
			continue
		}
		if l.Group != "" && len(s.keys(Layer{Indicator: l.Indicator, Group: l.Group}, 0, 0)) == 0 {
			list.Add(problem.New(problem.NotFound, "stack.group_unknown", "indicator", string(l.Indicator),
				"group", l.Group))
		}
	}
	return list.Err()
}

// choose fills in year, periods and groups, and returns the key of each layer.
func (s shelf) choose(c Choice) (Choice, []indicator.Key, error) {
	if err := s.checkLayers(c.Layers); err != nil {
		return c, nil, err
	}
	if c.Year == 0 {
		c.Year = cmp.Or(s.newestCommonYear(c.Layers, 1), s.newestCommonYear(c.Layers, 0))
		if c.Year == 0 {
			return c, nil, s.noCommonYear(c.Layers)
		}
	}
	var list problem.List
	keys := make([]indicator.Key, len(c.Layers))
	for i, l := range c.Layers {
		key, err := s.pick(l, c.Year)
		list.Add(err)
		keys[i] = key
		c.Layers[i].Period, c.Layers[i].Group = key.Period, key.Group
	}
	if err := list.Err(); err != nil {
		return c, nil, err
	}
	for i, k := range keys {
		if slices.Contains(keys[:i], k) {
			list.Add(problem.New(problem.Usage, "stack.layer_twice", "indicator", string(k.Indicator)))
		}
	}
	return c, keys, list.Err()
}

// newestCommonYear returns the newest division year in which every layer has a column with so many known values at
// least, and 0 when there is none.
func (s shelf) newestCommonYear(layers []Layer, atLeast int) int {
	newest := 0
	for _, k := range s.keys(layers[0], 0, atLeast) {
		year := k.Division.Year
		inAll := !slices.ContainsFunc(layers[1:], func(l Layer) bool { return len(s.keys(l, year, atLeast)) == 0 })
		if year > newest && inAll {
			newest = year
		}
	}
	return newest
}

// noCommonYear tells for which years each layer is loaded.
func (s shelf) noCommonYear(layers []Layer) error {
	var texts []string
	for _, l := range layers {
		texts = append(texts, string(l.Indicator)+": "+s.loaded(l.Indicator))
	}
	return problem.New(problem.NotFound, "stack.no_common_year", "level", s.level.String(),
		"loaded", strings.Join(texts, "; "))
}

// unknown names an indicator that does not exist, and the nearest that do.
func (s shelf) unknown(id indicator.ID) *problem.Error {
	type candidate struct {
		id       string
		distance int
	}
	var near []candidate
	for other := range s.known {
		text := string(other)
		d := distance(string(id), text)
		if strings.Contains(text, string(id)) {
			d = min(d, 2)
		}
		if d <= max(3, len(id)/3) {
			near = append(near, candidate{text, d})
		}
	}
	if len(near) == 0 {
		return problem.New(problem.Usage, "stack.indicator_unknown", "indicator", string(id))
	}
	slices.SortFunc(near, func(a, b candidate) int {
		return cmp.Or(cmp.Compare(a.distance, b.distance), cmp.Compare(a.id, b.id))
	})
	var texts []string
	for _, c := range near[:min(3, len(near))] {
		texts = append(texts, c.id)
	}
	return problem.New(problem.Usage, "stack.indicator_unknown_near", "indicator", string(id),
		"near", strings.Join(texts, ", "))
}

// distance counts the letters to change, add or take away to make b out of a (Levenshtein).
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := 1
			if a[i] == b[j] {
				cost = 0
			}
			diagonal, row[j+1] = row[j+1], min(diagonal+cost, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
