package drawing

import (
	"fmt"
	"math"
)

// colour is a colour of the screen (sRGB), each part from 0 to 1.
type colour struct{ r, g, b float64 }

// hex writes a colour as style sheets do.
func (c colour) hex() string {
	part := func(x float64) int { return int(math.Round(max(0, min(1, x)) * 255)) }
	return fmt.Sprintf("#%02x%02x%02x", part(c.r), part(c.g), part(c.b))
}

// parseColour reads #rrggbb.
func parseColour(s string) colour {
	var r, g, b int
	if _, err := fmt.Sscanf(s, "#%02x%02x%02x", &r, &g, &b); err != nil {
		return colour{}
	}
	return colour{float64(r) / 255, float64(g) / 255, float64(b) / 255}
}

// linear and curved go between the stored and the physical strength of light (IEC 61966-2-1).
func linear(x float64) float64 {
	if x <= 0.04045 {
		return x / 12.92
	}
	return math.Pow((x+0.055)/1.055, 2.4)
}

func curved(x float64) float64 {
	if x <= 0.0031308 {
		return 12.92 * x
	}
	return 1.055*math.Pow(x, 1/2.4) - 0.055
}

// lab is a colour in OKLab (Björn Ottosson, 2020), in which equal distances look equally different.
type lab struct{ l, a, b float64 }

func (c colour) lab() lab {
	r, g, b := linear(c.r), linear(c.g), linear(c.b)
	l := math.Cbrt(0.4122214708*r + 0.5363325363*g + 0.0514459929*b)
	m := math.Cbrt(0.2119034982*r + 0.6806995451*g + 0.1073969566*b)
	s := math.Cbrt(0.0883024619*r + 0.2817188376*g + 0.6299787005*b)
	return lab{
		0.2104542553*l + 0.7936177850*m - 0.0040720468*s,
		1.9779984951*l - 2.4285922050*m + 0.4505937099*s,
		0.0259040371*l + 0.7827717662*m - 0.8086757660*s,
	}
}

func (k lab) colour() colour {
	l := cube(k.l + 0.3963377774*k.a + 0.2158037573*k.b)
	m := cube(k.l - 0.1055613458*k.a - 0.0638541728*k.b)
	s := cube(k.l - 0.0894841775*k.a - 1.2914855480*k.b)
	return colour{
		curved(4.0767416621*l - 3.3077115913*m + 0.2309699292*s),
		curved(-1.2684380046*l + 2.6097574011*m - 0.3413193965*s),
		curved(-0.0041960863*l - 0.7034186147*m + 1.7076147010*s),
	}
}

func cube(x float64) float64 { return x * x * x }

// mix returns the colour between two, by how far along (0 to 1).
func (k lab) mix(to lab, t float64) lab {
	return lab{k.l + (to.l-k.l)*t, k.a + (to.a-k.a)*t, k.b + (to.b-k.b)*t}
}

func (k lab) distance(o lab) float64 {
	return math.Sqrt((k.l-o.l)*(k.l-o.l) + (k.a-o.a)*(k.a-o.a) + (k.b-o.b)*(k.b-o.b))
}

// contrast returns the ratio of WCAG 2 between two colours, from 1 to 21.
func contrast(c, d colour) float64 {
	light := func(c colour) float64 {
		return 0.2126*linear(c.r) + 0.7152*linear(c.g) + 0.0722*linear(c.b)
	}
	a, b := light(c), light(d)
	return (max(a, b) + 0.05) / (min(a, b) + 0.05)
}
