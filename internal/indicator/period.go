package indicator

import (
	"strconv"
	"strings"

	"github.com/buurtbeeld/buurtbeeld/internal/problem"
)

// Period is the time to which a value refers (Dutch: verslagperiode): a calendar year. The zero value is no period.
type Period struct{ year int }

// Year returns the period of a calendar year.
func Year(year int) Period { return Period{year} }

// ParsePeriod reads a year as sources write it: 2022, 2022JJ00, 2024* (provisional).
func ParsePeriod(s string) (p Period, provisional bool, err error) {
	t := strings.TrimSpace(s)
	t, provisional = strings.CutSuffix(t, "*")
	t = strings.TrimSuffix(strings.ToUpper(t), "JJ00")
	year, e := strconv.Atoi(t)
	if e != nil || year < 1800 || year > 2200 {
		return Period{}, false, problem.New(problem.Invalid, "indicator.period_unreadable", "period", s)
	}
	return Period{year}, provisional, nil
}

// Year returns the calendar year.
func (p Period) Year() int { return p.year }

// IsZero reports whether there is no period.
func (p Period) IsZero() bool { return p.year == 0 }

// String returns the year.
func (p Period) String() string { return strconv.Itoa(p.year) }

// Compare orders periods by time.
func (p Period) Compare(other Period) int { return p.year - other.year }
