package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/buurtbeeld/buurtbeeld/internal/area"
	"github.com/buurtbeeld/buurtbeeld/internal/indicator"
	"github.com/buurtbeeld/buurtbeeld/internal/problem"
	"github.com/buurtbeeld/buurtbeeld/internal/reader"
	"github.com/buurtbeeld/buurtbeeld/internal/source/boundary"
	"github.com/buurtbeeld/buurtbeeld/internal/source/cbs"
	"github.com/buurtbeeld/buurtbeeld/internal/store/sqlite"
)

// intake reads deliveries for a database: the same for the command line and for the browser.
type intake struct {
	// store is what is known already; nil while there is no database, and then open makes one.
	store    *sqlite.Store
	open     func() (*sqlite.Store, error)
	reader   reader.Reader
	answers  map[string]string
	progress func(done, total int64)
	// waiting is the folder with what was fetched and not yet saved, when there is one.
	waiting string
}

// boundaries reads boundaries, with the figures that the files carry.
func (in *intake) boundaries(ctx context.Context, files []string, o boundary.Options, withOrigin bool) (indicator.Batch, error) {
	o.Progress = in.progress
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
	figures, err := cbs.FromAttributes(list, cbs.Options{Answers: in.answers, WithOrigin: withOrigin, Previous: previous})
	if err != nil {
		return indicator.Batch{}, err
	}
	batch.Indicators, batch.Columns = figures.Indicators, figures.Columns
	d := &batch.Delivery
	d.Report = joinReports(d.Report, figures.Report)
	d.Fingerprint = mixFingerprint(d.Fingerprint, in.answers, withOrigin)
	return batch, nil
}

// named returns the division whose names say which areas are meant, for boundaries that have names and no codes; nil
// when the database has none of that year.
func (in *intake) named(ctx context.Context, o boundary.Options) (*area.Division, error) {
	if in.store == nil || o.Year == 0 {
		return nil, nil
	}
	id := area.DivisionID{Level: o.Level, Year: o.Year}
	if id.Level == 0 {
		id.Level = area.Neighbourhood
	}
	division, err := in.store.Division(ctx, in.reader, id)
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
func (in *intake) divisions(ctx context.Context) ([]*area.Division, error) {
	if in.store == nil {
		return nil, nil
	}
	ids, err := in.store.Divisions(ctx, in.reader)
	if err != nil {
		return nil, err
	}
	var all []*area.Division
	for _, id := range ids {
		division, err := in.store.Division(ctx, in.reader, id)
		if err != nil {
			return nil, err
		}
		all = append(all, division)
	}
	return all, nil
}

// fetching returns the folder beside the database in which a fetch that breaks off waits to be finished.
func (in *intake) fetching(database, what string) string {
	in.waiting = filepath.Join(database+".fetching", filepath.Base(what))
	return in.waiting
}

// previous returns the columns of the newest delivery of an earlier year that looks like this one.
func (in *intake) previous(ctx context.Context, d indicator.Delivery) ([]indicator.ReportColumn, error) {
	if in.store == nil {
		return nil, nil
	}
	deliveries, err := in.store.Deliveries(ctx, in.reader)
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

// save saves a batch when no question about it is open.
func (in *intake) save(ctx context.Context, batch indicator.Batch) (indicator.Delivery, bool, error) {
	var list problem.List
	for _, q := range batch.Delivery.Report.Questions {
		list.Add(problem.New(problem.Invalid, "report.unanswered", "id", q.ID))
	}
	if err := list.Err(); err != nil {
		return indicator.Delivery{}, false, err
	}
	if in.store == nil {
		store, err := in.open()
		if err != nil {
			return indicator.Delivery{}, false, err
		}
		in.store = store
	}
	saved, isNew, err := in.store.Save(ctx, in.reader, batch)
	if err == nil && in.waiting != "" {
		// What was fetched is in the database now; when it cannot be removed it is merely in the way.
		_ = os.RemoveAll(in.waiting)
		_ = os.Remove(filepath.Dir(in.waiting)) // unless something else waits there
	}
	return saved, isNew, err
}
