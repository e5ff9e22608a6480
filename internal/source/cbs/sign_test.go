package cbs

import (
	"compress/gzip"
	"encoding/csv"
	"maps"
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/buurtbeeld/buurtbeeld/internal/area"
	"github.com/buurtbeeld/buurtbeeld/internal/indicator"
)

// cells returns a packed CSV file, read with nothing of ours.
func cells(t testing.TB, file string, comma rune) (header []string, rows [][]string) {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	r := csv.NewReader(z)
	r.Comma = comma
	all, err := r.ReadAll()
	if err != nil || len(all) < 2 {
		t.Fatalf("%d rows, %v", len(all), err)
	}
	return all[0], all[1:]
}

// signIn returns what stands in a cell that holds no number.
func signIn(cell string) (string, bool) {
	x, err := strconv.ParseFloat(strings.TrimSpace(cell), 64)
	switch {
	case err != nil:
		return strings.TrimSpace(cell), true
	case x == -99999999:
		return "-99999999", true
	}
	return "", false
}

// signsOf counts the signs of the columns of each indicator over all areas, and checks that nothing but a known cell
// holds a number.
func signsOf(t testing.TB, columns []indicator.Column) map[indicator.ID]map[string]int {
	t.Helper()
	all := map[indicator.ID]map[string]int{}
	for _, c := range columns {
		counts := all[c.Key().Indicator]
		if counts == nil {
			counts = map[string]int{}
			all[c.Key().Indicator] = counts
		}
		p := c.Parts()
		for i, m := range p.Marks {
			if c.HasSign(i) {
				counts[c.SignAt(i)]++
			}
			if m.Status() == indicator.Known {
				continue
			}
			for _, numbers := range [][]float64{p.Numbers, p.Lower, p.Upper, p.Numerator, p.Denominator} {
				if numbers != nil && numbers[i] != 0 {
					t.Fatalf("%s: %v holds a number at %v", c.Key().Indicator, m.Status(), c.Index().Code(i))
				}
			}
			if s := c.SignAt(i); strings.ContainsAny(s, "0123456789") && s != "-99999999" {
				t.Fatalf("%s: the sign %q is a number", c.Key().Indicator, s)
			}
		}
		if _, err := indicator.Restore(p); err != nil {
			t.Fatal(err)
		}
	}
	return all
}

// checkSigns compares the signs of columns with those of the file, and those of the file with what the report says.
func checkSigns(t *testing.T, r indicator.Report, columns []indicator.Column, header []string, rows [][]string) {
	t.Helper()
	kept, counted, known := signsOf(t, columns), map[string]map[string]int{}, map[string]int{}
	for j, h := range header {
		counted[h] = map[string]int{}
		for _, row := range rows {
			if s, ok := signIn(row[j]); ok {
				counted[h][s]++
			}
		}
	}
	compared := 0
	told := map[string]bool{}
	for _, c := range r.Columns {
		if c.Fate == "read" {
			compared++
			if !maps.Equal(kept[c.Indicator], counted[c.Source]) {
				t.Errorf("%s: signs %v, in the file %v", c.Source, kept[c.Indicator], counted[c.Source])
			}
			total := 0
			for _, n := range kept[c.Indicator] {
				total += n
			}
			if total != c.Empty {
				t.Errorf("%s: %d signs, of %d cells without a number", c.Source, total, c.Empty)
			}
		}
		if c.Fate != "key" && !told[c.Source] {
			told[c.Source] = true
			for s, n := range counted[c.Source] {
				if s == "" {
					s = "blank"
				}
				known[s] += n
			}
		}
	}
	if compared < 20 {
		t.Errorf("only %d columns were compared", compared)
	}
	if !maps.Equal(known, r.Signs) {
		t.Errorf("the report counts %v, the file has %v", r.Signs, known)
	}
}

func TestSignsOfKWB2020AreThoseOfTheFile(t *testing.T) {
	files := shared(t, kwb2020+"84799NED_TypedDataSet.csv.gz")
	if files == nil {
		return
	}
	b := read(t, Options{Year: 2020}, files...)
	header, rows := cells(t, files[0], ';')
	checkSigns(t, b.Delivery.Report, b.Columns, header, rows)
}

