package locale

import (
	"math"
	"strconv"
	"strings"
	"time"
)

// Number writes a number with a fixed number of decimals, or with as many as it has when decimals is negative:
// "1.234,5" in Dutch and "1,234.5" in English. NaN and infinities, which no figure may be, come out as a dash.
func (l Language) Number(v float64, decimals int) string {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return "–"
	}
	digits := strconv.FormatFloat(math.Abs(v), 'f', decimals, 64)
	whole, fraction, _ := strings.Cut(digits, ".")
	group, point := ".", ","
	if l == English {
		group, point = ",", "."
	}
	var b strings.Builder
	if v < 0 && strings.Trim(digits, "0.") != "" {
		b.WriteString("−")
	}
	for i, d := range whole {
		if i > 0 && (len(whole)-i)%3 == 0 {
			b.WriteString(group)
		}
		b.WriteRune(d)
	}
	if fraction != "" {
		b.WriteString(point + fraction)
	}
	return b.String()
}

var months = [2][12]string{
	{"januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september", "oktober", "november", "december"},
	{"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"},
}

// Date writes a day as "21 november 2026" or "21 November 2026".
func (l Language) Date(t time.Time) string {
	return strconv.Itoa(t.Day()) + " " + months[l][t.Month()-1] + " " + strconv.Itoa(t.Year())
}
