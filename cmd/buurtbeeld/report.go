package main

import (
	"cmp"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"

	"github.com/buurtbeeld/buurtbeeld/internal/indicator"
)

// reported is the report of a delivery as scripts read it.
type reported struct {
	ID          string            `json:"id"`
	Kind        string            `json:"kind"`
	Source      string            `json:"source"`
	Table       string            `json:"table"`
	Title       string            `json:"title"`
	Year        int               `json:"year"`
	Saved       bool              `json:"saved"`
	DryRun      bool              `json:"dry_run"`
	Known       bool              `json:"already_stored"`
	Rows        int               `json:"rows"`
	Matched     int               `json:"matched"`
	Unmatched   int               `json:"unmatched"`
	Examples    []string          `json:"unmatched_examples"`
	Areas       map[string]int    `json:"areas"`
	Statuses    map[string]int    `json:"statuses"`
	Signs       map[string]int    `json:"signs"`
	Columns     []reportedColumn  `json:"columns"`
	New         []string          `json:"new_columns"`
	Renamed     []string          `json:"renamed_columns"`
	Vanished    []string          `json:"vanished_columns"`
	Outliers    []reportedOutlier `json:"outliers"`
	Notes       []string          `json:"notes"`
	Questions   []reportedAsk     `json:"questions"`
	Changed     []reportedChange  `json:"changed_patterns"`
	Fingerprint string            `json:"fingerprint"`
}

type reportedColumn struct {
	Source    string `json:"source"`
	Indicator string `json:"indicator"`
	Fate      string `json:"fate"`
	Known     int    `json:"known"`
	Empty     int    `json:"empty"`
}

type reportedOutlier struct {
	Indicator string  `json:"indicator"`
	Area      string  `json:"area"`
	Value     float64 `json:"value"`
}

type reportedAsk struct {
	ID      string   `json:"id"`
	Text    string   `json:"text"`
	Choices []string `json:"choices"`
}

// report returns the report of a delivery, with its sentences in the language of the terminal.
func (a *app) report(d indicator.Delivery, areas map[string]int) reported {
	r := d.Report
	out := reported{ID: d.ID, Kind: string(d.Kind), Source: d.Source, Table: d.Table, Title: d.Title, Year: d.Year,
		Rows: r.Rows, Matched: r.Matched, Unmatched: r.Unmatched, Examples: r.UnmatchedExamples, Areas: areas,
		Statuses: r.Statuses, Signs: r.Signs, Columns: []reportedColumn{}, New: r.NewColumns, Renamed: r.RenamedColumns,
		Vanished: r.VanishedColumns, Outliers: []reportedOutlier{}, Notes: []string{}, Questions: []reportedAsk{}, Fingerprint: d.Fingerprint}
	for _, c := range r.Columns {
		out.Columns = append(out.Columns, reportedColumn{c.Source, string(c.Indicator), c.Fate, c.Known, c.Empty})
	}
	for _, o := range r.Outliers {
		out.Outliers = append(out.Outliers, reportedOutlier{string(o.Indicator), o.Area.String(), o.Value})
	}
	for _, n := range r.Notes {
		out.Notes = append(out.Notes, a.note(n))
	}
	for _, q := range r.Questions {
		out.Questions = append(out.Questions, reportedAsk{q.ID, a.note(q.Note), q.Choices})
	}
	return out
}

// note returns the sentence of a note.
func (a *app) note(n indicator.Note) string {
	var pairs []any
	for _, name := range slices.Sorted(maps.Keys(n.Args)) {
		pairs = append(pairs, name, n.Args[name])
	}
	return a.language.Text(n.Key, pairs...)
}

// printReport prints the report of a delivery as somebody reads it: what it is, how much of it was understood, and what
// to look at.
func (a *app) printReport(r reported) error {
	t := a.language.Text
	var b strings.Builder
	line := func(key string, pairs ...any) { b.WriteString(t("report."+key, pairs...) + "\n") }
	line("title", "title", cmp.Or(r.Title, "–"), "year", fmt.Sprint(r.Year), "source", cmp.Or(r.Source, "–"))
	line("rows", "rows", r.Rows, "matched", r.Matched, "unmatched", r.Unmatched)
	if len(r.Examples) > 0 {
		line("examples", "examples", strings.Join(r.Examples, ", "))
	}
	for _, level := range slices.Sorted(maps.Keys(r.Areas)) {
		line("areas", "n", r.Areas[level], "level", level)
	}
	r.columns(line)
	for _, s := range slices.Sorted(maps.Keys(r.Statuses)) {
		line("status", "n", r.Statuses[s], "status", t("report.status_"+s))
	}
	for _, s := range slices.Sorted(maps.Keys(r.Signs)) {
		line("sign", "n", r.Signs[s], "sign", s)
	}
	for _, o := range r.Outliers {
		decimals := 1
		if math.Abs(o.Value) < 10 {
			decimals = 3
		}
		line("outlier", "indicator", o.Indicator, "area", o.Area, "value", a.language.Number(o.Value, decimals))
	}
	for _, n := range r.Notes {
		line("note", "note", n)
	}
	for _, q := range r.Questions {
		line("question", "id", q.ID, "text", q.Text, "choices", strings.Join(q.Choices, ", "))
	}
	for _, c := range r.Changed {
		line("note", "note", c.Title)
		for _, area := range c.Areas {
			b.WriteString("  " + area.Name + ": " + area.Text + "\n")
		}
		if c.More > 0 {
			b.WriteString(fmt.Sprintf("  … (+%d)\n", c.More))
		}
	}
	switch {
	case r.DryRun:
		line("dry_run")
	case r.Known:
		line("known", "id", r.ID)
	case r.Saved:
		line("saved", "id", r.ID)
	}
	_, err := fmt.Fprint(a.out, b.String())
	return err
}

// columns tells what became of the columns of a delivery, and which came, went or changed their name.
func (r *reported) columns(line func(key string, pairs ...any)) {
	fates := map[string][]string{}
	for _, c := range r.Columns {
		fates[c.Fate] = append(fates[c.Fate], c.Source)
	}
	for _, fate := range slices.Sorted(maps.Keys(fates)) {
		names := fates[fate]
		line("fate_"+fate, "n", len(names), "names", shortList(names))
	}
	for _, list := range []struct {
		key   string
		names []string
	}{{"new", r.New}, {"renamed", r.Renamed}, {"vanished", r.Vanished}} {
		if len(list.names) > 0 {
			line(list.key, "n", len(list.names), "names", shortList(list.names))
		}
	}
}

// shortList joins names and says how many it left out.
func shortList(names []string) string {
	const most = 8
	if len(names) <= most {
		return strings.Join(names, ", ")
	}
	return strings.Join(names[:most], ", ") + fmt.Sprintf(" … (+%d)", len(names)-most)
}
