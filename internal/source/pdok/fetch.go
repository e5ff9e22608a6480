// Package pdok fetches boundaries of areas from the OGC API Features of PDOK, the Dutch government's desk for geodata
// (Dutch: grenzen ophalen).
//
// What comes in is kept page by page in a folder, so that a fetch that was cut off goes on where it stopped. The outcome
// is one GeoJSON file per level, in RD New and saying so, for package boundary to read.
package pdok

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/buurtbeeld/buurtbeeld/internal/area"
	"github.com/buurtbeeld/buurtbeeld/internal/problem"
)

// Address is where PDOK serves the boundaries and figures of Statistics Netherlands of one year; {year} is filled in.
const Address = "https://api.pdok.nl/cbs/wijken-en-buurten-{year}/ogc/v1"

// rdNew is the name of RD New in the requests and headers of OGC API Features part 2.
const rdNew = "http://www.opengis.net/def/crs/EPSG/0/28992"

// Options say what to fetch (Dutch: instellingen).
type Options struct {
	// Year is the year of the division. Required.
	Year int
	// Dir is the folder in which pages and outcome are kept. Required. The caller removes it once the delivery is saved.
	Dir string
	// Levels are the levels to fetch. Default: municipalities, districts and neighbourhoods.
	Levels []area.Level
	// Address is where the service is. Default: Address.
	Address string
	// Client makes the requests. Default: one that gives up on a silent server after a minute.
	Client *http.Client
	// Wait passes the time between tries. Default: the clock.
	Wait func(ctx context.Context, d time.Duration) error
	// PageSize is how many areas to ask for at once. Default: 1000, the most that PDOK gives.
	PageSize int
	// Tries is how often a page is asked for. Default: 5.
	Tries int
	// Progress is told how many areas came in, of how many, and 0 where the service does not say. Default: nobody is told.
	Progress func(done, total int64)
}

// collections are the names of the collections by level.
var collections = map[area.Level]string{
	area.Municipality: "gemeenten", area.District: "wijken", area.Neighbourhood: "buurten",
}

// Sizes at which fetching stops: no division has as many areas, and no page is as large.
const (
	mostAreas = 300_000
	pageBytes = 512 << 20
)

func (o Options) orDefault() Options {
	if len(o.Levels) == 0 {
		o.Levels = []area.Level{area.Municipality, area.District, area.Neighbourhood}
	}
	if o.Address == "" {
		o.Address = Address
	}
	if o.PageSize <= 0 {
		o.PageSize = 1000
	}
	if o.Tries <= 0 {
		o.Tries = 5
	}
	if o.Wait == nil {
		o.Wait = wait
	}
	if o.Client == nil {
		o.Client = &http.Client{Transport: &http.Transport{
			DialContext:           (&net.Dialer{Timeout: 20 * time.Second}).DialContext,
			TLSHandshakeTimeout:   20 * time.Second,
			ResponseHeaderTimeout: time.Minute,
		}, Timeout: 10 * time.Minute}
	}
	return o
}

func wait(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-t.C:
		return nil
	}
}

// Fetch fetches the boundaries of a year and returns the files with them, one per level. After a problem the same call
// goes on with what is missing.
func Fetch(ctx context.Context, o Options) ([]string, error) {
	o = o.orDefault()
	base, err := addressOf(o)
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(o.Dir, 0o755); err != nil {
		return nil, problem.New(problem.Unavailable, "boundary.fetch_no_room").Because(err)
	}
	f := &fetching{options: o, base: base, client: guarded(o.Client, base)}
	var files []string
	for _, level := range o.Levels {
		name, ok := collections[level]
		if !ok {
			return nil, problem.New(problem.Usage, "area.level_unknown", "level", level.String())
		}
		file := filepath.Join(o.Dir, fmt.Sprintf("%s_%d.geojson", name, o.Year))
		files = append(files, file)
		if _, err := os.Stat(file); err == nil {
			continue
		}
		if err := f.collection(ctx, name, file); err != nil {
			return nil, err
		}
	}
	return files, nil
}

// addressOf returns the address of the service, which must be safe to talk to.
func addressOf(o Options) (*url.URL, error) {
	u, err := url.Parse(strings.TrimSuffix(strings.ReplaceAll(o.Address, "{year}", strconv.Itoa(o.Year)), "/"))
	if err != nil || u.Host == "" || u.User != nil || u.RawQuery != "" {
		return nil, problem.New(problem.Usage, "boundary.fetch_address").Because(err)
	}
	ip := net.ParseIP(u.Hostname())
	local := u.Hostname() == "localhost" || ip != nil && ip.IsLoopback()
	if u.Scheme != "https" && (u.Scheme != "http" || !local) {
		return nil, problem.New(problem.Usage, "boundary.fetch_address")
	}
	return u, nil
}

