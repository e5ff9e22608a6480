package area

import (
	"testing"

	"github.com/buurtbeeld/buurtbeeld/internal/problem"
)

func TestParseCode(t *testing.T) {
	tests := map[string]struct{ in, want string }{
		"neighbourhood":          {"BU00140000", "BU00140000"},
		"letters since 2022":     {"BU0363AA01", "BU0363AA01"},
		"district with letters":  {"WK0363AA", "WK0363AA"},
		"trailing blanks":        {"GM1680    ", "GM1680"},
		"no-break space":         {"GM1680\u00a0", "GM1680"},
		"lower case":             {"bu0363aa01", "BU0363AA01"},
		"year before it":         {"2020BU05059997", "BU05059997"},
		"country of CBS":         {"NL00      ", "NL00"},
		"country of RIVM":        {"NL01", "NL00"},
		"country on commandline": {"nl", "NL00"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			c, err := ParseCode(tt.in)
			if err != nil || c.String() != tt.want {
				t.Errorf("got %q, %v", c, err)
			}
		})
	}
	for _, bad := range []string{"", "BU", "00140000", "BU0014000", "BU001400000", "BUAA140000", "WK1916--", "XX0014", "BU0014é00"} {
		if c, err := ParseCode(bad); err == nil {
			t.Errorf("%q was read as %q", bad, c)
		}
	}
}

func TestParseBareCode(t *testing.T) {
	tests := map[string]struct {
		in    string
		level Level
		want  string
		key   string
	}{
		"eight digits":       {"00140000", Neighbourhood, "BU00140000", ""},
		"zeros eaten":        {"140000", Neighbourhood, "BU00140000", ""},
		"as a decimal":       {"140000.0", Neighbourhood, "BU00140000", ""},
		"with prefix":        {"BU00140000", Neighbourhood, "BU00140000", ""},
		"letters":            {"0363AA01", Neighbourhood, "BU0363AA01", ""},
		"municipality":       {"14", Municipality, "GM0014", ""},
		"too long":           {"000140000", Neighbourhood, "", "area.code_unreadable"},
		"level of another":   {"WK001400", Neighbourhood, "", "area.code_of_other_level"},
		"short with letters": {"363AA01", Neighbourhood, "", "area.code_unreadable"},
		"empty":              {"  ", Neighbourhood, "", "area.code_unreadable"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			c, err := ParseBareCode(tt.in, tt.level)
			if c.String() != tt.want || problem.KeyOf(err) != tt.key {
				t.Errorf("got %q, %v", c, err)
			}
		})
	}
}

func TestHierarchy(t *testing.T) {
	c, _ := ParseCode("BU05051234")
	if c.Parent().String() != "WK050512" || c.Parent().Parent().String() != "GM0505" ||
		c.Parent().Parent().Parent() != Netherlands || !Netherlands.Parent().IsZero() {
		t.Error("parents are wrong")
	}
	for within, want := range map[string]bool{"NL00": true, "GM0505": true, "WK050512": true, "BU05051234": true, "GM0506": false, "WK050513": false} {
		w, _ := ParseCode(within)
		if c.Within(w) != want {
			t.Errorf("within %s: %v", within, !want)
		}
	}
	if (Code{}).Within(Netherlands) || (Code{}).Level() != 0 {
		t.Error("no code must be nowhere")
	}
}

func TestKindOfADistrictGoesByItsNameToo(t *testing.T) {
	for _, test := range []struct {
		code, name string
		want       Kind
	}{{"WK051899", "Groot water", Water}, {"WK062999", " groot Water ", Water}, {"WK010699", "Wijk 99 Buitengebied", Land},
		{"WK051801", "Groot water", Land}, {"BU05059997", "", Water}, {"GM0998", "Buitenland", Abroad}} {
		c, err := ParseCode(test.code)
		if err != nil || KindOf(c, test.name) != test.want {
			t.Errorf("%s %s: %v, %v", test.code, test.name, KindOf(c, test.name), err)
		}
	}
}

func TestProbableKind(t *testing.T) {
	for text, want := range map[string]Kind{"BU05059997": Water, "BU05059998": Water, "BU05059999": Abroad, "GM0998": Abroad,
		"GM9999": Abroad, "BU05050000": Land, "WK050599": Land, "NL00": Land} {
		c, err := ParseCode(text)
		if err != nil || c.ProbableKind() != want {
			t.Errorf("%s: %v, %v", text, c.ProbableKind(), err)
		}
	}
}

func codes(t *testing.T, texts ...string) []Code {
	t.Helper()
	var list []Code
	for _, s := range texts {
		c, err := ParseCode(s)
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, c)
	}
	return list
}

func TestIndexRange(t *testing.T) {
	x, err := NewIndex(DivisionID{Neighbourhood, 2020}, codes(t, "BU05060000", "BU05050101", "BU05050000", "BU0363AA01", "BU05050102"))
	if err != nil {
		t.Fatal(err)
	}
	for within, want := range map[string][2]int{"NL00": {0, 5}, "GM0505": {1, 4}, "WK050501": {2, 4}, "GM0363": {0, 1},
		"GM0506": {4, 5}, "BU05050101": {2, 3}, "GM0001": {0, 0}, "GM9000": {5, 5}} {
		w, _ := ParseCode(within)
		if from, to := x.Range(w); [2]int{from, to} != want {
			t.Errorf("%s: %d to %d, want %v", within, from, to, want)
		}
	}
	if _, err := NewIndex(DivisionID{District, 2020}, codes(t, "BU05050000")); problem.KeyOf(err) != "area.code_of_other_level" {
		t.Errorf("other level: %v", err)
	}
	if _, err := NewIndex(DivisionID{Municipality, 2020}, codes(t, "GM0505", "GM0505")); problem.KeyOf(err) != "area.code_twice" {
		t.Errorf("twice: %v", err)
	}
}

func TestUnionKeepsWhatEachSourceKnows(t *testing.T) {
	c := codes(t, "BU05050000", "BU05050001", "BU05059997")
	id := DivisionID{Neighbourhood, 2020}
	a, _ := NewDivision(id, []Area{{Code: c[1], Name: "B", Change: BoundaryChanged}, {Code: c[0], Name: "A"}})
	b, _ := NewDivision(id, []Area{{Code: c[2], Kind: Water}, {Code: c[1], Name: "Bé"}})
	u := a.Union(b)
	if u.Len() != 3 || u.At(1) != (Area{Code: c[1], Name: "Bé", Change: BoundaryChanged}) || u.At(2).Kind != Water {
		t.Errorf("got %v", u.areas)
	}
}

func TestSquareMetresLeavesHolesOut(t *testing.T) {
	square := func(x, y, side float64) Ring {
		return Ring{{x, y}, {x + side, y}, {x + side, y + side}, {x, y + side}, {x, y}}
	}
	g := Geometry{{square(150000, 450000, 100), square(150010, 450010, 10)}, {square(160000, 450000, 10)}}
	if got := g.SquareMetres(); got != 10000 {
		t.Errorf("got %v", got)
	}
}
