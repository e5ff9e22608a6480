package disclosure_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/buurtbeeld/buurtbeeld/disclosure"
)

// releaseText is a small release as a ledger has it.
const releaseText = `{"form":1,"name":"a","data":"2024","rules":"tien","method":"suppress","facts":0,"dimensions":[{"name":"buurt","total":"T",` +
	`"place":true,"codes":[{"Name":"oost","Level":"buurt","Parents":["T"]},{"Name":"west","Level":"buurt","Parents":["T"]}]}],` +
	`"codes":[0,1,2],"state":"shl","count":[30,0,0]}`

// Whatever a ledger holds, it is refused as damaged or it is a release that can be attacked and written again.
func FuzzRelease(f *testing.F) {
	f.Add([]byte(releaseText))
	f.Add([]byte(`{"form":1,"method":"round","dimensions":[{"name":"a","total":"","codes":[{"Name":"x"}]}],"codes":[0],"state":"s","count":[9223372036854775807]}`))
	f.Add([]byte(`null`))
	f.Fuzz(func(t *testing.T, text []byte) {
		var r disclosure.Release
		if err := json.Unmarshal(text, &r); err != nil {
			return
		}
		again, err := json.Marshal(r)
		if errors.Is(err, disclosure.ErrEmpty) {
			return // null leaves a release as it was: empty
		}
		if err != nil {
			t.Fatal(err)
		}
		var back disclosure.Release
		if err := json.Unmarshal(again, &back); err != nil {
			t.Fatalf("%v\n%s", err, again)
		}
		if _, err := disclosure.AttackReleases(t.Context(), []disclosure.Release{r, back}, disclosure.AuditOptions{Random: seeded("fuzz")}); err != nil {
			if !errors.Is(err, disclosure.ErrNotSum) {
				t.Fatalf("%v\n%s", err, text)
			}
		}
	})
}

// What does not fit together in a release is refused as damaged.
func TestDamagedReleases(t *testing.T) {
	for name, change := range map[string][2]string{
		"another form":              {`"form":1`, `"form":2`},
		"unknown method":            {`suppress`, `hide`},
		"code outside":              {`[0,1,2]`, `[0,1,3]`},
		"code below zero":           {`[0,1,2]`, `[0,-1,2]`},
		"cell twice":                {`[0,1,2]`, `[0,1,1]`},
		"too few codes":             {`[0,1,2]`, `[0,1]`},
		"unknown state":             {`shl`, `shx`},
		"too many states":           {`shl`, `shls`},
		"number of a withheld cell": {`[30,0,0]`, `[30,4,0]`},
		"count below zero":          {`[30,0,0]`, `[-30,0,0]`},
		"count too large":           {`[30,0,0]`, `[9223372036854775807,0,0]`},
		"too few counts":            {`[30,0,0]`, `[30,0]`},
		"sums of counts":            {`"count"`, `"sum":[1,0,0],"count"`},
		"sums missing":              {`"facts":0`, `"facts":1`},
		"code twice":                {`"Name":"west"`, `"Name":"oost"`},
		"cut off":                   {`"count":[30,0,0]}`, ``},
		"no dimension":              {`"dimensions":[`, `"dimensions":[],"more":[`},
		"no cells":                  {`"codes":[0,1,2],"state":"shl","count":[30,0,0]`, `"codes":[],"state":"","count":[]`},
	} {
		var r disclosure.Release
		text := strings.Replace(releaseText, change[0], change[1], 1)
		if text == releaseText {
			t.Fatalf("%s changes nothing", name)
		}
		if err := r.UnmarshalJSON([]byte(text)); !errors.Is(err, disclosure.ErrDamaged) {
			t.Errorf("%s: %v", name, err)
		}
		if r.Cells() != 0 {
			t.Errorf("%s: a release came out all the same", name)
		}
	}
	var r disclosure.Release
	if err := r.UnmarshalJSON([]byte(releaseText)); err != nil || r.Cells() != 3 || r.Shown() != 1 || r.Method() != disclosure.Suppress {
		t.Error(err)
	}
}
