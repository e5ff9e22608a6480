package boundary

import (
	"strings"

	"github.com/buurtbeeld/buurtbeeld/internal/area"
)

// codeByName is the column in which codes are written that were found by name.
const codeByName = "\x00code"

// codesByName finds the codes of a layer that only has names: when exactly one municipality has areas with every name of
// the layer, each of them once, those are the areas. Otherwise the layer stays without codes.
func (g *gathering) codesByName(l *layer, k *keys) {
	if k.name < 0 || len(l.shapes) == 0 {
		return
	}
	names := map[string]bool{}
	for row := range l.shapes {
		names[plainName(l.columns[k.name].text(row))] = true
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
	k.code = l.column(codeByName)
	for row := range l.shapes {
		l.columns[k.code].setText(row, []byte(only[plainName(l.columns[k.name].text(row))].String()))
	}
	g.report.Notes = append(g.report.Notes, *l.note("boundary.codes_by_name", "column", shorten(l.columns[k.name].name)))
}

func plainName(s string) string { return strings.ToLower(strings.Join(strings.Fields(s), " ")) }
