package hotspot

import (
	"encoding/csv"
	"io"
	"math"
	"strconv"

	"github.com/buurtbeeld/buurtbeeld/internal/adjacency"
	"github.com/buurtbeeld/buurtbeeld/internal/sheet/cell"
	"github.com/buurtbeeld/buurtbeeld/internal/stack"
)

// Told is what a table says of where it comes from, beside how it was worked out (Dutch: herkomst).
type Told struct {
	// Subject is the layer, or the word for the number of figures that count.
	Subject string
	// Store is the version of the store.
	Store string
}

var csvColumns = []string{"code", "name", "subject", "category", "reason", "sure", "value", "smoothed", "neighbours", "neighbours_mean", "gi_star", "z",
	"p_permutation_two_sided", "p_adjusted", "areas_known", "areas_tested", "mean", "method", "method_version", "smoothing", "smoothing_base", "weights", "draws",
	"seed", "false_share", "store_version"}

// WriteCSV writes the hotspots of the areas of a picture as a table, one line per area by code, each with how it was worked
// out, so that the numbers can be made again elsewhere. What is not known is empty. Names that a spreadsheet would take for
// a formula get an apostrophe before them, as OWASP advises.
func WriteCSV(w io.Writer, p *stack.Picture, r *Result, t Told) error {
	out := csv.NewWriter(w)
	if err := out.Write(csvColumns); err != nil {
		return err
	}
	m := r.Method
	how := []string{strconv.Itoa(r.Known), strconv.Itoa(r.Tested), number(r.Mean), Name, strconv.Itoa(Version), r.Smoothing.String(), string(r.Base), adjacency.Rule,
		strconv.Itoa(m.Draws), strconv.FormatUint(m.Seed, 10), number(m.FalseShare), t.Store}
	for _, row := range p.Rows {
		i := row.Index
		line := []string{row.Area.Code.String(), cell.Inert(row.Area.Name), cell.Inert(t.Subject), r.Category[i].String(), r.Reasons[i].String(), strconv.FormatBool(r.Sure[i]),
			number(r.Values[i]), number(r.Smoothed[i]), strconv.Itoa(int(r.Neighbours[i])), number(r.Around[i]), number(r.G[i]), number(r.Z[i]), number(r.P[i]),
			number(r.Adjusted[i])}
		if err := out.Write(append(line, how...)); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

// number writes a number with all its digits, and nothing for one that is not known.
func number(x float64) string {
	if math.IsNaN(x) || math.IsInf(x, 0) {
		return ""
	}
	return strconv.FormatFloat(x, 'g', -1, 64)
}
