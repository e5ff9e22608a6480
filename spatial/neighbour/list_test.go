package neighbour_test

import (
	"bytes"
	"errors"
	"io"
	"slices"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/buurtbeeld/buurtbeeld/spatial"
	"github.com/buurtbeeld/buurtbeeld/spatial/neighbour"
)

type (
	readList  func(io.Reader, []string) ([]string, *spatial.Weights, error)
	writeList func(io.Writer, []string, *spatial.Weights) error
)

func readUndirected(r io.Reader, ids []string) ([]string, *spatial.Weights, error) {
	return neighbour.ReadPairs(r, ids, false)
}

func readDirected(r io.Reader, ids []string) ([]string, *spatial.Weights, error) {
	return neighbour.ReadPairs(r, ids, true)
}

func writeUndirected(w io.Writer, ids []string, weights *spatial.Weights) error {
	return neighbour.WritePairs(w, ids, weights, false)
}

func writeDirected(w io.Writer, ids []string, weights *spatial.Weights) error {
	return neighbour.WritePairs(w, ids, weights, true)
}

func TestListsAreRead(t *testing.T) {
	for name, c := range map[string]struct {
		read readList
		text string
		ids  []string
		// want is the names, then each link with its weight when that is not 1.
		want string
	}{
		"pairs with a heading": {readUndirected, "a,b\nx,y\ny,z\n", nil, "[x y z] x>y y>x y>z z>y"},
		"pairs without":        {readUndirected, "x,y\ny,z", nil, "[x y z] x>y y>x y>z z>y"},
		"pairs in one direction, other columns": {
			readDirected, "\ufeffrank;b;a;dist\r\n1;y;x;3,5\r\n2;z;x;4\r\n", nil, "[x y z] x>y x>z",
		},
		"pairs with weights":    {readDirected, "a,b,w\nx,y,0.5\ny,x,2\n", nil, "[x y] x>y:0.5 y>x:2"},
		"pairs, the same twice": {readUndirected, "a,b\nx,y\ny,x\n", nil, "[x y] x>y y>x"},
		"pairs in an order, islands kept": {
			readUndirected, "a,b\nx,y\n", []string{"z", "y", "x", "w"}, "[z y x w] y>x x>y",
		},
		"no pairs":           {readUndirected, "a,b\n", []string{"z"}, "[z]"},
		"quoted names":       {readUndirected, "a,b\n\"x, y\",z\n", nil, "[x, y z] x, y>z z>x, y"},
		"GAL":                {neighbour.ReadGAL, "3\n1 1\n2\n2 1\n1\n3 0\n\n", nil, "[1 2 3] 1>2 2>1"},
		"GAL of GeoDa":       {neighbour.ReadGAL, "0 2 towns NAME\r\nx 1\r\ny\r\ny 1\r\nx\r\n", nil, "[x y] x>y y>x"},
		"GAL over lines":     {neighbour.ReadGAL, "3\n1 2\n2\n3\n2 0\n3 0", nil, "[1 2 3] 1>2 1>3"},
		"GAL in an order":    {neighbour.ReadGAL, "2\nx 1\ny\ny 1\nx\n", []string{"y", "w", "x"}, "[y w x] y>x x>y"},
		"GWT":                {neighbour.ReadGWT, "0 3 towns NAME\nx y 2.5\ny x 2.5\nz x 1e1\n", nil, "[x y z] x>y:2.5 y>x:2.5 z>x:10"},
		"GWT with an island": {neighbour.ReadGWT, "3\nx y 1\n", []string{"x", "y", "z"}, "[x y z] x>y"},
	} {
		t.Run(name, func(t *testing.T) {
			ids, w, err := c.read(strings.NewReader(c.text), c.ids)
			if err != nil {
				t.Fatal(err)
			}
			if got := told(ids, w); got != c.want {
				t.Errorf("%s, want %s", got, c.want)
			}
		})
	}
}

func told(ids []string, w *spatial.Weights) string {
	var b bytes.Buffer
	b.WriteString("[" + strings.Join(ids, " ") + "]")
	for i := range ids {
		for k, j := range w.Neighbours(i) {
			b.WriteString(" " + ids[i] + ">" + ids[j])
			if v := w.Values(i); v != nil {
				b.WriteString(":" + strconv.FormatFloat(v[k], 'g', -1, 64))
			}
		}
	}
	return b.String()
}

