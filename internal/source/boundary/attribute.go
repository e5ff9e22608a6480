package boundary

import (
	"slices"

	"github.com/buurtbeeld/buurtbeeld/internal/area"
	"github.com/buurtbeeld/buurtbeeld/internal/source/boundary/feature"
)

// Attributes is what stood beside the boundaries of one division: a table with one row per area, in code order, and
// without the columns that say which area it is (Dutch: kenmerken bij de grenzen).
type Attributes struct {
	division area.DivisionID
	names    []string
	codes    []area.Code
	rows     []attributeRow
	// places says for each layer where the columns of names stand in it; -1 is nowhere.
	places map[*feature.Layer][]int
}

// attributeRow is the feature that speaks for an area.
type attributeRow struct {
	layer *feature.Layer
	row   int
}

// Division returns whose attributes these are.
func (a *Attributes) Division() area.DivisionID { return a.division }

// Names returns the names of the columns, in the spelling and order of the files.
func (a *Attributes) Names() []string { return slices.Clone(a.names) }

// Codes returns the codes of the rows, in order.
func (a *Attributes) Codes() []area.Code { return slices.Clone(a.codes) }

// Cell returns one cell as the file holds it. A number of a format that has numbers comes as a number without text, signs
// such as -99999999 included; everything else comes as text, and what is absent as null.
func (a *Attributes) Cell(row, column int) (text string, number float64, isNumber, isNull bool) {
	r := a.rows[row]
	at := a.places[r.layer][column]
	if at < 0 {
		return "", 0, false, true
	}
	c := r.layer.Columns[at]
	switch c.Kind(r.row) {
	case feature.TextCell:
		return c.Text(r.row), 0, false, false
	case feature.NumberCell:
		return "", c.Number(r.row), true, false
	}
	return "", 0, false, true
}

// rowNumbers are names, in plain spelling, of columns that number rows or measure shapes.
var rowNumbers = map[string]bool{"fid": true, "gid": true, "ogcfid": true, "objectid": true, "gmlid": true, "uuid": true,
	"shapeleng": true, "shapelength": true, "shapearea": true, "starea": true, "stlength": true, "geovlak": true, "geom": true,
	"geometry": true}

// identities are names, in plain spelling, of columns that say which area it is; as shapefiles cut them off as well.
var identities = func() map[string]bool {
	m := map[string]bool{"rubriek": true}
	add := func(names []string) {
		for _, s := range names {
			m[s] = true
			if len(s) > 10 {
				m[s[:10]] = true
			}
		}
	}
	for _, list := range [][]string{otherCodeNames, yearCodeNames, yearNames, otherNameNames, waterNames, changeNames} {
		add(list)
	}
	for _, by := range []map[area.Level][]string{codeNames, nameNames} {
		for _, list := range by {
			add(list)
		}
	}
	return m
}()

// identity reports whether a column tells areas or rows apart and holds no figure.
func identity(c *feature.Column) bool {
	name := feature.Plain(c.Name)
	return identities[name] || rowNumbers[name]
}

// newAttributes returns the attributes of the areas in a division, of which rows gives the features.
func newAttributes(id area.DivisionID, codes []area.Code, rows []attributeRow) Attributes {
	a := Attributes{division: id, codes: codes, rows: rows, places: map[*feature.Layer][]int{}}
	at := map[string]int{}
	var layers []*feature.Layer
	for _, r := range rows {
		if _, ok := a.places[r.layer]; ok {
			continue
		}
		a.places[r.layer] = nil
		layers = append(layers, r.layer)
		for _, c := range r.layer.Columns {
			if _, ok := at[c.Name]; !ok && !identity(c) {
				at[c.Name] = len(a.names)
				a.names = append(a.names, c.Name)
			}
		}
	}
	for _, l := range layers {
		places := make([]int, len(a.names))
		for i := range places {
			places[i] = -1
		}
		for i, c := range l.Columns {
			if j, ok := at[c.Name]; ok {
				places[j] = i
			}
		}
		a.places[l] = places
	}
	return a
}

// hasFigure reports whether a feature has any number that is no sign for a missing one.
func hasFigure(l *feature.Layer, row int) bool {
	for _, c := range l.Columns {
		if !identity(c) && known(c, row) {
			return true
		}
	}
	return false
}

// known reports whether a cell holds more than a sign for nothing.
func known(c *feature.Column, row int) bool {
	switch c.Kind(row) {
	case feature.NumberCell:
		return c.Number(row) > -99990 || c.Number(row) < -1e9
	case feature.TextCell:
		return !isMissing(c.Text(row))
	}
	return false
}

// sameFigures reports whether two features say the same of an area.
func sameFigures(a, b attributeRow) bool {
	for i, c := range a.layer.Columns {
		if identity(c) {
			continue
		}
		d := c
		if b.layer != a.layer {
			j := b.layer.Find(c.Name)
			if j < 0 {
				continue
			}
			d = b.layer.Columns[j]
		} else if a.row == b.row {
			return true
		}
		if c.Kind(a.row) == feature.NumberCell && d.Kind(b.row) == feature.NumberCell {
			if c.Number(a.row) != d.Number(b.row) {
				return false
			}
			continue
		}
		if a.layer.Columns[i].Text(a.row) != d.Text(b.row) {
			return false
		}
	}
	return true
}
