package cbs

import (
	"regexp"
	"strconv"
	"strings"
)

// topic is what a table says of one of its columns (Dutch: onderwerp).
type topic struct {
	title    string
	path     []string
	unit     string
	decimals int
	text     string // explanation, of its groups too
	kind     string // Topic, Dimension, GeoDetail, TimeDimension …
}

// description is what a table says of itself, as far as the files with it tell (Dutch: beschrijving van de tabel).
type description struct {
	table, title, modified, text, period string
	mapYear                              int
	records                              int64
	topics                               map[string]topic
	names                                map[string]string // of regions, by code without blanks
	measures                             []map[string]string
	groups                               map[string]map[string]string
}

func newDescription() *description {
	return &description{topics: map[string]topic{}, names: map[string]string{}, groups: map[string]map[string]string{}}
}

// role is what a file among those given is.
type role uint8

const (
	figures role = iota
	properties
	columnTexts
	tableInfo
	regionNames
	measureCodes
	measureGroups
	dimensions
	observations
	nothing
)

// classify says what a list of records is, by the names of their fields.
func classify(names []string) role {
	has := map[string]bool{}
	for _, n := range names {
		has[n] = true
	}
	switch {
	case has["Key"] && has["Title"] && has["Type"] && has["ParentID"]:
		return properties
	case has["Key"] && has["Title"]:
		return regionNames
	case has["Measure"] && has["Value"]:
		return observations
	case has["Identifier"] && has["MeasureGroupId"]:
		return measureCodes
	case has["Identifier"] && has["DimensionGroupId"]:
		return regionNames
	case has["Id"] && has["ParentId"] && has["Title"]:
		return measureGroups
	case has["Identifier"] && has["Kind"]:
		return dimensions
	case has["Identifier"] && has["Title"]:
		return tableInfo
	}
	return figures
}

// take files the records of a file that describes.
func (d *description) take(r role, records []map[string]string) {
	switch r {
	case properties:
		d.takeProperties(records)
	case columnTexts:
		for key, text := range records[0] {
			t := d.topics[key]
			t.text += "\n" + text
			d.topics[key] = t
		}
	case tableInfo:
		for _, m := range records[:min(1, len(records))] {
			d.table, d.title = m["Identifier"], strings.TrimSpace(m["Title"])
			d.modified = m["Modified"]
			d.period = m["Period"] + m["TemporalCoverage"]
			d.text += m["ShortDescription"] + m["Description"]
			d.records, _ = strconv.ParseInt(m["RecordCount"], 10, 64)
		}
	case regionNames:
		for _, m := range records {
			d.names[strings.TrimSpace(m["Key"]+m["Identifier"])] = strings.TrimSpace(m["Title"])
		}
	case measureCodes:
		d.measures = append(d.measures, records...)
	case measureGroups:
		for _, m := range records {
			d.groups[m["Id"]] = m
		}
	case dimensions:
		for _, m := range records {
			d.takeMapYear(m["MapYear"])
		}
	}
}

func (d *description) takeMapYear(text string) {
	if y, err := strconv.Atoi(strings.TrimSuffix(text, ".0")); err == nil && y > 1900 && d.mapYear == 0 {
		d.mapYear = y
	}
}

// takeProperties files the tree of topics of OData v3.
func (d *description) takeProperties(records []map[string]string) {
	byID := map[string]map[string]string{}
	for _, m := range records {
		byID[whole(m["ID"])] = m
	}
	for _, m := range records {
		d.takeMapYear(m["MapYear"])
		if m["Key"] == "" {
			continue
		}
		t := d.topics[m["Key"]]
		t.title, t.unit, t.kind = strings.Join(strings.Fields(m["Title"]), " "), m["Unit"], m["Type"]
		t.text += "\n" + m["Description"]
		t.decimals, _ = strconv.Atoi(whole(m["Decimals"]))
		// A tree that runs in a circle ends here too.
		for p, n := byID[whole(m["ParentID"])], 0; p != nil && n < 20; p, n = byID[whole(p["ParentID"])], n+1 {
			t.path = append([]string{strings.TrimSpace(p["Title"])}, t.path...)
			t.text += "\n" + p["Description"]
		}
		d.topics[m["Key"]] = t
	}
}

// finish files the measures of OData v4, which point at their groups.
func (d *description) finish() {
	for _, m := range d.measures {
		t := topic{title: strings.Join(strings.Fields(m["Title"]), " "), unit: m["Unit"], text: m["Description"], kind: "Topic"}
		t.decimals, _ = strconv.Atoi(whole(m["Decimals"]))
		for p, n := d.groups[m["MeasureGroupId"]], 0; p != nil && n < 20; p, n = d.groups[p["ParentId"]], n+1 {
			t.path = append([]string{strings.TrimSpace(p["Title"])}, t.path...)
			t.text += "\n" + p["Description"]
		}
		d.topics[m["Identifier"]] = t
	}
}

// whole writes 12.0, as some files hold whole numbers, as 12.
func whole(s string) string { return strings.TrimSuffix(s, ".0") }

var (
	yearInTitle = regexp.MustCompile(`\b((?:19|20)\d\d)\b`)
	onlyYear    = regexp.MustCompile(`^(?:19|20)\d\d$`)
)

// year returns the year of the division in which a table is expressed, as the table itself says it: the year of its map,
// its period, or the only year in its title; 0 when it does not say.
func (d *description) year() int {
	if d.mapYear != 0 {
		return d.mapYear
	}
	if y := titleYear(d.title); y != 0 {
		return y
	}
	if p := strings.TrimSpace(d.period); onlyYear.MatchString(p) {
		y, _ := strconv.Atoi(p)
		return y
	}
	return 0
}

// titleYear returns the year in a title in which exactly one year stands, and 0 otherwise.
func titleYear(title string) int {
	found := yearInTitle.FindAllString(title, -1)
	if len(found) != 1 {
		return 0
	}
	y, _ := strconv.Atoi(found[0])
	return y
}

// tooFew finds the words with which CBS says that a point protects people. Rounding "om redenen van geheimhouding" is
// something else and does not fit.
var tooFew = regexp.MustCompile(`(?i)\bgeheim\b|onthulling|te weinig|te klein aantal|worden onderdrukt|\bsuppressed\b|too few`)

// protects reports whether the table says that a point in the column stands for too few. What it says of the whole table
// counts only when it names no other reason, such as "onbekend".
func (d *description) protects(key string) bool {
	if tooFew.MatchString(d.topics[key].text) {
		return true
	}
	return tooFew.MatchString(d.text) && !strings.Contains(d.text, "onbekend")
}
