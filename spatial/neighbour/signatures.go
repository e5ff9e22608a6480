package neighbour

import (
	"io"

	"github.com/buurtbeeld/buurtbeeld/spatial"
)

func Polygons[P ~struct{ X, Y float64 }](n int, rings func(i int, yield func(ring []P)), o Options) (*Contiguity, error) {
	return nil, ErrTooMany
}

// Nearest links each of n areas to the k nearest others by the distance between their points; ties go to the lower index.
func Nearest(x, y []float64, k int) (*spatial.Weights, error) { return nil, ErrTooMany }

// Within links all areas whose points are at most so many metres apart.
func Within(x, y []float64, metres float64) (*spatial.Weights, error) { return nil, ErrTooMany }

// InverseDistance gives the links of w the weight 1/distance^power.
func InverseDistance(w *spatial.Weights, x, y []float64, power float64) (*spatial.Weights, error) {
	return nil, ErrTooMany
}

// Bridge is a link that was added for an area without neighbours (Dutch: brug).
type Bridge struct {
	Island, To int32
	Metres     float64
}

// ConnectIslands links each area without neighbours, both ways, to the area whose point is nearest, and tells which links it added.
func ConnectIslands(w *spatial.Weights, x, y []float64) (*spatial.Weights, []Bridge, error) {
	return nil, nil, ErrTooMany
}

// ReadPairs reads lines a,b or a,b,w. ids is the order of the areas; nil takes the names in the file, sorted.
func ReadPairs(r io.Reader, ids []string, directed bool) ([]string, *spatial.Weights, error) {
	return nil, nil, ErrTooMany
}

// WritePairs writes lines a,b or a,b,w.
func WritePairs(w io.Writer, ids []string, weights *spatial.Weights, directed bool) error {
	return ErrTooMany
}

// ReadGAL reads GAL.
func ReadGAL(r io.Reader, ids []string) ([]string, *spatial.Weights, error) {
	return nil, nil, ErrTooMany
}

// WriteGAL writes GAL.
func WriteGAL(w io.Writer, ids []string, weights *spatial.Weights) error { return ErrTooMany }

// ReadGWT reads GWT.
func ReadGWT(r io.Reader, ids []string) ([]string, *spatial.Weights, error) {
	return nil, nil, ErrTooMany
}

// WriteGWT writes GWT.
func WriteGWT(w io.Writer, ids []string, weights *spatial.Weights) error { return ErrTooMany }
