package sheet

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/buurtbeeld/buurtbeeld/internal/page/locale"
)

func TestHeader(t *testing.T) {
	statline := "\"Cijfers 2015\"\r\n\"\"\r\n\"\";\"Onderwerp\"\r\n" +
		"\"\";\"Wonen|Type|Totaal\u00a0\u00a0\";\"Energie|Type|Totaal\";\"Energie|Prijs\"\r\n" +
		"\"Wijken\";\"aantal\";\"kWh\";\"x 1 000 euro\"\r\n\"Noord\";\"1\";\"2\";\"3,5\"\r\n\"Bron: CBS\"\r\n"
	tests := map[string]struct {
		content string
		o       Options
		header  []string
		paths   [][]string
		units   []string
		row     int
		title   []string
		footer  []string
	}{
		"StatLine with several rows": {statline, Options{}, []string{"Wijken", "Wonen|Type|Totaal", "Energie|Type|Totaal", "Prijs"},
			[][]string{{"Wijken"}, {"Wonen", "Type", "Totaal"}, {"Energie", "Type", "Totaal"}, {"Energie", "Prijs"}},
			[]string{"", "aantal", "kWh", "x 1 000 euro"}, 5, []string{"Cijfers 2015", "Onderwerp"}, []string{"Bron: CBS"}},
		"StatLine, rows said": {statline, Options{HeaderRows: 5}, []string{"Wijken", "Wonen|Type|Totaal", "Energie|Type|Totaal", "Prijs"},
			[][]string{{"Wijken"}, {"Wonen", "Type", "Totaal"}, {"Energie", "Type", "Totaal"}, {"Energie", "Prijs"}},
			[]string{"", "aantal", "kWh", "x 1 000 euro"}, 5, []string{"Cijfers 2015", "Onderwerp"}, []string{"Bron: CBS"}},
		"StatLine of two columns": {"\"Titel\"\n\"\";\"Onderwerp\"\n\"\";\"Inkomen|Hoog\"\n\"Wijk\";\"%\"\n\"Noord\";\"1\"\n", Options{},
			[]string{"Wijk", "Hoog"}, [][]string{{"Wijk"}, {"Inkomen", "Hoog"}}, []string{"", "%"}, 4, []string{"Titel"}, nil},
		"StatLine of today": {"\"Perioden\";\"Regio\";\"Score/Laag/Waarde (%)\";\"Inwoners (aantal)\"\n2019;\"A\";1;2\n", Options{},
			[]string{"Perioden", "Regio", "Score/Laag/Waarde (%)", "Inwoners (aantal)"},
			[][]string{{"Perioden"}, {"Regio"}, {"Score", "Laag", "Waarde"}, {"Inwoners"}}, []string{"", "", "%", "aantal"}, 1, nil, nil},
		"row names of R": {"\"\",\"naam\",\"x\"\n\"1\",\"Noord\",5\n\"2\",\"Zuid\",6\n", Options{},
			[]string{"", "naam", "x"}, [][]string{nil, {"naam"}, {"x"}}, []string{"", "", ""}, 1, nil, nil},
		"years as names": {"code;2019;2020\nBU1;1;2\n", Options{}, []string{"code", "2019", "2020"},
			[][]string{{"code"}, {"2019"}, {"2020"}}, []string{"", "", ""}, 1, nil, nil},
		"title padded by a spreadsheet": {"Cijfers;;\ncode;a;b\nBU1;1;2\n", Options{}, []string{"code", "a", "b"},
			[][]string{{"code"}, {"a"}, {"b"}}, []string{"", "", ""}, 2, []string{"Cijfers"}, nil},
		"names that occur again": {"code;a;a;a (2);a\nBU1;1;2;3;4\n", Options{}, []string{"code", "a", "a (3)", "a (2)", "a (4)"},
			[][]string{{"code"}, {"a"}, {"a"}, {"a (2)"}, {"a"}}, []string{"", "", "", "", ""}, 1, nil, nil},
		"invisible signs": {"\u200bco\u202ede\u202c; a \u00a0 b\ufeff\nBU1;1\n", Options{}, []string{"code", "a b"},
			[][]string{{"code"}, {"a b"}}, []string{"", ""}, 1, nil, nil},
		"shares of neighbours are no paths": {"code;Wmo/Jeugd\nBU1;1\n", Options{}, []string{"code", "Wmo/Jeugd"},
			[][]string{{"code"}, {"Wmo/Jeugd"}}, []string{"", ""}, 1, nil, nil},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			r, rows, err := read(t, []byte(tt.content), tt.o)
			if err != nil {
				t.Fatal(err)
			}
			var paths [][]string
			var units []string
			for _, c := range r.Columns() {
				paths, units = append(paths, c.Path), append(units, c.Unit)
			}
			d := r.Dialect()
			if d.HeaderRow != tt.row || len(rows) == 0 {
				t.Errorf("header in row %d, want %d; %d rows", d.HeaderRow, tt.row, len(rows))
			}
			for what, diff := range map[string]string{"header": cmp.Diff(tt.header, r.Header()), "paths": cmp.Diff(tt.paths, paths),
				"units": cmp.Diff(tt.units, units), "title": cmp.Diff(tt.title, d.Title), "footer": cmp.Diff(tt.footer, d.Footer)} {
				if diff != "" {
					t.Errorf("%s: %s", what, diff)
				}
			}
		})
	}
}

func TestTwinsAreShown(t *testing.T) {
	r, _, err := read(t, []byte("code;a;b;a\nBU1;1;2;3\n"), Options{})
	if err != nil {
		t.Fatal(err)
	}
	c := r.Columns()
	if c[3].Name != "a (2)" || c[3].Raw != "a" || c[3].Twin != 1 || c[1].Twin != -1 {
		t.Errorf("%+v", c)
	}
	want := []Note{{Key: "sheet.note_twins", Pairs: []any{"n", 1, "names", []string{"a (2)"}}}}
	if diff := cmp.Diff(want, r.Dialect().Notes); diff != "" {
		t.Error(diff)
	}
}

func TestNotesAreSentences(t *testing.T) {
	r, _, err := read(t, []byte("\ufeff\u200bcode;a;a\nBU1;1;\ufffd\n;;\n"), Options{})
	if err != nil {
		t.Fatal(err)
	}
	var keys []string
	for _, n := range r.Dialect().Notes {
		keys = append(keys, n.Key)
		if text := locale.Dutch.Text(n.Key, n.Pairs...); strings.ContainsAny(text, "[]{}") {
			t.Error(text)
		}
	}
	want := []string{"sheet.note_twins", "sheet.note_hidden", "sheet.note_damaged", "sheet.note_blank"}
	if diff := cmp.Diff(want, keys); diff != "" {
		t.Error(diff)
	}
}
