package intake

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/buurtbeeld/buurtbeeld/internal/indicator"
	"github.com/buurtbeeld/buurtbeeld/internal/page/locale"
	"github.com/buurtbeeld/buurtbeeld/internal/problem"
	"github.com/buurtbeeld/buurtbeeld/internal/reader"
	"github.com/buurtbeeld/buurtbeeld/internal/store/sqlite"
	"github.com/buurtbeeld/buurtbeeld/internal/web/delivery"
)

func testNow() time.Time { return time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC) }

// someMap is a neighbourhood in the north of the country.
const someMap = `{"type":"FeatureCollection","crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:OGC:1.3:CRS84"}},"features":[
{"type":"Feature","properties":{"BU_CODE":"BU00030000","BU_NAAM":"Dorp","AANT_INW":100,"jaar":2020},
"geometry":{"type":"Polygon","coordinates":[[[6.86,53.32],[6.87,53.32],[6.87,53.33],[6.86,53.33],[6.86,53.32]]]}}]}`

// someTable holds two neighbourhoods as CBS gives them.
const someTable = `"ID";"WijkenEnBuurten";"Gemeentenaam_1";"SoortRegio_2";"Codering_3";"AantalInwoners_5";"HuishoudensTotaal_28"
0;"BU05050000";"Dorp";"Buurt     ";"BU05050000";100;50
1;"BU05050001";"Dorp";"Buurt     ";"BU05050001";200;90
`

// desk is the importer of the browser over an empty database.
type desk struct {
	*Drafts
	store *sqlite.Store
	// looked counts how often the tiler was called.
	looked int
}

func newDesk(t *testing.T) *desk {
	t.Helper()
	store, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "test.db"), sqlite.Options{Now: testNow, NewID: rand.Text})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := store.Close(); err != nil {
			t.Error(err)
		}
	})
	d := &desk{store: store}
	d.Drafts = NewDrafts(Options{Store: store, Folder: t.TempDir(), Now: testNow, NewID: rand.Text, Random: rand.Reader, Saved: func() { d.looked++ },
		Rehearse: func(context.Context, []string, string, int) error { return nil }, Text: locale.Dutch.Text})
	return d
}

// upload is files by name, in the order of the arguments: name, content, name, content.
func upload(kind delivery.Kind, pairs ...string) delivery.Upload {
	return delivery.Upload{Kind: kind, Next: func() (delivery.File, error) {
		if len(pairs) == 0 {
			return delivery.File{}, io.EOF
		}
		f := delivery.File{Name: pairs[0], Content: strings.NewReader(pairs[1])}
		pairs = pairs[2:]
		return f, nil
	}}
}

func TestUploadIsRecognisedCheckedAndSaved(t *testing.T) {
	tests := map[string]struct {
		name, content string
		kind          delivery.Kind
		answers       delivery.Answers
	}{
		"boundaries":    {"kaart.geojson", someMap, delivery.Boundaries, delivery.Answers{Year: 2020}},
		"figures":       {"kwb.csv", someTable, delivery.Figures, delivery.Answers{Year: 2020}},
		"an own table":  {"meldingen.csv", "buurt;meldingen\nBU05050000;31\nBU05050001;12\n", delivery.OwnTable, delivery.Answers{Published: true, Year: 2020}},
		"name of a map": {`C:\tmp\kaart.json`, someMap, delivery.Boundaries, delivery.Answers{Year: 2020}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			d, r := newDesk(t), reader.OnLoopback()
			got, err := d.Inspect(t.Context(), r, upload(delivery.Recognise, tt.name, tt.content))
			if err != nil || got.Kind != tt.kind {
				t.Fatalf("kind %q, %v", got.Kind, err)
			}
			if tt.kind == delivery.OwnTable {
				tt.answers.Mapping = strings.NewReplacer(`source: ""`, "source: Gemeente", `unit: "?"`, "unit: meldingen").Replace(got.Answers.Mapping)
			}
			checked, err := d.Review(t.Context(), r, got.ID, tt.answers)
			if err != nil || !checked.Ready() {
				t.Fatalf("not ready: %v, %v, %v\n%s", err, checked.Problem, checked.Delivery.Report.Questions, tt.answers.Mapping)
			}
			saved, isNew, err := d.Save(t.Context(), r, got.ID, tt.answers)
			if err != nil || !isNew || saved.ID == "" || d.looked != 1 {
				t.Fatalf("saved %q, new %v, %v", saved.ID, isNew, err)
			}
			if _, err := d.Review(t.Context(), r, got.ID, tt.answers); problem.KindOf(err) != problem.NotFound {
				t.Errorf("the draft is still there: %v", err)
			}
			if left, err := os.ReadDir(d.o.Folder); err != nil || len(left) != 0 {
				t.Errorf("files are left: %v, %v", left, err)
			}
		})
	}
}

