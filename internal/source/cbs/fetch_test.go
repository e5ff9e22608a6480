package cbs

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/buurtbeeld/buurtbeeld/internal/indicator"
	"github.com/buurtbeeld/buurtbeeld/internal/problem"
)

// cbsServer answers as the open data services do, for an invented table of the wijken en buurten. The forms of the
// answers are REBUILT: those of version 3 from the metadata of 84799NED and the public manual (30 June 2014), those of
// version 4 from the metadata of 83765NED. No recorded answer was at hand.
type cbsServer struct {
	t    *testing.T
	rows int
	// fault changes one answer: it returns true when it wrote one itself.
	fault func(w http.ResponseWriter, path string, query url.Values, call int) bool
	links bool // version 3 with a link to the next page instead of $skip
	said  int  // how many rows the table says it has; 0: as many as it has

	mu    sync.Mutex
	calls int
	paths []string
	*httptest.Server
}

func serve(t *testing.T, s *cbsServer) *cbsServer {
	s.t = t
	s.Server = httptest.NewServer(s)
	t.Cleanup(s.Close)
	return s
}

func (s *cbsServer) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	s.calls++
	call := s.calls
	s.paths = append(s.paths, r.URL.Path+"?"+r.URL.RawQuery)
	s.mu.Unlock()
	if s.fault != nil && s.fault(w, r.URL.Path, r.URL.Query(), call) {
		return
	}
	parts := strings.Split(strings.Trim(r.URL.Path, "/"), "/")
	if len(parts) != 3 || parts[1] != "00000NED" {
		http.NotFound(w, r)
		return
	}
	var answer any
	if parts[0] == "v3" {
		answer = s.v3(parts[2], r.URL.Query())
	} else {
		answer = s.v4(parts[2], r.URL.Query())
	}
	if answer == nil {
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	if err := json.NewEncoder(w).Encode(answer); err != nil {
		s.t.Log(err)
	}
}

func regionCode(i int) string { return fmt.Sprintf("BU%08d", 10000+i) }

func (s *cbsServer) v3(entity string, q url.Values) any {
	list := func(rows ...map[string]any) map[string]any {
		return map[string]any{"odata.metadata": s.URL + "/v3/00000NED/$metadata#" + entity, "value": rows}
	}
	switch entity {
	case "TableInfos":
		said := s.said
		if said == 0 {
			said = s.rows
		}
		return list(map[string]any{"ID": 0, "Identifier": "00000NED", "Title": "Kerncijfers wijken en buurten 2021",
			"Modified": "2022-02-02T02:00:00", "Period": "2021", "RecordCount": said})
	case "DataProperties":
		return list(map[string]any{"odata.type": "Cbs.OData.GeoDetail", "ID": 0, "ParentID": nil, "Type": "GeoDetail", "Key": "WijkenEnBuurten", "Title": "Wijken en buurten", "MapYear": 2021},
			map[string]any{"odata.type": "Cbs.OData.TopicGroup", "ID": 1, "ParentID": nil, "Type": "TopicGroup", "Key": "", "Title": "Bevolking", "Description": ""},
			map[string]any{"odata.type": "Cbs.OData.Topic", "ID": 2, "ParentID": 1, "Type": "Topic", "Key": "AantalInwoners_5", "Title": "Aantal inwoners", "Unit": "aantal", "Decimals": 0},
			map[string]any{"odata.type": "Cbs.OData.Topic", "ID": 3, "ParentID": nil, "Type": "Topic", "Key": "PersonenPerSoortUitkeringBijstand_83", "Title": "Personen per soort uitkering; Bijstand", "Unit": "aantal", "Decimals": 0})
	case "WijkenEnBuurten":
		var rows []map[string]any
		for i := range s.rows {
			rows = append(rows, map[string]any{"Key": regionCode(i), "Title": fmt.Sprint("Buurt ", i)})
		}
		return list(rows...)
	case "TypedDataSet":
		skip, _ := strconv.Atoi(q.Get("$skip"))
		top, _ := strconv.Atoi(q.Get("$top"))
		if top == 0 || top > 10000 {
			top = 10000
		}
		if s.links {
			top = min(top, 4000)
		}
		rows := []map[string]any{}
		for i := skip; i < min(s.rows, skip+top); i++ {
			row := map[string]any{"ID": i, "WijkenEnBuurten": regionCode(i), "AantalInwoners_5": 100 + i, "PersonenPerSoortUitkeringBijstand_83": 10}
			if i%3 == 1 {
				row["PersonenPerSoortUitkeringBijstand_83"] = nil
			}
			rows = append(rows, row)
		}
		answer := list(rows...)
		if s.links && skip+top < s.rows {
			answer["odata.nextLink"] = fmt.Sprintf("%s/v3/00000NED/TypedDataSet?$format=json&$skip=%d", s.URL, skip+top)
		}
		return answer
	}
	return nil
}

