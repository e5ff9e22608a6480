package attack

import (
	"slices"
	"testing"

	"github.com/buurtbeeld/buurtbeeld/disclosure/internal/cube"
	"github.com/buurtbeeld/buurtbeeld/internal/golden"
)

// atoms are the combinations of two classifications of homes that occur among the persons of the reference cases.
func atoms(t *testing.T, first, second []string) []cube.Code {
	t.Helper()
	var out []cube.Code
	seen := map[string]bool{}
	for i := range first {
		if name := first[i] + "/" + second[i]; !seen[name] {
			seen[name] = true
			out = append(out, cube.Code{Name: name, Level: "atom", Parents: []string{first[i], second[i]}})
		}
	}
	return out
}

// buurtAndPostcode is the geography with what buurten and postcode areas have in common.
func buurtAndPostcode(t *testing.T) *cube.Dim {
	t.Helper()
	people, ok := golden.Table(t, oracles+"microdata.csv")
	if !ok {
		return nil
	}
	return geography(t, atoms(t, people["buurt"], people["pc4"]))
}

// none takes it that readers do not know which combinations do not occur, as the reference program does for F5 and A3.
func none([]int32) Missing { return NotAsked }

func TestPrimaryOnlyIsDisclosedExactlyAsReference(t *testing.T) {
	for _, name := range []string{"F1_geo_age_benefit_thr10", "F2_geo_care_debt_thr5_zeros", "F3_geo_care_debt_thr10", "F4_linked_thr10"} {
		t.Run(name, func(t *testing.T) {
			x, ok := reference(t, name+"/cells.csv", nil)
			if !ok {
				return
			}
			_, o := solved(t, x.cube, not(x.primary), x.freq, Options{})
			sameLines(t, x.disclosed(t, o), listed(t, name+"/attack_primary_only.txt"))
		})
	}
	if geo := buurtAndPostcode(t); geo != nil {
		const name = "F5_overlap_pc4_thr10"
		x, _ := reference(t, name+"/cells.csv", geo)
		_, o := solved(t, x.cube, not(x.primary), x.freq, Options{Atoms: true, Missing: none})
		sameLines(t, x.disclosed(t, o), listed(t, name+"/attack_primary_only.txt"))
	}
}

// samePerson is the reference program's: a cell with one person above or below another is that person.
func (x table) samePerson(a, b int32) bool {
	if x.freq[a] != 1 || x.freq[b] != 1 {
		return false
	}
	up, down := true, true
	for d, dim := range x.cube.Dims {
		i, j := x.cube.At(a)[d], x.cube.At(b)[d]
		up, down = up && dim.Above(i, j), down && dim.Above(j, i)
	}
	return up || down
}

func (x table) nodes(of func(i int) bool) []int32 {
	var out []int32
	for i := range x.freq {
		if of(i) {
			out = append(out, int32(i))
		}
	}
	return out
}

func (x table) insiders(o *Solution) []LoneGroup {
	lone := x.nodes(func(i int) bool { return x.suppressed[i] && x.freq[i] == 1 })
	return o.LoneGroups(lone, x.nodes(func(i int) bool { return x.primary[i] }), x.samePerson)
}

func TestPeerResultsHideAllButFromInsiders(t *testing.T) {
	for name, want := range map[string]int{
		"F1_geo_age_benefit_thr10": 12, "F2_geo_care_debt_thr5_zeros": 20, "F3_geo_care_debt_thr10": 9, "F4_linked_thr10": 6,
		"F5_overlap_pc4_thr10": 0,
	} {
		t.Run(name, func(t *testing.T) {
			o := Options{}
			var geo *cube.Dim
			if want == 0 {
				geo, o = buurtAndPostcode(t), Options{Atoms: true, Missing: none}
			}
			x, ok := reference(t, name+"/cells.csv", geo)
			if !ok {
				return
			}
			_, out := solved(t, x.cube, x.published(), x.freq, o)
			if got := x.disclosed(t, out); len(got) > 0 {
				t.Errorf("disclosed %v", got)
			}
			got := x.insiders(out)
			if len(got) != want {
				t.Errorf("%d groups with insiders, want %d: %v", len(got), want, got)
			}
		})
	}
}

