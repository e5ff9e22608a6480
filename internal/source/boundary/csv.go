package boundary

import (
	"encoding/hex"
	"errors"
	"io"
	"strconv"
	"strings"

	"github.com/buurtbeeld/buurtbeeld/internal/problem"
	"github.com/buurtbeeld/buurtbeeld/internal/sheet"
	"github.com/buurtbeeld/buurtbeeld/internal/source/boundary/feature"
	"github.com/buurtbeeld/buurtbeeld/internal/source/boundary/wkb"
)

// The sizes of a cell with a shape: 32 bytes of text per point, and of its row.
const (
	cellBytes = feature.ShapePoints*32 + 1<<20
	rowBytes  = cellBytes + 4<<20
)

// hexShape reports whether a text is WKB in hexadecimal digits, as PostGIS exports it.
func hexShape(s string) bool {
	if len(s) < 18 || len(s)%2 != 0 || s[0] != '0' || s[1] != '0' && s[1] != '1' {
		return false
	}
	head, err := hex.DecodeString(s[:10])
	if err != nil {
		return false
	}
	form := head[1]
	if head[0] == 0 {
		form = head[4]
	}
	return form >= 1 && form <= 15
}

// readCSV reads a table in which one column holds shapes.
func (in *input) readCSV(path, name string) ([]*feature.Layer, error) {
	limits := in.options.Limits
	r, err := sheet.OpenFile(path, sheet.Options{Name: name, Kind: sheet.CSV, HeaderRows: 1, Limits: sheet.Limits{
		Rows: limits.Features + 1, Columns: limits.Columns, CellBytes: cellBytes, RowBytes: rowBytes, UnzippedBytes: limits.UnpackedBytes}})
	if err != nil {
		return nil, err
	}
	defer r.Close()
	t := &csvTable{l: &feature.Layer{File: name}, header: r.Header(), shapes: -1, points: wkb.Budget{Left: limits.Points, Most: limits.Points}}
	for {
		if err := in.ctx.Err(); err != nil {
			return nil, err
		}
		row, err := r.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, err
		}
		if err := t.add(row); err != nil {
			return nil, feature.Located(err, problem.Place{File: name, Row: row.Number})
		}
	}
	if t.shapes < 0 {
		return nil, problem.New(problem.Invalid, "boundary.csv_no_shapes")
	}
	return []*feature.Layer{t.l}, nil
}

// csvTable gathers rows.
type csvTable struct {
	l      *feature.Layer
	header []string
	shapes int // the column with shapes; -1 until one was seen
	points wkb.Budget
	srid   uint32
	hasID  bool
}

func (t *csvTable) add(row sheet.Row) error {
	if t.shapes < 0 {
		for i, c := range row.Cells {
			if hexShape(strings.TrimSpace(c.Text)) {
				t.shapes = i
			}
		}
	}
	sh := feature.Shape{Row: row.Number, Absent: true}
	at := len(t.l.Shapes)
	for i, c := range row.Cells {
		s := strings.TrimSpace(c.Text)
		switch {
		case i == t.shapes:
			if isMissing(s) {
				continue
			}
			if err := t.shape(&sh, s); err != nil {
				return err.At(problem.Place{Column: t.header[i]})
			}
		case t.header[i] == "":
		case s == "" || s == "NULL":
			t.l.Columns[t.l.Column(t.header[i])].SetNull(at)
		default:
			t.l.Columns[t.l.Column(t.header[i])].SetText(at, []byte(c.Text))
		}
	}
	t.l.Shapes = append(t.l.Shapes, sh)
	return nil
}

func (t *csvTable) shape(sh *feature.Shape, s string) *problem.Error {
	b, err := hex.DecodeString(s)
	if err != nil {
		return problem.New(problem.Invalid, "boundary.wkb_broken").Because(err)
	}
	w, p := wkb.Read(b, &t.points)
	if p != nil {
		return p
	}
	if w.HasSRID {
		if t.hasID && w.SRID != t.srid {
			return problem.New(problem.Invalid, "boundary.csv_mixed_systems", "row_srs", strconv.Itoa(int(w.SRID)), "table_srs", strconv.Itoa(int(t.srid)))
		}
		t.srid, t.hasID = w.SRID, true
		t.l.CRS = feature.ClaimOf("EPSG:" + strconv.Itoa(int(w.SRID)))
	}
	sh.Geometry, sh.Other, sh.Absent = w.Polygons, w.Other, false
	return nil
}