func (s *cbsServer) v4(entity string, q url.Values) any {
	list := func(rows ...map[string]any) map[string]any {
		return map[string]any{"@odata.context": s.URL + "/v4/00000NED/$metadata#" + entity, "value": rows}
	}
	switch entity {
	case "Properties":
		return map[string]any{"@odata.context": "x", "Identifier": "00000NED", "Title": "Kerncijfers wijken en buurten 2021",
			"Modified": "2022-02-02T00:00:00+01:00", "ObservationCount": 2 * s.rows, "TemporalCoverage": "2021", "RelatedSources": []any{map[string]any{"Title": "2020"}}}
	case "Dimensions":
		return list(map[string]any{"Identifier": "WijkenEnBuurten", "Title": "Wijken en buurten", "Kind": "GeoDetail", "MapYear": "2021"})
	case "MeasureCodes":
		return list(map[string]any{"Identifier": "T001036", "Title": "Aantal inwoners", "MeasureGroupId": "M000352", "Unit": "aantal", "Decimals": 0},
			map[string]any{"Identifier": "D006842", "Title": "Personen per soort uitkering; Bijstand", "MeasureGroupId": "M000352", "Unit": "aantal", "Decimals": 0})
	case "MeasureGroups":
		return list(map[string]any{"Id": "M000352", "Title": "Bevolking", "ParentId": nil})
	case "WijkenEnBuurtenCodes":
		var rows []map[string]any
		for i := range s.rows {
			rows = append(rows, map[string]any{"Identifier": regionCode(i), "Title": fmt.Sprint("Buurt ", i), "DimensionGroupId": "GM0001"})
		}
		return list(rows...)
	case "Observations":
		skip, _ := strconv.Atoi(q.Get("$skip"))
		rows := []map[string]any{}
		for i := skip; i < min(2*s.rows, skip+5000); i++ {
			row := map[string]any{"Id": i, "Measure": "T001036", "ValueAttribute": "None", "Value": 100 + i/2, "StringValue": nil, "WijkenEnBuurten": regionCode(i / 2)}
			if i%2 == 1 {
				row["Measure"], row["Value"] = "D006842", 10
				if i/2%3 == 1 {
					row["Value"], row["ValueAttribute"] = nil, "Impossible"
				}
			}
			rows = append(rows, row)
		}
		answer := list(rows...)
		if skip+5000 < 2*s.rows {
			answer["@odata.nextLink"] = fmt.Sprintf("%s/v4/00000NED/Observations?$skip=%d", s.URL, skip+5000)
		}
		return answer
	}
	return nil
}

func (s *cbsServer) options(t *testing.T, version int) FetchOptions {
	return FetchOptions{Table: "00000NED", Version: version, BaseV3: s.URL + "/v3", BaseV4: s.URL + "/v4", Client: s.Client(), Dir: t.TempDir(),
		Sleep: func(context.Context, time.Duration) error { return nil }}
}

