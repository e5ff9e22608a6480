package packed

import (
	"bytes"
	"encoding/hex"
	"errors"
	"fmt"
	"math"
	"reflect"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/buurtbeeld/buurtbeeld/internal/area"
	"github.com/buurtbeeld/buurtbeeld/internal/indicator"
)

var buurten = area.DivisionID{Level: area.Neighbourhood, Year: 2020}

func index(t testing.TB, n int) *area.Index {
	t.Helper()
	codes := make([]area.Code, n)
	for i := range codes {
		c, err := area.ParseCode(fmt.Sprintf("BU%04d%04d", 3+i/40, i%40*10))
		if err != nil {
			t.Fatal(err)
		}
		codes[i] = c
	}
	x, err := area.NewIndex(buurten, codes)
	if err != nil {
		t.Fatal(err)
	}
	return x
}

func parts(x *area.Index) indicator.Parts {
	p := indicator.Parts{Index: x}
	for i := range x.Len() {
		n := float64(i*i) / 10
		p.Numbers, p.Lower, p.Upper = append(p.Numbers, n), append(p.Lower, n-0.25), append(p.Upper, n/3)
		p.Numerator, p.Denominator = append(p.Numerator, float64(i)), append(p.Denominator, math.Copysign(0, -1))
		p.Marks = append(p.Marks, indicator.Of(indicator.Known))
	}
	return p
}

// signedParts is parts of which the last have no number but a sign.
func signedParts(x *area.Index) indicator.Parts {
	p := parts(x)
	p.Signs, p.SignTexts = make([]uint8, x.Len()), []string{".", "", "-99999997"}
	for i := x.Len() / 2; i < x.Len(); i++ {
		p.Numbers[i], p.Lower[i], p.Upper[i], p.Numerator[i], p.Denominator[i] = 0, 0, 0, 0, 0
		p.Marks[i], p.Signs[i] = indicator.Of(indicator.Withheld), uint8(i%4)
	}
	return p
}

// everyFlip calls parse with b in which one bit differs, for every bit, and with every shorter b.
func everyFlip(t *testing.T, b []byte, parse func([]byte) error) {
	t.Helper()
	if err := parse(b); err != nil {
		t.Fatal(err)
	}
	for i := range b {
		for bit := range 8 {
			b[i] ^= 1 << bit
			if err := parse(b); !errors.Is(err, ErrBroken) {
				t.Fatalf("bit %d of byte %d flipped: %v", bit, i, err)
			}
			b[i] ^= 1 << bit
		}
		if err := parse(b[:i]); !errors.Is(err, ErrBroken) {
			t.Fatalf("only %d bytes: %v", i, err)
		}
	}
}

func TestEveryFlippedBitIsNoticed(t *testing.T) {
	x := index(t, 20)
	everyFlip(t, Values(parts(x), "here"), func(b []byte) error {
		return ParseValues(b, "here", &indicator.Parts{Index: x})
	})
	everyFlip(t, Values(signedParts(x), "here"), func(b []byte) error {
		return ParseValues(b, "here", &indicator.Parts{Index: x})
	})
	everyFlip(t, Codes(x, "here"), func(b []byte) error {
		_, err := ParseCodes(b, buurten, "here")
		return err
	})
	d, err := area.NewDivision(buurten, []area.Area{{Code: x.Code(0), Name: "’t Zand", Kind: area.Water, Change: area.Recoded}})
	if err != nil {
		t.Fatal(err)
	}
	everyFlip(t, Names(d, "here"), func(b []byte) error {
		_, err := ParseNames(b, d.Index(), "here")
		return err
	})
	shape, err := Boundaries(x.Codes()[:1], []area.Geometry{{{{{X: 1, Y: 2}, {X: 3, Y: 2}, {X: 3, Y: 5}, {X: 1, Y: 2}}}}}, "here")
	if err != nil {
		t.Fatal(err)
	}
	everyFlip(t, shape, func(b []byte) error {
		return ParseBoundaries(b, "here", func(area.Code, area.Geometry) {})
	})
}

func TestBytesOfAnotherPlaceAreRefused(t *testing.T) {
	x := index(t, 3)
	if err := ParseValues(Values(parts(x), "here"), "there", &indicator.Parts{Index: x}); !errors.Is(err, ErrBroken) {
		t.Errorf("values: %v", err)
	}
	if _, err := ParseCodes(Codes(x, "here"), buurten, "there"); !errors.Is(err, ErrBroken) {
		t.Errorf("codes: %v", err)
	}
	if Checksum("a", "bc") == Checksum("ab", "c") || Checksum("a") == Checksum("a", "") {
		t.Error("other texts have the same checksum")
	}
}

func TestSignsComeBack(t *testing.T) {
	x := index(t, 20)
	for name, want := range map[string]indicator.Parts{"with signs": signedParts(x), "without": parts(x)} {
		got := indicator.Parts{Index: x}
		if err := ParseValues(Values(want, "here"), "here", &got); err != nil || !reflect.DeepEqual(got.Signs, want.Signs) ||
			!slices.Equal(got.SignTexts, want.SignTexts) {
			t.Errorf("%s: %v %q, %v", name, got.Signs, got.SignTexts, err)
		}
	}
	with, without := signedParts(x), signedParts(x)
	without.Signs, without.SignTexts = nil, nil
	if a, b := Values(with, "here"), Values(without, "here"); !bytes.Equal(a[1:len(b)-sealBytes], b[1:len(b)-sealBytes]) {
		t.Error("signs are behind all else")
	}
}

