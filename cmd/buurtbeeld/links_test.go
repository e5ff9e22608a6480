package main

import (
	"encoding/json"
	"strings"
	"testing"
)

func TestLinksSaysWhatWasLookedAt(t *testing.T) {
	a := newTestApp(t)
	a.withExample()
	var got struct {
		Target       string
		Combinations int
		Layers       []string
		Permutations int
		Finds        []any
	}
	args := []string{"links", "--target", "youth_care_share", "--in", "GM1999", "--year", "2022", "--permutations", "99", "--format", "json"}
	if err := json.Unmarshal([]byte(a.must(args...)), &got); err != nil {
		t.Fatal(err)
	}
	if got.Target != "youth_care_share:2022:high:top20%" || got.Combinations < 100 || len(got.Layers) < 10 || got.Permutations != 99 {
		t.Errorf("%+v", got)
	}
	few := append(args, "--layer", "woz_value_mean", "--layer", "mortgage_burden_share", "--pairs", "--minimum-areas", "2")
	if err := json.Unmarshal([]byte(a.must(few...)), &got); err != nil {
		t.Fatal(err)
	}
	if len(got.Layers) != 2 || got.Combinations < 1 || got.Combinations > 4 {
		t.Errorf("%+v", got)
	}
	head := a.must("links", "--target", "youth_care_share", "--in", "GM1999", "--permutations", "99")
	if !strings.HasPrefix(head, "conditions,from,areas,hits,expected,lift,chance,") {
		t.Errorf("header %q", head)
	}
}

func TestLinksTellsEveryMistakeAtOnce(t *testing.T) {
	a := newTestApp(t)
	a.withExample()
	for name, c := range map[string]struct {
		args []string
		says []string
	}{
		"no target":       {nil, []string{"--target youth_care_share"}},
		"several":         {[]string{"--in", "Utrecht", "--permutations", "-1", "--target", "!"}, []string{"Utrecht", "100,000"}},
		"unknown format":  {[]string{"--target", "youth_care_share", "--format", "svg"}, []string{"csv or json"}},
		"unknown figure":  {[]string{"--target", "nothing_here"}, []string{"nothing_here"}},
		"region as limit": {[]string{"--target", "youth_care_share:above-region", "--in", "GM1999"}, []string{"youth_care_share"}},
	} {
		t.Run(name, func(t *testing.T) {
			code := a.run(append([]string{"links"}, c.args...)...)
			errs := a.err.String()
			if code == 0 {
				t.Fatal("it went well")
			}
			for _, s := range c.says {
				if !strings.Contains(errs, s) {
					t.Errorf("%q is not in %q", s, errs)
				}
			}
		})
	}
}
