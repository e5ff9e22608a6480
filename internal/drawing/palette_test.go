package drawing

import (
	"strings"
	"testing"
)

// sight is how people see who miss one kind of cone: Machado, Oliveira and Fernandes 2009 (doi:10.1109/TVCG.2009.113),
// severity 1, on linear light.
var sight = map[string][9]float64{
	"all cones":    {1, 0, 0, 0, 1, 0, 0, 0, 1},
	"protanopia":   {0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998},
	"deuteranopia": {0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.011820, 0.042940, 0.968881},
	"tritanopia":   {1.255528, -0.076749, -0.178779, -0.078411, 0.930809, 0.147602, 0.004733, 0.691367, 0.303900},
}

func seen(c colour, m [9]float64) colour {
	r, g, b := linear(c.r), linear(c.g), linear(c.b)
	part := func(i int) float64 { return max(0, min(1, curved(max(0, m[i]*r+m[i+1]*g+m[i+2]*b)))) }
	return colour{part(0), part(3), part(6)}
}

func TestClassesAreToldApartByEverybody(t *testing.T) {
	for name, p := range map[string]Palette{"sequential": Sequential(5), "sequential of 6": Sequential(6), "stack of 5": Stack(5),
		"difference": Difference()} {
		for who, m := range sight {
			for i := 1; i < p.Classes(); i++ {
				if d := 100 * seen(p.colours[i-1], m).lab().distance(seen(p.colours[i], m).lab()); d < 7.5 {
					t.Errorf("%s, %s: classes %d and %d are %.1f apart", name, who, i-1, i, d)
				}
			}
		}
	}
}

func TestHighIsDark(t *testing.T) {
	for _, p := range palettes() {
		if p.name == "bb-diff5" {
			continue
		}
		for i := 1; i < p.Classes(); i++ {
			if p.colours[i].lab().l >= p.colours[i-1].lab().l {
				t.Errorf("%s: class %d is not darker", p.name, i)
			}
		}
	}
}

func TestInkAndLinesCanBeRead(t *testing.T) {
	for _, p := range palettes() {
		for i, c := range p.colours {
			ink := parseColour(map[string]string{"#000": "#000000", "#fff": "#ffffff"}[p.ink(i)])
			if r := contrast(ink, c); r < 4.5 {
				t.Errorf("%s class %d: %.1f", p.name, i, r)
			}
		}
	}
	for _, line := range []string{"#6f7580", "#85898f", "#767b84", "#7d8577"} {
		if r := contrast(parseColour(line), colour{1, 1, 1}); r < 3 {
			t.Errorf("%s on white: %.1f", line, r)
		}
	}
}

func TestColoursKeepToTheDesign(t *testing.T) {
	if got := strings.Join(Sequential(5).Colours(), " "); got != "#cde594 #80c6a3 #1f9eb7 #186290 #080c54" {
		t.Error(got)
	}
	if got := len(CSS()); got > 16_000 {
		t.Errorf("%d bytes of style", got)
	}
	for n := -1; n < 20; n++ {
		if c := Stack(n).Classes(); c < 2 || c > mostClasses {
			t.Errorf("stack of %d: %d classes", n, c)
		}
	}
}
