// Package analysis runs the spatial statistics over files: keyed tables and boundaries come in, and rows go out (Dutch:
// analyse). Package spatial does the computing; here is what a file can have wrong, and the columns of every answer.
//
// A value that a source marks as missing is missing and never zero. An area without a value is printed with empty results
// and is nobody's neighbour. Areas of the map or of the links for which the values have no row take no part.
package analysis

import (
	"context"
	"maps"
	"slices"

	"github.com/buurtbeeld/buurtbeeld/internal/analysis/keyed"
	"github.com/buurtbeeld/buurtbeeld/internal/area"
	"github.com/buurtbeeld/buurtbeeld/internal/problem"
	"github.com/buurtbeeld/buurtbeeld/spatial"
)

// MostPermutations is the largest number of draws: more than can matter for a p-value, and as many as fit in memory.
const MostPermutations = 1_000_000

// Request is what is asked of a statistic (Dutch: vraag). Each verb reads the fields it needs.
type Request struct {
	// Areas is a file with boundaries, or with points (code, x, y). Code is the column with its keys; default: recognised.
	// Level is the only level to read of a file that holds several.
	Areas, Code string
	Level       area.Level
	// Kind says how neighbours are found among areas. Default: queen. Tolerance, in metres, lets borders that were drawn
	// apart count as one.
	Kind            string
	ToleranceMetres float64
	// Weights is a file with links, instead of Areas. A link counts both ways, unless Directed.
	Weights  string
	Directed bool
	// Values is a table keyed by code, of which Columns are taken. Default: the attributes of Areas.
	Values  string
	Columns []string
	// With is the other column of a bivariate statistic.
	With string
	// Details adds columns behind those that scripts rely on.
	Details bool
	// Events and Base are the columns of a rate.
	Events, Base string
	// Style is how neighbours count in Moran's I and Geary's C.
	Style spatial.Style
	// Permutations is the number of draws; 0 is none. Seed is that of the draws; 0 means 1.
	Permutations int
	Seed         uint64
	// Adjust corrects for the number of areas that are looked at.
	Adjust spatial.Adjustment
	// WithoutSelf leaves an area out of its own neighbourhood: Gi instead of Gi*.
	WithoutSelf bool
	// MaxShare is the largest part of the base in one circle of a scan. Side is which circles it looks for: high, low or
	// both; default high. Overdispersed lets areas differ more than independent events do. Members adds the areas of each
	// circle to the answer; Centres asks for the best circle around every area instead.
	MaxShare         float64
	Side             string
	Overdispersed    bool
	Members, Centres bool
	// Panel is a table of code, period and value, or with a column per period. Cube compares with all periods together.
	// OfValues asks for the rise or fall of the values, and not of the scores.
	Panel    string
	Cube     bool
	OfValues bool
	// Method and Classes are those of class breaks.
	Method  string
	Classes int
	// Summary describes the links instead of listing them.
	Summary bool
	// Progress is told how much of the boundaries was read. Default: nobody is told.
	Progress func(done, total int64)
	// Note is told what the reader should know besides the answer, by the key of its sentence. Required.
	Note func(key string, pairs ...any)
}

// verbs are the statistics by name.
var verbs = map[string]func(context.Context, *Request) (*keyed.Output, error){
	"weights": weights, "moran": moran, "geary": geary, "g": generalG, "local-moran": localMoran, "gistar": giStar,
	"local-geary": localGeary, "join-count": joinCount, "smooth": smooth, "scan": circularScan, "emerging": emerging, "breaks": breaks,
}

// Verbs returns the names of the statistics in alphabetical order.
func Verbs() []string { return slices.Sorted(maps.Keys(verbs)) }

// Run answers a request. It ends soon after ctx ends, though a computation that cannot be broken off may run on unheard.
func Run(ctx context.Context, verb string, r Request) (*keyed.Output, error) {
	run, ok := verbs[verb]
	if !ok {
		return nil, problem.New(problem.Usage, "analysis.verb_unknown", "verb", verb, "verbs", Verbs())
	}
	if err := r.check(); err != nil {
		return nil, err
	}
	return run(ctx, &r)
}

// check refuses what no verb can do.
func (r *Request) check() error {
	var list problem.List
	if r.Permutations < 0 || r.Permutations > MostPermutations {
		list.Add(problem.New(problem.Usage, "analysis.permutations", "n", r.Permutations, "most", MostPermutations))
	}
	if !(r.ToleranceMetres >= 0 && r.ToleranceMetres <= mostTolerance) {
		list.Add(problem.New(problem.Usage, "analysis.tolerance", "metres", r.ToleranceMetres, "most", mostTolerance))
	}
	if r.Areas != "" && r.Weights != "" {
		list.Add(problem.New(problem.Usage, "analysis.areas_or_weights"))
	}
	if r.Weights != "" && r.Kind != "" {
		list.Add(problem.New(problem.Usage, "analysis.kind_of_weights"))
	}
	if r.Kind != "" {
		_, err := parseKind(r.Kind)
		keyed.Gather(&list, err)
	}
	return list.Err()
}

// mostTolerance in metres: borders that lie further apart are not one border drawn twice.
const mostTolerance = 1000

// inference returns how chance is judged, in the words of package spatial, where 0 draws is the usual number.
func (r *Request) inference() spatial.Inference {
	o := spatial.Inference{Permutations: r.Permutations, Seed: r.Seed}
	if r.Permutations == 0 {
		o.Permutations = -1
	}
	return o
}

// answer runs what cannot be broken off beside the caller, who goes on when ctx ends.
func answer[T any](ctx context.Context, compute func() (T, error)) (T, error) {
	type outcome struct {
		value T
		err   error
	}
	done := make(chan outcome, 1)
	go func() {
		value, err := compute()
		done <- outcome{value, err}
	}()
	var none T
	select {
	case <-ctx.Done():
		return none, ctx.Err()
	case o := <-done:
		if o.err != nil {
			return none, refused(o.err)
		}
		return o.value, nil
	}
}
