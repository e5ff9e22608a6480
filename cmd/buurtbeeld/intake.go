package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
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
	// store is what is known already; nil for a trial without a database.
	store    *sqlite.Store
	answers  map[string]string
	progress func(done, total int64)
}

// boundaries reads boundaries, with the figures that the files carry.
func (in *intake) boundaries(ctx context.Context, files []string, o boundary.Options, withOrigin bool) (indicator.Batch, error) {
	o.Progress = in.progress
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

// cbs reads a table of CBS or RIVM.
func (in *intake) cbs(ctx context.Context, files []string, year int, withOrigin bool) (indicator.Batch, error) {
	o, err := in.cbsOptions(ctx, year, withOrigin)
	if err != nil {
		return indicator.Batch{}, err
	}
	batch, err := cbs.Read(ctx, files, o)
	if err != nil || in.store == nil {
		return batch, err
	}
	// What was the year before is only known once the table has said what it is.
	previous, err := in.previous(ctx, batch.Delivery)
	if err != nil || len(previous) == 0 {
		return batch, err
	}
	r := &batch.Delivery.Report
	r.NewColumns, r.RenamedColumns, r.VanishedColumns = cbs.Compare(previous, r.Columns)
	return batch, nil
}

// cbsOptions returns what the database tells about areas.
func (in *intake) cbsOptions(ctx context.Context, year int, withOrigin bool) (cbs.Options, error) {
	o := cbs.Options{Year: year, Answers: in.answers, WithOrigin: withOrigin, Progress: in.progress}
	if in.store == nil {
		return o, nil
	}
	r := reader.OnLoopback()
	ids, err := in.store.Divisions(ctx, r)
	if err != nil {
		return o, err
	}
	for _, id := range ids {
		division, err := in.store.Division(ctx, r, id)
		if err != nil {
			return o, err
		}
		o.Divisions = append(o.Divisions, division)
	}
	o.Uninhabited = in.uninhabited(ctx)
	return o, nil
}

// uninhabited returns what tells areas without inhabitants, by the counts that are stored.
func (in *intake) uninhabited(ctx context.Context) func(area.DivisionID, area.Code) bool {
	counts := map[area.DivisionID]*indicator.Column{}
	return func(id area.DivisionID, code area.Code) bool {
		column, looked := counts[id]
		if !looked {
			key := indicator.Key{Indicator: indicator.Population, Period: indicator.Year(id.Year), Division: id}
			if c, err := in.store.Column(ctx, reader.OnLoopback(), key); err == nil {
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

// previous returns the columns of the newest delivery of an earlier year that looks like this one.
func (in *intake) previous(ctx context.Context, d indicator.Delivery) ([]indicator.ReportColumn, error) {
	if in.store == nil {
		return nil, nil
	}
	deliveries, err := in.store.Deliveries(ctx, reader.OnLoopback())
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
	return in.store.Save(ctx, reader.OnLoopback(), batch)
}
