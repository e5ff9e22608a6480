package sqlite

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"github.com/buurtbeeld/buurtbeeld/internal/area"
	"github.com/buurtbeeld/buurtbeeld/internal/indicator"
	"github.com/buurtbeeld/buurtbeeld/internal/reader"
)

// view is what the readers of a tenant see of one version (Dutch: blik op de opslag). It does not change once made.
type view struct {
	version int64
	parts   []*contents
	// summaries and indicators are in the order in which they are given.
	summaries  []indicator.Summary
	indicators []indicator.Indicator
}

// tenants is for how many tenants at most the view is remembered.
const tenants = 64

const versionSQL = `SELECT version FROM store_version WHERE only_row = 1`

// Version returns a number that changes with every delivery that is saved or undone, by whatever program.
func (s *Store) Version(ctx context.Context) (int64, error) {
	if err := ctx.Err(); err != nil {
		return 0, s.translate(err)
	}
	// It takes microseconds, far less than what it takes to be able to break it off.
	var version int64
	err := s.versionOf.QueryRowContext(context.WithoutCancel(ctx)).Scan(&version)
	return version, s.translate(err)
}

// view returns what the reader sees now. The contents are read again only when the version changed.
func (s *Store) view(ctx context.Context, r reader.Reader) (*view, error) {
	version, err := s.Version(ctx)
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if v := s.views[r.Tenant()]; v != nil && v.version == version {
		return v, nil
	}
	var v *view
	err = s.read(ctx, func(tx *sql.Tx) error {
		// The version may have changed again; what counts is what this transaction sees.
		if err := tx.QueryRowContext(ctx, versionSQL).Scan(&version); err != nil {
			return err
		}
		v, err = s.loadView(ctx, tx, r.Tenant(), version)
		return err
	})
	return v, err
}

// loadView reads what a tenant sees, on top of what is public. The caller holds the lock.
func (s *Store) loadView(ctx context.Context, tx *sql.Tx, t reader.Tenant, version int64) (*view, error) {
	public := s.views[""]
	if public == nil || public.version != version {
		contents, err := loadContents(ctx, tx, owner{})
		if err != nil {
			return nil, err
		}
		public = newView(version, contents)
		s.views = map[reader.Tenant]*view{"": public}
		s.columns.clear()
		s.divisions.clear()
		s.lists.clear()
		s.shared.clear()
	}
	if t == "" {
		return public, nil
	}
	own, err := loadContents(ctx, tx, owner{t})
	if err != nil {
		return nil, err
	}
	v := public
	if len(own.deliveries) > 0 {
		v = newView(version, public.parts[0], own)
	}
	if len(s.views) > tenants {
		s.views = map[reader.Tenant]*view{"": public}
	}
	s.views[t] = v
	return v, nil
}

// newView puts together what several owners have; of what two have, the newest counts where it says something.
func newView(version int64, parts ...*contents) *view {
	v := &view{version: version, parts: parts}
	newest := map[indicator.ID]definition{}
	for _, c := range parts {
		for key, list := range c.figures {
			if all := v.figures(key); slices.ContainsFunc(list, func(f figure) bool { return f.seq == all[0].seq }) {
				v.summaries = append(v.summaries, v.summaryOf(all))
			}
		}
		for id, d := range c.definitions {
			if have, ok := newest[id]; !ok || have.seq < d.seq {
				newest[id] = d
			}
		}
	}
	for _, d := range newest {
		v.indicators = append(v.indicators, d.indicator)
	}
	slices.SortFunc(v.summaries, func(a, b indicator.Summary) int { return compareKeys(a.Key, b.Key) })
	slices.SortFunc(v.indicators, func(a, b indicator.Indicator) int { return cmp.Compare(a.ID, b.ID) })
	return v
}

func compareKeys(a, b indicator.Key) int {
	return cmp.Or(cmp.Compare(a.Indicator, b.Indicator), cmp.Compare(a.Group, b.Group), a.Period.Compare(b.Period),
		cmp.Compare(a.Division.Level, b.Division.Level), cmp.Compare(a.Division.Year, b.Division.Year))
}

// figures returns where the columns of a key are that the reader sees, the newest first. Figures that came along with
// boundaries stand behind those of tables, whenever they came: they are a snapshot with rounded shares, and the order in
// which somebody reads a map and a table in must not change an answer.
func (v *view) figures(key indicator.Key) []figure {
	var all []figure
	for _, c := range v.parts {
		all = append(all, c.figures[key]...)
	}
	along := func(f figure) int {
		if v.delivery(f).Kind == indicator.Boundaries {
			return 1
		}
		return 0
	}
	slices.SortFunc(all, func(a, b figure) int { return cmp.Or(cmp.Compare(along(a), along(b)), cmp.Compare(b.seq, a.seq)) })
	return all
}

// delivery returns the delivery in which a column came.
func (v *view) delivery(f figure) indicator.Delivery {
	for _, c := range v.parts {
		if d, ok := c.deliveries[f.delivery]; ok && c.owner == f.owner {
			return d.Delivery
		}
	}
	return indicator.Delivery{}
}

// series returns of which series of deliveries a column is: rounds of one table follow each other in one, and so do the
// boundaries of one source.
func (v *view) series(f figure) string {
	d := v.delivery(f)
	title := strings.Map(func(r rune) rune {
		if unicode.IsDigit(r) || d.Kind == indicator.Boundaries {
			return -1
		}
		return r
	}, d.Title)
	return fmt.Sprintf("%q %q %q", d.Kind, d.Source, title)
}

// summaryOf returns the summary of columns that lie over each other. How many areas they know together shows only when
// they are read; at least as many as the newest of each series that knows any.
func (v *view) summaryOf(newestFirst []figure) indicator.Summary {
	s := newestFirst[0].summary
	told := map[string]bool{}
	for _, f := range newestFirst {
		series := v.series(f)
		if !told[series] {
			s.Known = max(s.Known, f.summary.Known)
		}
		told[series] = told[series] || f.summary.Known > 0
		s.Areas, s.Bounds = max(s.Areas, f.summary.Areas), s.Bounds || f.summary.Bounds
	}
	return s
}

// of returns the parts of one kind about a division, the oldest first.
func (v *view) of(id area.DivisionID, kind func(*contents) []located) []located {
	var found []located
	for _, c := range v.parts {
		for _, l := range kind(c) {
			if l.division == id {
				found = append(found, l)
			}
		}
	}
	slices.SortStableFunc(found, func(a, b located) int { return cmp.Compare(a.seq, b.seq) })
	return found
}

func areasOf(c *contents) []located  { return c.areas }
func codesOf(c *contents) []located  { return c.codes }
func shapesOf(c *contents) []located { return c.shapes }
