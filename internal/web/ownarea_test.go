package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/buurtbeeld/buurtbeeld/internal/reader"
	"github.com/buurtbeeld/buurtbeeld/internal/web"
)

// fill sends a form and returns what came of it.
func (s site) fill(target string, fields url.Values, change func(*http.Request)) (status int, location, body string) {
	w := s.post(target, fields, change)
	return w.Code, w.Header().Get("Location"), w.Body.String()
}

func ownArea(name, button string, codes ...string) url.Values {
	return url.Values{"in": {"GM0001"}, "indeling": {"buurt-2020"}, "naam": {name}, "knop": {button}, "deel": codes}
}

func TestOwnAreaOnItsPage(t *testing.T) {
	s := filled(t, nil)
	status, at, _ := s.fill("/eigen-gebieden", ownArea("Team <i>Noord</i>", "bewaar", "BU00010000", "BU00010001"), nil)
	if status != http.StatusSeeOther || !strings.HasPrefix(at, "/eigen-gebieden/") {
		t.Fatalf("%d to %q", status, at)
	}
	for _, language := range []string{"", "/en"} {
		body := s.get(t, language+at)
		check(t, language+at, body)
		if text := textOf(body); strings.Contains(body, "<i>Noord") || !strings.Contains(text, "Proefdam") || !strings.Contains(text, "1.700") && !strings.Contains(text, "1,700") {
			t.Errorf("the page says:\n%s", text)
		}
		check(t, language+"/eigen-gebieden", s.get(t, language+"/eigen-gebieden"))
		check(t, language+"/eigen-gebieden/maken", s.get(t, language+"/eigen-gebieden/maken?in=GM0001"))
	}
	if file := s.get(t, at+"/cijfers.csv"); !strings.HasPrefix(file, "indicator,name,") || !strings.Contains(file, "population_total") {
		t.Errorf("the file:\n%s", file)
	}
	if status, _, _ := s.fill(at+"/verwijderen", nil, nil); status != http.StatusSeeOther {
		t.Errorf("remove: %d", status)
	}
	if w := s.ask(http.MethodGet, at, nil); w.Code != http.StatusNotFound {
		t.Errorf("removed, and there: %d", w.Code)
	}
}

// TestOwnAreaIsChanged fills the form with what is kept, and keeps the change under the same address.
func TestOwnAreaIsChanged(t *testing.T) {
	s := filled(t, nil)
	_, at, _ := s.fill("/eigen-gebieden", ownArea("Team", "bewaar", "BU00010000", "BU00010001"), nil)
	id := strings.TrimPrefix(at, "/eigen-gebieden/")
	form := s.get(t, "/eigen-gebieden/maken?gebied="+id)
	check(t, "/eigen-gebieden/maken", form)
	for _, part := range []string{`name="gebied" value="` + id, `value="Team"`, `value="BU00010000" checked`, `value="BU00010001" checked`} {
		if !strings.Contains(form, part) {
			t.Errorf("the form lacks %s", part)
		}
	}
	if strings.Contains(form, `value="BU00010101" checked`) {
		t.Error("an area is ticked that is not part of it")
	}
	change := ownArea("Team Zuid", "bekijk", "BU00010001")
	change.Set("gebied", id)
	if status, _, body := s.fill("/eigen-gebieden", change, nil); status != http.StatusOK || !strings.Contains(body, `name="gebied" value="`+id) || !strings.Contains(body, `value="Team Zuid"`) {
		t.Errorf("the preview: %d: %s", status, textOf(body))
	}
	if text := textOf(s.get(t, at)); !strings.Contains(text, "2 buurten") {
		t.Errorf("looking changed it: %s", text)
	}
	change.Set("knop", "bewaar")
	if status, to, _ := s.fill("/eigen-gebieden", change, nil); status != http.StatusSeeOther || to != at {
		t.Errorf("saved: %d to %q, not %q", status, to, at)
	}
	if text := textOf(s.get(t, at)); !strings.Contains(text, "Team Zuid") || strings.Contains(text, "2 buurten") {
		t.Errorf("after the change: %s", text)
	}
	if text := textOf(s.get(t, "/eigen-gebieden")); strings.Count(text, "Verwijder") != 1 {
		t.Errorf("the list: %s", text)
	}
	change.Set("gebied", "elders")
	if status, _, _ := s.fill("/eigen-gebieden", change, nil); status != http.StatusNotFound {
		t.Errorf("changing what is not there: %d", status)
	}
	if w := s.ask(http.MethodGet, "/eigen-gebieden/maken?gebied=elders", nil); w.Code != http.StatusNotFound {
		t.Errorf("the form for what is not there: %d", w.Code)
	}
}

