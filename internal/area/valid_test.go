package area

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

func TestFlaw(t *testing.T) {
	ring := func(xy ...float64) Ring {
		var r Ring
		for i := 0; i < len(xy); i += 2 {
			r = append(r, Point{155000 + xy[i], 463000 + xy[i+1]})
		}
		return append(r, r[0])
	}
	square := func(x, y, side float64) Ring { return ring(x, y, x+side, y, x+side, y+side, x, y+side) }
	tests := map[string]struct {
		g    Geometry
		want Flaw
	}{
		"square":                         {Geometry{{square(0, 0, 10)}}, NoFlaw},
		"square with a hole":             {Geometry{{square(0, 0, 10), square(2, 2, 3)}}, NoFlaw},
		"bow-tie":                        {Geometry{{ring(0, 0, 10, 10, 10, 0, 0, 10)}}, CrossesItself},
		"ring that touches itself":       {Geometry{{ring(0, 0, 10, 0, 5, 5, 10, 10, 0, 10, 5, 5)}}, CrossesItself},
		"spike":                          {Geometry{{ring(0, 0, 10, 0, 10, 10, 15, 10, 10, 10, 0, 10)}}, CrossesItself},
		"vertex on an edge":              {Geometry{{ring(0, 0, 10, 0, 10, 10, 5, 0, 0, 10)}}, CrossesItself},
		"straight on":                    {Geometry{{ring(0, 0, 5, 0, 10, 0, 10, 10, 0, 10)}}, NoFlaw},
		"hole outside":                   {Geometry{{square(0, 0, 10), square(20, 2, 3)}}, HoleOutside},
		"hole that touches from within":  {Geometry{{square(0, 0, 10), ring(0, 5, 3, 3, 3, 7)}}, NoFlaw},
		"hole that touches from without": {Geometry{{square(0, 0, 10), ring(0, 5, -3, 3, -3, 7)}}, HoleOutside},
		"hole across the border":         {Geometry{{square(0, 0, 10), square(8, 2, 5)}}, CrossesItself},
		"hole along the border":          {Geometry{{square(0, 0, 10), square(0, 2, 3)}}, CrossesItself},
		"two islands":                    {Geometry{{square(0, 0, 10)}, {square(20, 0, 10)}}, NoFlaw},
		"islands that touch in a point":  {Geometry{{square(0, 0, 10)}, {square(10, 10, 10)}}, NoFlaw},
		"neighbours with a border":       {Geometry{{square(0, 0, 10)}, {square(10, 0, 10)}}, PartsOverlap},
		"overlap":                        {Geometry{{square(0, 0, 10)}, {square(5, 5, 10)}}, PartsOverlap},
		"one in another":                 {Geometry{{square(2, 2, 2)}, {square(0, 0, 10)}}, PartsOverlap},
		"island in a lake":               {Geometry{{square(0, 0, 10), square(2, 2, 5)}, {square(3, 3, 2)}}, NoFlaw},
		"island that fills its lake":     {Geometry{{square(0, 0, 10), square(2, 2, 5)}, {square(2, 2, 5)}}, PartsOverlap},
		"island that touches its lake":   {Geometry{{square(0, 0, 10), square(2, 2, 5)}, {ring(2, 4, 4, 3, 4, 5)}}, NoFlaw},
		"no shape":                       {nil, NoFlaw},
		"far away":                       {Geometry{{ring(0, 0, 1e9, 0, 1e9, 1e9)}}, NotChecked},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if got, at := tt.g.Flaw(); got != tt.want {
				t.Errorf("got %v at %v, want %v", got, at, tt.want)
			}
		})
	}
}

// TestStarsAreSound draws star-shaped rings, which never cross themselves, and swaps two of their points.
func TestStarsAreSound(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(4, 200).Draw(t, "points")
		r := make(Ring, n)
		for i := range r {
			angle := 2 * math.Pi * float64(i) / float64(n)
			far := rapid.Float64Range(50, 100).Draw(t, "far")
			r[i] = Point{155000 + far*math.Cos(angle), 463000 + far*math.Sin(angle)}
		}
		if got, at := (Geometry{{append(r[:n:n], r[0])}}).Flaw(); got != NoFlaw {
			t.Fatalf("%v at %v", got, at)
		}
		if n < 8 {
			return
		}
		i := rapid.IntRange(0, n-1).Draw(t, "swapped")
		j := (i + n/2) % n
		r[i], r[j] = r[j], r[i]
		if got, _ := (Geometry{{append(r[:n:n], r[0])}}).Flaw(); got != CrossesItself {
			t.Fatalf("a swap was not seen: %v", got)
		}
	})
}

func TestZigzagIsGivenUpInTime(t *testing.T) {
	r := Ring{}
	for i := range 100_000 {
		r = append(r, Point{100000 + float64(i%2)*100000, 400000 + float64(i)})
	}
	r = append(r, Point{50000, 500000}, Point{50000, 400000}, r[0])
	if got, _ := (Geometry{{r}}).Flaw(); got != NotChecked {
		t.Errorf("got %v", got)
	}
}
