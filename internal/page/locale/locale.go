// Package locale holds every sentence that people read, in Dutch and English side by side (Dutch: vertaling), and
// writes numbers and dates the way each language does.
//
// The sentences stand in text/*.yaml, one file per noun: a key with nl and en. A sentence quotes values as {name}.
// A key that ends in .one is taken instead of .other when the value n is 1.
package locale

import (
	"embed"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"

	"go.yaml.in/yaml/v3"

	"github.com/buurtbeeld/buurtbeeld/internal/problem"
)

//go:embed text/*.yaml
var texts embed.FS

// Language is a language of the program (Dutch: taal). The zero value is Dutch.
type Language uint8

const (
	// Dutch is the first language of every page.
	Dutch Language = iota
	// English is the second language, and complete.
	English
)

// ParseLanguage reads "nl" or "en", also in the longer forms of browsers and systems such as "nl-NL" and "en_US.UTF-8".
func ParseLanguage(s string) (Language, bool) {
	head, _, _ := strings.Cut(strings.ToLower(strings.TrimSpace(s)), ".")
	head, _, _ = strings.Cut(strings.ReplaceAll(head, "_", "-"), "-")
	switch head {
	case "nl":
		return Dutch, true
	case "en":
		return English, true
	}
	return Dutch, false
}

// String returns the tag of the language for the lang attribute of a page.
func (l Language) String() string {
	if l == English {
		return "en"
	}
	return "nl"
}

// Other returns the language that the switch on a page leads to.
func (l Language) Other() Language {
	if l == English {
		return Dutch
	}
	return English
}

// sentence is one text in both languages.
type sentence struct {
	NL string `yaml:"nl"`
	EN string `yaml:"en"`
}

// sentences are texts by their key.
type sentences map[string]sentence

// parts are the files of texts, each read when it is first asked for: a program that needs one file reads no other. A mistake
// in them is a mistake in the program, found by the first test that runs.
var parts = mustList()

// catalogue is all texts.
var catalogue = sync.OnceValue(func() sentences {
	all := sentences{}
	for _, name := range slices.Sorted(maps.Keys(parts)) {
		for key, s := range parts[name]() {
			if _, twice := all[key]; twice {
				panic("locale: key twice: " + key)
			}
			all[key] = s
		}
	}
	return all
})

func mustList() map[string]func() sentences {
	files, err := texts.ReadDir("text")
	if err != nil {
		panic(err)
	}
	list := map[string]func() sentences{}
	for _, f := range files {
		list[strings.TrimSuffix(f.Name(), ".yaml")] = sync.OnceValue(func() sentences { return mustRead(f.Name()) })
	}
	return list
}

func mustRead(name string) sentences {
	raw, err := texts.ReadFile("text/" + name)
	if err != nil {
		panic(err)
	}
	var part sentences
	if err := yaml.Unmarshal(raw, &part); err != nil {
		panic(fmt.Errorf("locale: %s: %w", name, err))
	}
	return part
}

// find returns the first of the keys that there is. It looks in the file of the noun before it reads all of them.
func find(keys ...string) (sentence, bool) {
	look := func(in sentences) (sentence, bool) {
		for _, key := range keys {
			if s, ok := in[key]; ok {
				return s, true
			}
		}
		return sentence{}, false
	}
	noun, _, _ := strings.Cut(keys[0], ".")
	if part, ok := parts[noun]; ok {
		if s, ok := look(part()); ok {
			return s, true
		}
	}
	return look(catalogue())
}

// Keys returns every key of the catalogue in order.
func Keys() []string {
	return slices.Sorted(maps.Keys(catalogue()))
}

// Has reports whether the catalogue holds the key, or its plural forms.
func Has(key string) bool {
	_, whole := catalogue()[key]
	_, one := catalogue()[key+".one"]
	_, other := catalogue()[key+".other"]
	return whole || one && other
}

// Text returns the sentence of a key with its values filled in, given as pairs of name and value. A key that is not
// there comes back as itself in brackets, which every test of a page refuses.
func (l Language) Text(key string, pairs ...any) string {
	form := ".other"
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i] == "n" && fmt.Sprint(pairs[i+1]) == "1" {
			form = ".one"
		}
	}
	s, ok := find(key, key+form)
	if !ok {
		return "[" + key + "]"
	}
	text := s.NL
	if l == English {
		text = s.EN
	}
	for i := 0; i+1 < len(pairs); i += 2 {
		text = strings.ReplaceAll(text, "{"+fmt.Sprint(pairs[i])+"}", l.value(pairs[i+1]))
	}
	return text
}

// value writes one quoted value.
func (l Language) value(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case int:
		return l.Number(float64(v), 0)
	case int64:
		return l.Number(float64(v), 0)
	case float64:
		return l.Number(v, -1)
	case []string:
		return l.List(v)
	}
	return fmt.Sprint(v)
}

// List joins words the way a sentence does: "a, b en c".
func (l Language) List(words []string) string {
	and := " en "
	if l == English {
		and = " and "
	}
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	return strings.Join(words[:len(words)-1], ", ") + and + words[len(words)-1]
}

// Problem returns the sentence of one problem, with its place before it.
func (l Language) Problem(p *problem.Error) string {
	var pairs []any
	for _, a := range p.Args() {
		pairs = append(pairs, a.Name, a.Value)
	}
	text := l.Text(p.Key(), pairs...)
	if where := l.place(p.Place()); where != "" {
		text = where + ": " + text
	}
	return text
}

func (l Language) place(p problem.Place) string {
	var parts []string
	if p.File != "" {
		parts = append(parts, p.File)
	}
	if p.Sheet != "" {
		parts = append(parts, l.Text("place.sheet", "name", p.Sheet))
	}
	if p.Row > 0 {
		parts = append(parts, l.Text("place.row", "row", fmt.Sprint(p.Row)))
	}
	if p.Column != "" {
		parts = append(parts, l.Text("place.column", "name", p.Column))
	}
	return strings.Join(parts, ", ")
}

// Error returns what a person reads about err: every problem in it, one sentence a line. Of an error that is none of
// ours only that something broke; the rest is for the log.
func (l Language) Error(err error) string {
	problems, more := problem.All(err)
	if len(problems) == 0 {
		return l.Text("problem.internal")
	}
	lines := make([]string, 0, len(problems)+1)
	for _, p := range problems {
		lines = append(lines, l.Problem(p))
	}
	if more > 0 {
		lines = append(lines, l.Text("problem.more", "n", more))
	}
	return strings.Join(lines, "\n")
}
