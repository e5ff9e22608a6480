package disclosure_test

import (
	"context"
	"crypto/sha256"
	"fmt"
	"io"
	"math/rand/v2"
	"slices"
	"strings"

	"pgregory.net/rapid"

	"github.com/buurtbeeld/buurtbeeld/disclosure"
	"github.com/buurtbeeld/buurtbeeld/disclosure/policy"
)

// How many random tables there are: rapid draws 100 worlds for a property in `go test` and 10,000 in `make test-long`
// (-rapid.checks). Some twenty properties of this package draw a world each, and every world makes one table or two, so that
// `go test` goes over more than 2,000 tables and `make test-long` over more than 200,000.

// seeded is a source of randomness that gives the same bytes for the same text.
func seeded(text string) io.Reader { return rand.NewChaCha8(sha256.Sum256([]byte(text))) }

// fatal is what a test and a property have in common.
type fatal interface {
	Helper()
	Fatal(...any)
	Fatalf(string, ...any)
}

func parse(t fatal, yaml string) policy.Policy {
	t.Helper()
	p, err := policy.Parse([]byte(yaml))
	if err != nil {
		t.Fatalf("%v in\n%s", err, yaml)
	}
	return p
}

// tree is a classification drawn by chance. Leaves are its finest codes; a second classification, such as postcodes, lies over the
// same people where there is one.
type tree struct {
	name           string
	place          bool
	codes          []disclosure.Code
	leaves, second []string
	dim            disclosure.Dimension
}

const total = "T"

// batch is some people who are alike in everything that is counted.
type batch struct {
	finest      [][]string // per dimension: a leaf and, where there is a second classification, its code
	in          []map[string]bool
	count       int64
	contributor string
	value       int64 // of each
	key         uint64
}

// world is people drawn by chance, with the classifications that they are counted by.
type world struct {
	trees   []tree
	batches []batch
}

// most is how many codes each dimension may have below its total, by the number of dimensions.
var most = [][]int{{9}, {5, 4}, {4, 2, 2}, {2, 2, 2, 2}}

// drawTree draws a tree of one to three levels.
func drawTree(t *rapid.T, d, most int) tree {
	x := tree{name: string(rune('A' + d)), place: rapid.Bool().Draw(t, "place")}
	below := map[string]int{}
	depth := map[string]int{total: 0}
	parents := []string{total}
	for i := range rapid.IntRange(1, most).Draw(t, "codes") {
		up := rapid.SampledFrom(parents).Draw(t, "part of")
		name := fmt.Sprintf("%c%d", 'a'+d, i)
		c := disclosure.Code{Name: name, Level: fmt.Sprint("level", depth[up]+1)}
		if up != total {
			c.Parents = []string{up}
		}
		below[up]++
		if depth[name] = depth[up] + 1; depth[name] < 3 {
			parents = append(parents, name)
		}
		x.codes = append(x.codes, c)
	}
	for _, c := range x.codes {
		if below[c.Name] == 0 {
			x.leaves = append(x.leaves, c.Name)
		}
	}
	if rapid.IntRange(0, 3).Draw(t, "overlaps") == 0 {
		for i := range rapid.IntRange(1, 3).Draw(t, "postcodes") {
			x.second = append(x.second, fmt.Sprintf("%cp%d", 'a'+d, i))
			x.codes = append(x.codes, disclosure.Code{Name: x.second[i], Level: "postcode"})
		}
	}
	return x
}

// drawWorld draws one to four dimensions and up to a dozen batches of people.
func drawWorld(t *rapid.T) *world {
	w := &world{}
	sizes := rapid.SampledFrom(most).Draw(t, "dimensions")
	for d, n := range sizes {
		x := drawTree(t, d, n)
		var err error
		if x.dim, err = disclosure.NewDimension(x.name, total, x.codes); err != nil {
			t.Fatal(err)
		}
		if x.place {
			x.dim = x.dim.OfPlaces()
		}
		w.trees = append(w.trees, x)
	}
	for range rapid.IntRange(0, 12).Draw(t, "batches") {
		b := batch{count: rapid.SampledFrom([]int64{1, 1, 1, 2, 3, 4, 7, 20}).Draw(t, "count")}
		for _, x := range w.trees {
			finest := []string{rapid.SampledFrom(x.leaves).Draw(t, "leaf")}
			if x.second != nil {
				finest = append(finest, rapid.SampledFrom(x.second).Draw(t, "postcode"))
			}
			b.finest = append(b.finest, finest)
		}
		b.in = w.within(b.finest)
		b.contributor = fmt.Sprint("h", rapid.IntRange(0, 5).Draw(t, "household"))
		b.value, b.key = rapid.Int64Range(0, 60).Draw(t, "value"), rapid.Uint64().Draw(t, "key")
		w.batches = append(w.batches, b)
	}
	return w
}

