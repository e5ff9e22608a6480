package draw

import "testing"

func TestXoshiroGivesItsPublishedNumbers(t *testing.T) {
	g := Random{s: [4]uint64{1, 2, 3, 4}}
	for _, want := range []uint64{11520, 0, 1509978240, 1215971899390074240} {
		if got := g.Next(); got != want {
			t.Errorf("%d, want %d", got, want)
		}
	}
}