func TestListsAreRefused(t *testing.T) {
	for name, c := range map[string]struct {
		read readList
		text string
		ids  []string
		says string
	}{
		"pairs: one name":           {readUndirected, "a,b\nx\n", nil, "line 2"},
		"pairs: empty name":         {readUndirected, "a,b\nx,y\nx,\n", nil, "line 3"},
		"pairs: unknown name":       {readUndirected, "a,b\nx,y\nx,q\n", []string{"x", "y"}, "line 3: no area is called \"q\""},
		"pairs: itself":             {readUndirected, "a,b\nx,y\nx,x\n", nil, "line 3"},
		"pairs: no weight":          {readUndirected, "a,b,w\nx,y,much\n", nil, "line 2: \"much\""},
		"pairs: infinite weight":    {readUndirected, "a,b,w\nx,y,inf\n", nil, "line 2"},
		"pairs: two weights":        {readUndirected, "a,b,w\nx,y,1\nz,y,1\ny,x,2\n", nil, "lines 2 and 4"},
		"pairs: a quote left open":  {readUndirected, "a,b\nx,\"y\n", nil, "line 2"},
		"pairs: a name twice given": {readUndirected, "a,b\n", []string{"x", "x"}, "\"x\""},
		"GAL: empty":                {neighbour.ReadGAL, "", nil, "empty"},
		"GAL: no number":            {neighbour.ReadGAL, "areas\n", nil, "line 1"},
		"GAL: strange number":       {neighbour.ReadGAL, "1 2 3\n", nil, "line 1"},
		"GAL: no count":             {neighbour.ReadGAL, "2\nx\n", nil, "line 2"},
		"GAL: count below nothing":  {neighbour.ReadGAL, "2\nx -1\n", nil, "line 2"},
		"GAL: too many neighbours":  {neighbour.ReadGAL, "2\nx 1\ny z\n", nil, "line 3"},
		"GAL: ends early":           {neighbour.ReadGAL, "2\nx 2\ny\n", nil, "last 1"},
		"GAL: too few areas":        {neighbour.ReadGAL, "2\nx 0\n", nil, "2 areas"},
		"GAL: an area twice":        {neighbour.ReadGAL, "2\nx 0\nx 0\n", nil, "line 3"},
		"GAL: unknown neighbour":    {neighbour.ReadGAL, "2\nx 1\nz\ny 0\n", nil, "line 3"},
		"GAL: unknown area":         {neighbour.ReadGAL, "1\nx 0\n", []string{"y"}, "line 2"},
		"GWT: no number":            {neighbour.ReadGWT, "x y 1\n", nil, "line 1"},
		"GWT: no weight":            {neighbour.ReadGWT, "2\nx y\n", nil, "line 2"},
		"GWT: bad weight":           {neighbour.ReadGWT, "2\nx y NaN\n", nil, "line 2"},
		"GWT: island not named":     {neighbour.ReadGWT, "3\nx y 1\n", nil, "3 areas"},
		"GWT: more than announced":  {neighbour.ReadGWT, "1\nx y 1\n", nil, "1 areas"},
		"GWT: unknown":              {neighbour.ReadGWT, "2\nx q 1\n", []string{"x", "y"}, "line 2"},
	} {
		t.Run(name, func(t *testing.T) {
			_, _, err := c.read(strings.NewReader(c.text), c.ids)
			if !errors.Is(err, neighbour.ErrFile) || !strings.Contains(err.Error(), c.says) {
				t.Errorf("%v, want %q", err, c.says)
			}
		})
	}
	broken := errors.New("broken disk")
	for begin, read := range map[string]readList{"x,y\n": readUndirected, "2\nx 0\n": neighbour.ReadGAL, "2\n": neighbour.ReadGWT} {
		if _, _, err := read(io.MultiReader(strings.NewReader(begin), failing{broken}), nil); !errors.Is(err, broken) {
			t.Errorf("%v, want %v", err, broken)
		}
	}
}

type failing struct{ err error }

func (f failing) Read([]byte) (int, error)  { return 0, f.err }
func (f failing) Write([]byte) (int, error) { return 0, f.err }