func TestFetchEndsInTheSameBatch(t *testing.T) {
	tests := map[string]struct {
		server  *cbsServer
		version int
		sign    string
	}{
		"version 3, by number": {&cbsServer{rows: 12345}, 3, "null"},
		"version 3, by link":   {&cbsServer{rows: 12345, links: true}, 3, "null"},
		"version 4":            {&cbsServer{rows: 12345}, 4, "."},
		"version 3, one page":  {&cbsServer{rows: 10000}, 3, "null"},
	}
	for name, c := range tests {
		t.Run(name, func(t *testing.T) {
			s := serve(t, c.server)
			o := s.options(t, c.version)
			var done, total int64
			o.Read.Progress = func(d, n int64) { done, total = max(done, d), max(total, n) }
			b, err := Fetch(context.Background(), o)
			if err != nil {
				t.Fatal(err)
			}
			check(t, b.Columns, []figure{{"BU00010000", "population_total", 2021, 100}, {"BU00019999", "population_total", 2021, 10099},
				{regionCode(s.rows - 1), "population_total", 2021, float64(99 + s.rows)}, {"BU00010002", "social_assistance_rate", 2021, 1000 * 10. / 102}})
			status(t, b.Columns, "BU00010001", "social_assistance_rate", 2021, indicator.NotMeasured)
			d := b.Delivery
			if d.Year != 2021 || d.Table != "00000NED" || d.Report.Matched != s.rows || d.Report.Signs[c.sign] == 0 || !strings.HasPrefix(d.Address, s.URL) {
				t.Errorf("delivery %d %q, %d matched, signs %v, %s", d.Year, d.Table, d.Report.Matched, d.Report.Signs, d.Address)
			}
			if a, _ := b.Divisions[0].Find(code(t, "BU00010007")); a.Name != "Buurt 7" {
				t.Errorf("name %q", a.Name)
			}
			if done == 0 || total == 0 {
				t.Error("nobody was told of the progress")
			}
		})
	}
}

func TestFetchTriesAgain(t *testing.T) {
	html := func(w http.ResponseWriter) { fmt.Fprint(w, "<!DOCTYPE html><html><body>Onderhoud</body></html>") }
	cut := func(w http.ResponseWriter) {
		w.Header().Set("Content-Length", "100000")
		fmt.Fprint(w, `{"odata.metadata":"x","value":[{"ID":0,`)
	}
	for name, write := range map[string]func(http.ResponseWriter){"web page": html, "cut connection": cut,
		"status 500":  func(w http.ResponseWriter) { w.WriteHeader(http.StatusInternalServerError) },
		"half JSON":   func(w http.ResponseWriter) { fmt.Fprint(w, `{"value":[{"ID":0,"WijkenEnB`) },
		"error in it": func(w http.ResponseWriter) { fmt.Fprint(w, `{"odata.error":{"code":"","message":{"value":"x"}}}`) }} {
		t.Run(name, func(t *testing.T) {
			s := serve(t, &cbsServer{rows: 50, fault: func(w http.ResponseWriter, path string, _ url.Values, call int) bool {
				if call%3 != 0 {
					write(w)
					return true
				}
				return false
			}})
			b, err := Fetch(context.Background(), s.options(t, 3))
			if err != nil {
				t.Fatal(err)
			}
			check(t, b.Columns, []figure{{"BU00010000", "population_total", 2021, 100}})
		})
	}
}

