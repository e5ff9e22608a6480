package sheet

import (
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"testing"

	"github.com/buurtbeeld/buurtbeeld/internal/golden"
	"github.com/buurtbeeld/buurtbeeld/internal/problem"
)

// open opens a real file, or returns false where there are none.
func openReal(t testing.TB, name string, o Options) (Reader, bool) {
	t.Helper()
	path, ok := golden.Shared(t, "data/"+name)
	if !ok {
		return nil, false
	}
	r, err := OpenFile(path, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { r.Close() })
	return r, true
}

// TestRealFiles reads every table at hand. What is expected was taken from the files with other programs: sed for rows
// and cells of text, Python's csv for the number of records, Python's zipfile and ElementTree for the workbooks.
func TestRealFiles(t *testing.T) {
	tests := []struct {
		file      string
		dialect   string
		rows      int
		columns   int
		name      string // of the column looked at
		row       int
		text      string // in that column and row
		key, code string // another column and its text there
	}{
		{"cbs-kwb-2020-84799NED/84799NED_TypedDataSet.csv.gz", "CSV UTF-8 ; LF point", 17341, 118, "AantalInwoners_5", 5000, "4420", "WijkenEnBuurten", "BU01530402"},
		{"cbs-kwb-2020-84799NED/cbs.v3.84799NED_TypedDataSet.parquet", "Parquet UTF-8 -  not seen", 17341, 118, "AantalInwoners_5", 5000, "4420", "WijkenEnBuurten", "BU01530402"},
		{"cbs-kwb-2020-84799NED/cbs.v3.84799NED_DataProperties.parquet", "Parquet UTF-8 -  not seen", 157, 14, "", 0, "", "", ""},
		{"cbs-kwb-amsterdam/Kerncijfers_wijken_en_buurten_2019.csv.gz", "CSV UTF-8 , LF comma", 580, 118, "Bevolking.Aantal.inwoners..aantal.", 100, "0", "Wijken.en.buurten", "Bretten West"},
		{"cbs-kwb-amsterdam/Kerncijfers_wijken_en_buurten_2017.csv.gz", "CSV UTF-8 , LF point", 580, 110, "Bevolking.Aantal.inwoners..aantal.", 3, "844947", "Regioaanduiding.Codering..code.", "GM0363    "},
		{"cbs-kwb-amsterdam/Kerncijfers_wijken_en_buurten_2015.csv", "CSV UTF-8 ; CRLF comma", 106, 11, "Aantal inkomensontvangers", 105, "100", "Wijken en buurten", "Amstel III/Bullewijk"},
		{"cbs-ses-woa-2019/SES_WOA_scores_per_wijk_en_buurt_25042023_160857.csv", "CSV UTF-8 ; LF point", 579, 9, "Spreiding/Spreiding totaal/Waarde (Getal)", 300, "       .", "Regiocode (gemeente, wijk, buurt) (code)", "BU03635100"},
		{"cbs-schulden-2018/Kaart_risico_GM.csv", "CSV Windows-1252 ; LF comma", 355, 6, "Instroomkans", 349, "5,1", "gemeentenaam", "Altena"},
		{"cbs-schulden-2018/Ontwikkeling_risico_NL.csv", "CSV Windows-1252 ; LF comma", 25, 9, "Risicogroep", 2, "Totaal risicogroep", "Omvang_aantal", "409560"},
		{"cbs-schulden-2018/Life_events.csv", "CSV Windows-1252 ; LF comma", 170, 8, "Life_event_cat", 4, "0 Substantiële afname van huishoudinkomen", "Aantal", "30600"},
		{"cbs-bijstand-gemeenten/gemeente_2015.csv.gz", "CSV UTF-8 , LF point", 1455, 20, "Bijstandsontvangers_2", 700, "     610", "Regiokenmerken", "GM1911"},
		{"cbs-statline-exports/Regionale_kerncijfers_Nederland_11122025_133649.csv", "CSV UTF-8 ; CRLF comma", 729, 63, "Regio's", 500, "Raamsdonk", "Perioden", "2025"},
		{"elan-wijkmonitor/df_count_ver_3.csv.gz", "CSV UTF-8 , LF point", 982, 65, "%_Gender_Vrouwen", 700, "0.5201492537313432", "WKC", "WK060306"},
		{"cbs-buurt-2020-dordrecht/buurten_dordrecht.csv.gz", "CSV UTF-8 , LF point", 130, 45, "aant_inw", 3, "815", "bu_code", "BU05050100"},
		{"rivm-gezondheid-50090NED/2016_18+.xlsx", "XLSX UTF-8 -  point", 17341, 43, "ErvarenGezondheidGoedZeerGoed_4", 9000, "    75.4", "WijkenEnBuurten", "BU19160302"},
		{"rivm-gezondheid-50090NED/2012_18+.xlsx", "XLSX UTF-8 -  point", 17341, 43, "", 0, "", "", ""},
		{"rivm-gezondheid-50090NED/RIVM_gezondheid2020_18+.xlsx", "XLSX UTF-8 -  point", 17341, 43, "", 0, "", "", ""},
	}
	for _, tt := range tests {
		t.Run(tt.file, func(t *testing.T) {
			r, ok := openReal(t, tt.file, Options{})
			if !ok {
				return
			}
			column, key := slices.Index(r.Header(), tt.name), slices.Index(r.Header(), tt.key)
			rows := 0
			for {
				row, err := r.Next()
				if err == io.EOF {
					break
				}
				if err != nil {
					t.Fatal(err)
				}
				if rows++; row.Number == tt.row && (row.Cells[column].Text != tt.text || row.Cells[key].Text != tt.code) {
					t.Errorf("row %d: %q and %q", row.Number, row.Cells[column].Text, row.Cells[key].Text)
				}
			}
			d := r.Dialect()
			delimiter := "-"
			if d.Delimiter != 0 {
				delimiter = string(d.Delimiter)
			}
			got := fmt.Sprint(d.Kind, " ", d.Encoding, " ", delimiter, " ", d.LineEnd, " ", d.Decimal)
			if got != tt.dialect || rows != tt.rows || len(r.Header()) != tt.columns {
				t.Errorf("%s, %d rows, %d columns", got, rows, len(r.Header()))
			}
		})
	}
}

