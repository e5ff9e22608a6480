package stack

import (
	"bufio"
	"io"
	"math"
	"strconv"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/buurtbeeld/buurtbeeld/internal/area"
)

// WriteJSON writes a picture as an array of objects, one per area by code, with the columns of WriteCSV as members and
// null for what is empty. The member values holds the value of each layer that is known, and no other.
func WriteJSON(w io.Writer, p *Picture, languageTag string) error {
	e := newEncoder(w, p, languageTag)
	e.text("[")
	for i := range p.Rows {
		if i > 0 {
			e.text(",")
		}
		e.text("\n")
		e.row(i)
		e.flush()
	}
	e.text("\n]\n")
	return e.close()
}

// WriteGeoJSON writes a picture as a collection of features (RFC 7946), one per area by code: the boundary, and the row
// as WriteJSON writes it. The member stack of the collection says what was chosen and how high each layer is in the
// region as a whole. Transform turns a point of the Dutch grid into degrees; an area without a boundary gets null.
func WriteGeoJSON(w io.Writer, p *Picture, languageTag string, shapes *area.Shapes, transform func(area.Point) (lon, lat float64)) error {
	e := newEncoder(w, p, languageTag)
	e.transform = transform
	e.text(`{"type":"FeatureCollection","stack":`)
	e.choice()
	e.text(`,"features":[`)
	for i := range p.Rows {
		if i > 0 {
			e.text(",")
		}
		code := p.Rows[i].Area.Code
		e.text("\n" + `{"type":"Feature","id":"` + code.String() + `","geometry":`)
		if g, ok := shapes.Find(code); ok {
			e.geometry(g)
		} else {
			e.text("null")
		}
		e.text(`,"properties":`)
		e.row(i)
		e.text("}")
		e.flush()
	}
	e.text("\n]}\n")
	return e.close()
}

// encoder writes JSON piece by piece and keeps the first error.
type encoder struct {
	out       *bufio.Writer
	b         []byte
	err       error
	picture   *Picture
	tag       string
	keys      [][]byte
	values    [][]byte
	transform func(area.Point) (lon, lat float64)
}

func newEncoder(w io.Writer, p *Picture, languageTag string) *encoder {
	e := &encoder{out: bufio.NewWriterSize(w, 1<<16), picture: p, tag: languageTag}
	for i, name := range p.Columns() {
		quoted := appendQuoted(nil, name)
		key := append([]byte(nil), ',')
		if i == 0 {
			key = key[:0]
		}
		e.keys = append(e.keys, append(append(key, quoted...), ':'))
	}
	for _, name := range p.LayerNames() {
		e.values = append(e.values, append(appendQuoted(nil, name), ':'))
	}
	return e
}

// appendQuoted writes a JSON string; bytes that are no UTF-8 become the sign for that.
func appendQuoted(b []byte, s string) []byte {
	b, _ = jsontext.AppendQuote(b, s)
	return b
}

func (e *encoder) text(s string) { e.b = append(e.b, s...) }

func (e *encoder) flush() {
	if e.err == nil {
		_, e.err = e.out.Write(e.b)
	}
	e.b = e.b[:0]
}

func (e *encoder) close() error {
	e.flush()
	if e.err != nil {
		return e.err
	}
	return e.out.Flush()
}

func (e *encoder) number(x float64, ok bool) {
	if !ok {
		e.text("null")
		return
	}
	e.b = strconv.AppendFloat(e.b, x, 'f', -1, 64)
}

// row writes one row as an object.
func (e *encoder) row(i int) {
	r := &e.picture.Rows[i]
	e.text("{")
	at := 0
	key := func() {
		e.b = append(e.b, e.keys[at]...)
		at++
	}
	for _, s := range [...]string{r.Area.Code.String(), r.Area.Name, r.Area.Code.Level().String(), r.Parent.String()} {
		key()
		e.b = appendQuoted(e.b, s)
	}
	people, known := r.Population.Number()
	for _, c := range [...]struct {
		x  float64
		ok bool
	}{{people, known}, {float64(r.Layers), true}, {float64(r.Known), true}, {float64(r.Hits), r.Known > 0},
		{r.Share, r.Known > 0}, {r.Score, r.HasScore}, {r.Stability, r.HasStability}, {one(r.Fragile), r.HasStability}} {
		key()
		e.number(c.x, c.ok)
	}
	for _, m := range r.Marks {
		key()
		e.number(one(m == Hit), m != Unknown)
	}
	key()
	e.b = appendQuoted(e.b, e.picture.Sentence(i, e.tag))
	e.text(`,"values":{`)
	comma := ""
	for j, v := range r.Values {
		if x, ok := v.Number(); ok {
			e.text(comma)
			comma = ","
			e.b = append(e.b, e.values[j]...)
			e.number(x, true)
		}
	}
	e.text("}}")
}

