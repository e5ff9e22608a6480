package withhold_test

import (
	"testing"

	"github.com/buurtbeeld/buurtbeeld/disclosure/internal/cube"
	. "github.com/buurtbeeld/buurtbeeld/disclosure/internal/joint/jointtest"
	"github.com/buurtbeeld/buurtbeeld/disclosure/internal/withhold"
)

func TestAbove(t *testing.T) {
	dims := []*cube.Dim{Dim("debt", "all", "yes", "no"), Dim("area@", "Village", "North wijk", "South wijk", "P1 pc", "Mill buurt North P1")}
	for situation, x := range map[string]struct {
		cells         []string
		level, within string
	}{
		"the district":                  {[]string{"yes;Mill 4!", "yes;North 9", "yes;Village 30"}, "wijk", "North"},
		"the district is withheld too":  {[]string{"yes;Mill 4!", "yes;North 9?", "yes;Village 30"}, "Village", "Village"},
		"the district was not asked":    {[]string{"yes;Mill 4!", "all;Mill 60", "yes;Village 30"}, "Village", "Village"},
		"areas before traits":           {[]string{"yes;Mill 4!", "all;Mill 60", "yes;North 9"}, "wijk", "North"},
		"all of the area and no debt":   {[]string{"yes;Mill 4!", "all;Mill 60", "yes;North 9?"}, "all", "all"},
		"nothing around it":             {[]string{"yes;Mill 4!", "no;Mill 56", "all;Village 300"}, "", ""},
		"what lies beside it is no use": {[]string{"yes;Mill 4!", "yes;South 21"}, "", ""},
	} {
		s := Sheet("", dims, x.cells...)
		if level, within := withhold.Above(s.Cube, 0, func(cell int32) bool { return s.Shown[cell] }); level != x.level || within != x.within {
			t.Errorf("%s: %q, %q", situation, level, within)
		}
	}
}
