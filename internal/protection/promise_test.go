package protection

import (
	"crypto/rand"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/buurtbeeld/buurtbeeld/disclosure"
	"github.com/buurtbeeld/buurtbeeld/internal/indicator"
	"github.com/buurtbeeld/buurtbeeld/internal/problem"
)

// someCounts draws a count for each of some areas, small ones most of all.
func someCounts(t *rapid.T, codes []string, label string) counts {
	c := counts{}
	for _, code := range codes {
		c[code] = float64(rapid.OneOf(rapid.IntRange(0, 12), rapid.IntRange(0, 60), rapid.IntRange(0, 2000)).Draw(t, label+" "+code))
	}
	return c
}

var someAreas = []string{"BU05050000", "BU05050001", "BU05050002", "BU05050100", "BU05050101", "BU05050102", "BU05050200"}

// above adds the counts of neighbourhoods up to districts, with people of whom the neighbourhood is not known.
func above(t *rapid.T, c counts, length int, prefix string, label string) counts {
	up := counts{}
	for _, code := range slices.Sorted(maps.Keys(c)) {
		up[prefix+code[2:length]] += c[code]
	}
	for _, code := range slices.Sorted(maps.Keys(up)) {
		up[code] += float64(rapid.SampledFrom([]int{0, 0, 0, 3, 25}).Draw(t, label+" elsewhere "+code))
	}
	return up
}

// TestPromiseNothingWithheldIsKept puts another small number in each place that is not shown: what comes out is the same to the letter.
func TestPromiseNothingWithheldIsKept(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		first := someCounts(t, someAreas, "n")
		before := (&desk{rules: rulesOf(t, "general")}).must(t, delivered{figures: map[string]counts{"clients": first}})
		_, withheld := shown(t, before, "clients")
		other := maps.Clone(first)
		for _, code := range withheld {
			other[code] = float64(rapid.IntRange(1, 9).Draw(t, "other "+code))
		}
		after := (&desk{rules: rulesOf(t, "general")}).must(t, delivered{figures: map[string]counts{"clients": other}})
		if !reflect.DeepEqual(before, after) {
			t.Fatalf("the batch tells %v from %v", first, other)
		}
		for code, n := range first {
			if kept, ok := shownAt(t, before, code); ok != (n == 0 || n >= 10) || ok && kept != n {
				t.Fatalf("%s is %v, %v: %v", code, kept, ok, first)
			}
		}
	})
}

func shownAt(t *rapid.T, b indicator.Batch, code string) (float64, bool) {
	numbers, _ := shown(t, b, "clients")
	n, ok := numbers[code]
	return n, ok
}

// TestPromiseWithheldStaysWithheld delivers twice, with whatever numbers.
func TestPromiseWithheldStaysWithheld(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		k := &desk{rules: rulesOf(t, "general")}
		_, withheld := shown(t, k.must(t, delivered{figures: map[string]counts{"clients": someCounts(t, someAreas, "first")}}), "clients")
		b := k.must(t, delivered{year: rapid.IntRange(2020, 2021).Draw(t, "year"), figures: map[string]counts{"clients": someCounts(t, someAreas, "second")}})
		for _, code := range withheld {
			if n, ok := shownAt(t, b, code); ok {
				t.Fatalf("%s is %v now", code, n)
			}
		}
	})
}

// TestPromiseNoSmallCorrection delivers three times: no two numbers of one area that were shown differ by a few people.
func TestPromiseNoSmallCorrection(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		k, all := &desk{rules: rulesOf(t, "general")}, map[string][]float64{}
		c := someCounts(t, someAreas, "first")
		for round := range 3 {
			b, err := k.protect(t, delivered{figures: map[string]counts{"clients": c}})
			if err != nil {
				t.Fatal(err)
			}
			numbers, _ := shown(t, b, "clients")
			for code, n := range numbers {
				for _, old := range all[code] {
					if d := max(n-old, old-n); d > 0 && d < 10 {
						t.Fatalf("%s went from %v to %v", code, old, n)
					}
				}
				all[code] = append(all[code], n)
			}
			for _, code := range someAreas {
				c[code] = max(0, c[code]+float64(rapid.IntRange(-14, 14).Draw(t, fmt.Sprint("change ", round, code))))
			}
		}
	})
}

// TestPromiseEarlierDeliveriesCount delivers the same people at three levels in any order, with parts, and has everything that was
// shown attacked together with the truth beside it.
func TestPromiseEarlierDeliveriesCount(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		men, women := someCounts(t, someAreas, "men"), someCounts(t, someAreas, "women")
		levels := [][2]counts{{men, women}, {above(t, men, 8, "WK", "men"), above(t, women, 8, "WK", "women")}}
		levels = append(levels, [2]counts{above(t, levels[1][0], 6, "GM", "men"), above(t, levels[1][1], 6, "GM", "women")})
		k := &desk{rules: rulesOf(t, "general")}
		truth := map[string]map[string]int64{}
		var left []indicator.Batch
		for _, level := range rapid.Permutation([]int{0, 1, 2}).Draw(t, "order") {
			d := delivered{figures: map[string]counts{"men": levels[level][0], "women": levels[level][1], "all": {}},
				partOf: map[string]string{"men": "all", "women": "all"}, among: "parts"}
			for code, n := range d.figures["men"] {
				d.figures["all"][code] = n + d.figures["women"][code]
			}
			b, err := k.protect(t, d)
			if key := problem.KeyOf(err); key == "protection.given_away" || key == "protection.left_over" || key == "protection.contradicts" {
				continue // refused: nothing of it left
			}
			if err != nil {
				t.Fatal(err)
			}
			for id, c := range d.figures {
				for code, n := range c {
					if truth[code] == nil {
						truth[code] = map[string]int64{}
					}
					truth[code][id] = int64(n)
				}
			}
			left = append(left, b)
		}
		if len(left) == 0 {
			t.Fatal("nothing left at all")
		}
		attackAll(t, truth, left)
	})
}

