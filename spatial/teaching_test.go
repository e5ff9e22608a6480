package spatial_test

import (
	"bufio"
	"compress/gzip"
	"encoding/binary"
	"encoding/json"
	"maps"
	"math"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/buurtbeeld/buurtbeeld/internal/golden"
	"github.com/buurtbeeld/buurtbeeld/spatial"
)

// readGAL reads neighbours in the order in which the file lists the areas.
func readGAL(t *testing.T, file string) *spatial.Weights {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	s := bufio.NewScanner(f)
	s.Scan() // how many
	number, lists := map[string]int32{}, [][]string{}
	for s.Scan() {
		if head := strings.Fields(s.Text()); len(head) == 2 {
			number[head[0]] = int32(len(lists))
			s.Scan()
			lists = append(lists, strings.Fields(s.Text()))
		}
	}
	var edges []spatial.Edge
	for i, list := range lists {
		for _, id := range list {
			edges = append(edges, spatial.Edge{A: int32(i), B: number[id], Weight: 1})
		}
	}
	w, err := spatial.NewWeights(len(lists), edges)
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// readDBF returns the numbers of one field.
func readDBF(t *testing.T, file, field string) []float64 {
	t.Helper()
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	records, head, size := int(binary.LittleEndian.Uint32(b[4:])), int(binary.LittleEndian.Uint16(b[8:])), int(binary.LittleEndian.Uint16(b[10:]))
	at := 1
	for o := 32; b[o] != 13; o += 32 {
		name, _, _ := strings.Cut(string(b[o:o+11]), "\x00")
		width := int(b[o+16])
		if name != field {
			at += width
			continue
		}
		x := make([]float64, records)
		for i := range x {
			from := head + i*size + at
			if x[i], err = strconv.ParseFloat(strings.TrimSpace(string(b[from:from+width])), 64); err != nil {
				t.Fatal(err)
			}
		}
		return x
	}
	t.Fatalf("no field %s", field)
	return nil
}

// readGuerry returns the columns of the departments, and who shares a corner with whom.
func readGuerry(t *testing.T, file string) (*spatial.Weights, map[string][]float64) {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	r, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	var map_ struct {
		Features []struct {
			Properties map[string]any
			Geometry   struct{ Coordinates [][][][2]float64 }
		}
	}
	if err := json.NewDecoder(r).Decode(&map_); err != nil {
		t.Fatal(err)
	}
	corners, columns := map[[2]float64]map[int32]bool{}, map[string][]float64{}
	for i, feature := range map_.Features {
		for name, v := range feature.Properties {
			if number, ok := v.(float64); ok {
				columns[name] = append(columns[name], number)
			}
		}
		for _, rings := range feature.Geometry.Coordinates {
			for _, ring := range rings {
				for _, p := range ring {
					if corners[p] == nil {
						corners[p] = map[int32]bool{}
					}
					corners[p][int32(i)] = true
				}
			}
		}
	}
	var edges []spatial.Edge
	for _, areas := range corners {
		for a := range maps.Keys(areas) {
			for b := range maps.Keys(areas) {
				if a != b {
					edges = append(edges, spatial.Edge{A: a, B: b, Weight: 1})
				}
			}
		}
	}
	w, err := spatial.NewWeights(len(map_.Features), edges)
	if err != nil {
		t.Fatal(err)
	}
	return w, columns
}

// digits compares with a value that was written down with about twelve digits.
func digits(t *testing.T, what string, got, want float64) {
	t.Helper()
	if !(math.Abs(got-want) <= 2e-11*math.Abs(want)+1e-13) {
		t.Errorf("%s: %.15g, want %.15g", what, got, want)
	}
}

func compareTaught(t *testing.T, what string, w *spatial.Weights, x []float64, taught map[string]json.RawMessage) int {
	t.Helper()
	compared := 0
	for block, style := range map[string]spatial.Style{"moran_W": spatial.RowStandardised, "moran_W_queen": spatial.RowStandardised, "moran_B": spatial.AsGiven} {
		if raw, ok := taught[block]; ok {
			want, g := values(t, raw), global(t)(spatial.MoranI(w, x, style, noDraws))
			digits(t, what+" I", g.Statistic, want["I"])
			digits(t, what+" E", g.Expectation, want["expectation"])
			digits(t, what+" V", g.VarianceRandom, want["var_randomisation"])
			digits(t, what+" z", g.ZRandom, want["z_randomisation"])
			digits(t, what+" p", g.PRandom, want["p_two_sided_randomisation"])
			digits(t, what+" V normal", g.VarianceNormal, want["var_normality"])
			digits(t, what+" z normal", g.ZNormal, want["z_normality"])
			compared++
		}
	}
	if raw, ok := taught["geary_W"]; ok {
		want, g := values(t, raw), global(t)(spatial.GearyC(w, x, spatial.RowStandardised, noDraws))
		digits(t, what+" C", g.Statistic, want["C"])
		digits(t, what+" V of C", g.VarianceRandom, want["var_randomisation"])
		digits(t, what+" z of C", -g.ZRandom, want["z"])
		compared++
	}
	return compared
}

func TestTeachingDataGiveThePublishedResults(t *testing.T) {
	file, ok := golden.Shared(t, "data/spatial-teaching/reference_values.json")
	if !ok {
		return
	}
	folder := strings.TrimSuffix(file, "reference_values.json")
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var all map[string]map[string]json.RawMessage
	if err := json.Unmarshal(text, &all); err != nil {
		t.Fatal(err)
	}
	columbus := readGAL(t, folder+"columbus/columbus.gal")
	sids := readGAL(t, folder+"sids2/sids2.gal")
	guerry, columns := readGuerry(t, folder+"guerry/guerry.geojson.gz")
	if columbus.Links() != 236 || sids.Links() != 462 || guerry.Links() != 420 {
		t.Fatalf("%d, %d and %d links", columbus.Links(), sids.Links(), guerry.Links())
	}
	compared := 0
	for _, set := range []string{"columbus", "sids2", "guerry"} {
		for _, name := range slices.Sorted(maps.Keys(all[set])) {
			var taught map[string]json.RawMessage
			if json.Unmarshal(all[set][name], &taught) != nil {
				continue
			}
			w, x := guerry, columns[name]
			switch {
			case set == "columbus" && taught["moran_W"] != nil:
				w, x = columbus, readDBF(t, folder+"columbus/columbus.dbf", name)
			case set == "sids2" && taught["moran_W"] != nil:
				w, x = sids, readDBF(t, folder+"sids2/sids2.dbf", name)
			}
			if x != nil {
				compared += compareTaught(t, set+" "+name, w, x, taught)
			}
		}
	}
	if compared != 13 {
		t.Errorf("%d blocks compared, 13 are known", compared)
	}
	compareColumbus(t, columbus, readDBF(t, folder+"columbus/columbus.dbf", "CRIME"), all["columbus"])
}

func compareColumbus(t *testing.T, w *spatial.Weights, crime []float64, taught map[string]json.RawMessage) {
	t.Helper()
	var moran, hot []map[string]float64
	for block, to := range map[string]*[]map[string]float64{"local_moran_CRIME_W": &moran, "local_G_CRIME_B": &hot} {
		if err := json.Unmarshal(taught[block], to); err != nil || len(*to) != 49 {
			t.Fatalf("%s: %d areas, %v", block, len(*to), err)
		}
	}
	local, err := spatial.LocalMoran(w, crime, noDraws)
	if err != nil {
		t.Fatal(err)
	}
	gi, err := spatial.GetisOrd(w, crime, false, noDraws)
	if err != nil {
		t.Fatal(err)
	}
	star, err := spatial.GetisOrd(w, crime, true, noDraws)
	if err != nil {
		t.Fatal(err)
	}
	for i := range crime {
		digits(t, "Ii", local.I[i], moran[i]["Ii"])
		digits(t, "E_Ii", local.Expectation[i], moran[i]["E_Ii"])
		digits(t, "Var_Ii", local.Variance[i], moran[i]["Var_Ii"])
		digits(t, "Z_Ii", local.Score[i], moran[i]["Z_Ii"])
		digits(t, "Gi_z", gi.Z[i], hot[i]["Gi_z"])
		digits(t, "Gi_star_z", star.Z[i], hot[i]["Gi_star_z"])
	}
	want, g := values(t, taught["global_G_CRIME_B"]), global(t)(spatial.GeneralG(w, crime, noDraws))
	digits(t, "G", g.Statistic, want["G"])
	digits(t, "E of G", g.Expectation, want["expectation"])
	digits(t, "V of G", g.VarianceRandom, want["variance"])
	digits(t, "z of G", g.ZRandom, want["z"])
}
