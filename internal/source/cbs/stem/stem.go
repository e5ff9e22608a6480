// Package stem knows the columns of CBS and RIVM by the stem of their names: what stays when the number at the end moves
// from year to year (Dutch: stam van een kolomnaam).
package stem

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

// Family is a group of tables in which a stem means one thing (Dutch: tabelfamilie).
type Family string

// The families: the yearly table of the wijken en buurten in all its forms, RIVM's tables of health, the scores of
// socio-economic status, and everything else.
const (
	KWB    Family = "kwb"
	Health Family = "rivm"
	SES    Family = "ses"
	Other  Family = "cbs"
)

// Op is what is made of a column (Dutch: bewerking).
type Op string

// The operations: the column is the figure, a part of it in hundreds or thousands of another column, it names or
// describes areas, or it counts people by country of origin.
const (
	Direct    Op = "direct"
	ShareOf   Op = "share_of"
	Per1000Of Op = "per1000_of"
	Key       Op = "key"
	Origin    Op = "origin"
	same      Op = "same"
)

// Entry is one figure that a column brings (Dutch: regel in de kolommenlijst).
type Entry struct {
	// Stem is the stem as StatLine spells it, and Path a folded word that must stand in its path; "" fits every path.
	Stem, Path string
	ID         indicator.ID
	Op         Op
	// Of is the folded stem of the denominator.
	Of       string
	Unit     indicator.Unit
	Decimals int
	NL, EN   string
}

// Dictionary is what is known of columns, by family and folded stem (Dutch: kolommenlijst).
type Dictionary map[Family]map[string][]Entry

// Known returns the columns that are known by name.
var Known = sync.OnceValue(func() Dictionary {
	d, err := readDictionary(columnsText)
	if err != nil {
		panic(fmt.Errorf("cbs: columns.csv: %w", err))
	}
	return d
})

func readDictionary(text []byte) (Dictionary, error) {
	lines, err := csv.NewReader(bytes.NewReader(text)).ReadAll()
	if err != nil {
		return nil, err
	}
	d := Dictionary{}
	add := func(f Family, stem string, e Entry) {
		if d[f] == nil {
			d[f] = map[string][]Entry{}
		}
		d[f][stem] = append(d[f][stem], e)
	}
	for _, l := range lines[1:] {
		decimals, _ := strconv.Atoi(l[7])
		e := Entry{Stem: l[1], Path: Fold(l[2]), ID: indicator.ID(l[3]), Op: Op(l[4]), Of: Fold(l[5]),
			Unit: indicator.Unit(l[6]), Decimals: decimals, NL: l[8], EN: l[9]}
		if e.Op != same {
			add(Family(l[0]), FoldName(l[1]), e)
		}
	}
	for _, l := range lines[1:] {
		if Op(l[4]) != same {
			continue
		}
		stem, path, _ := strings.Cut(l[5], "|")
		found := d[Family(l[0])][FoldName(stem)]
		if len(found) == 0 {
			return nil, fmt.Errorf("%s stands for %s, which is not there", l[1], stem)
		}
		for _, e := range found {
			if path == "" || e.Path == Fold(path) {
				e.Path = ""
				add(Family(l[0]), FoldName(l[1]), e)
			}
		}
	}
	return d, nil
}

// Lookup returns what is known of a stem, of those entries that fit the path; a path that is not known fits all.
func (d Dictionary) Lookup(f Family, stem, path string) []Entry {
	var fit []Entry
	folded := Fold(path)
	for _, e := range d[f][stem] {
		if e.Path == "" || path == "" || strings.Contains(folded, e.Path) {
			fit = append(fit, e)
		}
	}
	return fit
}

// Fold returns a name as it is compared: small letters and digits without accents.
func Fold(s string) string {
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
	return Fold(strings.Map(func(r rune) rune {
		if r >= 0x80 || unicode.Is(unicode.Mn, r) {
			return -1
		}
		return r
	}, norm.NFD.String(s)))
}

// FoldName is Fold for a whole name: a name with a percent sign is another column than the one without.
func FoldName(s string) string {
	f := Fold(s)
	if strings.Contains(s, "%") && !strings.HasPrefix(s, "40%") && !strings.HasPrefix(s, "20%") {
		return f + "%"
	}
	return f
}

var suffix = regexp.MustCompile(`_\d+$`)

// Numbered reports whether a name ends in the number that CBS moves every year.
func Numbered(name string) bool { return suffix.MatchString(name) }

// Of returns the part of a name of OData that stays the same over the years: k_65JaarOfOuder_12 is 65JaarOfOuder.
func Of(name string) string {
	return strings.TrimPrefix(suffix.ReplaceAllString(name, ""), "k_")
}

var (
	lowUp   = regexp.MustCompile(`([a-z])([A-Z0-9])`)
	digitUp = regexp.MustCompile(`([0-9])([A-Za-z])`)
	upUpLow = regexp.MustCompile(`([A-Z]+)([A-Z][a-z])`)
	noName  = regexp.MustCompile(`[^a-z0-9]+`)
)

// Snake returns a name as ids are spelled: GemiddeldeHuishoudensgrootte is gemiddelde_huishoudensgrootte.
func Snake(name string) string {
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

// OwnID returns the id of a column that the catalogue does not know.
func OwnID(f Family, name string) indicator.ID {
	id := string(f) + "_" + Snake(name)
	if len(id) > 80 {
		id = strings.TrimRight(id[:80], "_")
	}
	return indicator.ID(id)
}
