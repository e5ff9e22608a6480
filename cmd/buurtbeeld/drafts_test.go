package main

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/buurtbeeld/buurtbeeld/internal/page/locale"
	"github.com/buurtbeeld/buurtbeeld/internal/problem"
	"github.com/buurtbeeld/buurtbeeld/internal/reader"
	"github.com/buurtbeeld/buurtbeeld/internal/store/sqlite"
	"github.com/buurtbeeld/buurtbeeld/internal/web/delivery"
)

// desk is the importer of the browser over an empty database.
type desk struct {
	*drafts
	store *sqlite.Store
	// looked counts how often the tiler was called.
	looked int
}

func newDesk(t *testing.T) *desk {
	t.Helper()
	store, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "test.db"), sqlite.Options{Now: testNow, NewID: newID})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := store.Close(); err != nil {
			t.Error(err)
		}
	})
	d := &desk{store: store}
	a := &app{now: testNow, newID: newID, language: locale.Dutch}
	d.drafts = a.newDrafts(store, t.TempDir(), func() { d.looked++ })
	d.rehearse = func(context.Context, *draft, delivery.Answers) error { return nil }
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

var someTable = string(kwb(kwbRow(0, "BU05050000", "100", "50"), kwbRow(1, "BU05050001", "200", "90")))

func TestUploadIsRecognisedCheckedAndSaved(t *testing.T) {
	tests := map[string]struct {
		name, content string
		kind          delivery.Kind
		answers       delivery.Answers
	}{
		"boundaries":    {"kaart.geojson", string(collection(square("BU00030000", 2020, ""))), delivery.Boundaries, delivery.Answers{Year: 2020}},
		"figures":       {"kwb.csv", someTable, delivery.Figures, delivery.Answers{Year: 2020}},
		"an own table":  {"meldingen.csv", "buurt;meldingen\nBU05050000;31\nBU05050001;12\n", delivery.OwnTable, delivery.Answers{Published: true, Year: 2020}},
		"name of a map": {`C:\tmp\kaart.json`, string(collection(square("BU00030000", 2020, ""))), delivery.Boundaries, delivery.Answers{Year: 2020}},
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
			if left, err := os.ReadDir(d.folder); err != nil || len(left) != 0 {
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
		"no file":            {upload(delivery.Recognise), "cmd.draft_empty"},
		"people":             {upload(delivery.Recognise, "clienten.csv", people), "table.personal"},
		"a name that climbs": {upload(delivery.Recognise, "..", "x"), "cmd.draft_name"},
		"a hidden name":      {upload(delivery.Recognise, ".profile", "x"), "cmd.draft_name"},
		"the same name":      {upload(delivery.Recognise, "a.csv", "x", "a.csv", "y"), "cmd.draft_twice"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			d := newDesk(t)
			_, err := d.Inspect(t.Context(), reader.OnLoopback(), tt.upload)
			if problem.KeyOf(err) != tt.key {
				t.Errorf("got %v", err)
			}
			if left, err := os.ReadDir(d.folder); err != nil || len(left) != 0 {
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
	d.rehearse = func(context.Context, *draft, delivery.Answers) error {
		return problem.New(problem.Invalid, "cmd.draft_unsafe").Because(broken)
	}
	_, err := d.Inspect(t.Context(), reader.OnLoopback(), upload(delivery.Boundaries, "kaart.gpkg", "SQLite format 3\x00"))
	if problem.KeyOf(err) != "cmd.draft_unsafe" || !errors.Is(err, broken) {
		t.Errorf("got %v", err)
	}
}

func TestUploadTooLargeToKeepIsTold(t *testing.T) {
	d := newDesk(t)
	d.folder = filepath.Join(d.folder, "gone", "further")
	_, err := d.Inspect(t.Context(), reader.OnLoopback(), upload(delivery.Figures, "kwb.csv", string(bytes.Repeat([]byte("x"), 100))))
	if problem.KeyOf(err) != "cmd.draft_no_room" {
		t.Errorf("got %v", err)
	}
}

// TestMain plays the child that reads uploaded boundaries first: one whose file is called breaks falls over, the others
// refuse in words.
func TestMain(m *testing.M) {
	if os.Getenv(confined) == "" {
		os.Exit(m.Run())
	}
	for _, arg := range os.Args {
		if strings.Contains(arg, "breaks") {
			panic("a reader that breaks down")
		}
	}
	os.Exit(exitRefused)
}

func TestChildThatBreaksDownTakesItsFileWithIt(t *testing.T) {
	for name, want := range map[string]string{"breaks.gpkg": "cmd.draft_unsafe", "refused.gpkg": ""} {
		w := &draft{folder: t.TempDir(), files: []string{name}}
		if err := rehearse(t.Context(), w, delivery.Answers{}); problem.KeyOf(err) != want {
			t.Errorf("%s: %v", name, err)
		}
	}
}
