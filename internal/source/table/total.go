package table

import (
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/buurtbeeld/buurtbeeld/internal/indicator"
	"github.com/buurtbeeld/buurtbeeld/internal/problem"
)

// total is one sum of a mapping: the parts, each by its column or the name of its figure, add up to the whole.
type total struct {
	whole string
	parts []string
	line  int
}

// readSums reads adds_up: {clients: [men, women]}, or several ways to cut up the same: {clients: [[men, women], [young, old]]}.
func (m *Mapping) readSums(p *parser, n *yaml.Node) {
	if n.Kind != yaml.MappingNode {
		p.wrong(n)
		return
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		k, v := n.Content[i], n.Content[i+1]
		lists := []*yaml.Node{v}
		if v.Kind == yaml.SequenceNode && len(v.Content) > 0 && v.Content[0].Kind == yaml.SequenceNode {
			lists = v.Content
		}
		for _, list := range lists {
			t := total{whole: k.Value, line: k.Line}
			for _, part := range list.Content {
				if part.Kind != yaml.ScalarNode {
					p.wrong(part)
				}
				t.parts = append(t.parts, part.Value)
			}
			if list.Kind != yaml.SequenceNode || len(t.parts) < 2 {
				p.wrong(list)
				continue
			}
			m.totals = append(m.totals, t)
		}
	}
}

// addUp tells each part of what it is one. A part of two wholes, a whole that is a part of itself, parts that are no counts in the unit
// of the whole, and names that are neither a column nor a figure are problems.
func (p *parser) addUp(m *Mapping) {
	for _, t := range m.totals {
		wrong := func(word string) {
			p.list.Add(problem.New(problem.Invalid, "table.mapping_adds_up", "word", short(word), "line", strconv.Itoa(t.line)))
		}
		whole, known := m.figure(t.whole)
		if !known {
			wrong(t.whole)
			continue
		}
		ids := make([]string, len(t.parts))
		for i, name := range t.parts {
			id, known := m.figure(name)
			if ids[i] = string(id); !known {
				wrong(name)
			}
		}
		slices.Sort(ids)
		if len(slices.Compact(slices.Clone(ids))) < len(ids) {
			wrong(t.whole)
			continue
		}
		unit := m.unit(whole)
		for _, id := range ids {
			r := m.rule(indicator.ID(id))
			switch {
			case r == nil:
			case r.Definition.PartOf != "" || isRelative(r.Definition) || unit != "" && r.Definition.Unit != unit || m.within(whole, r.Definition.ID):
				wrong(id)
			default:
				r.Definition.PartOf, r.Definition.Among = whole, "parts "+strings.Join(ids, "+")
			}
		}
	}
}

// figure finds a figure by its column or its own name, which can be that of an earlier delivery.
func (m *Mapping) figure(name string) (indicator.ID, bool) {
	for _, r := range m.Columns {
		if r.Column == name {
			return r.Definition.ID, true
		}
	}
	id, err := indicator.ParseID(name)
	return id, err == nil
}

func (m *Mapping) rule(id indicator.ID) *Rule {
	for i := range m.Columns {
		if m.Columns[i].Definition.ID == id {
			return &m.Columns[i]
		}
	}
	return nil
}

func (m *Mapping) unit(id indicator.ID) indicator.Unit {
	if r := m.rule(id); r != nil {
		return r.Definition.Unit
	}
	return ""
}

// within reports whether a figure is another or part of it.
func (m *Mapping) within(id, other indicator.ID) bool {
	for range len(m.Columns) + 1 {
		if id == other {
			return true
		}
		r := m.rule(id)
		if r == nil {
			return false
		}
		id = r.Definition.PartOf
	}
	return true
}