func TestRealFileWithDamagedQuotes(t *testing.T) {
	path, ok := golden.Shared(t, "data/cbs-statline-exports/Inkomen_van_huishoudens__regio_11122025_135329.csv")
	if !ok {
		return
	}
	_, err := OpenFile(path, Options{})
	if problem.KeyOf(err) != "sheet.quotes_damaged" {
		t.Error(err)
	}
	readable(t, err)
}

// TestTheSameFiguresInTwoForms holds the national file as Parquet, which is the original, against the CSV that somebody
// else's program made of it: every cell, and every number bit for bit.
func TestTheSameFiguresInTwoForms(t *testing.T) {
	a, ok := openReal(t, "cbs-kwb-2020-84799NED/cbs.v3.84799NED_TypedDataSet.parquet", Options{})
	if !ok {
		return
	}
	b, _ := openReal(t, "cbs-kwb-2020-84799NED/84799NED_TypedDataSet.csv.gz", Options{})
	place := map[string]int{}
	for j, name := range b.Header() {
		place[name] = j
	}
	style, numbers := Style{Decimal: Point}, 0
	for {
		x, errX := a.Next()
		y, errY := b.Next()
		if errX == io.EOF && errY == io.EOF {
			break
		}
		if errX != nil || errY != nil {
			t.Fatal(errX, errY)
		}
		for j, c := range x.Cells {
			other := y.Cells[place[a.Header()[j]]]
			if !c.Typed {
				if c.Text != other.Text {
					t.Fatalf("row %d, %s: %q and %q", x.Number, a.Header()[j], c.Text, other.Text)
				}
				continue
			}
			numbers++
			v, err := style.Parse(other.Text)
			if err != nil || math.Float64bits(v) != math.Float64bits(c.Number) {
				t.Fatalf("row %d, %s: %v and %q, %v", x.Number, a.Header()[j], c.Number, other.Text, err)
			}
		}
	}
	if numbers < 700_000 {
		t.Errorf("only %d numbers compared", numbers)
	}
}

// TestRealNumbers decides the style of every column of every table of text, and reads every number in it as strconv
// does. How many columns have a comma or a point was counted with Python's csv and a regular expression.
func TestRealNumbers(t *testing.T) {
	for file, want := range map[string]string{
		"cbs-kwb-amsterdam/Kerncijfers_wijken_en_buurten_2019.csv.gz":              "map[comma:21 not seen:97]",
		"cbs-kwb-amsterdam/Kerncijfers_wijken_en_buurten_2017.csv.gz":              "map[not seen:93 point:17]",
		"cbs-kwb-amsterdam/Kerncijfers_wijken_en_buurten_2015.csv":                 "map[comma:9 not seen:2]",
		"cbs-ses-woa-2019/SES_WOA_scores_per_wijk_en_buurt_25042023_160857.csv":    "map[not seen:4 point:5]",
		"cbs-schulden-2018/Kaart_risico_GM.csv":                                    "map[comma:2 not seen:4]",
		"cbs-statline-exports/Regionale_kerncijfers_Nederland_11122025_133649.csv": "map[comma:16 not seen:47]",
		"elan-wijkmonitor/df_count_ver_3.csv.gz":                                   "map[not seen:5 point:60]",
		"rivm-gezondheid-50090NED/2016_18+.xlsx":                                   "map[not seen:16 point:27]",
		"cbs-bijstand-gemeenten/gemeente_2015.csv.gz":                              "map[not seen:12 point:8]",
	} {
		t.Run(file, func(t *testing.T) {
			r, ok := openReal(t, file, Options{})
			if !ok {
				return
			}
			cells := make([][]string, len(r.Header()))
			for {
				row, err := r.Next()
				if err == io.EOF {
					break
				}
				if err != nil {
					t.Fatal(err)
				}
				for j, c := range row.Cells {
					if !c.Typed {
						cells[j] = append(cells[j], c.Text)
					}
				}
			}
			styles := map[string]int{}
			for j, column := range cells {
				s, seen := DetectStyle(column, func(t string) bool { return t == "." || t == "NA" || t == "NULL" })
				styles[s.Decimal.String()]++
				if seen.Other.Count == 0 && s.Decimal <= Point {
					holdAgainstStrconv(t, r.Header()[j], column, s)
				}
			}
			if got := fmt.Sprint(styles); got != want {
				t.Errorf("got %s, want %s", got, want)
			}
		})
	}
}

func holdAgainstStrconv(t *testing.T, name string, column []string, s Style) {
	t.Helper()
	for i, text := range column {
		plain := []byte(text)
		for k, c := range plain {
			if c == ',' {
				plain[k] = '.'
			}
		}
		want, err := strconv.ParseFloat(string(trimBlanks(plain)), 64)
		if err != nil {
			continue // a sign for a missing value
		}
		if got, err := s.Parse(text); err != nil || got != want {
			t.Fatalf("%s, %d: %q is %v, %v", name, i, text, got, err)
		}
	}
}

func trimBlanks(b []byte) []byte {
	for len(b) > 0 && b[0] == ' ' {
		b = b[1:]
	}
	for len(b) > 0 && b[len(b)-1] == ' ' {
		b = b[:len(b)-1]
	}
	return b
}
