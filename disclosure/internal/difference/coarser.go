package difference

import (
	"slices"

	"github.com/buurtbeeld/buurtbeeld/disclosure/internal/cube"
	"github.com/buurtbeeld/buurtbeeld/disclosure/internal/joint"
	"github.com/buurtbeeld/buurtbeeld/disclosure/internal/span"
)

// coarser are the small groups around cells that no table names: a total that was left out may still come out of another table.
func coarser(u *joint.Union, w joint.Whole, small func(int64) bool) []span.Secret {
	around := cube.New(u.Cube.Dims)
	codes := make([]int32, len(u.Cube.Dims))
	climb := func(at []int32) {
		copy(codes, at)
		for d, dim := range u.Cube.Dims {
			own := codes[d]
			for _, up := range dim.Parents(own) {
				codes[d] = up
				if _, named := u.Cube.Find(codes); !named {
					around.Add(codes)
				}
			}
			codes[d] = own
		}
	}
	for cell := range int32(u.Cube.Len()) {
		climb(u.Cube.At(cell))
	}
	var secrets []span.Secret
	for node := int32(0); int(node) < around.Len(); node++ {
		climb(around.At(node))
		cells, known := resolve(u, w, around.At(node), mostDeep)
		n := int64(0)
		for _, cell := range cells {
			n += w.Count[cell]
		}
		if known && small(n) {
			term := span.Term{Codes: slices.Clone(around.At(node)), Coef: 1}
			secrets = append(secrets, span.Secret{Terms: []span.Term{term}, Lone: n == 1})
		}
	}
	return secrets
}
