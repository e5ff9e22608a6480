// Package intake takes a delivery from its file to the store, question by question (Dutch: inlezen): the same for the
// command line and for the browser, where an upload waits as a draft until somebody saves it.
package intake

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/buurtbeeld/buurtbeeld/disclosure/policy"
	"github.com/buurtbeeld/buurtbeeld/internal/area"
	"github.com/buurtbeeld/buurtbeeld/internal/indicator"
	"github.com/buurtbeeld/buurtbeeld/internal/problem"
	"github.com/buurtbeeld/buurtbeeld/internal/reader"
	"github.com/buurtbeeld/buurtbeeld/internal/source/boundary"
	"github.com/buurtbeeld/buurtbeeld/internal/source/cbs"
	"github.com/buurtbeeld/buurtbeeld/internal/source/table"
	"github.com/buurtbeeld/buurtbeeld/internal/stack/pattern"
)

// Store is what is known already, and where a delivery goes (Dutch: opslag).
type Store interface {
	// Divisions returns which divisions there are.
	Divisions(ctx context.Context, r reader.Reader) ([]area.DivisionID, error)
	// Division returns one of them, and a problem.NotFound without it.
	Division(ctx context.Context, r reader.Reader, id area.DivisionID) (*area.Division, error)
	// Deliveries returns what was read in before.
	Deliveries(ctx context.Context, r reader.Reader) ([]indicator.Delivery, error)
	// Column returns the figures of a key.
	Column(ctx context.Context, r reader.Reader, key indicator.Key) (indicator.Column, error)
	// Summaries returns which columns there are.
	Summaries(ctx context.Context, r reader.Reader) ([]indicator.Summary, error)
	// Given returns what left before of figures that are not published, the newest first, also of deliveries that were undone.
	Given(ctx context.Context, r reader.Reader) ([]indicator.Given, error)
	// Save keeps a batch, whole or not at all, and reports whether it is new.
	Save(ctx context.Context, r reader.Reader, b indicator.Batch) (saved indicator.Delivery, isNew bool, err error)
}

// Intake reads deliveries for a store (Dutch: inlezer).
type Intake struct {
	// Store is nil while there is no database, and then Open makes one once there is something to save.
	Store Store
	// Open is required when Store is nil.
	Open func() (Store, error)
	// Reader is required: who reads in.
	Reader reader.Reader
	// Answers to the questions of earlier reports, by their id.
	Answers map[string]string
	// Random is where protection takes chance from. Required for figures that are not published: crypto/rand.
	Random io.Reader
	// Rules are those by which figures that are not published are protected. Default: those that the mapping names.
	Rules policy.Policy
	// Progress is told how far the reading is; nil for nobody.
	Progress func(done, total int64)
	// Patterns tells of which areas the pattern changes with what is saved; nil for nobody.
	Patterns *pattern.Finder
	// Changed is what changed with the batch that was saved last.
	Changed []pattern.Changed
	// waiting is the folder with what was fetched and not yet saved, when there is one.
	waiting string
}

// Boundaries reads boundaries, with the figures that the files carry.
func (in *Intake) Boundaries(ctx context.Context, files []string, o boundary.Options, withOrigin bool) (indicator.Batch, error) {
	o.Progress = in.Progress
	var err error
	if o.Known, err = in.named(ctx, o); err != nil {
		return indicator.Batch{}, err
	}
	result, err := boundary.Read(ctx, files, o)
	if err != nil {
		return indicator.Batch{}, err
	}
	batch := result.Batch
	list := make([]cbs.Attributes, len(result.Attributes))
	for i := range result.Attributes {
		list[i] = &result.Attributes[i]
	}
	previous, err := in.previous(ctx, batch.Delivery)
	if err != nil {
		return indicator.Batch{}, err
	}
	figures, err := cbs.FromAttributes(list, cbs.Options{Answers: in.Answers, WithOrigin: withOrigin, Previous: previous})
	if err != nil {
		return indicator.Batch{}, err
	}
	batch.Indicators, batch.Columns = figures.Indicators, figures.Columns
	d := &batch.Delivery
	d.Report = joinReports(d.Report, figures.Report)
	d.Fingerprint = mixFingerprint(d.Fingerprint, in.Answers, withOrigin)
	return batch, nil
}

