package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// office is a municipality that reads in tables that it does not publish.
type office struct {
	*testApp
	folder string
	files  int
}

func newOffice(t *testing.T) *office {
	t.Helper()
	return &office{testApp: newTestApp(t), folder: t.TempDir()}
}

// table writes a table of a level with its mapping, of which more holds what comes after the period, and returns the arguments.
func (o *office) table(level, rows, more string) []string {
	o.t.Helper()
	o.files++
	name := filepath.Join(o.folder, string(rune('a'+o.files)))
	write(o.t, name+".csv", []byte(rows))
	write(o.t, name+".map", []byte("title: Cliënten\nsource: Gemeente Voorbeeld\nyear: 2020\nlevel: "+level+"\nkey: code\nperiod: 2020\n"+more))
	return []string{"import", "table", name + ".csv", "--mapping", name + ".map"}
}

// clients is the mapping of one column of counts.
const clients = "columns:\n  clienten: {id: clients, name: {nl: Cliënten, en: Clients}, unit: persons}\n"

// reads reads a table in and returns the statuses of its report.
func (o *office) reads(args []string) map[string]int {
	o.t.Helper()
	var r struct{ Statuses map[string]int }
	if err := json.Unmarshal([]byte(o.must(append(args, "--json")...)), &r); err != nil {
		o.t.Fatal(err)
	}
	return r.Statuses
}

// refuses has a table refused, and returns the sentence.
func (o *office) refuses(args []string) string {
	o.t.Helper()
	if code := o.run(args...); code != exitRefused {
		o.t.Fatalf("exit %d: %s%s", code, o.out.String(), o.err.String())
	}
	return o.err.String()
}

// stored is every byte of the database and of what stands beside it.
func (o *office) stored() []byte {
	o.t.Helper()
	var all []byte
	for _, end := range []string{"", "-wal", "-shm"} {
		text, err := os.ReadFile(o.db + end)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			o.t.Fatal(err)
		}
		all = append(all, text...)
	}
	return all
}

// TestWhatIsWithheldIsFoundNowhere reads the same table in twice, with another small number in one place: the program prints, stores and
// exports the same to the last byte.
func TestWhatIsWithheldIsFoundNowhere(t *testing.T) {
	seen := map[string][]string{}
	databases := map[string][]byte{}
	for _, n := range []string{"3", "8"} {
		o := newOffice(t)
		args := o.table("buurt", "code;clienten\nBU05050000;"+n+"\nBU05050001;4\nBU05050002;12\nBU05050100;40\nBU05050101;<5\nBU05050102;0\n",
			"signs: {\"<5\": withheld}\n"+clients)
		file := args[2]
		write(t, filepath.Join(o.folder, "vast.csv"), nil)
		fixed := filepath.Join(o.folder, "vast.csv")
		if err := os.Rename(file, fixed); err != nil {
			t.Fatal(err)
		}
		args[2] = fixed
		for _, command := range [][]string{append(args, "--dry-run"), append(args, "--dry-run", "--json"), append(args, "--lang", "nl"), args,
			{"import", "list", "--json"}, {"indicators", "--json"}} {
			seen[n] = append(seen[n], o.must(command...)+o.err.String())
		}
		databases[n] = o.stored()
	}
	for i := range seen["3"] {
		if seen["3"][i] != seen["8"][i] {
			t.Errorf("the output tells the number:\n%s\n%s", seen["3"][i], seen["8"][i])
		}
		if strings.Contains(seen["3"][i], "<5") {
			t.Errorf("the sign tells how small a number is:\n%s", seen["3"][i])
		}
	}
	if !strings.Contains(seen["3"][3], "Values not shown, to protect people: 3") || !strings.Contains(seen["3"][3], "Not shown, to protect people: 3 of the 6 figures") {
		t.Errorf("the report does not tell:\n%s", seen["3"][3])
	}
	if !bytes.Equal(databases["3"], databases["8"]) {
		t.Error("the database tells the number")
	}
	if bytes.Contains(databases["3"], []byte("<5")) {
		t.Error("the database tells how small a number is")
	}
}

