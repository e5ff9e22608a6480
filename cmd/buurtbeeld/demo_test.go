package main

import (
	"encoding/csv"
	"slices"
	"strings"
	"testing"

	"github.com/buurtbeeld/buurtbeeld/internal/adjacency"
	"github.com/buurtbeeld/buurtbeeld/internal/area"
	"github.com/buurtbeeld/buurtbeeld/internal/example"
	"github.com/buurtbeeld/buurtbeeld/internal/reader"
	"github.com/buurtbeeld/buurtbeeld/internal/stack"
	"github.com/buurtbeeld/buurtbeeld/internal/stack/hotspot"
	"github.com/buurtbeeld/buurtbeeld/internal/store/sqlite"
)

// TestDemoFindsWhereDearHousesHideWorries shows that the combination which was planted in the example municipality comes up
// without being asked for, and nothing else.
func TestDemoFindsWhereDearHousesHideWorries(t *testing.T) {
	a := newTestApp(t)
	a.withExample()
	rows := csvRows(t, a.must("links", "--target", "youth_care_share", "--in", "GM1999"))
	if len(rows) != 2 {
		t.Fatalf("%d finds", len(rows)-1)
	}
	if c := rows[1][0]; !strings.Contains(c, "mortgage_burden_share") || !strings.Contains(c, "woz_value_mean") {
		t.Errorf("found %s", c)
	}
}

// TestDemoHasPatterns shows that over the years of the example municipality something came up, stayed and went.
func TestDemoHasPatterns(t *testing.T) {
	a := newTestApp(t)
	a.withExample()
	offered := stack.Presets()[0]
	several := []string{"patterns", "--in", "GM1999"}
	for _, l := range offered.Layers {
		several = append(several, "--layer", l.Layer.String())
	}
	for name, c := range map[string]struct{ args, want []string }{
		"hits":  {several, []string{"new-hot", "intensifying-hot", "persistent-hot", "diminishing-hot"}},
		"debts": {[]string{"patterns", "--in", "GM1999", "--layer", "problem_debt_household_share"}, []string{"intensifying-hot", "persistent-hot", "diminishing-hot", "historical-hot"}},
	} {
		rows := csvRows(t, a.must(c.args...))
		at := slices.Index(rows[0], "pattern")
		if at < 0 {
			t.Fatalf("columns %v", rows[0])
		}
		for _, want := range c.want {
			if !slices.ContainsFunc(rows[1:], func(row []string) bool { return row[at] == want }) {
				t.Errorf("%s: no area is %s", name, want)
			}
		}
	}
}

// TestDemoHasHotspots shows that some neighbourhoods of the example municipality stand out together.
func TestDemoHasHotspots(t *testing.T) {
	a := newTestApp(t)
	a.withExample()
	store, err := sqlite.Open(t.Context(), a.db, sqlite.Options{Now: testNow, NewID: newID})
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := store.Close(); err != nil {
			t.Error(err)
		}
	}()
	choice := stack.Choice{Region: example.Municipality(), Level: area.Neighbourhood}
	for _, l := range stack.Presets()[0].Layers {
		choice.Layers = append(choice.Layers, l.Layer)
	}
	picture, err := stack.Build(t.Context(), reader.OnLoopback(), store, choice)
	if err != nil {
		t.Fatal(err)
	}
	found, err := hotspot.New(hotspot.Options{Figures: store, Graphs: adjacency.New(store), Versions: store}).Stack(t.Context(), reader.OnLoopback(), picture)
	if err != nil {
		t.Fatal(err)
	}
	high := 0
	for _, c := range found.Category {
		if c == hotspot.High {
			high++
		}
	}
	if high < 5 || high > 30 {
		t.Errorf("%d neighbourhoods stand out", high)
	}
}

func csvRows(t *testing.T, text string) [][]string {
	t.Helper()
	rows, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows
}
