package indicator

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"unicode"

	"pgregory.net/rapid"

	"github.com/buurtbeeld/buurtbeeld/internal/problem"
)

// written is the signs of a column by area, with ? where none is known.
func written(c Column) []string {
	all := make([]string, c.Len())
	for i := range all {
		if all[i] = "?"; c.HasSign(i) {
			all[i] = c.SignAt(i)
		}
	}
	return all
}

func TestASignStandsWhereThereIsNoNumber(t *testing.T) {
	b := NewBuilder(Key{}, index(t, "BU05050000", "BU05050001", "BU05050002", "BU05050003"))
	if p := b.Column().Parts(); p.Signs != nil || p.SignTexts != nil {
		t.Error("a column without signs must cost nothing")
	}
	_ = b.SetKnown(0, 12, 0)
	b.SetSign(0, ".")
	b.SetMissing(1, Of(Withheld))
	b.SetSign(1, "x")
	b.SetSign(2, "")
	c := b.Column()
	if got := written(c); !slices.Equal(got, []string{"?", "x", "", "?"}) || c.SignAt(0) != "" || c.SignAt(3) != "" {
		t.Errorf("signs %q", got)
	}
	b.SetMissing(1, Of(NotMeasured))
	if c := b.Column(); c.SignAt(1) != "x" || c.At(1).Status() != NotMeasured {
		t.Error("a sign stays when it comes to mean something else")
	}
	_ = b.SetKnown(1, 3, 0)
	if b.Column().HasSign(1) {
		t.Error("an area with a number has no sign")
	}
	if b.SetSign(2, "12"); b.Column().HasSign(2) {
		t.Error("a sign that was refused must not leave the one before it")
	}
}

// Promise: a sign holds no number.
func TestASignHoldsNoNumber(t *testing.T) {
	x := index(t, "BU05050000")
	kept := func(sign string) bool {
		b := NewBuilder(Key{}, x)
		b.SetMissing(0, Of(Withheld))
		b.SetSign(0, sign)
		return b.Column().HasSign(0)
	}
	for _, sign := range []string{"", ".", "x", "X", "null", "NULL", "NA", "n.v.t.", "geheim", "-", "*", "-99995", "-99997",
		"-99999997", "-99999998", "-99999999"} {
		if !kept(sign) {
			t.Errorf("%q is a sign", sign)
		}
	}
	for _, sign := range []string{"3", "-1", "<5", "x3", "0", "-9999999", "99999997", "-99999999.0", "½", "²", "٣", "Ⅳ", " .", ".\n", "\x00",
		"\xff", strings.Repeat("x", 17), strings.Repeat("é", 17)} {
		if kept(sign) {
			t.Errorf("%q is none", sign)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		sign := rapid.OneOf(rapid.String(), rapid.Map(rapid.Int(), func(n int) string { return fmt.Sprint(n) }),
			rapid.StringMatching(`[ .x<>-]{0,3}[0-9]{0,9}[ .x]{0,3}`)).Draw(t, "sign")
		if kept(sign) && !slices.Contains(missingCodes, sign) && strings.ContainsFunc(sign, unicode.IsNumber) {
			t.Errorf("%q holds a number", sign)
		}
	})
}

func TestRestoreRefusesSignsThatNoBuilderMakes(t *testing.T) {
	x := index(t, "BU05050000", "BU05050001")
	whole := func() Parts {
		return Parts{Index: x, Numbers: []float64{1, 0}, Marks: []Mark{Of(Known), Of(Withheld)}, Signs: []uint8{0, 1}, SignTexts: []string{"x"}}
	}
	if c, err := Restore(whole()); err != nil || c.SignAt(1) != "x" {
		t.Fatal(err)
	}
	for name, damage := range map[string]func(*Parts){
		"a sign beside a number":     func(p *Parts) { p.Signs[0] = 1 },
		"a sign of which no text is": func(p *Parts) { p.Signs[1] = 2 },
		"a number as a text":         func(p *Parts) { p.SignTexts[0] = "3" },
		"a text twice":               func(p *Parts) { p.SignTexts = []string{"x", "x"} },
		"too short":                  func(p *Parts) { p.Signs = p.Signs[:1] },
		"texts alone":                func(p *Parts) { p.Signs = nil },
		"signs without texts":        func(p *Parts) { p.SignTexts = nil },
		"too many texts": func(p *Parts) {
			for i := range maxSigns + 1 {
				p.SignTexts = append(p.SignTexts, "y"+string(rune('a'+i%26))+string(rune('a'+i/26)))
			}
		},
		"a bound of a withheld cell": func(p *Parts) { p.Lower, p.Upper = []float64{1, 3}, []float64{1, 3} },
		"a count of a withheld cell": func(p *Parts) { p.Numerator, p.Denominator = []float64{1, 3}, []float64{1, 0} },
	} {
		p := whole()
		damage(&p)
		if _, err := Restore(p); problem.KeyOf(err) != "indicator.column_broken" {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestWhatIsGivenToACellWithoutANumberIsNotKept(t *testing.T) {
	b := NewBuilder(Key{}, index(t, "BU05050000"))
	b.SetMissing(0, Of(Withheld))
	if err := b.SetBounds(0, 2, 4); err != nil {
		t.Fatal(err)
	}
	b.SetRatio(0, 3, 5)
	if p := b.Column().Parts(); p.Lower != nil || p.Numerator != nil {
		t.Errorf("%+v", p)
	}
}

func TestSignsAreOnlySoMany(t *testing.T) {
	var codes []string
	for i := range maxSigns + 45 {
		codes = append(codes, fmt.Sprintf("BU0505%04d", i))
	}
	b := NewBuilder(Key{}, index(t, codes...))
	for i := range codes {
		b.SetSign(i, "y"+string(rune('a'+i%26))+string(rune('a'+i/26)))
	}
	c := b.Column()
	if !c.HasSign(maxSigns-1) || c.HasSign(maxSigns) {
		t.Error("the first 255 are kept, and no other is put in the place of one")
	}
	if _, err := Restore(c.Parts()); err != nil {
		t.Error(err)
	}
}

// signed returns a column in which a sign stands at the first areas, and the others have numbers.
func signed(t *testing.T, sign string, missing int, codes ...string) Column {
	t.Helper()
	b := NewBuilder(Key{Indicator: "a"}, index(t, codes...))
	for i := range codes {
		if i < missing {
			b.SetSign(i, sign)
		} else if err := b.SetKnown(i, float64(i), 0); err != nil {
			t.Fatal(err)
		}
	}
	return b.Column()
}

func TestAlignAndOverlayKeepSigns(t *testing.T) {
	newer := signed(t, "x", 2, "BU05050001", "BU05050002", "BU05050003")
	older := signed(t, ".", 2, "BU05050000", "BU05050001", "BU05050002", "BU05060000")
	wider := index(t, "BU05040000", "BU05050001", "BU05050003", "BU05070000")
	if got := written(newer.Align(wider)); !slices.Equal(got, []string{"?", "x", "?", "?"}) {
		t.Errorf("aligned %q", got)
	}
	for name, tt := range map[string]struct {
		series string
		want   []string
	}{
		// a correction takes a figure back with its own sign; another source knows what this one does not
		"one series":  {"a", []string{".", "x", "x", "?", "?"}},
		"two sources": {"b", []string{".", "x", "?", "?", "?"}},
	} {
		c := Overlay([]Layered{{"a", newer}, {tt.series, older}})
		if got := written(c); !slices.Equal(got, tt.want) {
			t.Errorf("%s: %q, want %q", name, got, tt.want)
		}
		if _, err := Restore(c.Parts()); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}
