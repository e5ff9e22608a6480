package stackmap

import (
	"net/url"
	"reflect"
	"strings"
	"testing"

	"github.com/buurtbeeld/buurtbeeld/internal/problem"
)

func TestAddressReadsBack(t *testing.T) {
	for name, address := range map[string]string{
		"layers":      "in=GM0505&niveau=buurt&jaar=2020&laag=loneliness_share:2020:high:top20%25&laag=volunteering_share:low:%3C%3D12.5:2",
		"chosen":      "in=GM0505&niveau=buurt&laag=loneliness_share:high:above-region&gekozen=BU05050000&toon=tegels",
		"picked":      "in=NL00&niveau=gemeente&x=2&y=0&xvan=-1.5&xtot=3&yvan=0&ytot=99",
		"years":       "in=NL00&niveau=wijk&jaren=alle",
		"of a group":  "in=GM0505&laag=loneliness_share%4018%2B:2020:high:top20%25",
		"few people":  "in=GM0505&niveau=buurt&minder=250&gekozen=BU05050000",
		"nothing yet": "",
	} {
		t.Run(name, func(t *testing.T) {
			values, err := url.ParseQuery(address)
			if err != nil {
				t.Fatal(err)
			}
			q, err := ParseQuery(values)
			if err != nil || q.String() != address {
				t.Errorf("got  %s, %v\nwant %s", q, err, address)
			}
		})
	}
}

func TestAddressTellsEveryMistake(t *testing.T) {
	_, err := ParseQuery(url.Values{"in": {"XX"}, "niveau": {"straat"}, "jaar": {"veel"}, "laag": {"A!"}})
	problems, _ := problem.All(err)
	if len(problems) != 4 {
		t.Errorf("%d problems: %v", len(problems), err)
	}
	if _, err := ParseQuery(url.Values{"laag": strings.Split(strings.Repeat("loneliness_share ", 13), " ")[:13]}); problem.KeyOf(err) != "stackmap.too_many_layers" {
		t.Errorf("13 layers: %v", err)
	}
	for _, bad := range []string{"NaN", "Inf", "1e309", "tien", "--1"} {
		if _, err := ParseQuery(url.Values{"xvan": {bad}}); err == nil {
			t.Errorf("%q was read as a number", bad)
		}
	}
}

func TestExportHasNoPageState(t *testing.T) {
	values, _ := url.ParseQuery("in=GM0505&niveau=buurt&toon=tegels&jaren=alle&xvan=3&laag=loneliness_share:high:top20%25")
	q, err := ParseQuery(values)
	if want := "/stapelkaart/stapel.csv?in=GM0505&niveau=buurt&laag=loneliness_share:high:top20%25"; err != nil || q.Export("stapel.csv") != want {
		t.Errorf("got  %s, %v\nwant %s", q.Export("stapel.csv"), err, want)
	}
}

// FuzzParseQuery: whatever an address says, reading it ends, and what was read has one spelling that reads back the same.
func FuzzParseQuery(f *testing.F) {
	for _, s := range []string{"in=GM0505&laag=loneliness_share:2020:high:top20%25&gekozen=BU05050000", "x=9999&y=-1&xvan=1e15", "laag=a:b:c&laag=%00&in=%FF", "niveau=buurt&jaar=0"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		values, err := url.ParseQuery(s)
		if err != nil {
			return
		}
		q, err := ParseQuery(values)
		if err != nil {
			return
		}
		again, err := url.ParseQuery(q.String())
		if err != nil {
			t.Fatalf("%q is no address: %v", q, err)
		}
		r, err := ParseQuery(again)
		q.Search = ""
		if err != nil || !reflect.DeepEqual(q, r) {
			t.Errorf("%q became %q, %v", q, r, err)
		}
	})
}

func TestFewInhabitants(t *testing.T) {
	q, err := ParseQuery(url.Values{"minder": {"100"}})
	if err != nil || q.String() != "" {
		t.Errorf("the usual number stands in the address: %q, %v", q, err)
	}
	q, err = ParseQuery(url.Values{"minder": {"250"}})
	if err != nil || q.choice().MinimumPopulation != 250 || !strings.Contains(q.Export("stapel.csv"), "minder=250") {
		t.Errorf("250 is lost: %+v, %v", q, err)
	}
	for _, bad := range []string{"veel", "-1", "1000001"} {
		if _, err := ParseQuery(url.Values{"minder": {bad}}); err == nil {
			t.Errorf("%q was read as a number of inhabitants", bad)
		}
	}
}
