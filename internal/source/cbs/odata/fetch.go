// Package odata fetches tables from the open data services of Statistics Netherlands, OData v3 and v4, into files: page
// by page, again when an answer is broken, and from where it stopped after a break (Dutch: ophalen bij het CBS).
package odata

import (
	"context"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/buurtbeeld/buurtbeeld/internal/problem"
)

// The addresses of the services: of CBS in version 3 and 4, and the one for tables of others, such as RIVM's.
const (
	baseV3      = "https://opendata.cbs.nl/ODataFeed/odata"
	baseThird   = "https://dataderden.cbs.nl/ODataFeed/odata"
	baseV4      = "https://odata4.cbs.nl/CBS"
	pageRows    = 10000 // the most that the feed of version 3 gives in one answer
	maxAttempts = 5
	maxBytes    = 512 << 20 // of one answer
	maxPages    = 5000
)

// Options say what to fetch.
type Options struct {
	// Table is the number of the table, such as 85984NED. Required.
	Table string
	// Version is 3 or 4. Default: 3, and 4 for a table that version 3 does not have.
	Version int
	// BaseV3 and BaseV4 are the addresses of the services. Default: those of CBS.
	BaseV3, BaseV4 string
	// Filter is an OData filter on the rows, such as "Leeftijd eq '20300'". Default: all rows.
	Filter string
	// Client makes the calls. Default: one that gives up after five minutes.
	Client *http.Client
	// Dir is where what came in is kept, so that a break costs nothing. Required.
	Dir string
	// Progress is told how many rows came in, of how many; 0 when the service does not say. Default: nobody is told.
	Progress func(done, total int64)
	// Sleep waits before the next attempt. Default: a timer that ends with ctx.
	Sleep func(ctx context.Context, d time.Duration) error
}

// Fetched is a table in files (Dutch: opgehaalde tabel).
type Fetched struct {
	// Files are the pages with figures and the descriptions.
	Files []string
	// Address is where the table stands at the service.
	Address string
}

var tableForm = regexp.MustCompile(`^[0-9]{5}[A-Za-z]{3}$`)

// Fetch fetches a table. After a break the same call with the same folder goes on where it stopped, unless the table
// changed in between.
func Fetch(ctx context.Context, o Options) (Fetched, error) {
	if !tableForm.MatchString(o.Table) {
		return Fetched{}, problem.New(problem.Usage, "cbs.fetch_table", "table", shorten(o.Table))
	}
	if err := os.MkdirAll(o.Dir, 0o755); err != nil {
		return Fetched{}, problem.New(problem.Unavailable, "cbs.fetch_folder").Because(err)
	}
	var last error
	for _, s := range services(o) {
		f := &fetcher{o: o, service: s, caller: newCaller(o)}
		got, err := f.fetch(ctx)
		if problem.KindOf(err) != problem.NotFound {
			return got, err
		}
		last = err
	}
	return Fetched{}, last
}

// service is one address and what it calls things.
type service struct {
	base    string
	version int
}

func services(o Options) []service {
	var all []service
	if o.Version != 4 {
		if o.BaseV3 != "" {
			all = append(all, service{o.BaseV3, 3})
		} else {
			all = append(all, service{baseV3, 3}, service{baseThird, 3})
		}
	}
	if o.Version != 3 {
		base := o.BaseV4
		if base == "" {
			base = baseV4
		}
		all = append(all, service{base, 4})
	}
	return all
}

func shorten(s string) string {
	if r := []rune(s); len(r) > 20 {
		return string(r[:20]) + "…"
	}
	return s
}

// fetcher fetches one table from one service.
type fetcher struct {
	o       Options
	service service
	caller  *caller
	state   state
}

func (f *fetcher) address(entity string) string {
	return strings.TrimSuffix(f.service.base, "/") + "/" + f.o.Table + "/" + entity
}

// description fetches one of the small files that describe the table, always anew.
func (f *fetcher) description(ctx context.Context, entity, query string) (page, string, error) {
	p, err := f.caller.call(ctx, f.address(entity)+query)
	if err != nil {
		return page{}, "", err
	}
	file := filepath.Join(f.o.Dir, "about-"+entity+".json")
	if err := os.WriteFile(file, p.body, 0o644); err != nil {
		return page{}, "", problem.New(problem.Unavailable, "cbs.fetch_folder").Because(err)
	}
	return p, file, nil
}

