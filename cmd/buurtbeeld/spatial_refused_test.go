package main

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/buurtbeeld/buurtbeeld/internal/analysis"
	"github.com/buurtbeeld/buurtbeeld/internal/page/locale"
)

// small are invented files: a street of four areas, of which the last has no figure, and what can be wrong with them.
var small = map[string]string{
	"links.csv":     "a,b\nA,B\nB,C\nC,D\n",
	"values.csv":    "code,x,y,bin,e,b\nA,1,3,1,1,10\nB,2,1,0,2,10\nC,4,4,1,3,10\nD,-99999999,NA,.,x,\n",
	"points.csv":    "code,x,y\nA,100000,400000\nB,101000,400000\nC,103000,400000\nD,106000,400000\n",
	"empty.csv":     "",
	"header.csv":    "code,x\n",
	"nokey.csv":     "naam,x\nA,1\n",
	"one.csv":       "code,x\nA,1\n",
	"missing.csv":   "code,x\nA,.\nB,x\nC,\n",
	"constant.csv":  "code,x\nA,1\nB,1\nC,1\n",
	"twice.csv":     "code,x\nA,1\nB,2\nA,3\nC,4\n",
	"words.csv":     "code,x\nA,1\nB,veel\nC,Inf\nD,NaN\n",
	"foreign.csv":   "code,x\nP,1\nQ,2\nR,4\n",
	"counts.csv":    "code,e,b\nA,-1,10\nB,3,2\nC,1.5,4\n",
	"badlinks.csv":  "a,b,w\nA,B,1\nB,A,2\nC,C,1\n,D,1\nA,D,-1\n",
	"onlya.csv":     "a,c\nA,B\n",
	"panel.csv":     "code,period,value\nA,2020,1\nA,2021,2\nA,2020,3\n",
	"three.csv":     "code,2020,2021,2022\nA,1,2,3\nB,2,3,4\nC,4,1,9\nD,,,\n",
	"years.csv":     "code,2020,2021\nA,1,2\nB,2,3\n",
	"halfpoint.csv": "code,x,y\nA,1,\nB,2,3\n",
	"map.geojson":   `{"type":"FeatureCollection","features":[]}`,
}

