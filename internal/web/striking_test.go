package web_test

import (
	"encoding/csv"
	"net/http"
	"slices"
	"strings"
	"testing"
)

func TestWhatStandsOutAsATable(t *testing.T) {
	s := filled(t, nil)
	rows, err := csv.NewReader(strings.NewReader(s.get(t, strings.Replace(stackOf, "/stapelkaart?", "/stapelkaart/opvallend.csv?", 1)+"&opvallend=stapel"))).ReadAll()
	if err != nil || len(rows) != neighbourhoods+1 {
		t.Fatalf("%d lines, %v", len(rows), err)
	}
	at := func(row int, column string) string { return rows[row][slices.Index(rows[0], column)] }
	for column, want := range map[string]string{"subject": "stapel", "draws": "999", "seed": "1", "weights": "queen, gaps up to 30 m", "smoothing": "none"} {
		if got := at(1, column); got != want {
			t.Errorf("%s: %q, want %q", column, got, want)
		}
	}
	// Of the neighbourhood with withheld values, the small one and the empty one nothing is said.
	for row, want := range map[int]string{3: "too_little", 7: "few", 8: "nobody"} {
		if got := at(row, "reason"); got != want || at(row, "category") != "unsaid" || at(row, "value") != "" {
			t.Errorf("line %d: %q, want %q", row, got, want)
		}
	}
}

func TestLooksOfWhatStandsOut(t *testing.T) {
	s := filled(t, nil)
	looks := strings.Replace(stackOf, "/stapelkaart?", "/stapelkaart/opvallend?", 1)
	for address, palette := range map[string]string{looks: "bb-stack3", looks + "&opvallend=stapel": "bb-diff5", looks + "&opvallend=loneliness_share": "bb-diff5", looks + "&opvallend=nothing": "bb-stack3"} {
		answer := s.ask(http.MethodGet, address, nil)
		if got := answer.Header().Get("X-Palette"); answer.Code != http.StatusOK || got != palette {
			t.Errorf("%s: %d, %q, want %q", address, answer.Code, got, palette)
		}
		if n := len(strings.TrimSpace(answer.Body.String())); n != neighbourhoods+1 {
			t.Errorf("%s: %d letters", address, n)
		}
	}
}

func TestTheFileOfTheMapShowsWhatThePageShows(t *testing.T) {
	s := filled(t, nil)
	file := strings.Replace(stackOf, "/stapelkaart?", "/stapelkaart/stapel.svg?", 1)
	if body := s.get(t, file+"&opvallend=loneliness_share"); !strings.Contains(body, "bb-diff5") || strings.Contains(body, "bb-stack") || !strings.Contains(body, "Opvallend hoog, samen met de omgeving") {
		t.Error("the file does not show what stands out")
	}
	if body := s.get(t, file); !strings.Contains(body, "bb-stack3") || strings.Contains(body, "Opvallend") {
		t.Error("the file does not show the stack")
	}
}

func TestTheRestOfAPageWithFewAreasIsThePage(t *testing.T) {
	s := filled(t, nil)
	rest := strings.Replace(stackOf, "/stapelkaart?", "/stapelkaart/rest?", 1)
	if a, b := s.get(t, stackOf), s.get(t, rest); strings.Count(a, "<use") == 0 || strings.Count(a, "<use") != strings.Count(b, "<use") || strings.Contains(b, "data-drawn") {
		t.Error("a page with few areas has left something out")
	}
	moved := s.ask(http.MethodGet, rest+"&formulier=1", nil)
	if to := moved.Header().Get("Location"); moved.Code != http.StatusSeeOther || !strings.HasPrefix(to, "/stapelkaart/rest?") {
		t.Errorf("a form for the rest leads to %d %q", moved.Code, to)
	}
}

func TestAPageOfWhatStandsOut(t *testing.T) {
	s := filled(t, nil)
	body := s.get(t, stackOf+"&opvallend=loneliness_share&gekozen=BU00010000")
	for _, want := range []string{"Wat valt op?", "Alleen van deze gemeente", "te weinig inwoners", "cijfer niet getoond, om mensen te beschermen", `name="opvallend" value="loneliness_share"`,
		"opvallend.csv?", "Wat wij hier niet weten", "Benjamini-Hochberg"} {
		if !strings.Contains(body, want) {
			t.Errorf("the page does not say %q", want)
		}
	}
	if body := s.get(t, stackOf+"&opvallend=nothing"); strings.Contains(body, "Wat valt op?") {
		t.Error("a layer that is not there stands out")
	}
	if body := s.get(t, "/buurt/BU00010000"); !strings.Contains(body, `class="quiet stands"`) {
		t.Error("the page of a neighbourhood does not say what stands out")
	}
}