// TestRoadOfAnUnpublishedTable has situations in words, with what is shown and what is not.
func TestRoadOfAnUnpublishedTable(t *testing.T) {
	buurten := "code;clienten\nBU05050000;3\nBU05050001;12\nBU05050002;40\nBU05050100;25\nBU05050101;31\n"
	share := "columns:\n  aandeel: {id: debt_share, name: {nl: A, en: A}, unit: \"%\", denominator: huishoudens}\n"
	type delivery struct {
		level, rows, more string
		known, withheld   int
	}
	tests := map[string][]delivery{
		"a small number":                 {{"buurt", buurten, clients, 4, 1}},
		"a zero is shown":                {{"buurt", "code;clienten\nBU05050000;0\nBU05050001;12\n", clients, 2, 0}},
		"the district of one small part": {{"buurt", buurten, clients, 4, 1}, {"wijk", "code;clienten\nWK050500;55\nWK050501;56\n", clients, 1, 1}},
		"the other way round":            {{"wijk", "code;clienten\nWK050500;55\nWK050501;56\n", clients, 2, 0}, {"buurt", buurten, clients, 3, 2}},
		"three of whom the place is not known": {{"wijk", "code;clienten\nWK050500;55\n", clients, 1, 0},
			{"buurt", "code;clienten\nBU05050000;30\nBU05050001;22\n", clients, 1, 1}},
		"the same table again": {{"buurt", buurten, clients, 4, 1}, {"buurt", buurten, clients, 4, 1}},
		"a correction by three people": {{"buurt", buurten, clients, 4, 1},
			{"buurt", strings.Replace(buurten, ";40", ";43", 1), clients, 3, 2}, {"buurt", buurten, clients, 3, 2}},
		"a correction by thirty people": {{"buurt", buurten, clients, 4, 1}, {"buurt", strings.Replace(buurten, ";40", ";70", 1), clients, 4, 1}},
		"parts that add up, of which one is small": {{"buurt", "code;clienten;mannen;vrouwen\nBU05050000;43;3;40\nBU05050001;60;30;30\n",
			"adds_up: {clienten: [mannen, vrouwen]}\n" + clients + "  mannen: {id: men, name: {nl: M, en: M}, unit: persons}\n" +
				"  vrouwen: {id: women, name: {nl: V, en: V}, unit: persons}\n", 4, 2}},
		"parts that come later": {{"buurt", "code;clienten\nBU05050000;43\nBU05050001;60\n", clients, 2, 0},
			{"buurt", "code;mannen;vrouwen\nBU05050000;3;40\nBU05050001;30;30\n", "adds_up: {clients: [mannen, vrouwen]}\ncolumns:\n" +
				"  mannen: {id: men, name: {nl: M, en: M}, unit: persons}\n  vrouwen: {id: women, name: {nl: V, en: V}, unit: persons}\n", 2, 2}},
		"shares of few, and of many": {{"buurt", "code;aandeel;huishoudens\nBU05050000;20;5\nBU05050001;10;30\nBU05050002;20;100\nBU05050003;0;50\n" +
			"BU05050004;95;100\nBU05050005;93;100\n", share, 2, 4}},
		"shares by rules with a minimum": {{"buurt", "code;aandeel;huishoudens\nBU05050002;20;99\nBU05050003;20;100\n", "rules: cbs-income\n" + share, 1, 1}},
		"rules that round": {{"wijk", "code;clienten\nWK050500;53\nWK050501;58\n", "rules: cbs-counts\n" + clients, 2, 0},
			{"buurt", "code;clienten\nBU05050000;21\nBU05050001;32\nBU05050100;29\nBU05050101;29\n", "rules: cbs-counts\n" + clients, 4, 0}},
	}
	for name, deliveries := range tests {
		t.Run(name, func(t *testing.T) {
			o := newOffice(t)
			for i, d := range deliveries {
				got := o.reads(o.table(d.level, d.rows, d.more))
				if got["known"] != d.known || got["withheld"] != d.withheld {
					t.Errorf("delivery %d: %v, want %d known and %d withheld", i+1, got, d.known, d.withheld)
				}
			}
		})
	}
}

// TestUndoForgetsNothing takes a delivery back, and reads in what would have given it away.
func TestUndoForgetsNothing(t *testing.T) {
	o := newOffice(t)
	buurten := o.table("buurt", "code;clienten\nBU05050000;3\nBU05050001;52\n", clients)
	o.reads(buurten)
	id := regexp.MustCompile(`TEST\d+`).FindString(o.must("import", "list"))
	o.must("import", "undo", id)
	if got := o.reads(o.table("wijk", "code;clienten\nWK050500;55\n", clients)); got["withheld"] != 1 {
		t.Errorf("the district less what was shown: %v", got)
	}
	if got := o.reads(buurten); got["known"] != 1 || got["withheld"] != 1 {
		t.Errorf("the same again: %v", got)
	}
}