func TestOwnAreaShowsNothingThatIsWithheld(t *testing.T) {
	s := filled(t, nil)
	refusals := 0
	for _, codes := range [][]string{{"BU00010002"}, {"BU00010000", "BU00010002"}, {"WK000100"}, {"GM0001"}, {"BU00010102"}, {"BU00010103"}} {
		status, _, body := s.fill("/eigen-gebieden", ownArea("", "bekijk", codes...), nil)
		if status != http.StatusOK {
			t.Fatalf("%v: %d: %s", codes, status, textOf(body))
		}
		check(t, "/eigen-gebieden", body)
		for _, p := range planted {
			if strings.Contains(body, p) {
				t.Errorf("%v shows the withheld number %s", codes, p)
			}
		}
		refusals += strings.Count(body, "niet getoond, om mensen te beschermen")
	}
	if refusals == 0 {
		t.Error("nothing was refused")
	}
}

func TestOwnAreasAreForTheirTeam(t *testing.T) {
	s := filled(t, nil)
	_, at, _ := s.fill("/eigen-gebieden", ownArea("Team", "bewaar", "BU00010000"), nil)
	foreign := func(r *http.Request) {
		r.Header.Set("Sec-Fetch-Site", "cross-site")
		r.Header.Set("Origin", "https://elders.example")
	}
	for _, target := range []string{"/eigen-gebieden", at + "/verwijderen"} {
		if status, _, _ := s.fill(target, ownArea("x", "bewaar", "BU00010000"), foreign); status != http.StatusForbidden {
			t.Errorf("%s from another website: %d", target, status)
		}
	}
	public := filled(t, func(o *web.Options) {
		o.WritesAllowed = false
		o.Reader = func(*http.Request) reader.Reader { return reader.Of(reader.Local, "", reader.Public) }
	})
	for _, target := range []string{"/eigen-gebieden/maken", "/eigen-gebieden/x", "/eigen-gebieden/x/cijfers.csv"} {
		if w := public.ask(http.MethodGet, target, nil); w.Code != http.StatusForbidden {
			t.Errorf("%s for everybody: %d", target, w.Code)
		}
	}
	if status, _, _ := public.fill("/eigen-gebieden", ownArea("x", "bekijk", "BU00010000"), nil); status != http.StatusForbidden {
		t.Errorf("asked by everybody: %d", status)
	}
	if text := textOf(public.get(t, "/eigen-gebieden")); !strings.Contains(text, "127.0.0.1") || strings.Contains(text, "Verwijder") {
		t.Errorf("the list for everybody: %s", text)
	}
}

func TestOwnAreaFormsThatAreWrong(t *testing.T) {
	s := filled(t, nil)
	for name, c := range map[string]struct {
		fields url.Values
		says   string
	}{
		"no name":         {ownArea(" ", "bewaar", "BU00010000"), "nog geen naam"},
		"no parts":        {ownArea("x", "bewaar"), "nog geen gebied gekozen"},
		"another year":    {url.Values{"in": {"GM0001"}, "indeling": {"buurt-1999"}, "deel": {"BU00010000"}, "knop": {"bekijk"}}, "niet ingelezen"},
		"unknown":         {ownArea("x", "bewaar", "BU00990000"), "BU00990000"},
		"no code":         {ownArea("x", "bewaar", "<script>"), "&lt;script&gt;"},
		"water":           {ownArea("x", "bewaar", "BU00019997"), "water"},
		"a broken line":   {url.Values{"in": {"GM0001"}, "indeling": {"buurt-2020"}, "omtrek": {"{"}, "knop": {"bekijk"}}, "niet te lezen"},
		"a name too long": {ownArea(strings.Repeat("a", 81), "bewaar", "BU00010000"), "te lang"},
	} {
		status, _, body := s.fill("/eigen-gebieden", c.fields, nil)
		if status != http.StatusUnprocessableEntity || !strings.Contains(body, c.says) {
			t.Errorf("%s: %d: %s", name, status, textOf(body))
		}
	}
}
