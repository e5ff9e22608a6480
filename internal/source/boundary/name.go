package boundary

import (
	"strings"

	"github.com/buurtbeeld/buurtbeeld/internal/area"
	"github.com/buurtbeeld/buurtbeeld/internal/source/boundary/feature"
)

// codeByName is the column in which codes are written that were found by name.
const codeByName = "\x00code"

// codesByName finds the codes of a layer that only has names: when exactly one municipality has areas with every name of
// the layer, each of them once, those are the areas. Otherwise the layer stays without codes.
func (g *gathering) codesByName(l *feature.Layer, k *keys) {
	if k.name < 0 || len(l.Shapes) == 0 {
		return
	}
	names := map[string]bool{}
	for row := range l.Shapes {
		names[plainName(l.Columns[k.name].Text(row))] = true
	}
	if names[""] {
		return
	}
	hits := map[area.Code]map[string]area.Code{}
	spoilt := map[area.Code]bool{}
	for i := range g.options.Known.Len() {
		a := g.options.Known.At(i)
		name, within := plainName(a.Name), a.Code.Municipality()
		if !names[name] {
			continue
		}
		if hits[within] == nil {
			hits[within] = map[string]area.Code{}
		}
		if _, twice := hits[within][name]; twice {
			spoilt[within] = true
		}
		hits[within][name] = a.Code
	}
	var only map[string]area.Code
	for within, h := range hits {
		if len(h) == len(names) && !spoilt[within] {
			if only != nil {
				return
			}
			only = h
		}
	}
	if only == nil {
		return
	}
	k.code = l.Column(codeByName)
	for row := range l.Shapes {
		l.Columns[k.code].SetText(row, []byte(only[plainName(l.Columns[k.name].Text(row))].String()))
	}
	g.report.Notes = append(g.report.Notes, *l.Note("boundary.codes_by_name", "column", feature.Shorten(l.Columns[k.name].Name)))
}

func plainName(s string) string { return strings.ToLower(strings.Join(strings.Fields(s), " ")) }