func (w *world) dims() []disclosure.Dimension {
	dims := make([]disclosure.Dimension, len(w.trees))
	for i, x := range w.trees {
		dims[i] = x.dim
	}
	return dims
}

// above are all codes that a code lies in, itself and the total among them.
func (x tree) above(code string) []string {
	all := []string{code}
	for code != total {
		at := slices.IndexFunc(x.codes, func(c disclosure.Code) bool { return c.Name == code })
		code = total
		if up := x.codes[at].Parents; len(up) > 0 {
			code = up[0]
		}
		all = append(all, code)
	}
	return all
}

// within are all codes that people lie in, per dimension.
func (w *world) within(finest [][]string) []map[string]bool {
	in := make([]map[string]bool, len(w.trees))
	for d, x := range w.trees {
		in[d] = map[string]bool{}
		for _, f := range finest[d] {
			for _, code := range x.above(f) {
				in[d][code] = true
			}
		}
	}
	return in
}

// lies reports whether people of whom the codes are known are in a cell.
func lies(in []map[string]bool, cell []string) bool {
	for d, code := range cell {
		if !in[d][code] {
			return false
		}
	}
	return true
}

// numbers counts a cell in the plainest way.
func (w *world) numbers(cell []string) disclosure.Numbers {
	var n disclosure.Numbers
	of := map[string]int64{}
	for _, b := range w.batches {
		if lies(b.in, cell) {
			n.Count, n.Sum, n.Key = n.Count+b.count, n.Sum+b.count*b.value, n.Key+b.key*uint64(b.count)
			of[b.contributor] += b.count * b.value
		}
	}
	var each []int64
	for _, v := range of {
		if v > 0 { // who contributes nothing is no contributor
			each = append(each, v)
		}
	}
	n.Contributors = int64(len(each))
	slices.Sort(each)
	slices.Reverse(each)
	copy(n.Largest[:], each)
	return n
}

// records are the people as records.
func (w *world) records(t fatal, facts disclosure.Facts) *disclosure.Records {
	t.Helper()
	r, err := disclosure.NewRecords(facts, w.dims()...)
	if err != nil {
		t.Fatal(err)
	}
	for _, b := range w.batches {
		for range b.count {
			if err := r.Add(b.finest, disclosure.Record{Contributor: b.contributor, Value: b.value, Key: b.key}); err != nil {
				t.Fatal(err)
			}
		}
	}
	return r
}

func key(cell []string) string { return strings.Join(cell, ";") }

// cells are the combinations of codes that a table of some shape holds.
func (w *world) cells(s shape) [][]string {
	all := [][]string{{}}
	for d, x := range w.trees {
		var next [][]string
		for _, c := range all {
			if !s.noTotal[d] {
				next = append(next, append(slices.Clone(c), total))
			}
			for _, code := range x.codes {
				if code.Name != s.notAsked[d] {
					next = append(next, append(slices.Clone(c), code.Name))
				}
			}
		}
		all = next
	}
	return slices.DeleteFunc(all, func(c []string) bool { return !s.has(w, c) })
}

// build makes the table of some cells.
func (w *world) build(t fatal, facts disclosure.Facts, cells [][]string) disclosure.Table {
	t.Helper()
	b, err := disclosure.NewBuilder(facts, w.dims()...)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range cells {
		if err := b.Add(c, w.numbers(c)); err != nil {
			t.Fatal(err)
		}
	}
	table, err := b.Table()
	if err != nil {
		t.Fatal(err)
	}
	return table
}

// shape is which cells a table has: margins that are crossed, codes that were not asked for, empty cells that are left out.
type shape struct {
	// margins are the dimensions that each linked table crosses; none: all of them.
	margins  [][]bool
	noTotal  []bool
	notAsked []string
	// without tells by its place which of the empty cells is left out: empty by nature.
	without uint64
}