func TestListsAreNotWritten(t *testing.T) {
	one := func(weight float64) *spatial.Weights {
		w, err := spatial.NewWeights(2, []spatial.Edge{{A: 0, B: 1, Weight: weight}})
		if err != nil {
			t.Fatal(err)
		}
		return w
	}
	broken := errors.New("broken disk")
	for name, c := range map[string]struct {
		write writeList
		ids   []string
		to    io.Writer
		want  error
	}{
		"too few names":         {writeDirected, []string{"x"}, io.Discard, spatial.ErrLength},
		"a name twice":          {writeDirected, []string{"x", "x"}, io.Discard, neighbour.ErrFile},
		"one direction as both": {writeUndirected, []string{"x", "y"}, io.Discard, neighbour.ErrFile},
		"an empty name":         {writeDirected, []string{"", "y"}, io.Discard, neighbour.ErrFile},
		"a space in GAL":        {neighbour.WriteGAL, []string{"x x", "y"}, io.Discard, neighbour.ErrFile},
		"a space in GWT":        {neighbour.WriteGWT, []string{"x x", "y"}, io.Discard, neighbour.ErrFile},
		"pairs, broken":         {writeDirected, []string{"x", "y"}, failing{broken}, broken},
		"GAL, broken":           {neighbour.WriteGAL, []string{"x", "y"}, failing{broken}, broken},
		"GWT, broken":           {neighbour.WriteGWT, []string{"x", "y"}, failing{broken}, broken},
	} {
		if err := c.write(c.to, c.ids, one(2)); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
}

// TestListsComeBack writes links and reads them again.
func TestListsComeBack(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		n := rapid.IntRange(1, 9).Draw(r, "n")
		both, plain := rapid.Bool().Draw(r, "both"), rapid.Bool().Draw(r, "plain")
		var ids []string
		for i := range n {
			ids = append(ids, string(rune('r'-i))+rapid.SampledFrom([]string{"", "é", "\"", ",", ";", "#"}).Draw(r, "name"))
		}
		weight := rapid.Map(rapid.Float64Range(1e-9, 1e9), func(x float64) float64 {
			if plain {
				return 1
			}
			return x
		})
		var edges []spatial.Edge
		for a := range int32(n) {
			for b := range int32(n) {
				if a < b && rapid.Bool().Draw(r, "linked") {
					x := weight.Draw(r, "weight")
					edges = append(edges, spatial.Edge{A: a, B: b, Weight: x})
					if both {
						edges = append(edges, spatial.Edge{A: b, B: a, Weight: x})
					}
				}
			}
		}
		w, err := spatial.NewWeights(n, edges)
		if err != nil {
			r.Fatal(err)
		}
		back := func(name string, write writeList, read readList) {
			var b bytes.Buffer
			if err := write(&b, ids, w); err != nil {
				r.Fatalf("%s: %v", name, err)
			}
			gotIDs, got, err := read(&b, ids)
			if err != nil || !slices.Equal(gotIDs, ids) || told(ids, got) != told(ids, w) {
				r.Fatalf("%s: %v, %v, want %s", name, err, got, told(ids, w))
			}
		}
		back("pairs", writeDirected, readDirected)
		back("GWT", neighbour.WriteGWT, neighbour.ReadGWT)
		if both {
			back("pairs, undirected", writeUndirected, readUndirected)
		}
		if plain {
			back("GAL", neighbour.WriteGAL, neighbour.ReadGAL)
		}
	})
}

// fuzz checks that whatever is read can be written and read back the same.
func fuzz(f *testing.F, read readList, write writeList) {
	f.Fuzz(func(t *testing.T, text string) {
		ids, w, err := read(strings.NewReader(text), nil)
		if err != nil {
			if !errors.Is(err, neighbour.ErrFile) {
				t.Fatalf("an error of another kind: %v", err)
			}
			return
		}
		var b bytes.Buffer
		if err := write(&b, ids, w); err != nil {
			t.Fatal(err)
		}
		again, other, err := read(&b, ids)
		if err != nil || !slices.Equal(again, ids) || told(ids, w) != told(ids, other) {
			t.Fatalf("%v: %s, want %s", err, told(ids, other), told(ids, w))
		}
	})
}

func FuzzReadPairs(f *testing.F) {
	f.Add("a,b\nx,y\ny,z\n")
	f.Add("a;b;w\nx;y;0.5\n")
	f.Add("\ufeffx,\"y\nz\"\n")
	fuzz(f, readDirected, writeDirected)
}

func FuzzReadGAL(f *testing.F) {
	f.Add("3\n1 1\n2\n2 1\n1\n3 0\n\n")
	f.Add("0 2 towns NAME\r\nx 1\r\ny\r\ny 1\r\nx\r\n")
	fuzz(f, neighbour.ReadGAL, neighbour.WriteGAL)
}

func FuzzReadGWT(f *testing.F) {
	f.Add("0 2 towns NAME\nx y 2.5\ny x 2.5\n")
	fuzz(f, neighbour.ReadGWT, neighbour.WriteGWT)
}