// CBS reads a table of CBS or RIVM with what the database tells about areas and about the year before.
func (in *Intake) CBS(ctx context.Context, read func(cbs.Options) (indicator.Batch, error), year int, withOrigin bool) (indicator.Batch, error) {
	o := cbs.Options{Year: year, Answers: in.Answers, WithOrigin: withOrigin, Progress: in.Progress}
	var err error
	if o.Divisions, err = in.divisions(ctx); err != nil {
		return indicator.Batch{}, err
	}
	o.Uninhabited = in.uninhabited(ctx)
	batch, err := read(o)
	if err != nil {
		return indicator.Batch{}, err
	}
	// Which delivery came the year before is only known once the table has said what it is.
	previous, err := in.previous(ctx, batch.Delivery)
	if err != nil || len(previous) == 0 {
		return batch, err
	}
	r := &batch.Delivery.Report
	r.NewColumns, r.RenamedColumns, r.VanishedColumns = cbs.Compare(previous, r.Columns)
	return batch, nil
}

// uninhabited returns what tells areas without inhabitants, by the counts that are stored.
func (in *Intake) uninhabited(ctx context.Context) func(area.DivisionID, area.Code) bool {
	if in.Store == nil {
		return nil
	}
	counts := map[area.DivisionID]*indicator.Column{}
	return func(id area.DivisionID, code area.Code) bool {
		column, looked := counts[id]
		if !looked {
			key := indicator.Key{Indicator: indicator.Population, Period: indicator.Year(id.Year), Division: id}
			if c, err := in.Store.Column(ctx, in.Reader, key); err == nil {
				column = &c
			}
			counts[id] = column
		}
		if column == nil {
			return false
		}
		n, ok := column.Find(code).Number()
		return ok && n == 0
	}
}

// Table reads an own table, protects it when its owner does not publish it, and compares it with the same table of an earlier year.
func (in *Intake) Table(ctx context.Context, file string, m table.Mapping, o table.Options) (indicator.Batch, error) {
	o.Answers, o.Progress, o.Uninhabited = in.Answers, in.Progress, in.uninhabited(ctx)
	read := table.Read
	if !m.IsPublished(o) {
		read = in.unpublished
	}
	batch, err := read(ctx, file, m, o)
	if err != nil {
		return batch, err
	}
	previous, err := in.previous(ctx, batch.Delivery)
	if r := &batch.Delivery.Report; len(previous) > 0 {
		r.NewColumns, r.RenamedColumns, r.VanishedColumns = cbs.Compare(previous, r.Columns)
	}
	return batch, err
}

// named returns the division whose names say which areas are meant, for boundaries that have names and no codes; nil
// when the database has none of that year.
func (in *Intake) named(ctx context.Context, o boundary.Options) (*area.Division, error) {
	if in.Store == nil || o.Year == 0 {
		return nil, nil
	}
	id := area.DivisionID{Level: o.Level, Year: o.Year}
	if id.Level == 0 {
		id.Level = area.Neighbourhood
	}
	division, err := in.Store.Division(ctx, in.Reader, id)
	if problem.KindOf(err) == problem.NotFound {
		return nil, nil
	}
	return division, err
}

// joinReports returns the report of boundaries with what was found in the figures beside them. Rows are counted once.
func joinReports(bounds, figures indicator.Report) indicator.Report {
	bounds.Columns = append(bounds.Columns, figures.Columns...)
	bounds.Statuses, bounds.Signs = figures.Statuses, figures.Signs
	bounds.NewColumns, bounds.RenamedColumns, bounds.VanishedColumns = figures.NewColumns, figures.RenamedColumns, figures.VanishedColumns
	bounds.Outliers = figures.Outliers
	bounds.Notes = append(bounds.Notes, figures.Notes...)
	bounds.Questions = append(bounds.Questions, figures.Questions...)
	return bounds
}

