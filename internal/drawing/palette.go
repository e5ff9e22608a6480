package drawing

import "strconv"

// Palette is the colours of the classes of a map (Dutch: kleurenreeks). High is always dark, whatever it means; good
// and bad have no colours.
type Palette struct {
	name    string
	colours []colour
}

// mostClasses is how many classes a palette can have: a stack of 12 layers counts 0 to 12.
const mostClasses = 13

// sequentialStops run from light yellow-green to dark blue.
var sequentialStops = []string{"#CDE594", "#80C6A3", "#1F9EB7", "#186290", "#080C54"}

// stackStops run from a near white to a dark blue-violet, without any red.
var stackStops = []string{"#f1f0f7", "#bdb8de", "#8479c2", "#553c9c", "#240a5c"}

// differenceStops run from lower (orange) to higher (violet); the middle is about equal.
var differenceStops = []string{"#b35806", "#f1a340", "#f7f7f7", "#998ec3", "#542788"}

// Sequential is for one indicator in 2 to 7 classes.
func Sequential(classes int) Palette {
	n := max(2, min(7, classes))
	return Palette{"bb-seq" + strconv.Itoa(n), ramp(sequentialStops, n)}
}

// Stack is for counts from 0 to layers, at most 12: classes 0 to layers.
func Stack(layers int) Palette {
	n := max(1, min(mostClasses-1, layers))
	return Palette{"bb-stack" + strconv.Itoa(n), ramp(stackStops, n+1)}
}

// Difference is for a difference in five classes, of which the middle one, 2, is about equal.
func Difference() Palette {
	return Palette{"bb-diff5", ramp(differenceStops, 5)}
}

// ramp spreads n colours evenly along stops.
func ramp(stops []string, n int) []colour {
	list := make([]colour, n)
	for i := range n {
		at := 0.0
		if n > 1 {
			at = float64(i) / float64(n-1) * float64(len(stops)-1)
		}
		k := min(int(at), len(stops)-2)
		if t := at - float64(k); t == 0 {
			list[i] = parseColour(stops[k])
		} else {
			list[i] = parseColour(stops[k]).lab().mix(parseColour(stops[k+1]).lab(), t).colour()
		}
	}
	return list
}

// Classes returns the number of classes.
func (p Palette) Classes() int { return len(p.colours) }

// Class returns the class that a style sheet knows the palette by, to be put on a picture or a legend.
func (p Palette) Class() string { return p.name }

// Colours returns the colours as #rrggbb, lowest class first.
func (p Palette) Colours() []string {
	list := make([]string, len(p.colours))
	for i, c := range p.colours {
		list[i] = c.hex()
	}
	return list
}

// ink returns black or white, whichever reads best on a class.
func (p Palette) ink(class int) string {
	if class < 0 || class >= len(p.colours) || contrast(p.colours[class], colour{}) >= contrast(p.colours[class], colour{1, 1, 1}) {
		return "#000"
	}
	return "#fff"
}

// palettes returns every palette there is.
func palettes() []Palette {
	var list []Palette
	for n := 2; n <= 7; n++ {
		list = append(list, Sequential(n))
	}
	for n := 1; n < mostClasses; n++ {
		list = append(list, Stack(n))
	}
	return append(list, Difference())
}