func TestUploadThatCannotBeUsedLeavesNothingBehind(t *testing.T) {
	people := "naam;geboortedatum;bsn\nA. Verzonnen;01-02-1990;111222333\nB. Verzonnen;03-04-1985;123456782\n"
	tests := map[string]struct {
		upload delivery.Upload
		key    string
	}{
		"no file":            {upload(delivery.Recognise), "intake.empty"},
		"people":             {upload(delivery.Recognise, "clienten.csv", people), "table.personal"},
		"a name that climbs": {upload(delivery.Recognise, "..", "x"), "intake.name"},
		"a hidden name":      {upload(delivery.Recognise, ".profile", "x"), "intake.name"},
		"the same name":      {upload(delivery.Recognise, "a.csv", "x", "a.csv", "y"), "intake.twice"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			d := newDesk(t)
			_, err := d.Inspect(t.Context(), reader.OnLoopback(), tt.upload)
			if problem.KeyOf(err) != tt.key {
				t.Errorf("got %v", err)
			}
			if left, err := os.ReadDir(d.o.Folder); err != nil || len(left) != 0 {
				t.Errorf("files are left: %v, %v", left, err)
			}
		})
	}
}

func TestDraftsAreOfWhoeverMayWrite(t *testing.T) {
	d := newDesk(t)
	visitor := reader.Of(reader.Local, "", reader.Public)
	if _, err := d.Inspect(t.Context(), visitor, upload(delivery.Figures, "kwb.csv", someTable)); problem.KindOf(err) != problem.Forbidden {
		t.Errorf("a visitor uploaded: %v", err)
	}
	got, err := d.Inspect(t.Context(), reader.OnLoopback(), upload(delivery.Figures, "kwb.csv", someTable))
	if err != nil {
		t.Fatal(err)
	}
	for name, other := range map[string]reader.Reader{"a visitor": visitor, "another municipality": reader.Of("gm1234", "", reader.Analyst)} {
		if _, err := d.Review(t.Context(), other, got.ID, delivery.Answers{}); problem.KindOf(err) != problem.NotFound {
			t.Errorf("%s saw the draft: %v", name, err)
		}
		if err := d.Drop(t.Context(), other, got.ID); problem.KindOf(err) != problem.NotFound {
			t.Errorf("%s dropped the draft: %v", name, err)
		}
	}
}

func TestBoundariesThatBreakTheirReaderAreRefused(t *testing.T) {
	d := newDesk(t)
	broken := errors.New("signal: killed")
	d.o.Rehearse = func(context.Context, []string, string, int) error {
		return problem.New(problem.Invalid, "intake.unsafe").Because(broken)
	}
	_, err := d.Inspect(t.Context(), reader.OnLoopback(), upload(delivery.Boundaries, "kaart.gpkg", "SQLite format 3\x00"))
	if problem.KeyOf(err) != "intake.unsafe" || !errors.Is(err, broken) {
		t.Errorf("got %v", err)
	}
}

func TestUploadTooLargeToKeepIsTold(t *testing.T) {
	d := newDesk(t)
	d.o.Folder = filepath.Join(d.o.Folder, "gone", "further")
	_, err := d.Inspect(t.Context(), reader.OnLoopback(), upload(delivery.Figures, "kwb.csv", string(bytes.Repeat([]byte("x"), 100))))
	if problem.KeyOf(err) != "intake.no_room" {
		t.Errorf("got %v", err)
	}
}

// TestUnpublishedTableIsProtectedInTheBrowser uploads small counts without saying that they are published: the owner sees the rows of the
// file, and of what was understood no more than everybody will.
func TestUnpublishedTableIsProtectedInTheBrowser(t *testing.T) {
	d, r := newDesk(t), reader.OnLoopback()
	got, err := d.Inspect(t.Context(), r, upload(delivery.OwnTable, "clienten 2020.csv", "buurt;clienten\nBU05050000;7\nBU05050001;12\n"))
	if err != nil {
		t.Fatal(err)
	}
	a := delivery.Answers{Year: 2020, Mapping: strings.NewReplacer(`source: ""`, "source: Gemeente", `unit: "?"`, "unit: persons").Replace(got.Answers.Mapping)}
	checked, err := d.Review(t.Context(), r, got.ID, a)
	if err != nil || !checked.Ready() {
		t.Fatalf("not ready: %v, %v\n%s", err, checked.Problem, a.Mapping)
	}
	if after := checked.After; len(after) != 3 || after[1][1] != delivery.Withheld || after[2][1] != "12" || checked.Before[1][1] != "7" {
		t.Errorf("before %q, after %q", checked.Before, after)
	}
	if report := fmt.Sprintf("%+v", checked.Delivery); checked.Delivery.Published || strings.Contains(report, ":7") {
		t.Errorf("the report tells: %s", report)
	}
	if _, isNew, err := d.Save(t.Context(), r, got.ID, a); err != nil || !isNew {
		t.Fatalf("new %v, %v", isNew, err)
	}
	given, err := d.store.Given(t.Context(), r)
	if err != nil || len(given) != 1 || given[0].Column.At(0).Status() != indicator.Withheld {
		t.Errorf("remembered %+v, %v", given, err)
	}
	if left, err := os.ReadDir(d.o.Folder); err != nil || len(left) != 0 {
		t.Errorf("the upload is still there: %v, %v", left, err)
	}
}
