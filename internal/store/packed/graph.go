package packed

import (
	"encoding/binary"
	"errors"

	"github.com/buurtbeeld/buurtbeeld/spatial"
)

// errWeighed is told of weights other than 1, of which the graphs that are kept have none.
var errWeighed = errors.New("only plain neighbours are kept")

// Graph packs who is whose neighbour for a place: per area how many neighbours, and the steps from one to the next. It
// takes plain weights only.
func Graph(w *spatial.Weights, place string) ([]byte, error) {
	if !w.Plain() {
		return nil, errWeighed
	}
	b := make([]byte, 0, 16+w.Len()+2*w.Links())
	b = binary.AppendUvarint(b, uint64(w.Len()))
	for i := range w.Len() {
		row := w.Neighbours(i)
		b = binary.AppendUvarint(b, uint64(len(row)))
		last := int32(i)
		for _, j := range row {
			b = binary.AppendVarint(b, int64(j)-int64(last))
			last = j
		}
	}
	return seal(b, place), nil
}

// ParseGraph reads what Graph packed for the same place.
func ParseGraph(b []byte, place string) (*spatial.Weights, error) {
	body, err := unseal(b, place)
	if err != nil {
		return nil, err
	}
	in := &input{b: body}
	n := in.count()
	start, to := make([]int32, 1, n+1), make([]int32, 0, len(body))
	for i := range n {
		last := int64(i)
		for range in.count() {
			last += in.signed()
			if in.broken || last < 0 || last >= int64(n) {
				return nil, ErrBroken
			}
			to = append(to, int32(last))
		}
		start = append(start, int32(len(to)))
	}
	if err := in.end(); err != nil {
		return nil, err
	}
	w, err := spatial.NewSorted(start, to)
	if err != nil {
		return nil, ErrBroken
	}
	return w, nil
}
