package analysis

import (
	"context"
	"errors"

	"github.com/buurtbeeld/buurtbeeld/internal/problem"
	"github.com/buurtbeeld/buurtbeeld/spatial"
	"github.com/buurtbeeld/buurtbeeld/spatial/classes"
	"github.com/buurtbeeld/buurtbeeld/spatial/neighbour"
	"github.com/buurtbeeld/buurtbeeld/spatial/rate"
	"github.com/buurtbeeld/buurtbeeld/spatial/scan"
	"github.com/buurtbeeld/buurtbeeld/spatial/trend"
)

// refused says in words what the library had against the figures.
func refused(err error) error {
	if err == nil || problem.KeyOf(err) != "" || errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	for _, known := range []struct {
		err error
		key string
	}{
		{spatial.ErrValue, "analysis.too_large"},
		{trend.ErrInfinite, "analysis.too_large"},
		{trend.ErrWeights, "analysis.plain_needed"},
		{rate.ErrCount, "analysis.count_refused"},
		{neighbour.ErrTooMany, "analysis.too_many_links"},
		{neighbour.ErrCoordinate, "analysis.coordinate"},
		{neighbour.ErrRing, "analysis.coordinate"},
		{neighbour.ErrOption, "analysis.option"},
		{neighbour.ErrFile, "analysis.links_unreadable"},
		{spatial.ErrEdge, "analysis.link_refused"},
		{classes.ErrValue, "analysis.too_large"},
		{scan.ErrCount, "analysis.count_refused"},
		{scan.ErrPoint, "analysis.coordinate"},
	} {
		if errors.Is(err, known.err) {
			return problem.New(problem.Invalid, known.key).Because(err)
		}
	}
	return problem.New(problem.Internal, "problem.internal").Because(err)
}