func (s shape) has(w *world, cell []string) bool {
	crossed := len(s.margins) == 0
	for _, m := range s.margins {
		fits := true
		for d, code := range cell {
			fits = fits && (m[d] || code == total)
		}
		crossed = crossed || fits
	}
	if !crossed || s.without == 0 || w.numbers(cell).Count > 0 {
		return crossed
	}
	sum := sha256.Sum256([]byte(key(cell)))
	return s.without>>(sum[0]&63)&1 == 0
}

func drawShape(t *rapid.T, w *world) shape {
	k := len(w.trees)
	s := shape{noTotal: make([]bool, k), notAsked: make([]string, k)}
	for range rapid.IntRange(0, 3).Draw(t, "margins") {
		m := make([]bool, k)
		for d := range m {
			m[d] = rapid.Bool().Draw(t, "crossed")
		}
		m[rapid.IntRange(0, k-1).Draw(t, "one")] = true
		s.margins = append(s.margins, m)
	}
	for d, x := range w.trees {
		switch rapid.IntRange(0, 9).Draw(t, "form") {
		case 0:
			s.noTotal[d] = len(s.margins) == 0
		case 1:
			if len(x.leaves) > 1 {
				s.notAsked[d] = rapid.SampledFrom(x.leaves).Draw(t, "not asked")
			}
		}
	}
	if rapid.Bool().Draw(t, "natural") {
		s.without = rapid.Uint64().Draw(t, "without")
	}
	return s
}

// facts of the tables that are drawn.
const magnitude = disclosure.Sums | disclosure.Contributors | disclosure.Largest

// subject is a table with rules, drawn by chance.
type subject struct {
	world *world
	shape shape
	facts disclosure.Facts
	cells [][]string
	rules policy.Policy
	table disclosure.Table
	count disclosure.Counter
}

func drawRules(t *rapid.T, facts disclosure.Facts) string {
	yaml := "name: drawn\nzeros: " + rapid.SampledFrom([]string{"publish", "publish", "protect"}).Draw(t, "zeros") + "\n"
	number := func(key string, values ...string) {
		yaml += key + ": " + rapid.SampledFrom(values).Draw(t, key) + "\n"
	}
	number("minimum_frequency", "5", "3", "2", "1.5", "10", "0")
	number("group_disclosure_percent", "0", "0", "0", "100", "80")
	number("minimum_denominator", "0", "0", "0", "4")
	if facts&disclosure.Sums != 0 {
		number("minimum_contributors", "0", "2", "3")
		number("p_percent", "0", "10", "30.5")
		number("dominance", "[]", "[{n: 1, percent: 60}]", "[{n: 1, percent: 90}, {n: 2, percent: 95}]")
	}
	return yaml
}

func drawSubject(t *rapid.T) *subject {
	s := &subject{world: drawWorld(t)}
	s.shape = drawShape(t, s.world)
	if rapid.IntRange(0, 2).Draw(t, "magnitude") == 0 {
		s.facts = magnitude
	}
	s.cells = s.world.cells(s.shape)
	if len(s.cells) == 0 {
		s.shape = shape{noTotal: make([]bool, len(s.world.trees)), notAsked: make([]string, len(s.world.trees))}
		s.cells = s.world.cells(s.shape)
	}
	s.rules = parse(t, drawRules(t, s.facts))
	s.table = s.world.build(t, s.facts, s.cells)
	if rapid.Bool().Draw(t, "counter") {
		s.count = s.world.records(t, 0)
	}
	return s
}

func (s *subject) assess(t fatal) disclosure.Assessed {
	t.Helper()
	a, err := s.table.Assess(s.rules)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// protect withholds cells of the table.
func (s *subject) protect(o disclosure.Options) (disclosure.Protected, error) {
	a, err := s.table.Assess(s.rules)
	if err != nil {
		return disclosure.Protected{}, err
	}
	if o.Random = seeded("protect"); o.Counter == nil {
		o.Counter = s.count
	}
	return a.Protect(context.Background(), o)
}

func (s *subject) audit(p disclosure.Protected, o disclosure.AuditOptions) (disclosure.Audited, error) {
	if o.Random = seeded("audit"); o.Counter == nil {
		o.Counter = s.count
	}
	return p.Audit(context.Background(), o)
}
