package neighbourhood

import (
	"time"

	"github.com/buurtbeeld/buurtbeeld/internal/indicator"
	words "github.com/buurtbeeld/buurtbeeld/internal/web/hotspot"
)

// patience is how long the page waits for what stands out; what takes longer is there when somebody comes back.
const patience = 700 * time.Millisecond

// standing says of each figure with a chart whether the area stands out in it with its surroundings. Where few people live
// that cannot be said of any.
func (p *Pages) standing(v *view) error {
	if v.Few {
		return nil
	}
	var keys []indicator.Key
	for _, s := range v.Spheres {
		for _, f := range s.Figures {
			if f.Known {
				keys = append(keys, f.key)
			}
		}
	}
	if len(keys) == 0 {
		return nil
	}
	found, all, err := p.o.Hotspots.Layers(v.r.Context(), v.r.Reader, keys, fewPeople, patience)
	if err != nil {
		return err
	}
	v.Later = !all
	for i := range v.Spheres {
		for k := range v.Spheres[i].Figures {
			f := &v.Spheres[i].Figures[k]
			if res, ok := found[f.key]; ok && f.Known {
				f.Stands = words.Short(v.r.Language, res, v.own.Code)
			}
		}
	}
	return nil
}
