package table

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/buurtbeeld/buurtbeeld/internal/area"
	"github.com/buurtbeeld/buurtbeeld/internal/golden"
	"github.com/buurtbeeld/buurtbeeld/internal/indicator"
	"github.com/buurtbeeld/buurtbeeld/internal/problem"
)

func write(t testing.TB, name, text string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

func mapping(t testing.TB, text string) Mapping {
	t.Helper()
	m, err := ParseMapping([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func read(t testing.TB, file string, m Mapping, o Options) indicator.Batch {
	t.Helper()
	b, err := Read(context.Background(), file, m, o)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func find(t testing.TB, b indicator.Batch, code string, id indicator.ID, year int) indicator.Value {
	t.Helper()
	c, err := area.ParseCode(code)
	if err != nil {
		t.Fatal(err)
	}
	for _, col := range b.Columns {
		if k := col.Key(); k.Indicator == id && k.Period.Year() == year {
			return col.Find(c)
		}
	}
	t.Errorf("no column of %s %d", id, year)
	return indicator.Value{}
}

// The numbers were taken with python3's csv module: row by WKC and YEAR, column by name. 248, 262, 172, 541 and 219 of
// 982 rows are 0 in the five columns, in 2009 and 2010 (Wanbet: 2009) all of them; two rows are empty.
func TestWijkMonitor(t *testing.T) {
	file, ok := golden.Shared(t, "data/elan-wijkmonitor/df_count_ver_3.csv.gz")
	if !ok {
		return
	}
	text, err := os.ReadFile("testdata/wijkmonitor.yaml")
	if err != nil {
		t.Fatal(err)
	}
	b := read(t, file, mapping(t, string(text)), Options{})
	for _, f := range []struct {
		code string
		id   indicator.ID
		year int
		want float64
	}{
		{"WK051801", "welfare_share", 2011, 0.012665862484921592}, {"WK051801", "low_income_share", 2022, 0.0319634703196347},
		{"WK051828", "welfare_share", 2015, 0.06351214574898785}, {"WK051828", "problem_debt_share", 2015, 0.00354251012145749},
		{"WK051840", "unemployment_share", 2019, 0.006727430555555556}, {"WK060301", "payment_arrears_share", 2018, 0.004098360655737705},
		{"WK191602", "low_income_share", 2020, 0.12180579216354344}, {"WK191602", "population_total", 2020, 5870},
		{"WK060301", "problem_debt_share", 2018, 0}, {"WK051828", "population_total", 2015, 19760},
	} {
		if f.id != indicator.Population {
			f.want *= 100
		}
		if got, ok := find(t, b, f.code, f.id, f.year).Number(); !ok || got != f.want {
			t.Errorf("%s %s %d: %v (%v), want %v", f.code, f.id, f.year, got, ok, f.want)
		}
	}
	if s := find(t, b, "WK051801", "welfare_share", 2010).Status(); s != indicator.NotMeasured {
		t.Errorf("2010: %v", s)
	}
	r := b.Delivery.Report
	if r.Rows != 982 || r.Matched != 980 || r.Unmatched != 2 || !slices.Equal(r.UnmatchedExamples, []string{"WK1916--"}) || len(r.Questions) != 0 {
		t.Errorf("report %d %d %d %v %v", r.Rows, r.Matched, r.Unmatched, r.UnmatchedExamples, r.Questions)
	}
	if len(b.Columns) != 6*14 || len(b.Divisions) != 1 || b.Divisions[0].Len() != 70 || b.Divisions[0].ID() != (area.DivisionID{Level: area.District, Year: 2022}) {
		t.Errorf("%d columns, %v with %d areas", len(b.Columns), b.Divisions[0].ID(), b.Divisions[0].Len())
	}
	if a, _ := b.Divisions[0].Find(b.Divisions[0].At(0).Code); !strings.HasPrefix(a.Name, "Wijk") {
		t.Errorf("name %q", a.Name)
	}
	if d := b.Delivery; d.Kind != indicator.OwnTable || !d.Published || d.Attribution != "Bron: ELAN / LUMC" {
		t.Errorf("delivery %+v", d)
	}
}

// What the proposal says of the monitor, corrected in three places, reads it fully.
func TestProposalOfTheWijkMonitor(t *testing.T) {
	file, ok := golden.Shared(t, "data/elan-wijkmonitor/df_count_ver_3.csv.gz")
	if !ok {
		return
	}
	text, questions, err := Propose(context.Background(), file, Options{Text: func(key string, _ ...any) string { return key }})
	if err != nil {
		t.Fatal(err)
	}
	s := string(text)
	for _, want := range []string{`key: "WKC"`, "level: wijk", `period: {column: "YEAR"}`, "year: 2022", "skip_unreadable: true", `name: "Wijknaam"`,
		"\"%_Welfare_benefit_user\":\n    id: welfare_benefit_user_share", "factor: 100", "zero_means: not-measured  # table.propose_zero"} {
		if !strings.Contains(s, want) {
			t.Errorf("the proposal does not say %s", want)
		}
	}
	if len(questions) != 0 {
		t.Errorf("questions %v", questions)
	}
	if !strings.Contains(s, `population: "Total_Population"`) {
		t.Error("the column of inhabitants is not found")
	}
	if _, err := ParseMapping(text); problem.KeyOf(err) != "table.mapping_missing" {
		t.Errorf("a proposal that nobody filled in: %v", err)
	}
	s = strings.Replace(strings.Replace(s, `source: ""`, `source: "ELAN"`, 1), "published: false", "published: true", 1)
	b := read(t, file, mapping(t, s), Options{})
	if len(b.Indicators) != 61 || len(b.Columns) != 61*14 {
		t.Errorf("%d figures, %d columns", len(b.Indicators), len(b.Columns))
	}
	if got, _ := find(t, b, "WK051828", "welfare_benefit_user_share", 2015).Number(); got != 6.351214574898785 {
		t.Errorf("got %v", got)
	}
}

const smallMapping = `title: Eigen cijfers
source: Gemeente Eendorp
year: 2022
level: buurt
key: buurt
period: 2022
columns:
  meldingen: {id: signals, name: {nl: Meldingen, en: Signals}, unit: count, summable: true}
`

func TestUnpublishedIsRefused(t *testing.T) {
	file := write(t, "a.csv", "buurt;meldingen\nBU00010000;3\nBU00010001;4\n")
	m := mapping(t, smallMapping)
	if _, err := Read(context.Background(), file, m, Options{}); problem.KeyOf(err) != "table.unpublished" || problem.KindOf(err) != problem.Invalid {
		t.Errorf("got %v", err)
	}
	b := read(t, file, m, Options{Published: true})
	if n, _ := find(t, b, "BU00010000", "signals", 2022).Number(); n != 3 || !b.Delivery.Published {
		t.Errorf("got %v", n)
	}
}

func TestDialectsOfATable(t *testing.T) {
	tests := map[string]string{
		"semicolon, comma":  "buurt;meldingen\nBU00010000;3,5\nBU00010001;4\n",
		"comma, point":      "buurt,meldingen\nBU00010000,3.5\nBU00010001,4\n",
		"BOM and CRLF":      "\ufeffbuurt;meldingen\r\nBU00010000;3,5\r\nBU00010001;4\r\n",
		"Windows-1252":      "buurt;meldingen;naam gebied\nBU00010000;3,5;Caf\xe9\nBU00010001;4;x\n",
		"UTF-16":            utf16("buurt;meldingen\nBU00010000;3,5\nBU00010001;4\n"),
		"quoted and padded": "\"buurt\";\"meldingen\"\n\"BU00010000  \";\"  3,5\"\n\"BU00010001  \";\"    4\"\n",
	}
	for name, text := range tests {
		t.Run(name, func(t *testing.T) {
			b := read(t, write(t, "a.csv", text), mapping(t, smallMapping), Options{Published: true})
			if n, ok := find(t, b, "BU00010000", "signals", 2022).Number(); !ok || n != 3.5 {
				t.Errorf("got %v %v", n, ok)
			}
		})
	}
}

func utf16(s string) string {
	b := []byte{0xff, 0xfe}
	for _, r := range s {
		b = append(b, byte(r), byte(r>>8))
	}
	return string(b)
}

func TestBareCodesPopulationAndSigns(t *testing.T) {
	m := mapping(t, `title: Eigen cijfers
source: Gemeente Eendorp
published: true
year: 2022
level: buurt
key: buurtcode
format: bare
period: {column: jaar}
population: inwoners
signs: {"-": withheld, "n.v.t.": not_applicable}
columns:
  eenzaam: {id: loneliness_share}
  meldingen: {id: signal_share, name: Meldingen, unit: "%", factor: 100, denominator: inwoners, zero_means: value}
`)
	b := read(t, write(t, "a.csv", "buurtcode;jaar;inwoners;eenzaam;meldingen\n10000;2021;200;-;0,1\n10001;2021;0;.;.\n10002;2021;100;n.v.t.;0\n10000;2022*;200;;0,25\n"), m, Options{})
	for _, c := range []struct {
		code string
		id   indicator.ID
		year int
		want indicator.Status
	}{{"BU00010000", "loneliness_share", 2021, indicator.Withheld}, {"BU00010001", "loneliness_share", 2021, indicator.NotApplicable},
		{"BU00010002", "loneliness_share", 2021, indicator.NotApplicable}, {"BU00010002", "signal_share", 2021, indicator.Known},
		{"BU00010000", "loneliness_share", 2022, indicator.NotYetPublished}} {
		if got := find(t, b, c.code, c.id, c.year).Status(); got != c.want {
			t.Errorf("%s %s %d: %v, want %v", c.code, c.id, c.year, got, c.want)
		}
	}
	v := find(t, b, "BU00010000", "signal_share", 2022)
	if n, _ := v.Number(); n != 25 || !v.Mark().Provisional() {
		t.Errorf("got %v, provisional %v", n, v.Mark().Provisional())
	}
	for _, c := range b.Columns {
		if c.Key().Indicator == "signal_share" && c.Key().Period.Year() == 2022 {
			if num, den, ok := c.Ratio(0); !ok || num != 50 || den != 200 {
				t.Errorf("ratio %v of %v", num, den)
			}
		}
	}
	if b.Delivery.Report.Signs["-"] != 1 || b.Delivery.Report.Signs["n.v.t."] != 1 {
		t.Errorf("signs %v", b.Delivery.Report.Signs)
	}
	if n := b.Indicators[slices.IndexFunc(b.Indicators, func(n indicator.Indicator) bool { return n.ID == "signal_share" })]; n.Denominator != indicator.Population {
		t.Errorf("denominator %q", n.Denominator)
	}
}

func TestZeroEverywhereIsAsked(t *testing.T) {
	file, m := write(t, "a.csv", "buurt;meldingen\nBU00010000;0\nBU00010001;0\n"), mapping(t, smallMapping)
	b := read(t, file, m, Options{Published: true})
	if q := b.Delivery.Report.Questions; len(q) != 1 || q[0].ID != "zero:meldingen" {
		t.Fatalf("questions %v", q)
	}
	b = read(t, file, m, Options{Published: true, Answers: map[string]string{"zero:meldingen": "not-measured"}})
	if s := find(t, b, "BU00010000", "signals", 2022).Status(); s != indicator.NotMeasured || len(b.Delivery.Report.Questions) != 0 {
		t.Errorf("got %v", s)
	}
}

func TestBadTablesAreRefusedByName(t *testing.T) {
	tests := map[string]struct {
		text, want string
		row        int
	}{
		"code twice":       {"buurt;meldingen\nBU00010000;3\nBU00010000;4\n", "table.code_twice", 3},
		"unreadable code":  {"buurt;meldingen\nBU00010000;3\nWK1916--;4\n", "area.code_unreadable", 3},
		"another year":     {"buurt;meldingen\n2022BU00010000;3\n2021BU00010001;4\n", "cbs.code_year", 3},
		"other level":      {"buurt;meldingen\nWK000100;3\nBU00010001;4\n", "area.code_of_other_level", 2},
		"text":             {"buurt;meldingen\nBU00010000;3\nBU00010001;vier\n", "cbs.not_a_number", 3},
		"NaN":              {"buurt;meldingen\nBU00010000;3\nBU00010001;NaN\n", "cbs.not_a_number", 3},
		"column missing":   {"buurt;meldingn\nBU00010000;3\nBU00010001;4\n", "table.column_missing", 0},
		"decimals unclear": {"buurt;meldingen\nBU00010000;1.234\nBU00010001;4.321\n", "table.decimal_unclear", 0},
	}
	for name, c := range tests {
		t.Run(name, func(t *testing.T) {
			_, err := Read(context.Background(), write(t, "a.csv", c.text), mapping(t, smallMapping), Options{Published: true})
			all, _ := problem.All(err)
			if len(all) == 0 || all[0].Key() != c.want || c.row != 0 && all[0].Place().Row != c.row {
				t.Fatalf("got %v, want %s in row %d", err, c.want, c.row)
			}
		})
	}
	b := read(t, write(t, "a.csv", tests["unreadable code"].text), mapping(t, smallMapping), Options{Published: true, SkipUnreadable: true})
	if r := b.Delivery.Report; r.Unmatched != 1 || r.Matched != 1 {
		t.Errorf("%d unmatched, %d matched", r.Unmatched, r.Matched)
	}
}

// What cannot be known is asked and not guessed: the proposal is refused until somebody filled it in.
func TestProposalAsksWhatItCannotKnow(t *testing.T) {
	tests := map[string]struct {
		text string
		asks []string
		says []string
	}{
		"no year": {"buurt;cijfer\nBU00010000;3\nBU00010001;4\n", []string{"period", "year", "unit:cijfer"}, []string{`key: "buurt"`, `unit: "?"`}},
		"no code": {"plek;jaar;aantal\nA;2021;3\nB;2021;4\n", []string{"key"}, []string{`key: ""`}},
		"bare codes": {"gemeentecode;jaar;aandeel_x\n3;2018;3,1\n10;2018;2,9\n14;2018;3,4\n", nil,
			[]string{"level: gemeente", "format: bare", `unit: "%"`, "year: 2018"}},
		"zero in a year": {"wijk;jaar;aantal\nWK000100;2020;0\nWK000101;2020;0\nWK000100;2021;3\nWK000101;2021;0\n", nil,
			[]string{"zero_means: not-measured", "level: wijk", `period: {column: "jaar"}`}},
	}
	for name, c := range tests {
		t.Run(name, func(t *testing.T) {
			text, questions, err := Propose(context.Background(), write(t, "a.csv", c.text), Options{})
			if err != nil {
				t.Fatal(err)
			}
			var asks []string
			for _, q := range questions {
				asks = append(asks, q.ID)
			}
			if !slices.Equal(asks, c.asks) {
				t.Errorf("asks %v, want %v", asks, c.asks)
			}
			for _, want := range c.says {
				if !strings.Contains(string(text), want) {
					t.Errorf("does not say %s:\n%s", want, text)
				}
			}
			if _, err := ParseMapping(text); err == nil {
				t.Error("a proposal was read that nobody filled in")
			}
		})
	}
	if _, err := Read(context.Background(), "a.csv", Mapping{}, Options{Published: true}); problem.KeyOf(err) != "table.mapping_missing" {
		t.Errorf("a mapping that was not parsed: %v", err)
	}
}

// cbs-schulden-2018/Kaart_risico_GM.csv is ISO-8859-1 with a decimal comma and mixed quotes.
// iconv -f latin1 Kaart_risico_GM.csv | grep -E 'GM0003|GM0010|GM0014'
func TestTableInLatin1(t *testing.T) {
	file, ok := golden.Shared(t, "data/cbs-schulden-2018/Kaart_risico_GM.csv")
	if !ok {
		return
	}
	b := read(t, file, mapping(t, `title: Schuldenproblematiek in beeld
source: CBS
published: true
year: 2018
level: gemeente
key: gemeentecode
name: gemeentenaam
period: {column: jaar}
columns:
  Risicogroep_aantal: {id: debt_risk_count, name: Huishoudens met risico op schulden, unit: households, summable: true}
  Risicogroep_aandeel: {id: debt_risk_share, name: Aandeel huishoudens met risico op schulden, unit: "%", decimals: 1}
`), Options{})
	for _, c := range []struct {
		code string
		id   indicator.ID
		want float64
	}{{"GM0003", "debt_risk_count", 260}, {"GM0010", "debt_risk_share", 2.9}, {"GM0014", "debt_risk_count", 5890}, {"GM0014", "debt_risk_share", 3.4}} {
		if got, ok := find(t, b, c.code, c.id, 2018).Number(); !ok || got != c.want {
			t.Errorf("%s %s: %v", c.code, c.id, got)
		}
	}
	if b.Delivery.Report.Matched != 355 {
		t.Errorf("%d matched", b.Delivery.Report.Matched)
	}
}

// The people are invented; the numbers pass the check digit and belong to nobody known.
func TestTablesOfPeopleStop(t *testing.T) {
	tests := map[string]struct {
		text string
		stop bool
	}{
		"numbers that pass the check": {"nummer;buurt;meldingen\n111222333;BU00010000;3\n123456782;BU00010001;4\n999990019;BU00010002;5\n", true},
		"nine digits that do not":     {"nummer;buurt;meldingen\n111222334;BU00010000;3\n123456783;BU00010001;4\n999990018;BU00010002;5\n", false},
		"first name":                  {"buurt;meldingen;Voornaam\nBU00010000;3;Anna\nBU00010001;4;Bram\n", true},
		"date of birth":               {"buurt;meldingen;geb_datum\nBU00010000;3;01-02-1980\nBU00010001;4;03-04-1990\n", true},
		"birth under another name":    {"buurt;meldingen;geboren op\nBU00010000;3;1980-02-01\nBU00010001;4;1990-04-03\n", true},
		"e-mail anywhere":             {"buurt;meldingen;opmerking\nBU00010000;3;\nBU00010001;4;anna@voorbeeld.nl\n", true},
		"street and number":           {"buurt;meldingen;straat;huisnummer\nBU00010000;3;Dorpsstraat;1\nBU00010001;4;Dorpsstraat;3\n", true},
		"address":                     {"buurt;meldingen;adres\nBU00010000;3;Dorpsstraat 1\nBU00010001;4;Kerkweg 12a\n", true},
		"several names in one area":   {"buurt;meldingen;naam\nBU00010000;3;Anna\nBU00010000;3;Bram\n", true},
		"names of areas":              {"buurt;meldingen;naam\nBU00010000;3;Centrum\nBU00010001;4;Haven\n", false},
		"dates of measuring":          {"buurt;meldingen;gemeten op\nBU00010000;3;2022-01-01\nBU00010001;4;2022-01-01\n", false},
	}
	for name, c := range tests {
		t.Run(name, func(t *testing.T) {
			file := write(t, "a.csv", c.text)
			_, err := Read(context.Background(), file, mapping(t, smallMapping), Options{Published: true})
			if got := problem.KeyOf(err) == "table.personal"; got != c.stop {
				t.Errorf("reading: %v", err)
			}
			_, _, err = Propose(context.Background(), file, Options{})
			if got := problem.KeyOf(err) == "table.personal"; got != c.stop {
				t.Errorf("proposing: %v", err)
			}
			if err != nil && (strings.Contains(err.Error(), "Anna") || strings.Contains(err.Error(), "111222333")) {
				t.Errorf("the message names somebody: %v", err)
			}
		})
	}
}