func TestUnionsThatHappenToBeSafe(t *testing.T) {
	for _, name := range []string{"A2_linked_separately", "A3_overlap_separately"} {
		var geo *cube.Dim
		o := Options{}
		if name[:2] == "A3" {
			geo, o = buurtAndPostcode(t), Options{Atoms: true, Missing: none}
		}
		x, ok := reference(t, name+"/union_cells.csv", geo)
		if !ok {
			return
		}
		_, out := solved(t, x.cube, x.published(), x.freq, o)
		sameLines(t, x.disclosed(t, out), listed(t, name+"/expected_disclosed.txt"))
	}
}

func TestSubpopulationIsDisclosedExactlyAsReference(t *testing.T) {
	const name = "A5_subpopulation_separately"
	x, ok := reference(t, name+"/union_cells.csv", nil)
	if !ok {
		return
	}
	want := listed(t, name+"/expected_disclosed.txt")
	if len(want) != 105 {
		t.Fatalf("%d cells listed, not 105", len(want))
	}
	_, out := solved(t, x.cube, x.published(), x.freq, Options{})
	sameLines(t, x.disclosed(t, out), want)

	// The same when the group that nobody released is not in the table at all: 18plus is, so what lies beside it is a node.
	pop := x.cube.Dims[1]
	rest, _ := pop.Find("0017")
	part := table{cube: cube.New(x.cube.Dims)}
	for i := range int32(x.cube.Len()) {
		if x.cube.At(i)[1] != rest {
			part.cube.Add(x.cube.At(i))
			part.freq = append(part.freq, x.freq[i])
			part.suppressed = append(part.suppressed, x.suppressed[i])
		}
	}
	s, out := solved(t, part.cube, part.published(), part.freq, Options{Missing: none})
	var got []string
	for i := range int32(x.cube.Len()) {
		if x.cube.At(i)[1] != rest {
			continue
		}
		node, ok := s.Find(x.cube.At(i))
		if !ok || s.Kind(node) != Beside {
			t.Fatalf("%v is no node", x.cube.Name(i))
		}
		if v, ok := out.Value(node); ok {
			if v != x.freq[i] {
				t.Errorf("%v: computed %d, is %d", x.cube.Name(i), v, x.freq[i])
			}
			got = append(got, "disclosed "+x.line(i))
		}
	}
	sameLines(t, got, want)
}

func TestBoundaryChangeIsFoundExactlyAsReference(t *testing.T) {
	people, ok := golden.Table(t, oracles+"microdata.csv")
	if !ok {
		return
	}
	moved, _ := golden.Table(t, oracles+"A4_boundary_change/buurt_new.csv")
	division := map[string]string{}
	for i, h := range moved["household_id"] {
		division[h] = moved["buurt_new"][i]
	}
	later := make([]string, len(people["buurt"]))
	for i, h := range people["household_id"] {
		later[i] = division[h]
	}
	geo := dimension(t, "geo", slices.Concat(codesOf("buurt", people["buurt"]), codesOf("buurt_new", later), atoms(t, people["buurt"], later)))
	debt := dimension(t, "has_debt", codesOf("has_debt", people["has_debt"]))
	x := table{cube: cube.New([]*cube.Dim{geo, debt})}
	at := func(g, d string) int32 {
		i, _ := geo.Find(g)
		j, _ := debt.Find(d)
		cell, fresh := x.cube.Add([]int32{i, j})
		if fresh {
			x.freq = append(x.freq, 0)
		}
		return cell
	}
	for i := range later {
		for _, g := range []string{people["buurt"][i], later[i]} {
			for _, d := range []string{"0", "1", "Total"} {
				cell := at(g, d)
				if d == people["has_debt"][i] || d == "Total" {
					x.freq[cell]++
				}
			}
		}
	}
	x.suppressed = make([]bool, len(x.freq))
	s, o := solved(t, x.cube, x.published(), x.freq, Options{Atoms: true})
	want, _ := golden.Table(t, oracles+"A4_boundary_change/expected_differences.csv")
	found := 0
	for i := range want["buurt"] {
		g, _ := geo.Find(want["buurt"][i] + "/" + want["buurt_new"][i])
		d, _ := debt.Find(want["has_debt"][i])
		node, ok := s.Find([]int32{g, d})
		if !ok || s.Kind(node) != Finer {
			t.Fatalf("line %d is no node", i+2)
		}
		v, known := o.Value(node)
		if known != (want["disclosed_by_differencing"][i] == "1") {
			t.Errorf("%v: determined %v", s.Name(node), known)
		}
		if known && number(t, want["freq"][i]) != v {
			t.Errorf("%v: computed %d, is %s", s.Name(node), v, want["freq"][i])
		}
		if known {
			found++
		}
	}
	if found == 0 {
		t.Error("nothing found")
	}
}