// choice writes what was chosen, and per layer the level of the region.
func (e *encoder) choice() {
	p := e.picture
	e.text(`{"region":"` + p.Choice.Region.String() + `","level":"` + p.Choice.Level.String() + `","year":` +
		strconv.Itoa(p.Choice.Year) + `,"minimum_population":` + strconv.Itoa(p.Choice.MinimumPopulation) +
		`,"draws":` + strconv.Itoa(max(0, p.Choice.Draws)) + `,"seed":` + strconv.FormatUint(p.Choice.Seed, 10) +
		`,"top_size":` + strconv.Itoa(p.TopSize) + `,"layers":[`)
	for i, name := range p.LayerNames() {
		l := &p.Layers[i]
		if i > 0 {
			e.text(",")
		}
		e.text(`{"column":`)
		e.b = appendQuoted(e.b, name)
		e.text(`,"layer":`)
		e.b = appendQuoted(e.b, l.Layer.String())
		e.text(`,"name":`)
		e.b = appendQuoted(e.b, l.Indicator.Name.In(e.tag))
		e.text(`,"unit":`)
		e.b = appendQuoted(e.b, string(l.Indicator.Unit))
		e.text(`,"known":` + strconv.Itoa(l.Known) + `,"hits":` + strconv.Itoa(l.Hits) + `,"all_equal":` +
			strconv.FormatBool(l.AllEqual) + `,"region_method":"` + string(l.Region.Method) + `"`)
		for _, c := range [...]struct {
			key string
			x   float64
			ok  bool
		}{{"cut", l.Cut, l.HasCut}, {"region", l.Region.Value, l.Region.Known()},
			{"country", l.Country.Value, l.Country.Known()}, {"hit_median", l.Spread.HitMedian, l.Spread.HasHitMedian},
			{"other_median", l.Spread.OtherMedian, l.Spread.HasOtherMedian}} {
			e.text(`,"` + c.key + `":`)
			e.number(c.x, c.ok)
		}
		e.text("}")
	}
	e.text("]")
	for i, source := range p.Sources {
		if i == 0 {
			e.text(`,"sources":[`)
		} else {
			e.text(",")
		}
		e.b = appendQuoted(e.b, source)
	}
	if len(p.Sources) > 0 {
		e.text("]")
	}
	e.text("}")
}

// geometry writes a boundary: outer rings against the clock and holes with it, as RFC 7946 asks.
func (e *encoder) geometry(g area.Geometry) {
	if len(g) == 1 {
		e.text(`{"type":"Polygon","coordinates":`)
		e.polygon(g[0])
	} else {
		e.text(`{"type":"MultiPolygon","coordinates":[`)
		for i, polygon := range g {
			if i > 0 {
				e.text(",")
			}
			e.polygon(polygon)
		}
		e.text("]")
	}
	e.text("}")
}

func (e *encoder) polygon(polygon area.Polygon) {
	e.text("[")
	for i, ring := range polygon {
		if i > 0 {
			e.text(",")
		}
		e.text("[")
		against := ring.SignedArea() > 0
		for j := range ring {
			k := j
			if against != (i == 0) {
				k = len(ring) - 1 - j
			}
			if j > 0 {
				e.text(",")
			}
			lon, lat := e.transform(ring[k])
			e.b = append(e.b, '[')
			e.b = appendDegrees(e.b, lon)
			e.b = append(e.b, ',')
			e.b = appendDegrees(e.b, lat)
			e.b = append(e.b, ']')
		}
		e.text("]")
	}
	e.text("]")
}

// appendDegrees writes degrees in at most 7 decimals, about a centimetre, without zeros at the end.
func appendDegrees(b []byte, x float64) []byte {
	const scale = 1e7
	n := int64(math.Round(x * scale))
	if n < 0 {
		b = append(b, '-')
		n = -n
	}
	b = strconv.AppendInt(b, n/scale, 10)
	fraction := n % scale
	if fraction == 0 {
		return b
	}
	var digits [7]byte
	for i := 6; i >= 0; i-- {
		digits[i] = '0' + byte(fraction%10)
		fraction /= 10
	}
	last := 6
	for digits[last] == '0' {
		last--
	}
	return append(append(b, '.'), digits[:last+1]...)
}
