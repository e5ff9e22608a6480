package odata

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/buurtbeeld/buurtbeeld/internal/problem"
)

// caller makes one call, as often as it takes.
type caller struct {
	client *http.Client
	sleep  func(ctx context.Context, d time.Duration) error
}

func newCaller(o Options) *caller {
	c := &caller{client: o.Client, sleep: o.Sleep}
	if c.client == nil {
		c.client = &http.Client{Timeout: 5 * time.Minute}
	}
	if c.sleep == nil {
		c.sleep = wait
	}
	return c
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

var (
	errNotJSON = errors.New("a web page instead of JSON")
	errStatus  = errors.New("the service failed")
)

// call fetches and checks one answer. A broken connection, a failure of the service, half an answer and a web page
// instead of figures are tried again, each time after a longer pause.
func (c *caller) call(ctx context.Context, address string) (page, error) {
	pause := time.Second
	var last error
	for attempt := range maxAttempts {
		if attempt > 0 {
			if err := c.sleep(ctx, pause); err != nil {
				return page{}, err
			}
			pause *= 2
		}
		body, after, err := c.once(ctx, address)
		if err == nil {
			var p page
			if p, err = readPage(body); err == nil {
				return p, nil
			}
		}
		if ctx.Err() != nil {
			return page{}, ctx.Err()
		}
		var e *problem.Error
		if errors.As(err, &e) {
			return page{}, err
		}
		if after > pause {
			pause = min(after, 2*time.Minute)
		}
		last = err
	}
	if errors.Is(last, errNotJSON) {
		return page{}, problem.New(problem.Unavailable, "cbs.fetch_not_json").Because(last)
	}
	return page{}, problem.New(problem.Unavailable, "cbs.fetch_failed", "tries", maxAttempts).Because(last)
}

// once makes one call. A problem is not worth another attempt.
func (c *caller) once(ctx context.Context, address string) ([]byte, time.Duration, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, 0, problem.New(problem.Internal, "problem.internal").Because(err)
	}
	request.Header.Set("Accept", "application/json")
	request.Header.Set("User-Agent", "buurtbeeld")
	answer, err := c.client.Do(request)
	if err != nil {
		return nil, 0, err
	}
	defer answer.Body.Close()
	switch {
	case answer.StatusCode == http.StatusNotFound:
		return nil, 0, problem.New(problem.NotFound, "cbs.fetch_not_found", "table", tableIn(address))
	case answer.StatusCode != http.StatusOK:
		seconds, _ := strconv.Atoi(answer.Header.Get("Retry-After"))
		return nil, time.Duration(seconds) * time.Second, fmt.Errorf("%w: status %d", errStatus, answer.StatusCode)
	}
	body, err := io.ReadAll(io.LimitReader(answer.Body, maxBytes+1))
	if err != nil {
		return nil, 0, err
	}
	if len(body) > maxBytes {
		return nil, 0, problem.New(problem.Invalid, "cbs.fetch_too_large")
	}
	return body, 0, nil
}

// tableIn returns the number of the table in an address, for a message.
func tableIn(address string) string {
	for _, part := range strings.Split(address, "/") {
		if tableForm.MatchString(part) {
			return part
		}
	}
	return ""
}

// sameService reports whether an address is one of the service's own.
func sameService(address, base string) bool {
	a, err1 := url.Parse(address)
	b, err2 := url.Parse(base)
	return err1 == nil && err2 == nil && a.Scheme == b.Scheme && a.Host == b.Host && a.User == nil
}

func escape(s string) string { return url.QueryEscape(s) }

// page is one answer and what stands in it.
type page struct {
	body     []byte
	rows     int64
	columns  []string // of the first row
	next     string
	modified string
	rows64   int64    // how many rows the whole table has, as it says itself
	regions  []string // dimensions of regions
}

// readPage walks through an answer to its end, so that half an answer is noticed.
func readPage(body []byte) (page, error) {
	p := page{body: body}
	t := bytes.TrimLeft(bytes.TrimPrefix(body, []byte("\xef\xbb\xbf")), " \t\r\n")
	if len(t) > 0 && t[0] == '<' {
		return p, errNotJSON
	}
	d := jsontext.NewDecoder(bytes.NewReader(t))
	start, err := d.ReadToken()
	if err != nil {
		return p, err
	}
	if start.Kind() != '{' {
		return p, errNotJSON
	}
	for d.PeekKind() == '"' {
		name, err := d.ReadToken()
		if err != nil {
			return p, err
		}
		if err := p.member(d, name.String()); err != nil {
			return p, err
		}
	}
	if _, err := d.ReadToken(); err != nil {
		return p, err
	}
	if _, err := d.ReadToken(); err != io.EOF {
		return p, errors.New("more than one answer")
	}
	return p, nil
}

// member reads one field of the answer.
func (p *page) member(d *jsontext.Decoder, name string) error {
	if name == "value" && d.PeekKind() == '[' {
		return p.list(d)
	}
	value, err := d.ReadValue()
	if err != nil {
		return err
	}
	switch name {
	case "odata.error", "error":
		return fmt.Errorf("%w: %s", errStatus, name)
	default:
		p.fact(name, text(value))
	}
	return nil
}

// fact keeps what an answer says of the table or of the next page.
func (p *page) fact(name, value string) {
	switch name {
	case "odata.nextLink", "@odata.nextLink":
		p.next = value
	case "Modified", "ObservationsModified":
		p.modified += value
	case "RecordCount", "ObservationCount":
		p.rows64, _ = strconv.ParseInt(value, 10, 64)
	}
}

func (p *page) list(d *jsontext.Decoder) error {
	if _, err := d.ReadToken(); err != nil {
		return err
	}
	for d.PeekKind() == '{' {
		if err := p.record(d); err != nil {
			return err
		}
		p.rows++
	}
	end, err := d.ReadToken()
	if err == nil && end.Kind() != ']' {
		err = errNotJSON
	}
	return err
}

// record reads one record. Of the first the names of the fields are kept.
func (p *page) record(d *jsontext.Decoder) error {
	if _, err := d.ReadToken(); err != nil {
		return err
	}
	fields := map[string]string{}
	for d.PeekKind() == '"' {
		name, err := d.ReadToken()
		if err != nil {
			return err
		}
		field := name.String()
		if p.rows == 0 {
			p.columns = append(p.columns, field)
		}
		switch field {
		case "Type", "Kind", "Key", "Identifier", "Modified", "RecordCount":
			value, err := d.ReadValue()
			if err != nil {
				return err
			}
			fields[field] = text(value)
		default:
			if err := d.SkipValue(); err != nil {
				return err
			}
		}
	}
	if strings.HasPrefix(fields["Type"]+fields["Kind"], "Geo") {
		p.regions = append(p.regions, fields["Key"]+fields["Identifier"])
	}
	if p.rows == 0 {
		p.fact("Modified", fields["Modified"])
		p.fact("RecordCount", fields["RecordCount"])
	}
	_, err := d.ReadToken()
	return err
}

// text returns a simple JSON value as text.
func text(v jsontext.Value) string {
	if v.Kind() == '"' {
		if s, err := jsontext.AppendUnquote(nil, v); err == nil {
			return string(s)
		}
	}
	if v.Kind() == 'n' {
		return ""
	}
	return string(v)
}