// These bytes were packed by the program before it kept signs: 1.5, withheld, 3, with bounds.
func TestValuesThatWerePackedBeforeThereWereSignsAreRead(t *testing.T) {
	body, err := hex.DecodeString("0301010102010101010f001e01010a00190101140023f11d6070")
	if err != nil {
		t.Fatal(err)
	}
	x := index(t, 3)
	got := indicator.Parts{Index: x}
	if err := ParseValues(body, "here", &got); err != nil {
		t.Fatal(err)
	}
	want := indicator.Parts{Index: x, Numbers: []float64{1.5, 0, 3}, Lower: []float64{1, 0, 2.5}, Upper: []float64{2, 0, 3.5},
		Marks: []indicator.Mark{indicator.Of(indicator.Known), indicator.Of(indicator.Withheld), indicator.Of(indicator.Known)}}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%+v", got)
	}
	if _, err := indicator.Restore(got); err != nil {
		t.Error(err)
	}
	if again := Values(want, "here"); !bytes.Equal(again, body) {
		t.Errorf("a column without signs is packed as it was: %x", again)
	}
}

func TestAPartThatWeDoNotKnowIsRefused(t *testing.T) {
	x := index(t, 3)
	for bit := 5; bit < 8; bit++ {
		b := Values(parts(x), "")
		b[0] |= 1 << bit
		if err := ParseValues(seal(b[:len(b)-sealBytes], ""), "", &indicator.Parts{Index: x}); !errors.Is(err, ErrBroken) {
			t.Errorf("bit %d: %v", bit, err)
		}
	}
}

// What is sealed was packed by us; still, no bytes may make a reader fall over.
func FuzzParse(f *testing.F) {
	x := index(f, 20)
	for _, b := range [][]byte{Values(parts(x), ""), Values(signedParts(x), ""), Codes(x, "")} {
		f.Add(b[:len(b)-sealBytes])
	}
	f.Fuzz(func(_ *testing.T, body []byte) {
		b := seal(body, "")
		_ = ParseValues(b, "", &indicator.Parts{Index: x})
		_, _ = ParseCodes(b, buurten, "")
		_, _ = ParseNames(b, x, "")
		_ = ParseBoundaries(b, "", func(area.Code, area.Geometry) {})
	})
}

func TestBoundariesOfAnyShapeComeBack(t *testing.T) {
	x := index(t, 50)
	metres := rapid.Map(rapid.IntRange(-1_000_000_000_000+1, 1_000_000_000_000-1), func(n int) float64 { return float64(n) / 1000 })
	ring := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) area.Point {
		return area.Point{X: metres.Draw(t, "x"), Y: metres.Draw(t, "y")}
	}), 0, 9)
	geometry := rapid.SliceOfN(rapid.SliceOfN(rapid.Map(ring, func(p []area.Point) area.Ring { return p }), 0, 3), 0, 3)
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(0, 50).Draw(t, "areas")
		want := make([]area.Geometry, n)
		for i := range want {
			for _, rings := range geometry.Draw(t, "geometry") {
				want[i] = append(want[i], rings)
			}
		}
		b, err := Boundaries(x.Codes()[:n], want, "p")
		if err != nil {
			t.Fatal(err)
		}
		i := 0
		err = ParseBoundaries(b, "p", func(c area.Code, g area.Geometry) {
			if c != x.Code(i) || fmt.Sprint(g) != fmt.Sprint(want[i]) {
				t.Errorf("%v: %v, want %v", c, g, want[i])
			}
			i++
		})
		if err != nil || i != n {
			t.Errorf("%d of %d areas, %v", i, n, err)
		}
	})
}

func TestColumnsOfSourcesShrink(t *testing.T) {
	x := index(t, 14_000)
	for name, tt := range map[string]struct {
		number func(i int) float64
		most   int
	}{
		"counts":           {func(i int) float64 { return float64(i % 30_000) }, 2*14_000 + 100},
		"small counts":     {func(i int) float64 { return float64(i % 100) }, 14_000 + 100},
		"one decimal":      {func(i int) float64 { return float64(i%1000) / 10 }, 2*14_000 + 100},
		"money":            {func(i int) float64 { return float64(i) * 12.34 }, 8*14_000 + 100},
		"estimates":        {func(i int) float64 { return math.Sqrt(float64(i)) }, 8*14_000 + 100},
		"nothing measured": {func(int) float64 { return 0 }, 14_000 + 100},
	} {
		p := indicator.Parts{Index: x, Numbers: make([]float64, x.Len()), Marks: make([]indicator.Mark, x.Len())}
		for i := range p.Numbers {
			p.Numbers[i] = tt.number(i)
		}
		if n := len(Values(p, "")); n > tt.most {
			t.Errorf("%s: %d bytes, at most %d were expected", name, n, tt.most)
		}
	}
}

func TestSignsTakeLittle(t *testing.T) {
	x := index(t, 14_000)
	p := indicator.Parts{Index: x, Numbers: make([]float64, x.Len()), Marks: make([]indicator.Mark, x.Len())}
	without := len(Values(p, ""))
	p.Signs, p.SignTexts = make([]uint8, x.Len()), []string{"."}
	for i := range p.Signs {
		p.Signs[i] = 1
	}
	if more := len(Values(p, "")) - without; more > 16 {
		t.Errorf("one sign everywhere takes %d bytes", more)
	}
}

func BenchmarkParseValues(b *testing.B) {
	x := index(b, 14_000)
	p := indicator.Parts{Index: x, Numbers: make([]float64, x.Len()), Marks: make([]indicator.Mark, x.Len())}
	for i := range p.Numbers {
		p.Numbers[i], p.Marks[i] = float64(i%1000)/10, indicator.Of(indicator.Known)
	}
	packed := Values(p, "")
	for b.Loop() {
		if err := ParseValues(packed, "", &p); err != nil {
			b.Fatal(err)
		}
	}
}
