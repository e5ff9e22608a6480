package web_test

import (
	"html"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/buurtbeeld/buurtbeeld/internal/golden"
	"github.com/buurtbeeld/buurtbeeld/internal/page/locale"
)

var (
	links   = regexp.MustCompile(`(?:href|src|action)="([^"]*)"`)
	missing = regexp.MustCompile(`\[[a-z]+\.[a-z0-9_.]+\]`)
	left    = regexp.MustCompile(`\{[a-z_]+\}`)
	inline  = regexp.MustCompile(`(?i)\sstyle=|\son[a-z]+=|<style|<script[^>]*>[^<]|javascript:`)
)

// refused are words that put a label on people or on where they live, in both languages.
var refused = regexp.MustCompile(`(?i)probleemwijk|probleembuurt|achterstandswijk|achterstandsbuurt|krachtwijk|prachtwijk|kansarm|kansloos|probleemgezin|allochto|zwakke(re)? (buurt|wijk|groep)|slechte (buurt|wijk)|deprived|disadvantaged|underprivileged|bad neighbourhood|problem (area|neighbourhood|family)|slum|ghetto|getto|ranglijst|league table`)

// TestEveryPage walks over every address that pages lead to, in both languages, and holds each answer against what holds
// for all: it comes, it is complete, it has one heading, it shows nothing that was withheld, and nothing in it would be
// stopped by our own headers.
func TestEveryPage(t *testing.T) {
	s := filled(t, nil)
	queue := []string{"/", "/en/", stackOf, "/en" + stackOf, stackOf + "&toon=tegels&gekozen=BU00010002", stackOf + "&gekozen=BU00010000&x=0&y=1&xvan=3",
		"/stapelkaart?in=NL00&niveau=gemeente", "/zoek?q=buurt", "/toegankelijkheid", "/stapelkaart", "/stapels"}
	seen := map[string]bool{}
	for len(queue) > 0 && len(seen) < 500 {
		address := queue[0]
		queue = queue[1:]
		if seen[address] {
			continue
		}
		seen[address] = true
		w := s.ask(http.MethodGet, address, nil)
		body := w.Body.String()
		if w.Code != http.StatusOK && w.Code != http.StatusSeeOther {
			t.Errorf("%s: status %d: %s", address, w.Code, textOf(body))
			continue
		}
		for _, p := range planted {
			if strings.Contains(body, p) {
				t.Errorf("%s shows the withheld number %s", address, p)
			}
		}
		if !strings.HasPrefix(w.Header().Get("Content-Type"), "text/html") {
			continue
		}
		if w.Code == http.StatusOK {
			check(t, address, body)
		}
		for _, m := range links.FindAllStringSubmatch(body, -1) {
			next := html.UnescapeString(m[1])
			if next, _, _ = strings.Cut(next, "#"); strings.HasPrefix(next, "/") && !strings.HasPrefix(next, "/asset/") && !isChange(next) {
				queue = append(queue, next)
			}
		}
	}
	for _, wanted := range []string{"/gemeente/GM0001", "/wijk/WK000100", "/buurt/BU00010000", "/cijfer/loneliness_share", "/bronnen", "/uitleg", "/en/uitleg"} {
		if !seen[wanted] {
			t.Errorf("nothing leads to %s", wanted)
		}
	}
}

// isChange reports addresses that only answer to a form.
func isChange(address string) bool {
	address = strings.TrimPrefix(address, "/en")
	return address == "/stapel" || strings.HasSuffix(address, "/publiceren") || strings.HasSuffix(address, "/verwijderen")
}

func check(t *testing.T, address, body string) {
	t.Helper()
	if m := missing.FindString(body); m != "" {
		t.Errorf("%s: the sentence %s is missing", address, m)
	}
	if m := left.FindString(textOf(body)); m != "" {
		t.Errorf("%s: %s was not filled in", address, m)
	}
	if m := inline.FindString(body); m != "" {
		t.Errorf("%s: %q would be stopped by the policy of the page", address, m)
	}
	if n := strings.Count(body, "<h1"); n != 1 {
		t.Errorf("%s: %d headings of the first level", address, n)
	}
	if m := refused.FindString(textOf(body)); m != "" {
		t.Errorf("%s: %q is no word for people or places", address, m)
	}
	if strings.Contains(body, "Buurt <") {
		t.Errorf("%s: a name is not escaped", address)
	}
	language := "nl"
	if strings.HasPrefix(address, "/en") {
		language = "en"
	}
	if !strings.Contains(body, `<html lang="`+language+`">`) {
		t.Errorf("%s: not marked as %s", address, language)
	}
}

func TestWordsOfTheCatalogue(t *testing.T) {
	for _, key := range locale.Keys() {
		for _, l := range []locale.Language{locale.Dutch, locale.English} {
			if m := refused.FindString(l.Text(key)); m != "" {
				t.Errorf("%s: %q is no word for people or places", key, m)
			}
		}
	}
	if !refused.MatchString("een Probleemwijk") {
		t.Error("the list of words finds nothing")
	}
}

// linksOf is the page about links with a figure of the fixture.
const linksOf = "/verbanden?doel=loneliness_share&in=GM0001&niveau=buurt"

// withoutDrawings takes drawings out of a page, so that a golden file reads as the page does.
var withoutDrawings = regexp.MustCompile(`(?s)<svg.*?</svg>`)

func TestGoldenPages(t *testing.T) {
	s := filled(t, nil)
	for name, address := range map[string]string{"stackmap_nl.html": stackOf + "&gekozen=BU00010000", "stackmap_en.html": "/en" + stackOf,
		"neighbourhood_nl.html": "/buurt/BU00010002", "municipality_en.html": "/en/gemeente/GM0001", "start_nl.html": "/", "sources_nl.html": "/bronnen",
		"crosslink_nl.html": linksOf, "crosslink_en.html": "/en" + linksOf} {
		body := s.get(t, address)
		for strings.Contains(body, `class="lead" role="status"`) {
			body = s.get(t, address) // the search still goes on
		}
		body = withoutDrawings.ReplaceAllString(body, "<svg/>")
		// The name of the style sheet of drawings holds a hash of what package drawing says.
		body = regexp.MustCompile(`drawing-[0-9A-F]{8}\.css`).ReplaceAllString(body, "drawing.css")
		golden.Equal(t, []byte(body), name)
	}
}

// TestListIsNoRanking: within a group areas stand by name, and no score is on the page.
func TestListIsNoRanking(t *testing.T) {
	body := filled(t, nil).get(t, stackOf)
	for _, part := range regexp.MustCompile(`(?s)<tbody>.*?</tbody>`).FindAllString(body, -1) {
		var names []string
		for _, m := range regexp.MustCompile(`<th scope="row"><a[^>]*>([^<]*)</a>`).FindAllStringSubmatch(part, -1) {
			names = append(names, m[1])
		}
		if !slices.IsSorted(names) {
			t.Errorf("not by name: %v", names)
		}
	}
	if strings.Contains(strings.ToLower(textOf(body)), "gemiddeld percentiel") {
		t.Error("the score is on the page")
	}
}

func TestStackPageSaysEverySign(t *testing.T) {
	body := textOf(filled(t, nil).get(t, stackOf+"&gekozen=BU00010002"))
	for _, wanted := range []string{"niet getoond, om mensen te beschermen", "niet gemeten", "onbewoond", "Hier woont niemand", "Wat wij niet weten", "weinig inwoners",
		"Recept van deze kaart", "CBS, CC BY 4.0", "Gekozen buurt"} {
		if !strings.Contains(body, wanted) {
			t.Errorf("%q is not on the page", wanted)
		}
	}
}
