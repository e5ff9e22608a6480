package country

import (
	"bufio"
	"fmt"
	"io"
	"strconv"

	"github.com/buurtbeeld/buurtbeeld/internal/area"
)

// WriteGeoJSON writes the country as CBS publishes boundaries with figures, in degrees.
func (c *Country) WriteGeoJSON(w io.Writer) error {
	out := bufio.NewWriter(w)
	_, _ = out.WriteString(`{"type":"FeatureCollection","features":[`) // a failed write shows at Flush
	for i := range c.Areas.Len() {
		a := c.Areas.At(i)
		people := int(1000 + 900*shift(i, 1, 5))
		if i > 0 {
			_, _ = out.WriteString(",\n")
		}
		_, _ = fmt.Fprintf(out, `{"type":"Feature","properties":{"BU_CODE":%q,"BU_NAAM":%q,"WK_CODE":"WK%s00","GM_CODE":%q,"WATER":"NEE","AANT_INW":%d,`+
			`"P_65_EO_JR":%d,"P_EENP_HH":%d,"WWB_UITTOT":%d,"WW_UIT_TOT":%d,"AO_UIT_TOT":%d},"geometry":{"type":"Polygon","coordinates":[[`,
			a.Code.String(), a.Name, a.Code.Municipality().String()[2:], a.Code.Municipality().String(), people,
			int(20+15*shift(i, 2, 5)), int(40+25*shift(i, 3, 5)), people/20+i%40*10, people/40, people/15)
		for k, p := range c.Shapes.At(i)[0][0] {
			if k > 0 {
				_ = out.WriteByte(',')
			}
			longitude, latitude := area.WGS84FromRD(p)
			_, _ = out.WriteString("[" + strconv.FormatFloat(longitude, 'f', 7, 64) + "," + strconv.FormatFloat(latitude, 'f', 7, 64) + "]")
		}
		_, _ = out.WriteString("]]}}")
	}
	_, _ = out.WriteString("]}\n")
	return out.Flush()
}