// smallFiles writes the invented files and returns arguments in which $ stands for their folder.
func smallFiles(t *testing.T) func(line string) []string {
	t.Helper()
	folder := t.TempDir()
	for name, text := range small {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return func(line string) []string {
		args := strings.Fields("spatial " + line)
		for i := range args {
			args[i] = strings.ReplaceAll(args[i], "$", folder+string(filepath.Separator))
		}
		return args
	}
}

func TestSpatialRefusesInSentences(t *testing.T) {
	args := smallFiles(t)
	for line, want := range map[string]struct {
		exit int
		says string
	}{
		"moran --values $gone.csv --weights $links.csv --column x":  {exitUsage, "gone.csv"},
		"moran --values $values.csv --weights $gone.csv --column x": {exitUsage, "gone.csv"},
		"moran --values $values.csv --weights $gone.gal --column x": {exitUsage, "gone.gal"},
		"weights --areas $gone.geojson":                             {exitUsage, "gone.geojson"},
		"weights --areas $map.geojson":                              {exitRefused, "map.geojson"},
		"weights --areas $halfpoint.csv --kind knn:1":               {exitRefused, "row 2"},
		"weights":                                                                                      {exitUsage, "--areas"},
		"moran --values $values.csv --column x":                                                        {exitUsage, "--areas"},
		"moran --weights $links.csv --column x":                                                        {exitUsage, "--values"},
		"moran --values $empty.csv --weights $links.csv --column x":                                    {exitRefused, "empty.csv"},
		"moran --values $values.csv --weights $empty.csv --column x":                                   {exitRefused, "empty.csv"},
		"moran --values $header.csv --weights $links.csv --column x":                                   {exitRefused, "header.csv"},
		"moran --values $nokey.csv --weights $links.csv --column x":                                    {exitUsage, "naam, x"},
		"moran --values $one.csv --weights $links.csv --column x":                                      {exitRefused, "Only 1 area has"},
		"moran --values $missing.csv --weights $links.csv --column x":                                  {exitRefused, "no number at all"},
		"geary --values $constant.csv --weights $links.csv --column x":                                 {exitRefused, "the same everywhere"},
		"gistar --values $constant.csv --weights $links.csv --column x":                                {exitRefused, "the same everywhere"},
		"gistar --values $twice.csv --weights $links.csv --column x":                                   {exitRefused, "row 4, column code: The code A is in row 2"},
		"gistar --values $words.csv --weights $links.csv --column x":                                   {exitRefused, "row 3, column x"},
		"gistar --values $foreign.csv --weights $links.csv --column x":                                 {exitRefused, "No code is also in links.csv"},
		"gistar --values $values.csv --weights $badlinks.csv --column x":                               {exitRefused, "row 3, column w"},
		"gistar --values $values.csv --weights $onlya.csv --column x":                                  {exitUsage, "a, c"},
		"gistar --values $values.csv --weights $links.csv --column z":                                  {exitUsage, "code, x, y, bin, e, b"},
		"gistar --values $values.csv --weights $links.csv":                                             {exitUsage, "code, x, y, bin, e, b"},
		"gistar --values $values.csv --weights $links.csv --column x --adjust fdr":                     {exitUsage, "bonferroni"},
		"gistar --values $values.csv --weights $links.csv --column x --permutations -1":                {exitUsage, "draws"},
		"gistar --values $values.csv --weights $links.csv --column x --permutations 2000000":           {exitUsage, "1,000,000"},
		"gistar --values $values.csv --weights $links.csv --areas $points.csv --column x":              {exitUsage, "not both"},
		"gistar --values $values.csv --weights $links.csv --column x --kind rook":                      {exitUsage, "--kind"},
		"gistar --values $values.csv --areas $points.csv --column x":                                   {exitUsage, "points only"},
		"gistar --values $values.csv --areas $points.csv --column x --kind knn:4":                      {exitUsage, "only 4 areas"},
		"gistar --values $values.csv --areas $points.csv --column x --kind knn:0":                      {exitUsage, "knn:0"},
		"gistar --values $values.csv --areas $points.csv --column x --kind band:-5":                    {exitUsage, "band:-5"},
		"gistar --values $values.csv --areas $points.csv --column x --kind round":                      {exitUsage, "round"},
		"gistar --values $values.csv --areas $points.csv --column x --kind knn:1 --tolerance -1":       {exitUsage, "tolerance"},
		"moran --values $values.csv --weights $links.csv --column x --style heavy":                     {exitUsage, "heavy"},
		"moran --values $values.csv --weights $links.csv --column x --events e --base b":               {exitUsage, "not both"},
		"join-count --values $values.csv --weights $links.csv --column x":                              {exitRefused, "0 or 1"},
		"join-count --values $values.csv --weights $links.csv --column x:hi:7":                         {exitUsage, "x:hi:7"},
		"join-count --values $values.csv --weights $links.csv --column x:hi:0.5 --column x:lo:0.5":     {exitUsage, "asked for twice"},
		"smooth --values $counts.csv --events e --base b":                                              {exitRefused, "below 0"},
		"smooth --values $values.csv --events e":                                                       {exitUsage, "--base"},
		"scan --values $counts.csv --areas $points.csv --events e --base b":                            {exitRefused, "B e is larger than b"},
		"scan --values $values.csv --areas $points.csv --events e --base b --max-share 2":              {exitUsage, "--max-share"},
		"scan --values $values.csv --areas $points.csv --events e --base b --side up":                  {exitUsage, "--side"},
		"scan --values $values.csv --events e --base b":                                                {exitUsage, "--areas"},
		"emerging --weights $links.csv":                                                                {exitUsage, "--panel"},
		"emerging --panel $panel.csv --weights $links.csv":                                             {exitRefused, "row 4, column period: A has a value in 2020 already, in row 2"},
		"emerging --panel $years.csv --weights $links.csv":                                             {exitRefused, "2 periods"},
		"breaks --values $values.csv --column x --classes 0":                                           {exitUsage, "0 classes"},
		"breaks --values $values.csv --column x --classes 9":                                           {exitRefused, "more than the 3 values"},
		"breaks --values $values.csv --column x --method round":                                        {exitUsage, "round"},
		"breaks --values $missing.csv --column x":                                                      {exitRefused, "no number at all"},
		"gistar --values $values.csv --weights $links.csv --column x --permutations 9 --out /dev/full": {exitFailed, "/dev/full"},
		"gistar $values.csv": {exitUsage, "values.csv"},
		"colour":             {exitUsage, "local-moran"},
	} {
		a := newTestApp(t)
		if exit := a.run(args(line)...); exit != want.exit || !strings.Contains(a.err.String(), want.says) || a.out.Len() > 0 {
			t.Errorf("%s: exit %d, want %d with %q:\n%s%s", line, exit, want.exit, want.says, a.err.String(), a.out.String())
		}
		if a.run(append(args(line), "--lang", "nl")...); strings.Contains(a.err.String(), "[") || strings.Contains(a.err.String(), "{") {
			t.Errorf("%s: %s", line, a.err.String())
		}
	}
}

func TestSpatialNamesEverythingThatIsWrongInALinkFile(t *testing.T) {
	a, args := newTestApp(t), smallFiles(t)
	a.run(args("weights --weights $badlinks.csv")...)
	for _, says := range []string{"row 3, column w", "row 4, column b", "row 5, column a", "row 6, column w"} {
		if !strings.Contains(a.err.String(), says) {
			t.Errorf("%q is not in\n%s", says, a.err.String())
		}
	}
}

// TestSpatialOutputs holds what small cases give against what was worked out by hand.
func TestSpatialOutputs(t *testing.T) {
	args := smallFiles(t)
	for line, want := range map[string]string{
		// An area without a figure is printed with empty results and is nobody's neighbour.
		"local-moran --values $values.csv --weights $links.csv --column x --permutations 0": "code,x,n_neighbours,z_std,lag_z_std,quadrant,I_local," +
			"E_cond,V_cond,z_cond,p_cond_two,p_cond_two_adj,p_perm,permutations\n" +
			"A,1,1,-1.069044967649697",
		"weights --weights $links.csv --values $values.csv":                                                  "a,b\nA,B\nB,C\nC,D\n",
		"weights --weights $links.csv --values $one.csv":                                                     "a,b\n",
		"weights --weights $links.csv --directed --summary":                                                  "item,value\nareas,4\nlinks,3\ncomponents,1\n",
		"weights --areas $points.csv --kind knn:1":                                                           "a,b,rank,dist_m\nA,B,1,1000\nB,A,1,1000\nC,B,1,2000\nD,C,1,3000\n",
		"weights --areas $points.csv --kind band:2000":                                                       "a,b\nA,B\nB,C\n",
		"breaks --values $values.csv --column x --classes 2":                                                 "class,lower,upper,n,wss\n1,1,3,2,0.5\n2,3,4,1,0\n",
		"breaks --values $values.csv --column x --classes 2 --details":                                       "class,lower,upper,n,wss,least,most\n1,1,3,2,0.5,1,2\n2,3,4,1,0,4,4\n",
		"local-geary --weights $links.csv --values $values.csv --column x --column e --permutations 9":       "code,C_x,C_e,C_mv,p_perm\n",
		"moran --weights $links.csv --values $values.csv --column x --with e --permutations 9":               "column,statistic,expectation,variance_norm,z_norm,p_norm,variance_rand,z_rand,p_rand,p_perm,permutations,seed\n",
		"breaks --values $values.csv --column x --classes 1 --json":                                          "[\n  {\"class\": 1, \"lower\": 1, \"upper\": 4, \"n\": 3, ",
		"smooth --values $values.csv --events e --base b":                                                    "code,raw,eb_global,eb_local,lower,upper,event,base,",
		"scan --values $values.csv --areas $points.csv --events e --base b --max-share 0.5 --permutations 0": "rank,centre,n_areas,events,expected,llr,p\n1,C,1,3,2,",
		"join-count --values $values.csv --weights $links.csv --column bin": "code,n_neighbours,bin_bin,ljc_bin,p_exact_bin\n" +
			"A,1,1,0,1\nB,2,0,0,\nC,1,1,0,1\nD,,,,\n",
		"local-geary --values $values.csv --weights $links.csv --column x --permutations 0": "code,C,p_perm\n",
		"emerging --panel $three.csv --weights $links.csv --trend-of-values":                "code,category,mk_s,mk_var,mk_z,mk_p,tau,sen\nA,no pattern,3,",
	} {
		a := newTestApp(t)
		if got := a.must(args(line)...); !strings.HasPrefix(got, want) {
			t.Errorf("%s:\n%s", line, got)
		}
		if strings.HasPrefix(line, "emerging") && !strings.HasSuffix(a.out.String(), "\nD,,,,,,,\n") {
			t.Errorf("an area without figures has a pattern:\n%s", a.out.String())
		}
		if strings.HasPrefix(line, "local-moran") && !strings.Contains(a.out.String(), "\nD,,,,,,,,,,,,,0\n") {
			t.Errorf("an area without a figure has results:\n%s", a.out.String())
		}
	}
}

func TestSpatialWritesFiles(t *testing.T) {
	a, args := newTestApp(t), smallFiles(t)
	file := filepath.Join(t.TempDir(), "out.json.gz")
	a.must(append(args("gistar --values $values.csv --weights $links.csv --column x --column y --permutations 99 --json"), "--out", file)...)
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }() // nothing was written
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	var list []map[string]any
	if err := json.NewDecoder(z).Decode(&list); err != nil {
		t.Fatal(err)
	}
	if len(list) != 8 || list[0]["column"] != "x" || list[4]["column"] != "y" || list[3]["z"] != nil || list[0]["code"] != "A" {
		t.Errorf("got %v", list)
	}
}

