package policy

import "testing"

func TestReachIsRoundedUp(t *testing.T) {
	p, err := Parse([]byte("name: p\np_percent: 10\n"))
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		sum  int64
		top  [3]int64
		want int64
	}{
		"two contributors":          {27062, [3]int64{13619, 13443, 0}, 1362}, // 10 % of 13,619 is 1,361.9
		"one contributor":           {14244, [3]int64{14244, 0, 0}, 1425},
		"the others hide enough":    {200, [3]int64{100, 50, 40}, 0},
		"the others hide a part":    {155, [3]int64{100, 50, 5}, 5},
		"nobody contributes at all": {0, [3]int64{}, 0},
	} {
		if got := p.Reach(c.sum, c.top); got != c.want {
			t.Errorf("%s: %d, want %d", name, got, c.want)
		}
	}
	if got := (Policy{}).Reach(10, [3]int64{10, 0, 0}); got != 0 {
		t.Errorf("without a rule: %d", got)
	}
}
