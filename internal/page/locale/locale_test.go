package locale

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/buurtbeeld/buurtbeeld/internal/problem"
)

func TestEverySentenceIsThereInBothLanguagesWithTheSameValues(t *testing.T) {
	quoted := regexp.MustCompile(`\{[a-z_]+\}`)
	for _, key := range Keys() {
		s := catalogue()[key]
		if strings.TrimSpace(s.NL) == "" || strings.TrimSpace(s.EN) == "" {
			t.Errorf("%s: empty in one language", key)
		}
		nl, en := quoted.FindAllString(s.NL, -1), quoted.FindAllString(s.EN, -1)
		slices.Sort(nl)
		slices.Sort(en)
		if !slices.Equal(slices.Compact(nl), slices.Compact(en)) {
			t.Errorf("%s: quotes %v in Dutch and %v in English", key, nl, en)
		}
		if strings.HasSuffix(key, ".one") && !slices.Contains(Keys(), strings.TrimSuffix(key, ".one")+".other") {
			t.Errorf("%s has no .other", key)
		}
	}
}

func TestNumber(t *testing.T) {
	tests := map[string]struct {
		value    float64
		decimals int
		nl, en   string
	}{
		"thousands":         {1234567.9, 1, "1.234.567,9", "1,234,567.9"},
		"as many as it has": {0.25, -1, "0,25", "0.25"},
		"whole":             {999, 0, "999", "999"},
		"negative":          {-1000.5, 1, "−1.000,5", "−1,000.5"},
		"negative zero":     {-0.01, 1, "0,0", "0.0"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if got := Dutch.Number(tt.value, tt.decimals); got != tt.nl {
				t.Errorf("Dutch: %q, want %q", got, tt.nl)
			}
			if got := English.Number(tt.value, tt.decimals); got != tt.en {
				t.Errorf("English: %q, want %q", got, tt.en)
			}
		})
	}
}

func TestErrorNamesPlaceAndCount(t *testing.T) {
	var list problem.List
	for range 52 {
		list.Add(problem.New(problem.Invalid, "problem.internal").At(problem.Place{File: "a.csv", Row: 3, Column: "x"}))
	}
	text := Dutch.Error(list.Err())
	if !strings.HasPrefix(text, "a.csv, rij 3, kolom x: ") || !strings.HasSuffix(text, "En nog 2 problemen.") {
		t.Errorf("got %q", text)
	}
}