func TestSpatialSameSeedSameAnswer(t *testing.T) {
	a, args := newTestApp(t), smallFiles(t)
	first := a.must(args("gistar --values $values.csv --weights $links.csv --column x --permutations 999 --seed 7")...)
	if again := a.must(args("gistar --values $values.csv --weights $links.csv --column x --permutations 999 --seed 7")...); again != first {
		t.Errorf("the same seed gave\n%sand\n%s", first, again)
	}
}

// TestSpatialHelp shows that every statistic explains itself in both languages, with an example.
func TestSpatialHelp(t *testing.T) {
	for _, verb := range append(analysis.Verbs(), "") {
		for _, lang := range []string{"nl", "en"} {
			a := newTestApp(t)
			line := strings.Fields("spatial " + verb + " --help --lang " + lang)
			got := a.must(line...)
			if !strings.Contains(got, map[string]string{"nl": "Voorbeeld: ", "en": "Example: "}[lang]+"buurtbeeld spatial ") || strings.Contains(got, "[cmd") {
				t.Errorf("%v: %s", line, got)
			}
		}
	}
}

// TestSpatialStopsWhenAsked breaks off a computation that takes a second or more.
func TestSpatialStopsWhenAsked(t *testing.T) {
	args := smallFiles(t)
	ctx, cancel := context.WithCancel(t.Context())
	var out, errs bytes.Buffer
	program := &app{in: &bytes.Buffer{}, out: &out, errs: &errs, language: locale.English, now: time.Now}
	var values, links strings.Builder
	values.WriteString("code,x\n")
	links.WriteString("a,b\n")
	for i := range 20_000 {
		fmt.Fprintf(&values, "A%d,%d\n", i, i*i%977)
		fmt.Fprintf(&links, "A%d,A%d\n", i, i+1)
	}
	folder := t.TempDir()
	write(t, filepath.Join(folder, "v.csv"), []byte(values.String()))
	write(t, filepath.Join(folder, "w.csv"), []byte(links.String()))
	began := time.Now()
	time.AfterFunc(100*time.Millisecond, cancel)
	line := args("moran --column x --permutations 5000")
	exit := program.run(ctx, append(line, "--values", filepath.Join(folder, "v.csv"), "--weights", filepath.Join(folder, "w.csv")))
	if took := time.Since(began); exit != exitFailed || took > 3*time.Second || !strings.Contains(errs.String(), "Stopped") {
		t.Errorf("exit %d after %s: %s", exit, took, errs.String())
	}
}
