package cbs

import (
	"bytes"
	_ "embed"
	"encoding/csv"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"github.com/buurtbeeld/buurtbeeld/internal/indicator"
)

// The columns that are known by name. The stems of StatLine come from the description of 84799NED (2020) and the
// measures of 83765NED (2017); the names after them are those of the yearly spreadsheets, the boundary files and PDOK,
// each naming the stem that it stands for.
//
//go:embed columns.csv
var columnsText []byte

// family is a group of tables in which a stem means one thing (Dutch: tabelfamilie).
type family string

const (
	kwb    family = "kwb"
	health family = "rivm"
	ses    family = "ses"
	other  family = "cbs"
)

// op is what is made of a column.
type op string

const (
	direct    op = "direct"
	shareOf   op = "share_of"
	per1000Of op = "per1000_of"
	key       op = "key"
	origin    op = "origin"
	same      op = "same"
)

// entry is one line of columns.csv.
type entry struct {
	stem     string
	path     string // folded; "" fits every path
	id       indicator.ID
	op       op
	of       string // folded stem of the denominator
	unit     indicator.Unit
	decimals int
	nl, en   string
}

// dictionary is columns.csv by family and folded stem.
type dictionary map[family]map[string][]entry

var known = sync.OnceValue(func() dictionary {
	d, err := readDictionary(columnsText)
	if err != nil {
		panic(fmt.Errorf("cbs: columns.csv: %w", err))
	}
	return d
})

func readDictionary(text []byte) (dictionary, error) {
	lines, err := csv.NewReader(bytes.NewReader(text)).ReadAll()
	if err != nil {
		return nil, err
	}
	d := dictionary{}
	add := func(f family, stem string, e entry) {
		if d[f] == nil {
			d[f] = map[string][]entry{}
		}
		d[f][stem] = append(d[f][stem], e)
	}
	for _, l := range lines[1:] {
		decimals, _ := strconv.Atoi(l[7])
		e := entry{stem: l[1], path: fold(l[2]), id: indicator.ID(l[3]), op: op(l[4]), of: fold(l[5]),
			unit: indicator.Unit(l[6]), decimals: decimals, nl: l[8], en: l[9]}
		if e.op != same {
			add(family(l[0]), foldName(l[1]), e)
		}
	}
	for _, l := range lines[1:] {
		if op(l[4]) != same {
			continue
		}
		stem, path, _ := strings.Cut(l[5], "|")
		found := d[family(l[0])][foldName(stem)]
		if len(found) == 0 {
			return nil, fmt.Errorf("%s stands for %s, which is not there", l[1], stem)
		}
		for _, e := range found {
			if path == "" || e.path == fold(path) {
				e.path = ""
				add(family(l[0]), foldName(l[1]), e)
			}
		}
	}
	return d, nil
}

// lookup returns what is known of a stem, of those entries that fit the path; a path that is not known fits all.
func (d dictionary) lookup(f family, stem, path string) []entry {
	var fit []entry
	folded := fold(path)
	for _, e := range d[f][stem] {
		if e.path == "" || path == "" || strings.Contains(folded, e.path) {
			fit = append(fit, e)
		}
	}
	return fit
}

// fold returns a name as it is compared: small letters and digits without accents.
func fold(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	for i := 0; i < len(s); i++ {
		c := s[i]
		switch {
		case c >= 'a' && c <= 'z', c >= '0' && c <= '9':
			b.WriteByte(c)
		case c >= 'A' && c <= 'Z':
			b.WriteByte(c + 'a' - 'A')
		case c >= 0x80:
			return foldAccents(s)
		}
	}
	return b.String()
}

func foldAccents(s string) string {
	return fold(strings.Map(func(r rune) rune {
		if r >= 0x80 || unicode.Is(unicode.Mn, r) {
			return -1
		}
		return r
	}, norm.NFD.String(s)))
}

// foldName is fold for a whole name: a name with a percent sign is another column than the one without.
func foldName(s string) string {
	f := fold(s)
	if strings.Contains(s, "%") && !strings.HasPrefix(s, "40%") && !strings.HasPrefix(s, "20%") {
		return f + "%"
	}
	return f
}

var suffix = regexp.MustCompile(`_\d+$`)

// stemOf returns the part of a name of OData that stays the same over the years: k_65JaarOfOuder_12 is 65JaarOfOuder.
func stemOf(name string) string {
	return strings.TrimPrefix(suffix.ReplaceAllString(name, ""), "k_")
}

var (
	lowUp   = regexp.MustCompile(`([a-z])([A-Z0-9])`)
	digitUp = regexp.MustCompile(`([0-9])([A-Za-z])`)
	upUpLow = regexp.MustCompile(`([A-Z]+)([A-Z][a-z])`)
	noName  = regexp.MustCompile(`[^a-z0-9]+`)
)

// snake returns a name as ids are spelled: GemiddeldeHuishoudensgrootte is gemiddelde_huishoudensgrootte.
func snake(name string) string {
	s := strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return r
	}, norm.NFD.String(name))
	for _, cut := range []*regexp.Regexp{lowUp, digitUp, upUpLow} {
		s = cut.ReplaceAllString(s, "${1}_${2}")
	}
	return strings.Trim(noName.ReplaceAllString(strings.ToLower(s), "_"), "_")
}

// ownID returns the id of a column that the catalogue does not know.
func ownID(f family, name string) indicator.ID {
	id := string(f) + "_" + snake(name)
	if len(id) > 80 {
		id = strings.TrimRight(id[:80], "_")
	}
	return indicator.ID(id)
}
