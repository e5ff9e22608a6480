package sheet

import (
	"math"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/buurtbeeld/buurtbeeld/internal/problem"
)

func TestParse(t *testing.T) {
	comma, point, whole := Style{Decimal: Comma}, Style{Decimal: Point}, Style{}
	tests := map[string]struct {
		style Style
		text  string
		want  float64
	}{
		"whole":                            {whole, "17407585", 17407585},
		"zero":                             {whole, "0", 0},
		"padded":                           {point, "     2.2 ", 2.2},
		"padded with no-break spaces":      {comma, "\u00a033,4\u00a0", 33.4},
		"negative":                         {point, "  -0.100", -0.1},
		"typographic minus":                {comma, "\u22120,5", -0.5},
		"minus zero is zero":               {whole, "-0", 0},
		"minus zero with decimals":         {point, "-0.000", 0},
		"without a leading zero":           {point, ".5", 0.5},
		"leading zeros":                    {whole, "0014", 14},
		"points between thousands":         {Style{Comma, GroupPoint}, "1.234.567,5", 1234567.5},
		"commas between thousands":         {Style{Point, GroupComma}, "1,234,567.5", 1234567.5},
		"blanks between thousands":         {Style{Comma, GroupSpace}, "1 234,5", 1234.5},
		"no-break spaces":                  {Style{Comma, GroupSpace}, "1\u00a0234\u00a0567", 1234567},
		"narrow no-break spaces":           {Style{NotSeen, GroupSpace}, "12\u202f345", 12345},
		"apostrophes":                      {Style{Point, GroupApostrophe}, "1'234.5", 1234.5},
		"groups need not be used":          {Style{Comma, GroupPoint}, "1234567", 1234567},
		"more digits than a number holds":  {point, "0.5071428571428571234567", 0.5071428571428571},
		"seventeen digits":                 {point, "0.21904761904761905", 0.21904761904761905},
		"whole number past 2 to the 53rd":  {whole, "9007199254740993", 9007199254740992},
		"largest group of digits accepted": {whole, "1" + strings.Repeat("0", 60), 1e60},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			got, err := tt.style.Parse(tt.text)
			if err != nil || math.Float64bits(got) != math.Float64bits(tt.want) {
				t.Errorf("got %v, %v, want %v", got, err, tt.want)
			}
		})
	}
}

func TestParseRefuses(t *testing.T) {
	all := Style{Decimal: Point, Group: GroupSpace}
	for name, tt := range map[string]struct {
		style Style
		text  string
	}{
		"nothing":                          {all, "  "},
		"not a number":                     {all, "NaN"},
		"infinite":                         {all, "Inf"},
		"infinite in full":                 {all, "-Infinity"},
		"underscores":                      {all, "1_000"},
		"exponent":                         {all, "1e3"},
		"exponent too large":               {all, "1e309"},
		"hexadecimal":                      {all, "0x1F"},
		"Arabic digits":                    {all, "١٢٣"},
		"fullwidth digits":                 {all, "１２"},
		"plus":                             {all, "+5"},
		"percent":                          {all, "5%"},
		"euro":                             {all, "€ 5"},
		"minus behind":                     {all, "5-"},
		"minus alone":                      {all, "-"},
		"two minuses":                      {all, "--5"},
		"point alone":                      {all, "."},
		"point behind":                     {all, "5."},
		"two points":                       {all, "1.2.3"},
		"point in whole numbers":           {Style{}, "1.234"},
		"comma where decimals have points": {Style{Decimal: Point}, "1,234"},
		"blank without groups":             {Style{Decimal: Point}, "1 234"},
		"groups of two":                    {all, "12 34"},
		"first group too long":             {all, "1234 567"},
		"two blanks":                       {all, "1  234"},
		"group in the decimals":            {all, "0.123 456"},
		"more digits than any figure":      {all, strings.Repeat("9", 400)},
		"undecided":                        {Style{Decimal: Ambiguous}, "1.234"},
	} {
		t.Run(name, func(t *testing.T) {
			if v, err := tt.style.Parse(tt.text); problem.KindOf(err) != problem.Invalid {
				t.Errorf("got %v, %v, want a refusal", v, err)
			}
		})
	}
}

