package table

import (
	"strings"
	"testing"

	"github.com/buurtbeeld/buurtbeeld/internal/problem"
)

func TestMappingIsStrict(t *testing.T) {
	tests := map[string]struct{ text, want, line string }{
		"unknown word":             {strings.Replace(smallMapping, "key:", "sleutel:", 1), "table.mapping_unknown", "5"},
		"unknown word in a column": {strings.Replace(smallMapping, "unit:", "unti:", 1), "table.mapping_unknown", "8"},
		"word twice":               {smallMapping + "year: 2021\n", "table.mapping_twice", "9"},
		"no YAML":                  {"title: [\n", "table.mapping_broken", ""},
		"a list":                   {"- a\n", "table.mapping_broken", "1"},
		"empty":                    {"", "table.mapping_broken", "1"},
		"level":                    {strings.Replace(smallMapping, "level: buurt", "level: straat", 1), "table.mapping_value", "4"},
		"year":                     {strings.Replace(smallMapping, "year: 2022", "year: 22", 1), "table.mapping_value", "3"},
		"period":                   {strings.Replace(smallMapping, "period: 2022", "period: [2022]", 1), "table.mapping_value", "6"},
		"factor":                   {strings.Replace(smallMapping, "unit: count", "unit: count, factor: NaN", 1), "table.mapping_value", "8"},
		"id":                       {strings.Replace(smallMapping, "id: signals", "id: Signals!", 1), "table.mapping_id", "8"},
		"unit of the catalogue":    {strings.Replace(smallMapping, "id: signals", "id: loneliness_share", 1), "table.mapping_unit", "8"},
		"no unit":                  {strings.Replace(smallMapping, "unit: count", "decimals: 1", 1), "table.mapping_incomplete", "8"},
		"sign":                     {smallMapping + "signs: {\".\": known}\n", "table.mapping_value", "9"},
		"nothing in it":            {"title: x\n", "table.mapping_missing", ""},
		"figure twice":             {smallMapping + "  anders: {id: signals, name: A, unit: count}\n", "table.mapping_twice", "9"},
		"alias":                    {"title: &a x\nsource: *a\n", "table.mapping_value", "2"},
	}
	for name, c := range tests {
		t.Run(name, func(t *testing.T) {
			_, err := ParseMapping([]byte(c.text))
			all, _ := problem.All(err)
			if len(all) == 0 || all[0].Key() != c.want {
				t.Fatalf("got %v, want %s", err, c.want)
			}
			for _, a := range all[0].Args() {
				if a.Name == "line" && c.line != "" && a.Value != c.line {
					t.Errorf("line %v, want %s", a.Value, c.line)
				}
			}
		})
	}
}

func TestOneMappingTellsAllItsMistakes(t *testing.T) {
	_, err := ParseMapping([]byte("titel: x\nsource: y\nyear: nu\ncolumns: {a: {id: a, naam: b}}\n"))
	if all, _ := problem.All(err); len(all) != 5 {
		t.Errorf("got %v", all)
	}
}

func FuzzParseMapping(f *testing.F) {
	f.Add([]byte(smallMapping))
	f.Add([]byte("a: &a [*a]\n"))
	f.Add([]byte("columns: {? {a: b} : c}\n"))
	f.Add([]byte("\xff\xfe"))
	f.Fuzz(func(t *testing.T, text []byte) {
		m, err := ParseMapping(text)
		if err == nil && (m.Key == "" || m.Year == 0 || m.Level == 0 || len(m.Columns) == 0) {
			t.Error("an incomplete mapping was read")
		}
		for _, r := range m.Columns {
			if err == nil && (r.Definition.ID == "" || r.Factor == 0) {
				t.Error("an incomplete column was read")
			}
		}
	})
}

func TestSharesHaveADecimalUnlessTheMappingSaysOtherwise(t *testing.T) {
	for unit, want := range map[string]int{`unit: "%"`: 1, "unit: per 1000": 1, "unit: persons": 0, `unit: "%", decimals: 0`: 0} {
		text := "title: a\nsource: b\nyear: 2020\nlevel: buurt\nkey: k\nperiod: 2020\ncolumns:\n  a: {id: own_a, name: {nl: a, en: a}, " + unit + "}\n"
		m, err := ParseMapping([]byte(text))
		if err != nil || m.Columns[0].Definition.Decimals != want {
			t.Errorf("%s: %v, %v", unit, m.Columns, err)
		}
	}
}