// TestUnpublishedTablesThatAreRefused names the line or the area, and never a number.
func TestUnpublishedTablesThatAreRefused(t *testing.T) {
	share := "  aandeel: {id: debt_share, name: {nl: A, en: A}, unit: \"%\"}\n"
	tests := map[string]struct {
		rows, more string
		flags      []string
		says       []string
	}{
		"half a person":           {"code;clienten\nBU05050000;3,5\nBU05050001;77\n", clients, nil, []string{"line 8", "clients", "BU05050000", "published: true"}},
		"a count below zero":      {"code;clienten\nBU05050000;-3\nBU05050001;77\n", clients, nil, []string{"line 8", "BU05050000"}},
		"a share of nobody knows": {"code;aandeel\nBU05050000;77\n", "columns:\n" + share, nil, []string{"line 8", "debt_share", "denominator:"}},
		"more than everybody":     {"code;aandeel;h\nBU05050000;177;50\n", "columns:\n" + strings.Replace(share, `"%"`, `"%", denominator: h`, 1), nil, []string{"line 8", "BU05050000"}},
		"a mean":                  {"code;cijfer\nBU05050000;7\n", "columns:\n  cijfer: {id: mark, name: {nl: A, en: A}, unit: score}\n", nil, []string{"line 8", "mark", "vault"}},
		"rules that nobody knows": {"code;clienten\nBU05050000;77\n", "rules: mild\n" + clients, nil, []string{"mild", "general", "cbs-income"}},
		"rules of the flag":       {"code;clienten\nBU05050000;77\n", clients, []string{"--rules", "mild"}, []string{"mild", "general"}},
		"parts above their total": {"code;clienten;m;v\nBU05050000;77;70;30\n", "adds_up: {clienten: [m, v]}\n" + clients + "  m: {id: men, name: M, unit: persons}\n  v: {id: women, name: V, unit: persons}\n", nil, []string{"BU05050000", "adds_up"}},
		"parts that nobody declared": {"code;clienten;m;v\nBU05050000;77;40;37\nBU05050001;50;20;30\nBU05050002;60;20;40\n",
			clients + "  m: {id: men, name: M, unit: persons}\n  v: {id: women, name: V, unit: persons}\n", nil, []string{"line 8", "adds_up: { clients: [men, women] }"}},
		"a total that is its part": {"code;clienten;m\nBU05050000;77;70\n", "adds_up: {clienten: [m, clienten]}\n" + clients + "  m: {id: men, name: M, unit: persons}\n", nil, []string{"line 7", "clients"}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			o := newOffice(t)
			said := o.refuses(append(o.table("buurt", tt.rows, tt.more), tt.flags...))
			for _, word := range tt.says {
				if !strings.Contains(said, word) {
					t.Errorf("%q is not in: %s", word, said)
				}
			}
			said = strings.NewReplacer(o.folder, "", filepath.Dir(o.db), "").Replace(said) // folders have numbers of their own
			if strings.Contains(said, "77") || strings.Contains(said, "3,5") || strings.Contains(said, "-3") {
				t.Errorf("a number is in: %s", said)
			}
			if _, err := os.Stat(o.db); !errors.Is(err, fs.ErrNotExist) {
				t.Errorf("a refused table made a database: %v", err)
			}
		})
	}
}

// TestRulesOfAFile protects by rules that a municipality wrote itself.
func TestRulesOfAFile(t *testing.T) {
	o := newOffice(t)
	rules := filepath.Join(o.folder, "eigen.yaml")
	write(t, rules, []byte("name: eigen\nminimum_frequency: 50\n"))
	if got := o.reads(append(o.table("buurt", "code;clienten\nBU05050000;49\nBU05050001;50\n", clients), "--rules", rules)); got["withheld"] != 1 {
		t.Errorf("by own rules: %v", got)
	}
	write(t, rules, []byte("name: eigen\nminimum: 50\n"))
	if said := o.refuses(append(o.table("buurt", "code;clienten\nBU05050000;49\n", clients), "--rules", rules)); !strings.Contains(said, "eigen.yaml") || !strings.Contains(said, "line 2") {
		t.Errorf("rules that cannot be read: %s", said)
	}
	o.must(append(o.table("buurt", "code;clienten\nBU05050000;3\n", clients), "--published")...)
}

// TestWhatTheOwnerPublishesCounts has districts published and neighbourhoods not: the one that is too small does not follow from the others.
func TestWhatTheOwnerPublishesCounts(t *testing.T) {
	o := newOffice(t)
	o.must(append(o.table("wijk", "code;clienten\nWK050500;55\nWK050501;56\n", clients), "--published")...)
	got := o.reads(o.table("buurt", "code;clienten\nBU05050000;3\nBU05050001;12\nBU05050002;40\nBU05050100;25\nBU05050101;31\n", clients))
	if got["known"] != 3 || got["withheld"] != 2 {
		t.Errorf("beside published districts: %v", got)
	}
}
