package analysis

import (
	"math"
	"strconv"
	"strings"

	"github.com/buurtbeeld/buurtbeeld/internal/problem"
)

// kind is a way to find neighbours.
type kind struct {
	// name is queen, rook, knn or band.
	name string
	// nearest is how many of a knn, metres the width of a band.
	nearest int
	metres  float64
}

// needsBorders reports whether the neighbours are found along borders, for which points are not enough.
func (k kind) needsBorders() bool { return k.name == "queen" || k.name == "rook" }

// parseKind reads queen, rook, knn:K or band:METRES; nothing is queen.
func parseKind(text string) (kind, error) {
	name, size, sized := strings.Cut(text, ":")
	switch {
	case text == "":
		return kind{name: "queen"}, nil
	case (name == "queen" || name == "rook") && !sized:
		return kind{name: name}, nil
	case name == "knn":
		if k, err := strconv.Atoi(size); err == nil && k > 0 {
			return kind{name: name, nearest: k}, nil
		}
	case name == "band":
		if m, err := strconv.ParseFloat(size, 64); err == nil && m > 0 && !math.IsInf(m, 0) {
			return kind{name: name, metres: m}, nil
		}
	}
	return kind{}, problem.New(problem.Usage, "analysis.kind_unknown", "kind", text)
}
