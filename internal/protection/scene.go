package protection

import (
	"cmp"
	"math"
	"slices"

	"github.com/buurtbeeld/buurtbeeld/disclosure/policy"
	"github.com/buurtbeeld/buurtbeeld/internal/area"
	"github.com/buurtbeeld/buurtbeeld/internal/indicator"
	"github.com/buurtbeeld/buurtbeeld/internal/problem"
)

// spot is one cell: a figure of an area.
type spot struct {
	area   area.Code
	figure string
}

func (a spot) compare(b spot) int {
	return cmp.Or(a.area.Compare(b.area), cmp.Compare(a.figure, b.figure))
}

// past is what became of a cell in the newest delivery that has it. A lower age is newer.
type past struct {
	shown bool
	n     int64
	age   int
}

// scene is one table on its way: figures that add up, in one period.
type scene struct {
	f     *family
	key   indicator.Key
	name  string
	root  string
	rules policy.Policy
	// least is the smallest count that may be shown, base to what counts are rounded.
	least, base int64
	// public is true when the root is what a share is of, and no figure of the table: anybody may know its counts.
	public bool
	// figures are all but the root, in order.
	figures []string
	// truth are the cells of the delivery, out of how many its shares are, and what may not be shown.
	truth map[spot]int64
	outOf map[spot]int64
	risk  map[spot]bool
	// stays are the cells that were withheld before.
	stays map[spot]bool
	// before is what is known of cells, numbers every number that was ever shown of one.
	before  map[spot]past
	numbers map[spot][]int64
	// adjusted are cells that were rounded when they left and got the number that fits.
	adjusted  map[spot]bool
	corrected bool
	tree      tree
}

func newScene(f *family, members []indicator.RawColumn, rules policy.Policy) (*scene, error) {
	key := members[0].Column.Key()
	s := &scene{f: f, key: key, name: string(key.Indicator), root: f.root(string(key.Indicator)), rules: rules,
		least: max(1, rules.MinimumFrequency()), base: rules.RoundTo(),
		truth: map[spot]int64{}, outOf: map[spot]int64{}, risk: map[spot]bool{}, stays: map[spot]bool{}, before: map[spot]past{}, numbers: map[spot][]int64{},
		adjusted: map[spot]bool{}}
	s.public = true
	for id := range f.parent {
		if f.root(id) == s.root {
			s.figures = append(s.figures, id)
		}
	}
	slices.Sort(s.figures)
	for _, c := range members {
		id := string(c.Column.Key().Indicator)
		s.public = s.public && id != s.root
	}
	s.public = s.public && s.root == "1 "+s.name
	for _, c := range members {
		if c.Counts {
			s.takeCounts(c)
		}
	}
	for _, c := range members {
		if !c.Counts {
			if err := s.takeShares(c); err != nil {
				return nil, err
			}
		}
	}
	s.complete(members)
	return s, nil
}

// takeCounts takes the cells of a column of counts. What the owner withholds is as secret as what was withheld here.
func (s *scene) takeCounts(c indicator.RawColumn) {
	id := string(c.Column.Key().Indicator)
	for i := range c.Column.Len() {
		at := spot{c.Column.Index().Code(i), id}
		v := c.Column.At(i)
		if x, ok := v.Number(); ok {
			s.truth[at] = int64(x)
		} else if v.Status() == indicator.Withheld {
			s.before[at] = past{age: -1}
		}
	}
}

// takeShares takes of how many each share is, and the count that anybody can work out.
func (s *scene) takeShares(c indicator.RawColumn) error {
	id := string(c.Column.Key().Indicator)
	for i := range c.Column.Len() {
		at := spot{c.Column.Index().Code(i), id}
		of := spot{at.area, s.f.parent[id]}
		n, whole, ok := c.Column.Ratio(i)
		if !ok {
			if c.Column.At(i).Status() == indicator.Withheld {
				s.before[at] = past{age: -1}
			}
			continue
		}
		out := int64(whole)
		if s.public {
			if out < s.least {
				continue // of so few nothing is said
			}
			s.truth[of] = out
		} else if have, there := s.truth[of]; !there || have != out {
			return problem.New(problem.Invalid, "protection.no_share", "area", at.area.String(), "figure", id, "line", c.Line)
		}
		s.truth[at], s.outOf[at] = min(out, max(0, int64(math.Round(n)))), out
	}
	return nil
}

// complete fills in what the owner left out but anybody could work out: a total of which all parts are there, and a part of which the
// total and the others are. Both may not be shown. Where more is left out, no part is shown.
func (s *scene) complete(members []indicator.RawColumn) {
	there := map[string]bool{}
	for _, c := range members {
		there[string(c.Column.Key().Indicator)] = true
	}
	for _, g := range s.groups() {
		if slices.ContainsFunc(g.parts, func(id string) bool { return !there[id] }) {
			continue
		}
		for _, code := range s.areas() {
			total, sum, missing := spot{code, g.of}, int64(0), []spot{}
			for _, id := range g.parts {
				n, ok := s.truth[spot{code, id}]
				if sum += n; !ok {
					missing = append(missing, spot{code, id})
				}
			}
			whole, known := s.truth[total]
			switch {
			case len(missing) == len(g.parts):
			case len(missing) == 0 && !known && there[g.of]:
				s.truth[total], s.risk[total] = sum, true
			case len(missing) == 1 && known && whole >= sum:
				s.truth[missing[0]], s.risk[missing[0]] = whole-sum, true
			case len(missing) > 0:
				for _, id := range g.parts {
					delete(s.truth, spot{code, id})
				}
			}
		}
	}
}

// group is a figure and the parts that add up to it.
type group struct {
	of, among string
	parts     []string
}

// groups are all sums of figures but those of shares, of which those without the trait are never counted.
func (s *scene) groups() []group {
	var all []group
	for _, id := range s.figures {
		if s.f.share[id] {
			continue
		}
		of, among := s.f.parent[id], s.f.among[id]
		at := slices.IndexFunc(all, func(g group) bool { return g.of == of && g.among == among })
		if at < 0 {
			all, at = append(all, group{of: of, among: among}), len(all)
		}
		all[at].parts = append(all[at].parts, id)
	}
	return all
}

// areas are the areas of the delivery, in order.
func (s *scene) areas() []area.Code {
	var all []area.Code
	for at := range s.truth {
		all = append(all, at.area)
	}
	slices.SortFunc(all, area.Code.Compare)
	return slices.Compact(all)
}

// spots are the cells of a map, in order.
func spots[T any](m map[spot]T) []spot {
	all := make([]spot, 0, len(m))
	for at := range m {
		all = append(all, at)
	}
	slices.SortFunc(all, spot.compare)
	return all
}

// nearest is a count as it is shown: to the nearest multiple of the base, half upwards.
func (s *scene) nearest(n int64) int64 {
	if s.base < 2 {
		return n
	}
	return (n + s.base/2) / s.base * s.base
}
