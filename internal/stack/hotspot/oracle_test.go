package hotspot

import (
	"compress/gzip"
	"encoding/csv"
	"math"
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/buurtbeeld/buurtbeeld/internal/golden"
	"github.com/buurtbeeld/buurtbeeld/spatial"
)

// table reads a packed CSV file of reference values.
func table(t *testing.T, name string) (header map[string]int, rows [][]string, ok bool) {
	t.Helper()
	path, ok := golden.Shared(t, name)
	if !ok {
		return nil, nil, false
	}
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	packed, err := gzip.NewReader(file)
	if err != nil {
		t.Fatal(err)
	}
	all, err := csv.NewReader(packed).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	header = map[string]int{}
	for i, name := range all[0] {
		header[name] = i
	}
	return header, all[1:], true
}

// benefit is the people with social assistance per 1,000 inhabitants in 10,961 neighbourhoods of 2015, who is whose
// neighbour there, and what esda and spdep make of it.
type benefit struct {
	codes   []string
	x       []float64
	weights *spatial.Weights
	at      func(i int, name string) float64
}

func readBenefit(t *testing.T) (b benefit, ok bool) {
	t.Helper()
	header, rows, ok := table(t, "oracles/spatial/local/local_buurt2015cc_queen_wwb_per_1000.csv.gz")
	if !ok {
		return b, false
	}
	number := func(s string) float64 {
		x, err := strconv.ParseFloat(s, 64)
		if err != nil {
			t.Fatal(err)
		}
		return x
	}
	place := map[string]int32{}
	for i, row := range rows {
		place[row[header["code"]]] = int32(i)
		b.codes = append(b.codes, row[header["code"]])
		b.x = append(b.x, number(row[header["x"]]))
	}
	b.at = func(i int, name string) float64 { return number(rows[i][header[name]]) }
	_, pairs, _ := table(t, "oracles/spatial/weights/buurt2015cc_queen.csv.gz")
	var edges []spatial.Edge
	for _, p := range pairs {
		from, to := place[p[0]], place[p[1]]
		edges = append(edges, spatial.Edge{A: from, B: to, Weight: 1}, spatial.Edge{A: to, B: from, Weight: 1})
	}
	var err error
	if b.weights, err = spatial.NewWeights(len(b.x), edges); err != nil {
		t.Fatal(err)
	}
	return b, true
}

// Reference: esda 2.5.1 G_Local(transform="B", star=True) and Moran_Local with 9,999 draws; spdep 1.2-7 localG.
func TestBenefitOf2015AsThePeersHaveIt(t *testing.T) {
	b, ok := readBenefit(t)
	if !ok {
		return
	}
	f, err := Measure(ctx, b.weights, b.x, Method{})
	if err != nil {
		t.Fatal(err)
	}
	near := func(got, want float64) bool { return math.Abs(got-want) <= 1e-9*max(1, math.Abs(want)) }
	sum, squares, sided := 0.0, 0.0, 0
	for i := range b.x {
		if !near(f.G[i], b.at(i, "Gistar_G")) || !near(f.Z[i], b.at(i, "Gistar_z")) || float64(f.Neighbours[i]) != b.at(i, "n_neighbours") {
			t.Fatalf("%s: G %v, z %v, %d neighbours", b.codes[i], f.G[i], f.Z[i], f.Neighbours[i])
		}
		p := b.at(i, "p_perm_folded")
		tie := 0.003
		if f.Neighbours[i] <= 2 {
			tie = 0.02
		}
		sd := math.Sqrt(p * (1 - p) * (1.0/9999 + 1.0/spatial.Draws))
		// Where no neighbour has any benefit many draws are equal to what is seen: esda counts these for one side, this
		// package for both; package spatial holds them against the exact chance.
		if got := f.P[i] / 2; p < 0.45 && f.Around[i] > 0 {
			if math.Abs(got-p) > 5*sd+2.0/9999+tie {
				t.Fatalf("%s: p %v, esda %v", b.codes[i], got, p)
			}
			if f.Neighbours[i] > 2 {
				d := (got - p) / sd
				sum, squares, sided = sum+d, squares+d*d, sided+1
			}
		}
		// What is called high or low is the quadrant of the peers.
		if c := f.Category[i]; c.Striking() {
			want := map[float64]Category{1: High, 2: LowAmongHigh, 3: Low, 4: HighAmongLow}[b.at(i, "quadrant")]
			if c != want {
				t.Fatalf("%s is %s, the peers have quadrant %v", b.codes[i], c, b.at(i, "quadrant"))
			}
		}
	}
	mean := sum / float64(sided)
	if spread := math.Sqrt(squares/float64(sided) - mean*mean); spread > 1.3 {
		t.Errorf("p differ with sd %v", spread)
	}
}

// The neighbourhoods at the edge of a municipality miss neighbours when it is looked at alone, and then other ones stand
// out.
func TestTheEdgeOfAMunicipalityNeedsItsSurroundings(t *testing.T) {
	b, ok := readBenefit(t)
	if !ok {
		return
	}
	alone := make([]float64, len(b.x))
	for i := range alone {
		alone[i] = math.NaN()
		if strings.HasPrefix(b.codes[i], "BU0518") {
			alone[i] = b.x[i]
		}
	}
	whole, err := Measure(ctx, b.weights, b.x, Method{})
	if err != nil {
		t.Fatal(err)
	}
	part, err := Measure(ctx, b.weights, alone, Method{})
	if err != nil {
		t.Fatal(err)
	}
	edge, inside, differ := 0, 0, 0
	for i := range alone {
		if math.IsNaN(alone[i]) {
			continue
		}
		switch more := whole.Neighbours[i] - part.Neighbours[i]; {
		case more < 0:
			t.Fatalf("%s has fewer neighbours in the country", b.codes[i])
		case more > 0:
			edge++
		default:
			inside++
		}
		if whole.Category[i] != part.Category[i] {
			differ++
		}
	}
	if edge < 20 || inside < 40 || differ < 5 {
		t.Errorf("%d at the edge, %d inside, %d are told otherwise", edge, inside, differ)
	}
	t.Logf("The Hague: %d of %d neighbourhoods miss neighbours when it is looked at alone; %d are told otherwise", edge, edge+inside, differ)
}

func BenchmarkCountry(b *testing.B) {
	w := lattice(b, 123)
	x := noise(123 * 123)
	for b.Loop() {
		if _, err := Measure(ctx, w, x, Method{}); err != nil {
			b.Fatal(err)
		}
	}
}
