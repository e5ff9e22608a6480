package withhold_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"

	"github.com/buurtbeeld/buurtbeeld/disclosure/internal/cube"
	"github.com/buurtbeeld/buurtbeeld/disclosure/internal/joint"
	. "github.com/buurtbeeld/buurtbeeld/disclosure/internal/joint/jointtest"
	"github.com/buurtbeeld/buurtbeeld/disclosure/internal/withhold"
)

var area = []*cube.Dim{Dim("area@", "Village", "Dorp", "Haven", "Polder")}

// help is a table of which nothing left yet, with Dorp at risk.
func help() joint.Sheet {
	s := Sheet("", area, "Village 58", "Dorp 4!", "Haven 23", "Polder 31")
	s.Shown = make([]bool, 4)
	return s
}

// task is the withholding of the first table, with the others shown before.
func task(sheets ...joint.Sheet) withhold.Task {
	u := Join(nil, sheets...)
	w := u.Whole()
	return withhold.Task{Union: u, Whole: w, Rows: sheets[0].Cube.Len(), Worth: w.Count, Least: 5, Insider: true}
}

// withheld are the names of the withheld cells.
func withheld(t *testing.T, k withhold.Task) []string {
	t.Helper()
	hidden, err := k.Cells(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for row, h := range hidden {
		if h {
			names = append(names, k.Union.Name(k.Union.Cube.At(k.Union.Cell(0, row)))[0])
		}
	}
	return names
}

func TestCells(t *testing.T) {
	for situation, x := range map[string]struct {
		change func(*withhold.Task)
		want   string
	}{
		"the one of least worth goes too": {func(*withhold.Task) {}, "[Dorp Haven]"},
		"what was asked for goes last":    {func(k *withhold.Task) { k.Keep = []bool{true, false, true, false} }, "[Dorp Polder]"},
		"all were asked for":              {func(k *withhold.Task) { k.Keep = []bool{true, true, true, true} }, "[Dorp Haven]"},
		"in the order of a rank":          {func(k *withhold.Task) { k.Rank = []int64{9, 0, 1, 1} }, "[Village Dorp]"},
		"a rank with ties":                {func(k *withhold.Task) { k.Rank = []int64{1, 1, 1, 1} }, "[Dorp Polder]"},
		"another worth":                   {func(k *withhold.Task) { k.Worth = []int64{1, 2, 3, 4} }, "[Village Dorp]"},
		"nothing is at risk":              {func(k *withhold.Task) { k.Whole.Secret = make([]bool, 4) }, "[]"},
	} {
		t.Run(situation, func(t *testing.T) {
			k := task(help())
			x.change(&k)
			if got := fmt.Sprint(withheld(t, k)); got != x.want {
				t.Error(got)
			}
		})
	}
}

func TestWhatLeftBeforeCounts(t *testing.T) {
	before := Sheet("before", area, "Village 58", "Dorp 4!", "Haven 23?", "Polder 31")
	later := Sheet("", area, "Haven 23", "Village 58")
	later.Shown = make([]bool, 2)
	if got := fmt.Sprint(withheld(t, task(later, before))); got != "[Haven]" {
		t.Errorf("Haven, the village and Polder give Dorp: %s", got)
	}
	open := Sheet("before", area, "Village 58", "Haven 23", "Polder 31")
	_, err := task(help(), open).Cells(context.Background())
	var known *withhold.DisclosedError
	if !errors.As(err, &known) || !slices.Equal(known.Cell, []string{"Dorp"}) {
		t.Errorf("what left before gives Dorp: %v", err)
	}
}

func TestSmallGroupsAreKept(t *testing.T) {
	s := Sheet("", area, "Village 58", "Dorp 30", "Haven 26")
	s.Shown = make([]bool, 3)
	k := task(s)
	if got := fmt.Sprint(withheld(t, k)); got != "[Haven]" {
		t.Errorf("two people are of Polder, which no cell names: %s", got)
	}
	if k.Rank = []int64{0, 1, 2}; withheld(t, k) != nil {
		t.Error("with a rank only cells are kept")
	}
}

// TestPinnedCellsGetRoom: Mill and Quay have nobody. Quay alone hides nothing, since North shows that both are 0.
func TestPinnedCellsGetRoom(t *testing.T) {
	dims := []*cube.Dim{Dim("area@", "Village", "North wijk", "South wijk", "Mill buurt North", "Quay buurt North")}
	s := Sheet("", dims, "Village 8", "North 0", "South 8", "Mill 0!", "Quay 0")
	s.Shown = make([]bool, 5)
	k := task(s)
	if got := fmt.Sprint(withheld(t, k)); got != "[Mill Quay]" {
		t.Errorf("cells of no worth give no room: %s", got)
	}
	k.Worth = []int64{9, 1, 9, 1, 1}
	if got := fmt.Sprint(withheld(t, k)); got != "[North South Mill Quay]" {
		t.Error(got)
	}
	if k.Insider = false; fmt.Sprint(withheld(t, k)) != "[Mill Quay]" {
		t.Error("without protection against insiders only what the rules ask for is looked at", withheld(t, k))
	}
}

// TestRoomAsWideAsNeeded: a magnitude of 40 must have room of 30 on both sides.
func TestRoomAsWideAsNeeded(t *testing.T) {
	s := Sheet("", area, "Village 58 580", "Dorp 4 40!", "Haven 23 10", "Polder 31 530")
	s.Shown = make([]bool, 4)
	k := task(s)
	k.Worth, k.Magnitude, k.Left = s.Sum, s.Sum, make([]bool, 4)
	if got := fmt.Sprint(withheld(t, k)); got != "[Dorp Haven]" {
		t.Errorf("without a need: %s", got)
	}
	k.Need = map[int32]int64{1: 30}
	if got := fmt.Sprint(withheld(t, k)); got != "[Dorp Haven Polder]" {
		t.Errorf("Haven gives room of 10 upwards: %s", got)
	}
}

func TestEndsWhenAsked(t *testing.T) {
	ctx, stop := context.WithCancel(context.Background())
	stop()
	if _, err := task(help()).Cells(ctx); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}