// mixFingerprint returns the fingerprint of the same files read with these choices.
func mixFingerprint(fingerprint string, answers map[string]string, withOrigin bool) string {
	if len(answers) == 0 && !withOrigin {
		return fingerprint
	}
	h := sha256.New()
	_, _ = fmt.Fprintln(h, fingerprint, withOrigin) // a hash takes everything
	for _, id := range slices.Sorted(maps.Keys(answers)) {
		_, _ = fmt.Fprintf(h, "%q=%q\n", id, answers[id])
	}
	return hex.EncodeToString(h.Sum(nil))
}

// divisions returns every division that the database knows.
func (in *Intake) divisions(ctx context.Context) ([]*area.Division, error) {
	if in.Store == nil {
		return nil, nil
	}
	ids, err := in.Store.Divisions(ctx, in.Reader)
	if err != nil {
		return nil, err
	}
	var all []*area.Division
	for _, id := range ids {
		division, err := in.Store.Division(ctx, in.Reader, id)
		if err != nil {
			return nil, err
		}
		all = append(all, division)
	}
	return all, nil
}

// Fetching returns the folder beside the database in which a fetch that breaks off waits to be finished.
func (in *Intake) Fetching(database, what string) string {
	in.waiting = filepath.Join(database+".fetching", filepath.Base(what))
	return in.waiting
}

// previous returns the columns of the newest delivery of an earlier year that looks like this one.
func (in *Intake) previous(ctx context.Context, d indicator.Delivery) ([]indicator.ReportColumn, error) {
	if in.Store == nil {
		return nil, nil
	}
	deliveries, err := in.Store.Deliveries(ctx, in.Reader)
	if err != nil {
		return nil, err
	}
	best := indicator.Delivery{}
	for _, other := range deliveries {
		if other.Kind == d.Kind && other.Source == d.Source && other.Year < d.Year && other.Year > best.Year &&
			withoutYear(other.Title) == withoutYear(d.Title) {
			best = other
		}
	}
	return best.Report.Columns, nil
}

// withoutYear returns a title without digits, so that the tables of two years are the same one.
func withoutYear(title string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return -1
		}
		return r
	}, title)
}

// Save saves a batch when no question about it is open.
func (in *Intake) Save(ctx context.Context, batch indicator.Batch) (indicator.Delivery, bool, error) {
	var list problem.List
	for _, q := range batch.Delivery.Report.Questions {
		list.Add(problem.New(problem.Invalid, "report.unanswered", "id", q.ID))
	}
	if err := list.Err(); err != nil {
		return indicator.Delivery{}, false, err
	}
	if in.Store == nil {
		store, err := in.Open()
		if err != nil {
			return indicator.Delivery{}, false, err
		}
		in.Store = store
	}
	watch := in.watch(ctx, batch)
	saved, isNew, err := in.Store.Save(ctx, in.Reader, batch)
	if err == nil && isNew && watch != nil {
		// The delivery is saved, whether or not there is something to say about it.
		in.Changed, _ = watch.Changes(ctx)
	}
	if err == nil && in.waiting != "" {
		// What was fetched is in the database now; when it cannot be removed it is merely in the way.
		_ = os.RemoveAll(in.waiting)
		_ = os.Remove(filepath.Dir(in.waiting)) // unless something else waits there
	}
	return saved, isNew, err
}

// watch looks at the patterns before a batch is saved. When that fails, nothing is said about them afterwards; it is no
// reason not to save.
func (in *Intake) watch(ctx context.Context, batch indicator.Batch) *pattern.Watch {
	if in.Patterns == nil || len(batch.Columns) == 0 {
		return nil
	}
	keys := make([]indicator.Key, len(batch.Columns))
	for i, c := range batch.Columns {
		keys[i] = c.Key()
	}
	watch, err := in.Patterns.Watch(ctx, in.Reader, keys)
	if err != nil {
		return nil
	}
	return watch
}
