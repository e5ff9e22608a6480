package disclosure

import "github.com/buurtbeeld/buurtbeeld/disclosure/internal/joint"

// mismatches are cells that two releases show with two numbers, or that one shows and another withholds for itself.
func mismatches(u *joint.Union) []Attack {
	if len(u.Sheets) < 2 {
		return nil
	}
	var found []Attack
	type seen struct{ release, cell int32 }
	first, told := make([]seen, u.Cube.Len()), make([]bool, u.Cube.Len())
	for i := range first {
		first[i].release = -1
	}
	for i, r := range u.Sheets {
		for cell := range r.Shown {
			at := u.Cell(i, cell)
			if first[at].release < 0 {
				first[at] = seen{int32(i), int32(cell)}
				continue
			}
			other, k := u.Sheets[first[at].release], first[at].cell
			if told[at] {
				continue
			}
			a, alike := Attack{Cell: u.Name(u.Cube.At(at)), Harms: true}, (other.Sum == nil) == (r.Sum == nil)
			switch {
			case r.Shown[cell] && other.Shown[k] && (r.Count[cell] != other.Count[k] || alike && r.Sum != nil && r.Sum[cell] != other.Sum[k]):
				a.Kind = Mismatch
			case !alike: // a count may be shown where a sum is withheld
				continue
			case r.Shown[cell] && other.Primary[k]:
				a.Kind = Published
				a.Lower, a.Upper = float64(r.Count[cell]), float64(r.Count[cell])
			case other.Shown[k] && r.Primary[cell]:
				a.Kind = Published
				a.Lower, a.Upper = float64(other.Count[k]), float64(other.Count[k])
			default:
				continue
			}
			told[at] = true
			found = append(found, a)
		}
	}
	return found
}
