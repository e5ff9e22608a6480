package main

import (
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// TestTheWorkedExampleIsTrue runs the command lines of docs/methods/disclosure.md and holds what they print against the page.
func TestTheWorkedExampleIsTrue(t *testing.T) {
	text, err := os.ReadFile("../../docs/methods/disclosure.md")
	if err != nil {
		t.Fatal(err)
	}
	_, page, found := strings.Cut(string(text), "## A worked example")
	page, _, ends := strings.Cut(page, "\n## ")
	if !found || !ends {
		t.Fatal("the page has no worked example")
	}
	var blocks []string
	for _, m := range regexp.MustCompile("(?ms)^```[a-z]*\n(.*?)^```$").FindAllStringSubmatch(page, -1) {
		blocks = append(blocks, m[1])
	}
	a := newTestApp(t, exampleFiles(blocks))
	commands := 0
	for _, block := range blocks {
		line, want, _ := strings.Cut(strings.ReplaceAll(block, "\\\n", ""), "\n")
		line, isCommand := strings.CutPrefix(line, "$ buurtbeeld-vault ")
		if !isCommand {
			continue
		}
		commands++
		args := strings.Fields(line)
		for i, arg := range args {
			if strings.Contains(arg, ".") {
				args[i] = "$" + arg
			}
		}
		a.run(strings.Join(args, " "))
		want, cut := strings.CutSuffix(want, "…\n")
		if got := a.out.String() + a.err.String(); got != want && !(cut && strings.HasPrefix(got, want)) {
			t.Errorf("%s\nprints\n%s\nwant\n%s", line, got, want)
		}
	}
	if commands != 4 {
		t.Errorf("%d commands were run", commands)
	}
	public := strings.Split(a.read("buiten.csv"), "\n")
	for _, row := range strings.Split(strings.TrimSpace(blocks[4]), "\n") {
		if !slices.Contains(public, row) {
			t.Errorf("what leaves has no row %s", row)
		}
	}
}

// exampleFiles are the files of the example: those that the page shows, and those that it describes.
func exampleFiles(blocks []string) map[string]string {
	help := map[string][2]int{"Dorp": {4, 416}, "Haven": {23, 587}, "Polder": {31, 349}, "Kade": {1, 509}, "Molen": {42, 253}, "Weide": {12, 228}}
	within := map[string][]string{"Total": {"Dorp", "Haven", "Polder", "Kade", "Molen", "Weide"}, "W1": {"Dorp", "Haven", "Polder"},
		"W2": {"Kade", "Molen", "Weide"}, "Oever": {"Dorp", "Haven"}, "Rest": {"Polder", "Kade", "Molen", "Weide"}}
	cells, primary, own := "geo,schuldhulp,freq\n", "geo,schuldhulp,freq,primary,suppressed\n", "eigen,schuldhulp,freq,primary,suppressed\n"
	for _, area := range []string{"Total", "W1", "W2", "Dorp", "Haven", "Polder", "Kade", "Molen", "Weide", "Oever", "Rest"} {
		yes, no := help[area][0], help[area][1]
		for _, part := range within[area] {
			yes, no = yes+help[part][0], no+help[part][1]
		}
		for _, c := range []struct {
			code  string
			count int
		}{{"Total", yes + no}, {"ja", yes}, {"nee", no}} {
			row := fmt.Sprintf("%s,%s,%d", area, c.code, c.count)
			if area == "Total" || area == "Oever" || area == "Rest" {
				own += row + ",0,0\n"
			}
			if area == "Oever" || area == "Rest" {
				continue
			}
			cells += row + "\n"
			if c.count < 10 {
				primary += fmt.Sprintf("%s,%s,,1,1\n", area, c.code)
			} else {
				primary += row + ",0,0\n"
			}
		}
	}
	persons := "buurt,eigen,schuldhulp\n"
	for _, area := range within["Total"] {
		place := "Rest"
		if slices.Contains(within["Oever"], area) {
			place = "Oever"
		}
		persons += strings.Repeat(area+","+place+",ja\n", help[area][0]) + strings.Repeat(area+","+place+",nee\n", help[area][1])
	}
	ownDims := "dimensions:\n  geo: {codes: gebieden.csv}\n  eigen: {total: Total, categories: [Oever, Rest], places: \"true\"}\n" +
		"  schuldhulp: {total: Total, categories: [ja, nee]}\ninner: {geo: buurt, eigen: eigen}\n"
	return map[string]string{"gebieden.csv": blocks[0], "dims.yaml": blocks[1], "regels.yaml": blocks[2], "cellen.csv": cells,
		"alleen_risico.csv": primary, "eigen.csv": own, "personen.csv": persons, "eigen_dims.yaml": ownDims}
}
