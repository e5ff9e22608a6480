package boundary

import (
	"slices"
	"strings"
	"testing"

	"github.com/buurtbeeld/buurtbeeld/internal/area"
	"github.com/buurtbeeld/buurtbeeld/internal/problem"
)

// keyedFeat is an invented feature with the attributes given.
func keyedFeat(properties, coordinates string) string {
	return `{"type":"Feature","properties":{` + properties + `},"geometry":{"type":"Polygon","coordinates":` + coordinates + `}}`
}

func TestKeyedTakesTheFileAsItIs(t *testing.T) {
	plane := func(features ...string) []byte {
		return []byte(`{"type":"FeatureCollection","features":[` + strings.Join(features, ",") + `]}`)
	}
	unit := "[[[0,0],[1,0],[1,1],[0,1],[0,0]]]"
	for name, tt := range map[string]struct {
		content []byte
		options KeyedOptions
		keys    []string
		// parts is the number of polygons of the first area.
		parts  int
		metres bool
	}{
		"the column with codes is recognised": {
			collection(feat("BU05050001", "", square(100000, 400000)), feat("BU05050000", "", square(100100, 400000))),
			KeyedOptions{}, []string{"BU05050001", "BU05050000"}, 1, true},
		"a column that is called code": {
			collection(keyedFeat(`"code":"noord"`, square(100000, 400000)), keyedFeat(`"code":"zuid"`, square(100100, 400000))),
			KeyedOptions{}, []string{"noord", "zuid"}, 1, true},
		"a column that was asked for": {
			collection(keyedFeat(`"nr":7,"code":"x"`, square(100000, 400000)), keyedFeat(`"nr":8,"code":"y"`, square(100100, 400000))),
			KeyedOptions{Column: "nr"}, []string{"7", "8"}, 1, true},
		"pieces of one area, of which one twice": {
			collection(keyedFeat(`"code":"a"`, square(100000, 400000)), keyedFeat(`"code":"a"`, square(100300, 400000)), keyedFeat(`"code":"a"`, square(100000, 400000))),
			KeyedOptions{}, []string{"a"}, 2, true},
		"water beside land": {
			collection(keyedFeat(`"code":"a","water":"JA"`, square(100000, 400000)), keyedFeat(`"code":"a","water":"NEE"`, square(100300, 400000))),
			KeyedOptions{}, []string{"a"}, 1, true},
		"one level of two": {
			collection(keyedFeat(`"code":"GM0505"`, square(100000, 400000)), keyedFeat(`"code":"WK050500"`, square(100000, 400000))),
			KeyedOptions{Level: area.District}, []string{"WK050500"}, 1, true},
		"a plane of its own": {plane(keyedFeat(`"code":"a"`, unit)), KeyedOptions{}, []string{"a"}, 1, false},
	} {
		t.Run(name, func(t *testing.T) {
			k, err := ReadKeyed(t.Context(), write(t, "map.geojson", tt.content), tt.options)
			if err != nil {
				t.Fatal(err)
			}
			if !slices.Equal(k.Keys, tt.keys) || len(k.Shapes) != len(k.Keys) || len(k.Shapes[0]) != tt.parts || k.Metres != tt.metres {
				t.Errorf("keys %v, shapes %v, metres %v", k.Keys, k.Shapes, k.Metres)
			}
		})
	}
}

func TestKeyedGivesAttributes(t *testing.T) {
	file := write(t, "map.geojson", collection(keyedFeat(`"code":"a","n":-99999999`, square(100000, 400000)), keyedFeat(`"code":"b","n":1.5`, square(100100, 400000))))
	k, err := ReadKeyed(t.Context(), file, KeyedOptions{})
	if err != nil {
		t.Fatal(err)
	}
	first, _ := k.Text(0, "n")
	second, _ := k.Text(1, "n")
	if _, ok := k.Text(0, "m"); ok || first != "-99999999" || second != "1.5" || !slices.Equal(k.Names(), []string{"code", "n"}) {
		t.Errorf("%q, %q, names %v", first, second, k.Names())
	}
}

func TestKeyedRefuses(t *testing.T) {
	for name, tt := range map[string]struct {
		content []byte
		column  string
		key     string
	}{
		"a column that is not there": {collection(feat("BU05050000", "", square(100000, 400000))), "nr", "boundary.no_column"},
		"no column with codes":       {collection(keyedFeat(`"title":"a"`, square(100000, 400000))), "", "boundary.no_codes"},
		"an area without a key":      {collection(keyedFeat(`"code":null`, square(100000, 400000)), keyedFeat(`"code":"b"`, square(100000, 400000))), "code", "boundary.code_missing"},
		"axes swapped":               {collection(keyedFeat(`"code":"a"`, square(400000, 100000))), "", "boundary.axes_swapped"},
		"nothing drawn": {[]byte(`{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"code":"a"},"geometry":null}]}`),
			"", "boundary.nothing_drawn"},
	} {
		_, err := ReadKeyed(t.Context(), write(t, "map.geojson", tt.content), KeyedOptions{Column: tt.column})
		if problem.KeyOf(err) != tt.key {
			t.Errorf("%s: %v", name, err)
		}
	}
}
