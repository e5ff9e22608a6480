package analysis

import (
	"cmp"
	"context"
	"math"
	"slices"
	"strconv"

	"github.com/buurtbeeld/buurtbeeld/internal/analysis/keyed"
	"github.com/buurtbeeld/buurtbeeld/internal/problem"
	"github.com/buurtbeeld/buurtbeeld/spatial"
)

// weights lists who is whose neighbour, or tells how the map hangs together.
func weights(ctx context.Context, r *Request) (*keyed.Output, error) {
	n, err := r.neighbours(ctx)
	if err != nil {
		return nil, err
	}
	if r.Summary {
		return n.summary()
	}
	if n.kind.name == "knn" {
		return n.ranked(), nil
	}
	return n.pairs(), nil
}

// neighbourhood is the links that are listed, between areas in the order of their codes.
type neighbourhood struct {
	kind  kind
	codes []string
	*links
	// listed tells which areas of the links are listed.
	listed []bool
	ground *ground
	// directed says that a link back is a link of its own.
	directed bool
}

// neighbours reads the areas or the links. With a table of values only its areas are listed.
func (r *Request) neighbours(ctx context.Context) (*neighbourhood, error) {
	n := &neighbourhood{directed: r.Directed}
	s := &study{}
	var err error
	switch {
	case r.Areas != "":
		if n.ground, err = r.readGround(ctx); err != nil {
			return nil, err
		}
		s.ground, n.codes = n.ground, n.ground.codes
		n.kind, err = parseKind(r.Kind)
	case r.Weights != "":
		n.links, err = r.readLinks(ctx)
	default:
		return nil, problem.New(problem.Usage, "analysis.neighbours_needed")
	}
	if err != nil {
		return nil, err
	}
	if n.links != nil {
		n.codes = n.links.codes
	}
	if r.Values != "" {
		if err := s.readValues(ctx, r, nil); err != nil {
			return nil, err
		}
		n.codes = s.codes
	}
	n.codes = slices.Sorted(slices.Values(n.codes))
	if n.ground != nil {
		if n.links, err = n.ground.find(ctx, r, n.codes); err != nil {
			return nil, err
		}
		if n.seams > 0 {
			r.Note("analysis.note_seams", "n", n.seams)
		}
	}
	_, known, err := n.among(n.codes)
	if err == nil && r.Values != "" {
		err = meets(known, r.Values, cmp.Or(r.Areas, r.Weights))
	}
	at := indexOf(n.codes)
	n.listed = make([]bool, len(n.links.codes))
	for i, code := range n.links.codes {
		_, n.listed[i] = at[code]
	}
	return n, err
}

// pair is one link as it is printed.
type pair struct {
	a, b           string
	border, weight float64
}

// pairs lists every link, one line per pair unless they are directed.
func (n *neighbourhood) pairs() *keyed.Output {
	var list []pair
	for i, a := range n.links.codes {
		values := n.links.weights.Values(i)
		var borders []float64
		if n.borders != nil {
			borders = n.borders(i)
		}
		for k, j := range n.links.weights.Neighbours(i) {
			b := n.links.codes[j]
			if !n.listed[i] || !n.listed[j] || !n.directed && a >= b {
				continue
			}
			p := pair{a: a, b: b, border: math.NaN(), weight: 1}
			if values != nil {
				p.weight = values[k]
			}
			if borders != nil {
				p.border = borders[k]
			}
			list = append(list, p)
		}
	}
	slices.SortFunc(list, func(p, q pair) int { return cmp.Or(cmp.Compare(p.a, q.a), cmp.Compare(p.b, q.b)) })
	o := &keyed.Output{}
	n.ends(o, list)
	if n.borders != nil {
		o.Numbers("border_m", each(list, func(p pair) float64 { return p.border }))
	}
	if !n.links.weights.Plain() {
		o.Numbers("w", each(list, func(p pair) float64 { return p.weight }))
	}
	return o
}

// ends adds the columns a and b.
func (n *neighbourhood) ends(o *keyed.Output, list []pair) {
	from, to := make([]string, len(list)), make([]string, len(list))
	for i, p := range list {
		from[i], to[i] = p.a, p.b
	}
	o.Texts("a", from)
	o.Texts("b", to)
}

func each[T any](list []T, of func(T) float64) []float64 {
	values := make([]float64, len(list))
	for i, v := range list {
		values[i] = of(v)
	}
	return values
}

// ranked lists the nearest areas of each area, the nearest first.
func (n *neighbourhood) ranked() *keyed.Output {
	at := indexOf(n.ground.codes)
	var list []pair
	ranks := []int{}
	order := slices.Clone(n.links.codes)
	number := indexOf(n.links.codes)
	slices.Sort(order)
	for _, a := range order {
		var mine []pair
		i := at[a]
		for _, j := range n.links.weights.Neighbours(number[a]) {
			b := n.links.codes[j]
			k := at[b]
			mine = append(mine, pair{a: a, b: b, border: math.Hypot(n.ground.x[i]-n.ground.x[k], n.ground.y[i]-n.ground.y[k])})
		}
		slices.SortStableFunc(mine, func(p, q pair) int { return cmp.Compare(p.border, q.border) })
		for rank := range mine {
			ranks = append(ranks, rank+1)
		}
		list = append(list, mine...)
	}
	o := &keyed.Output{}
	n.ends(o, list)
	o.Whole("rank", len(ranks), func(i int) int { return ranks[i] })
	o.Numbers("dist_m", each(list, func(p pair) float64 { return p.border }))
	return o
}

// summary tells how many areas and links there are, which areas are islands, in how many pieces the map falls apart, and
// how many areas have how many neighbours.
func (n *neighbourhood) summary() (*keyed.Output, error) {
	w, _, err := n.among(n.codes)
	if err != nil {
		return nil, err
	}
	histogram := w.Histogram()
	components, _ := w.Components()
	var items, values []string
	add := func(item, value string) { items, values = append(items, item), append(values, value) }
	add("areas", strconv.Itoa(w.Len()))
	add("links", strconv.Itoa(n.linkCount(w)))
	add("components", strconv.Itoa(components))
	add("mean_neighbours", keyed.Shortest(float64(w.Links())/float64(w.Len())))
	add("max_neighbours", strconv.Itoa(max(0, len(histogram)-1)))
	add("islands", strconv.Itoa(len(w.Islands())))
	for _, i := range w.Islands() {
		add("island", n.codes[i])
	}
	for k, count := range histogram {
		add("areas_with_"+strconv.Itoa(k), strconv.Itoa(count))
	}
	o := &keyed.Output{}
	o.Texts("item", items)
	o.Texts("value", values)
	return o, nil
}

// linkCount counts pairs once, and links of which there is one way only as they are.
func (n *neighbourhood) linkCount(w *spatial.Weights) int {
	if n.directed || n.kind.name == "knn" {
		return w.Links()
	}
	return w.Links() / 2
}