func TestARefusalQuotesNoNames(t *testing.T) {
	for text, want := range map[string]string{
		"J. Jansen": "sheet.not_a_number_hidden", "1_000": "sheet.not_a_number", "1e3": "sheet.not_a_number",
		"<script>": "sheet.not_a_number_hidden", strings.Repeat("1,", 40): "sheet.not_a_number_hidden",
	} {
		if _, err := (Style{}).Parse(text); problem.KeyOf(err) != want {
			t.Errorf("%q: got %v, want %s", text, err, want)
		}
	}
}

func TestValueOfACell(t *testing.T) {
	if v, err := (Style{Decimal: Comma}).Value(Cell{Text: "1e+30", Number: 1e30, Typed: true}); v != 1e30 || err != nil {
		t.Errorf("typed: got %v, %v", v, err)
	}
	if v, err := (Style{Decimal: Comma}).Value(Cell{Text: " 1,5"}); v != 1.5 || err != nil {
		t.Errorf("text: got %v, %v", v, err)
	}
}

// TestParseAgreesWithTheStandardLibrary holds every road through Parse against strconv, bit for bit.
func TestParseAgreesWithTheStandardLibrary(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringMatching(`-?[0-9]{1,18}(\.[0-9]{1,18})?`).Draw(t, "text")
		want, err := strconv.ParseFloat(text, 64)
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range []struct {
			style Style
			text  string
		}{
			{Style{Decimal: Point}, text},
			{Style{Decimal: Comma}, strings.Replace(text, ".", ",", 1)},
			{Style{Decimal: Comma, Group: GroupPoint}, grouped(text, ".", ",")},
			{Style{Decimal: Point, Group: GroupSpace}, grouped(text, "\u00a0", ".")},
		} {
			got, err := s.style.Parse(s.text)
			if err != nil || math.Float64bits(got) != math.Float64bits(want+0) {
				t.Fatalf("%q: got %v, %v, want %v", s.text, got, err, want)
			}
		}
	})
}

// grouped writes a number with a point in another style.
func grouped(text, group, mark string) string {
	whole, decimals, has := strings.Cut(text, ".")
	sign := ""
	if whole[0] == '-' {
		sign, whole = "-", whole[1:]
	}
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + group + whole[i:]
	}
	if has {
		whole += mark + decimals
	}
	return sign + whole
}

