package sqlite

import (
	"context"
	"strconv"
	"strings"

	"github.com/buurtbeeld/buurtbeeld/internal/area"
	"github.com/buurtbeeld/buurtbeeld/internal/reader"
)

// ShapesMark tells boundaries apart: as long as it is the same, Shapes gives the same, whoever asks. It is empty where
// there are no boundaries. It is made of the deliveries that boundaries and lists of areas came in, which never change, so
// that figures that come in leave it as it is.
func (s *Store) ShapesMark(ctx context.Context, r reader.Reader, id area.DivisionID) (string, error) {
	v, err := s.view(ctx, r)
	if err != nil {
		return "", err
	}
	shapes, areas := v.of(id, shapesOf), v.of(id, areasOf)
	if len(shapes) == 0 {
		return "", nil
	}
	if len(areas) == 0 {
		areas = v.of(id, codesOf)
	}
	parts := []string{strconv.Itoa(int(id.Level)), strconv.Itoa(id.Year)}
	for _, list := range [2][]located{shapes, areas} {
		for _, l := range list {
			parts = append(parts, string(l.owner.tenant), l.delivery, strconv.Itoa(l.codeList))
		}
		parts = append(parts, "")
	}
	return strings.Join(parts, "\x00"), nil
}