// attackAll writes down what left as somebody would who knows the areas and has never seen this package.
func attackAll(t *rapid.T, truth map[string]map[string]int64, left []indicator.Batch) {
	var codes []disclosure.Code
	for _, code := range slices.Sorted(maps.Keys(truth)) {
		c := disclosure.Code{Name: code, Level: code[:2]}
		for _, up := range []string{"WK" + code[2:min(8, len(code))], "GM" + code[2:6]} {
			if truth[up] != nil && up != code && len(c.Parents) == 0 {
				c.Parents = []string{up}
			}
		}
		codes = append(codes, c)
		if code[:2] != "BU" {
			below := map[string]string{"GM": "WK", "WK": "BU"}[code[:2]]
			if code[:2] == "GM" && !slices.ContainsFunc(slices.Collect(maps.Keys(truth)), func(c string) bool { return c[:2] == "WK" }) {
				below = "BU"
			}
			codes = append(codes, disclosure.Code{Name: code + " elsewhere", Level: below, Parents: []string{code}})
		}
	}
	where, err := disclosure.NewDimension("where", "NL", codes)
	if err != nil {
		t.Fatal(err)
	}
	who, err := disclosure.NewCategories("who", "all", "men", "women")
	if err != nil {
		t.Fatal(err)
	}
	releases := []disclosure.Release{nothingElsewhere(t, truth, codes, where, who)}
	for i, b := range left {
		for _, c := range b.Columns {
			id := string(c.Key().Indicator)
			r, err := disclosure.NewReleaseBuilder(fmt.Sprint(i, id), 0, where.OfPlaces(), who)
			if err != nil {
				t.Fatal(err)
			}
			for j := range c.Len() {
				code := c.Index().Code(j).String()
				n := truth[code][id]
				_, known := c.At(j).Number()
				state := disclosure.State{Shown: known, Primary: !known && n > 0 && n < 10, Truth: true}
				if err := r.Add([]string{code, id}, disclosure.Numbers{Count: n}, state); err != nil {
					t.Fatal(err)
				}
			}
			one, err := r.Release()
			if err != nil {
				t.Fatal(err)
			}
			releases = append(releases, one)
		}
	}
	releases = slices.DeleteFunc(releases, func(r disclosure.Release) bool { return r.Cells() == 0 })
	v, err := disclosure.AttackReleases(t.Context(), releases, disclosure.AuditOptions{Random: rand.Reader, SmallGroup: 10,
		IgnoreInsiders: len(left) > 2}) // what is remembered of deliveries does not tell who was alone
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range v.Attacks {
		if a.Harms && !(a.Kind == disclosure.Insider && himself(truth, a.Knows, a.Cell)) {
			t.Fatalf("%v gives %v of %v: %+v", a.Kind, a.Lower, a.Cell, a)
		}
	}
}

// himself reports whether what somebody learns who is alone in a cell is only himself once more: both cells are of one person, and
// so is what they have in common.
func himself(truth map[string]map[string]int64, knows, learns []string) bool {
	area, who := knows[0], knows[1]
	if len(learns[0]) > len(area) {
		area = learns[0]
	}
	if who == "all" {
		who = learns[1]
	}
	within := strings.HasPrefix(area[2:], knows[0][2:]) && strings.HasPrefix(area[2:], learns[0][2:])
	same := knows[1] == "all" || learns[1] == "all" || knows[1] == learns[1]
	return within && same && truth[learns[0]][learns[1]] == 1 && truth[area][who] == 1
}

// nothingElsewhere is what somebody knows who knows that all people of an area, men and women, live in the areas of the table.
func nothingElsewhere(t *rapid.T, truth map[string]map[string]int64, codes []disclosure.Code, where, who disclosure.Dimension) disclosure.Release {
	b, err := disclosure.NewReleaseBuilder("elsewhere", 0, where.OfPlaces(), who)
	if err != nil {
		t.Fatal(err)
	}
	some := false
	for up, whole := range truth {
		if up[:2] == "BU" || below(truth, codes, up, "all") != whole["all"] {
			continue
		}
		for _, id := range []string{"all", "men", "women"} {
			some = true
			if err := b.Add([]string{up + " elsewhere", id}, disclosure.Numbers{}, disclosure.State{Shown: true, Truth: true}); err != nil {
				t.Fatal(err)
			}
		}
	}
	if !some {
		return disclosure.Release{}
	}
	r, err := b.Release()
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func below(truth map[string]map[string]int64, codes []disclosure.Code, up, id string) (n int64) {
	for _, c := range codes {
		if slices.Contains(c.Parents, up) {
			n += truth[c.Name][id]
		}
	}
	return n
}