func TestDetectStyle(t *testing.T) {
	tests := map[string]struct {
		cells []string
		want  Style
	}{
		"nothing":                              {nil, Style{}},
		"signs only":                           {[]string{".", "x", "-", "", "  "}, Style{}},
		"whole numbers":                        {[]string{"12", "17407585"}, Style{}},
		"decimal comma":                        {[]string{"33,4", "12"}, Style{Comma, NoGroup}},
		"decimal point":                        {[]string{"     2.2", "       ."}, Style{Point, NoGroup}},
		"three decimals under one":             {[]string{"  -0.100", "   1.010"}, Style{Point, NoGroup}},
		"only 1.234":                           {[]string{"1.234", "12.345"}, Style{Ambiguous, NoGroup}},
		"only 1,234":                           {[]string{"1,234", "500"}, Style{Ambiguous, NoGroup}},
		"1.234 and 1,234":                      {[]string{"1.234", "1,234"}, Style{Ambiguous, NoGroup}},
		"1.234 beside a decimal comma":         {[]string{"1.234", "0,5"}, Style{Comma, GroupPoint}},
		"1.234 beside a decimal point":         {[]string{"1.234", "0.5"}, Style{Point, NoGroup}},
		"1,234 beside a decimal point":         {[]string{"1,234", "0.5"}, Style{Point, GroupComma}},
		"1.234.567":                            {[]string{"1.234.567", "1.234"}, Style{NotSeen, GroupPoint}},
		"1.234.567 and 1,234":                  {[]string{"1.234.567", "1,234"}, Style{Comma, GroupPoint}},
		"1.234,5":                              {[]string{"1.234,5"}, Style{Comma, GroupPoint}},
		"1,234.5":                              {[]string{"1,234.5"}, Style{Point, GroupComma}},
		"1,234.567":                            {[]string{"1,234.567"}, Style{Point, GroupComma}},
		"1 234":                                {[]string{"1 234", "12"}, Style{NotSeen, GroupSpace}},
		"no-break space and decimal comma":     {[]string{"1\u00a0234,5"}, Style{Comma, GroupSpace}},
		"1 234 beside 1,234":                   {[]string{"1 234", "1,234"}, Style{Comma, GroupSpace}},
		"both decimal signs":                   {[]string{"1,5", "2.5"}, Style{Decimal: Mixed}},
		"two signs of thousands":               {[]string{"1.234.567", "1,234,567"}, Style{Decimal: Mixed}},
		"a comma twice, a decimal comma once":  {[]string{"1,234,567", "0,5"}, Style{Decimal: Mixed}},
		"four digits before the sign":          {[]string{"1234,567"}, Style{Comma, NoGroup}},
		"blanks, then three kinds at once":     {[]string{"1 234", "1.234", "0,5"}, Style{Decimal: Mixed}},
		"text beside numbers decides nothing":  {[]string{"Amsterdam", "GM0363", "2024*"}, Style{}},
		"a date is no number":                  {[]string{"1.2.2020", "12-12-2020"}, Style{}},
		"mixed signs inside one number":        {[]string{"1,234 567"}, Style{}},
		"number with an exponent is no number": {[]string{"1.5e3"}, Style{}},
	}
	skip := func(s string) bool { return s == "." || s == "x" || s == "-" }
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if got, seen := DetectStyle(tt.cells, skip); got != tt.want {
				t.Errorf("got %v %v, want %v %v (%+v)", got.Decimal, got.Group, tt.want.Decimal, tt.want.Group, seen)
			}
		})
	}
}

func TestEvidenceNamesRows(t *testing.T) {
	_, seen := DetectStyle([]string{"12345", ".", "1.234", "abc", "1,5", "2,5"}, func(s string) bool { return s == "." })
	want := Evidence{Numbers: 4, Comma: Seen{2, 5}, EitherPoint: Seen{1, 3}, Plain: Seen{1, 1}, Other: Seen{1, 4}}
	if seen != want {
		t.Errorf("got %+v, want %+v", seen, want)
	}
}

func TestATypedCellSaysNothingOfStyle(t *testing.T) {
	var d Detector
	d.Add(2, Cell{Text: "1.5", Number: 1.5, Typed: true})
	d.Add(3, Cell{Null: true})
	if s, seen := d.Style(); s != (Style{}) || seen != (Evidence{}) {
		t.Errorf("got %v, %+v", s, seen)
	}
}

// TestWhatIsDetectedCanBeParsed draws columns of one style and reads them back, unless the style is asked.
func TestWhatIsDetectedCanBeParsed(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		signs := rapid.SampledFrom([][2]string{{"", ","}, {"", "."}, {".", ","}, {",", "."}, {" ", ","}, {"'", "."}}).Draw(t, "signs")
		texts := rapid.SliceOfN(rapid.StringMatching(`-?(0|[1-9][0-9]{0,8})(\.[0-9]{1,4})?`), 1, 20).Draw(t, "numbers")
		var cells []string
		for _, n := range texts {
			cells = append(cells, grouped(n, signs[0], signs[1]))
		}
		style, seen := DetectStyle(cells, nil)
		if seen.Other.Count > 0 {
			t.Fatalf("%q: %+v", cells, seen)
		}
		if style.Decimal == Ambiguous {
			return
		}
		if style.Decimal == Mixed {
			t.Fatalf("%q: mixed, %+v", cells, seen)
		}
		for i, c := range cells {
			want, _ := strconv.ParseFloat(texts[i], 64)
			// A column whose only signs are thousands that look like groups of three may be read as such, nothing else.
			if got, err := style.Parse(c); err != nil || got != want {
				t.Fatalf("%q in %q: got %v, %v, want %v", c, cells, got, err, want)
			}
		}
	})
}