// The neighbourhoods of Dordrecht in the boundary file of 2020: figures that are not there are -99999999, also written
// with decimals, and texts NULL.
func TestSignsBesideBoundariesAreThoseOfTheFile(t *testing.T) {
	files := shared(t, "cbs-buurt-2020-dordrecht/buurten_dordrecht.csv.gz")
	if files == nil {
		return
	}
	header, rows := cells(t, files[0], ',')
	f := &features{id: area.DivisionID{Level: area.Neighbourhood, Year: 2020}}
	var at []int
	for j, h := range header {
		switch h {
		case "gid", "jrstatcode", "bu_naam", "wk_naam", "postcode", "shape_leng", "shape_area", "geovlak":
		default:
			f.names, at = append(f.names, h), append(at, j)
		}
	}
	for i, row := range rows {
		f.codes, f.rows = append(f.codes, code(t, row[1])), append(f.rows, map[string]any{})
		for k, j := range at {
			f.rows[i][f.names[k]] = row[j]
		}
	}
	got, err := FromAttributes([]Attributes{f}, Options{WithOrigin: true})
	if err != nil {
		t.Fatal(err)
	}
	checkSigns(t, got.Report, got.Columns, header, rows)
	if got.Report.Signs["-99999999"] == 0 {
		t.Errorf("signs %v", got.Report.Signs)
	}
}

// columnOf returns a column of neighbourhoods.
func columnOf(t testing.TB, columns []indicator.Column, id indicator.ID) indicator.Column {
	t.Helper()
	for _, c := range columns {
		if c.Key().Indicator == id && c.Key().Division.Level == area.Neighbourhood {
			return c
		}
	}
	t.Fatalf("no column of %s", id)
	return indicator.Column{}
}

func TestSignsStandAsTheyStoodInTheSource(t *testing.T) {
	about := write(t, "about.json", title)
	for cell, want := range map[string]string{".": ".", `"       ."`: ".", "x": "x", "X": "X", `"   "`: "", "": "", "NA": "NA", "NULL": "NULL",
		"null": "null", "-99995": "-99995", "-99997.0": "-99997", "-99999997": "-99999997", "-99999998": "-99999998", "-99999999": "-99999999"} {
		b := read(t, Options{}, about, small(t, "Motorfietsen_104", "BU00010000;100;"+cell+";40", "BU00010001;100;7.5;40", "BU00010002;0;"+cell+";0"))
		c := columnOf(t, b.Columns, "kwb_motorfietsen")
		for i, has := range []bool{true, false, true} {
			if c.HasSign(i) != has || has && c.SignAt(i) != want {
				t.Errorf("%q: area %d has %q (%v), want %q", cell, i, c.SignAt(i), c.HasSign(i), want)
			}
		}
	}
}

func TestARateHasTheSignOfThePartAndElseOfTheWhole(t *testing.T) {
	b := read(t, Options{}, write(t, "about.json", title), small(t, "k_65JaarOfOuder_12", "BU00010000;100;25;40", "BU00010001;x;25;40",
		"BU00010002;0;0;0", "BU00010003;100;.;40", "BU00010004;5;10;40", "BU00010005;x;.;40", "BU00010006;0;.;40"))
	c := columnOf(t, b.Columns, "population_65plus_share")
	// Of nobody there is no rate, and a part that is larger than the whole is ours to refuse: no cell says so.
	for i, want := range []string{"", "x", "", ".", "", ".", "."} {
		if c.SignAt(i) != want || c.HasSign(i) != (want != "") {
			t.Errorf("%v: %q (%v), want %q", c.Index().Code(i), c.SignAt(i), c.HasSign(i), want)
		}
	}
	if part := columnOf(t, b.Columns, "kwb_65_jaar_of_ouder"); part.HasSign(1) || part.SignAt(3) != "." {
		t.Error("a count has the sign of its own cell")
	}
}

func TestZeroThatMeansNotMeasuredIsNoSign(t *testing.T) {
	file := small(t, "Motorfietsen_104", "BU00010000;100;0;40", "BU00010001;100;0;40")
	b := read(t, Options{Answers: map[string]string{"zero:Motorfietsen_104": "not-measured"}}, write(t, "about.json", title), file)
	if c := columnOf(t, b.Columns, "kwb_motorfietsen"); c.HasSign(0) || c.At(0).Status() != indicator.NotMeasured {
		t.Errorf("sign %q", c.SignAt(0))
	}
}
