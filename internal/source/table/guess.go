package table

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/buurtbeeld/buurtbeeld/internal/indicator"
)

// guessUnit guesses what a column counts. A guess carries a remark.
func guessUnit(name string, n numbers) (unit, remark string) {
	plain := " " + indicator.Plain(name) + " "
	has := func(words ...string) bool {
		return slices.ContainsFunc(words, func(w string) bool { return strings.Contains(plain, w) })
	}
	percent := strings.Contains(name, "%") || has("perc", "aandeel", "share", "pct")
	switch {
	case n.fractions && n.least >= 0 && n.most <= 1:
		return "%", "table.propose_fraction"
	case percent:
		return "%", "table.propose_guess"
	case has("per 1000", "per1000"):
		return "per 1000", "table.propose_guess"
	case has(" inwoners", "population", "personen", "clienten", "deelnemers", "mensen"):
		return "persons", "table.propose_guess"
	case has("aantal", "count", "total"):
		return "count", "table.propose_guess"
	}
	return "?", "table.ask_unit_remark"
}

var notID = regexp.MustCompile(`[^a-z0-9]+`)

// proposedID makes an id of the name of a column.
func proposedID(name string, taken map[string]bool) string {
	plain := indicator.Plain(name)
	id := strings.Trim(notID.ReplaceAllString(plain, "_"), "_")
	if id == "" || id[0] < 'a' {
		id = "own_" + id
	}
	if strings.Contains(name, "%") && !strings.HasSuffix(id, "share") {
		id += "_share"
	}
	if len(id) > 70 {
		id = id[:70]
	}
	id = strings.Trim(id, "_")
	if _, ok := indicator.FindInCatalogue(indicator.ID(id)); ok {
		id = "own_" + id // the catalogue's figure has a definition that this column need not have
	}
	base := id
	for n := 2; taken[id]; n++ {
		id = fmt.Sprintf("%s_%d", base, n)
	}
	taken[id] = true
	return id
}

// readable is the name of a column as a start for the name on the page.
func readable(name string) string {
	s := strings.Join(strings.Fields(strings.NewReplacer("_", " ", "%", " ").Replace(name)), " ")
	if s == "" {
		return name
	}
	return s
}

// quote writes a text as YAML, in double quotes.
func quote(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r < ' ' || r == 0x7f || r >= 0x80 && r < 0xa0 || r == 0x2028 || r == 0x2029 || r == 0xfeff:
			fmt.Fprintf(&b, `\u%04x`, r)
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte('"')
	return b.String()
}

var (
	yearInName = regexp.MustCompile(`(19|20)\d\d`)
	// populationNames are what a column of inhabitants is called when words such as "number of" and a year are taken away.
	populationNames = []string{"inwoners", "inwonertal", "inw", "bevolking", "population", "inhabitants", "residents"}
	countingWords   = []string{"aantal", "aant", "a", "totaal", "totale", "total", "number", "of", "het", "alle", "all"}
)

// populationColumn finds the column that counts the inhabitants; of several years, the newest. A share or a part of the
// people is none.
func (p *proposal) populationColumn() int {
	best, newest := -1, ""
	for i, h := range p.s.header {
		year, rest := "", ""
		for _, word := range strings.Fields(indicator.Plain(h)) {
			switch {
			case yearInName.MatchString(word) && len(word) == 4:
				year = word
			case slices.Contains(countingWords, word):
			default:
				rest += strings.TrimPrefix(word, "aantal")
			}
		}
		if !slices.Contains(populationNames, rest) || best >= 0 && year <= newest || strings.Contains(h, "%") {
			continue
		}
		if n := p.numbers(i); n.count > 0 && n.least >= 0 && !n.fractions {
			best, newest = i, year
		}
	}
	return best
}

// nameColumn finds the column with names of areas.
func (p *proposal) nameColumn() int {
	for i, h := range p.s.header {
		plain := indicator.Plain(h)
		words := strings.Fields(plain)
		if i != p.key && len(words) > 0 && isName(words[len(words)-1], plain) && p.s.filled(i) > 0 && p.numbers(i).count == 0 {
			return i
		}
	}
	return -1
}

// isName reports whether a column with this last word is called after names of areas. Suriname is none.
func isName(last, whole string) bool {
	if slices.Contains([]string{"wijk", "buurt", "gemeente", "wijknaam", "buurtnaam", "gemeentenaam", "gebiedsnaam", "regionaam"}, whole) {
		return true
	}
	return last == "naam" || last == "name" || strings.HasSuffix(last, "gemeentenaam") || strings.HasSuffix(last, "wijknaam") ||
		strings.HasSuffix(last, "buurtnaam")
}
