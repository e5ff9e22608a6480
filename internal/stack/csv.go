package stack

import (
	"bufio"
	"io"
	"strconv"
	"strings"

	"github.com/buurtbeeld/buurtbeeld/internal/indicator"
	sheetcell "github.com/buurtbeeld/buurtbeeld/internal/sheet/cell"
)

// Columns returns the names of the columns of every output in order; the layers stand before the sentence.
func (p *Picture) Columns() []string {
	names := []string{"code", "name", "level", "parent", "population", "layers", "known", "hits", "share", "score",
		"stability", "fragile"}
	return append(append(names, p.LayerNames()...), "sentence")
}

// LayerNames returns the name of each layer's column: the id of its indicator, with the period behind it where the
// indicator occurs more than once.
func (p *Picture) LayerNames() []string {
	layers := make([]Layer, len(p.Layers))
	for i, l := range p.Layers {
		layers[i] = l.Layer
	}
	return columnNames(layers)
}

// WriteCSV writes a picture as a table with a header, one line per area by code. What is not known is empty; where no
// layer is known, hits, share and score are empty too, since nothing counted is not zero. A text that a spreadsheet
// would take for a formula gets an apostrophe before it, as OWASP advises.
func WriteCSV(w io.Writer, p *Picture, languageTag string) error {
	out := bufio.NewWriterSize(w, 1<<16)
	line := make([]byte, 0, 1024)
	for i, name := range p.Columns() {
		if i > 0 {
			line = append(line, ',')
		}
		line = appendCell(line, name)
	}
	line = append(line, '\n')
	for i := range p.Rows {
		if _, err := out.Write(line); err != nil {
			return err
		}
		line = p.appendLine(line[:0], i, languageTag)
	}
	if _, err := out.Write(line); err != nil {
		return err
	}
	return out.Flush()
}

func (p *Picture) appendLine(b []byte, i int, languageTag string) []byte {
	r := &p.Rows[i]
	b = append(b, r.Area.Code.String()...)
	b = appendCell(append(b, ','), r.Area.Name)
	b = append(append(b, ','), r.Area.Code.Level().String()...)
	b = append(append(b, ','), r.Parent.String()...)
	cells := [...]struct {
		x  float64
		ok bool
	}{number(r.Population), {float64(r.Layers), true}, {float64(r.Known), true}, {float64(r.Hits), r.Known > 0},
		{r.Share, r.Known > 0}, {r.Score, r.HasScore}, {r.Stability, r.HasStability}, {one(r.Fragile), r.HasStability}}
	for _, c := range cells {
		b = append(b, ',')
		if c.ok {
			b = strconv.AppendFloat(b, c.x, 'f', -1, 64)
		}
	}
	for _, m := range r.Marks {
		b = append(b, ',')
		if m != Unknown {
			b = append(b, '0'+byte(one(m == Hit)))
		}
	}
	b = appendCell(append(b, ','), p.Sentence(i, languageTag))
	return append(b, '\n')
}

// number returns the number of a value in the form of a cell.
func number(v indicator.Value) (cell struct {
	x  float64
	ok bool
}) {
	cell.x, cell.ok = v.Number()
	return cell
}

func one(yes bool) float64 {
	if yes {
		return 1
	}
	return 0
}

// appendCell writes a text as a cell that no spreadsheet computes.
func appendCell(b []byte, s string) []byte {
	s = sheetcell.Inert(s)
	if !strings.ContainsAny(s, ",\"\n\r") {
		return append(b, s...)
	}
	b = append(b, '"')
	b = append(b, strings.ReplaceAll(s, `"`, `""`)...)
	return append(b, '"')
}