func TestFetchGivesUp(t *testing.T) {
	onData := func(write func(w http.ResponseWriter)) func(http.ResponseWriter, string, url.Values, int) bool {
		return func(w http.ResponseWriter, path string, _ url.Values, _ int) bool {
			if strings.HasSuffix(path, "TypedDataSet") {
				write(w)
				return true
			}
			return false
		}
	}
	tests := map[string]struct {
		server *cbsServer
		want   string
	}{
		"500 for ever":  {&cbsServer{rows: 5, fault: onData(func(w http.ResponseWriter) { w.WriteHeader(500) })}, "cbs.fetch_failed"},
		"HTML for ever": {&cbsServer{rows: 5, fault: onData(func(w http.ResponseWriter) { fmt.Fprint(w, "<html></html>") })}, "cbs.fetch_not_json"},
		"wrong count":   {&cbsServer{rows: 5, said: 7}, "cbs.fetch_count"},
		"another server": {&cbsServer{rows: 5, fault: onData(func(w http.ResponseWriter) {
			fmt.Fprint(w, `{"value":[{"ID":1}],"odata.nextLink":"http://169.254.169.254/x"}`)
		})}, "cbs.fetch_elsewhere"},
		"changed column": {&cbsServer{rows: 12000, fault: func(w http.ResponseWriter, path string, q url.Values, _ int) bool {
			if strings.HasSuffix(path, "TypedDataSet") && q.Get("$skip") == "10000" {
				fmt.Fprint(w, `{"value":[{"ID":1,"WijkenEnBuurten":"BU00019999","Anders_5":3}]}`)
				return true
			}
			return false
		}}, "cbs.fetch_changed"},
	}
	for name, c := range tests {
		t.Run(name, func(t *testing.T) {
			s := serve(t, c.server)
			if _, err := Fetch(context.Background(), s.options(t, 3)); problem.KeyOf(err) != c.want {
				t.Errorf("got %v, want %s", err, c.want)
			}
		})
	}
	s := serve(t, &cbsServer{rows: 5})
	o := s.options(t, 0)
	o.Table = "11111NED"
	if _, err := Fetch(context.Background(), o); problem.KeyOf(err) != "cbs.fetch_not_found" {
		t.Errorf("a table that is not there: %v", err)
	}
	// A table that version 3 does not have is looked for in version 4.
	v4 := serve(t, &cbsServer{rows: 7, fault: func(w http.ResponseWriter, path string, _ url.Values, _ int) bool {
		if strings.HasPrefix(path, "/v3") {
			w.WriteHeader(http.StatusNotFound)
			return true
		}
		return false
	}})
	b, err := Fetch(context.Background(), v4.options(t, 0))
	if err != nil || !strings.Contains(b.Delivery.Address, "/v4/") {
		t.Errorf("version 4: %v, %s", err, b.Delivery.Address)
	}
	o.Table = "../../etc"
	if _, err := Fetch(context.Background(), o); problem.KeyOf(err) != "cbs.fetch_table" {
		t.Errorf("no table: %v", err)
	}
}

func TestFetchGoesOnAfterABreak(t *testing.T) {
	broken := true
	modified := false
	s := serve(t, &cbsServer{rows: 25000})
	s.fault = func(w http.ResponseWriter, path string, q url.Values, _ int) bool {
		if modified && strings.HasSuffix(path, "TableInfos") {
			fmt.Fprint(w, `{"value":[{"Identifier":"00000NED","Title":"Kerncijfers wijken en buurten 2021","Modified":"2023-01-01T02:00:00","RecordCount":25000}]}`)
			return true
		}
		if broken && q.Get("$skip") == "10000" {
			w.WriteHeader(500)
			return true
		}
		return false
	}
	o := s.options(t, 3)
	if _, err := Fetch(context.Background(), o); problem.KeyOf(err) != "cbs.fetch_failed" {
		t.Fatalf("got %v", err)
	}
	if found, _ := filepath.Glob(filepath.Join(o.Dir, "page-*.json")); len(found) != 1 {
		t.Fatalf("kept %v", found)
	}
	pagesAsked := func() (n int) {
		for _, p := range s.paths {
			if strings.Contains(p, "skip=0") {
				n++
			}
		}
		return n
	}
	broken = false
	if _, err := Fetch(context.Background(), o); err != nil {
		t.Fatal(err)
	}
	if pagesAsked() != 1 {
		t.Errorf("the first page was asked %d times", pagesAsked())
	}
	// A table that changed in between begins anew.
	modified = true
	b, err := Fetch(context.Background(), o)
	if err != nil || pagesAsked() != 2 || b.Delivery.Origin != "2023-01-01T02:00:00" {
		t.Errorf("%v, the first page was asked %d times, %s", err, pagesAsked(), b.Delivery.Origin)
	}
}

func TestFetchEndsWithItsContext(t *testing.T) {
	s := serve(t, &cbsServer{rows: 5, fault: func(w http.ResponseWriter, _ string, _ url.Values, _ int) bool {
		w.WriteHeader(500)
		return true
	}})
	o := s.options(t, 3)
	ctx, cancel := context.WithCancel(context.Background())
	var pauses []time.Duration
	o.Sleep = func(ctx context.Context, d time.Duration) error {
		if pauses = append(pauses, d); len(pauses) == 3 {
			cancel()
		}
		return ctx.Err()
	}
	if _, err := Fetch(ctx, o); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	if len(pauses) != 3 || pauses[1] != 2*pauses[0] || pauses[2] != 4*pauses[0] {
		t.Errorf("pauses %v", pauses)
	}
}