func (f *fetcher) fetch(ctx context.Context) (Fetched, error) {
	got := Fetched{Address: f.address("")}
	info, describe := "TableInfos", []string{"DataProperties"}
	data, query := "TypedDataSet", "?$format=json"
	if f.service.version == 4 {
		info, describe = "Properties", []string{"Dimensions", "MeasureCodes", "MeasureGroups"}
		data, query = "Observations", ""
	}
	about, file, err := f.description(ctx, info, query)
	if err != nil {
		return got, err
	}
	got.Files = append(got.Files, file)
	var regions []string
	for _, entity := range describe {
		p, file, err := f.description(ctx, entity, query)
		if err != nil {
			return got, err
		}
		got.Files = append(got.Files, file)
		regions = append(regions, p.regions...)
	}
	for _, r := range regions {
		entity := r
		if f.service.version == 4 {
			entity += "Codes"
		}
		_, file, err := f.description(ctx, entity, query)
		if err != nil {
			return got, err
		}
		got.Files = append(got.Files, file)
	}
	pages, err := f.pages(ctx, data, query, about)
	if err != nil {
		return got, err
	}
	got.Files = append(got.Files, pages...)
	return got, nil
}

// pages fetches the figures, from where an earlier call stopped.
func (f *fetcher) pages(ctx context.Context, data, query string, about page) ([]string, error) {
	total := about.rows64
	if f.o.Filter != "" {
		total = 0
	}
	f.state = readState(f.o.Dir)
	if !f.state.fits(f.o, f.service, about.modified) {
		f.state.forget(f.o.Dir)
		f.state = state{Table: f.o.Table, Base: f.service.base, Filter: f.o.Filter, Modified: about.modified, Next: f.first(data, query)}
	}
	for f.state.Next != "" {
		if len(f.state.Pages) >= maxPages {
			return nil, problem.New(problem.Invalid, "cbs.fetch_too_large")
		}
		if err := f.page(ctx, data, query, total); err != nil {
			return nil, err
		}
		if f.o.Progress != nil {
			f.o.Progress(f.state.Rows, total)
		}
	}
	if total > 0 && f.state.Rows != total {
		f.state.forget(f.o.Dir)
		return nil, problem.New(problem.Unavailable, "cbs.fetch_count", "said", total, "found", f.state.Rows)
	}
	var files []string
	for _, p := range f.state.Pages {
		files = append(files, filepath.Join(f.o.Dir, p.File))
	}
	return files, nil
}

func (f *fetcher) first(data, query string) string {
	if f.service.version == 4 {
		if f.o.Filter != "" {
			query = "?$filter=" + escape(f.o.Filter)
		}
		return f.address(data) + query
	}
	return f.skip(data, query, 0)
}

// skip is the address of the page that begins after so many rows, in version 3.
func (f *fetcher) skip(data, query string, rows int64) string {
	a := f.address(data) + query + "&$top=" + strconv.Itoa(pageRows) + "&$skip=" + strconv.FormatInt(rows, 10)
	if f.o.Filter != "" {
		a += "&$filter=" + escape(f.o.Filter)
	}
	return a
}

// page fetches one page, keeps it and finds the address of the next.
func (f *fetcher) page(ctx context.Context, data, query string, total int64) error {
	p, err := f.caller.call(ctx, f.state.Next)
	if err != nil {
		return err
	}
	if changed, column := f.state.changed(p); changed {
		f.state.forget(f.o.Dir)
		return problem.New(problem.Unavailable, "cbs.fetch_changed", "column", shorten(column))
	}
	next := p.next
	rows := f.state.Rows + p.rows
	if next != "" {
		if !sameService(next, f.service.base) {
			return problem.New(problem.Invalid, "cbs.fetch_elsewhere")
		}
	} else if f.service.version == 3 && (p.rows == pageRows || p.rows > 0 && rows < total) {
		next = f.skip(data, query, rows)
	}
	return f.state.add(f.o.Dir, p, next)
}