// guarded returns the client with redirects kept to the service's own host.
func guarded(c *http.Client, base *url.URL) *http.Client {
	own := *c
	own.CheckRedirect = func(r *http.Request, via []*http.Request) error {
		if len(via) > 5 || !sameHost(r.URL, base) {
			return http.ErrUseLastResponse
		}
		return nil
	}
	return &own
}

func sameHost(u, base *url.URL) bool { return u.Scheme == base.Scheme && u.Host == base.Host }

// fetching is one fetch under way.
type fetching struct {
	options Options
	base    *url.URL
	client  *http.Client
	done    int64
}

// collection fetches one collection into a file.
func (f *fetching) collection(ctx context.Context, name, file string) error {
	s, err := openStore(file, name)
	if err != nil {
		return err
	}
	defer s.close()
	if s.State.Next == "" {
		u := f.base.JoinPath("collections", name, "items")
		u.RawQuery = url.Values{"f": {"json"}, "limit": {strconv.Itoa(f.options.PageSize)}, "crs": {rdNew}}.Encode()
		s.State.Next = u.String()
	}
	f.done += s.State.Received
	for s.State.Next != "" {
		p, err := f.page(ctx, name, s.State.Next)
		if err != nil {
			return err
		}
		if p.next != "" && (p.next == s.State.Next || p.count == 0) {
			return problem.New(problem.Unavailable, "boundary.fetch_broken", "collection", name)
		}
		if s.State.Received+p.count > mostAreas {
			return problem.New(problem.Invalid, "boundary.fetch_too_much", "collection", name)
		}
		if err := s.add(p); err != nil {
			return err
		}
		f.done += p.count
		if f.options.Progress != nil {
			f.options.Progress(f.done, max(0, s.State.Matched))
		}
	}
	if s.State.Matched >= 0 && s.State.Matched != s.State.Received {
		s.forget()
		return problem.New(problem.Invalid, "boundary.fetch_count", "said", s.State.Matched, "got", s.State.Received, "collection", name)
	}
	return s.finish()
}

// page fetches one page, again and again with longer waits where that may help.
func (f *fetching) page(ctx context.Context, name, address string) (*page, error) {
	u, err := url.Parse(address)
	if err != nil || !sameHost(u, f.base) || !strings.HasPrefix(u.Path, f.base.Path) {
		return nil, problem.New(problem.Invalid, "boundary.fetch_away", "collection", name).Because(err)
	}
	pause := time.Second
	for try := 1; ; try++ {
		p, again, after, err := f.ask(ctx, name, address)
		if err == nil {
			return p, nil
		}
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		if !again || try >= f.options.Tries {
			return nil, err
		}
		if err := f.options.Wait(ctx, max(pause, min(after, 2*time.Minute))); err != nil {
			return nil, err
		}
		pause *= 2
	}
}

// ask asks for a page once. again says whether another try may help, and after how long the server wants it.
func (f *fetching) ask(ctx context.Context, name, address string) (p *page, again bool, after time.Duration, err error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, false, 0, problem.New(problem.Invalid, "boundary.fetch_away", "collection", name).Because(err)
	}
	r.Header.Set("Accept", "application/geo+json, application/json")
	r.Header.Set("Accept-Crs", "<"+rdNew+">")
	answer, err := f.client.Do(r)
	if err != nil {
		return nil, true, 0, problem.New(problem.Unavailable, "boundary.fetch_failed", "collection", name).Because(err)
	}
	defer answer.Body.Close()
	switch code := answer.StatusCode; {
	case code == http.StatusOK:
	case code >= 300 && code < 400:
		return nil, false, 0, problem.New(problem.Invalid, "boundary.fetch_away", "collection", name)
	case code == http.StatusTooManyRequests || code >= 500:
		seconds, _ := strconv.Atoi(answer.Header.Get("Retry-After"))
		return nil, true, time.Duration(max(0, seconds)) * time.Second,
			problem.New(problem.Unavailable, "boundary.fetch_failed", "collection", name).Because(fmt.Errorf("answer %d", code))
	default:
		return nil, false, 0, problem.New(problem.Invalid, "boundary.fetch_refused", "collection", name, "status", code)
	}
	if !strings.Contains(answer.Header.Get("Content-Type"), "json") {
		return nil, true, 0, problem.New(problem.Unavailable, "boundary.fetch_not_json", "collection", name)
	}
	system := strings.Trim(answer.Header.Get("Content-Crs"), "<> ")
	if system != "" && system != rdNew {
		return nil, false, 0, problem.New(problem.Invalid, "boundary.fetch_crs", "crs", short(system))
	}
	p, err = readPage(answer.Body, name)
	if err != nil {
		return nil, true, 0, err
	}
	p.named = system != ""
	return p, false, 0, nil
}

func short(s string) string {
	if len(s) > 60 {
		return strings.ToValidUTF8(s[:60], "") + "…"
	}
	return s
}
