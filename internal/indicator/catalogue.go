package indicator

import (
	"bytes"
	_ "embed"
	"fmt"
	"slices"
	"strings"
	"sync"
	"unicode"

	"go.yaml.in/yaml/v3"
	"golang.org/x/text/unicode/norm"
)

//go:embed catalogue.yaml
var catalogueText []byte

// entry is one figure as catalogue.yaml spells it.
type entry struct {
	ID          string    `yaml:"id"`
	Name        Text      `yaml:"name"`
	Unit        Unit      `yaml:"unit"`
	Kind        Kind      `yaml:"kind"`
	Sphere      Sphere    `yaml:"sphere"`
	Direction   Direction `yaml:"direction"`
	Decimals    int       `yaml:"decimals"`
	Denominator ID        `yaml:"denominator"`
	Source      string    `yaml:"source"`
	Column      string    `yaml:"column"`
	Modelled    bool      `yaml:"modelled"`
	Summable    bool      `yaml:"summable"`
	Definition  Text      `yaml:"definition"`
}

// loaded is the catalogue, read when it is first asked for; a mistake in it is a mistake in the program, found by the
// first test that runs.
var loaded = sync.OnceValue(func() []Indicator {
	list, err := readCatalogue(catalogueText)
	if err != nil {
		panic(fmt.Errorf("indicator: catalogue: %w", err))
	}
	return list
})

func readCatalogue(text []byte) ([]Indicator, error) {
	var entries []entry
	d := yaml.NewDecoder(bytes.NewReader(text))
	d.KnownFields(true)
	if err := d.Decode(&entries); err != nil {
		return nil, err
	}
	list := make([]Indicator, 0, len(entries))
	for _, e := range entries {
		id, err := ParseID(e.ID)
		if err != nil {
			return nil, err
		}
		list = append(list, Indicator{ID: id, Name: e.Name, Unit: e.Unit, Kind: e.Kind, Sphere: e.Sphere,
			Direction: e.Direction, Definition: e.Definition, Denominator: e.Denominator, Decimals: e.Decimals,
			Source: e.Source, SourceColumn: e.Column, Catalogue: true, Summable: e.Summable, Modelled: e.Modelled})
	}
	return list, nil
}

// Catalogue returns the starter catalogue (Dutch: startcatalogus) in its own order.
func Catalogue() []Indicator { return slices.Clone(loaded()) }

// FindInCatalogue returns the figure of the starter catalogue with that name.
func FindInCatalogue(id ID) (Indicator, bool) {
	for _, n := range loaded() {
		if n.ID == id {
			return n, true
		}
	}
	return Indicator{}, false
}

// Search returns the figures of a list in which every word of the text occurs, in name, id or column of the source, in
// either language; accents and capitals do not matter. Figures whose name begins with the text come first; otherwise
// the order of the list stays. An empty text finds everything.
func Search(list []Indicator, text string) []Indicator {
	words := strings.Fields(Plain(text))
	whole := strings.Join(words, " ")
	var first, rest []Indicator
	for _, n := range list {
		nl, en := Plain(n.Name.NL), Plain(n.Name.EN)
		hay := strings.Join([]string{nl, en, Plain(string(n.ID)), string(n.ID), Plain(n.SourceColumn)}, "\n")
		if slices.ContainsFunc(words, func(w string) bool { return !strings.Contains(hay, w) }) {
			continue
		}
		if strings.HasPrefix(nl, whole) || strings.HasPrefix(en, whole) {
			first = append(first, n)
		} else {
			rest = append(rest, n)
		}
	}
	return append(first, rest...)
}

// Plain returns a text as search compares it: small letters and digits without accents, every other sign a blank.
func Plain(s string) string {
	var b strings.Builder
	blank := false
	for _, r := range norm.NFD.String(s) {
		switch {
		case unicode.Is(unicode.Mn, r):
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			if blank && b.Len() > 0 {
				b.WriteByte(' ')
			}
			blank = false
			b.WriteRune(unicode.ToLower(r))
		default:
			blank = true
		}
	}
	return b.String()
}
