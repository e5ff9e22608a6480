package sheet

import (
	"bytes"
	"strings"

	"github.com/buurtbeeld/buurtbeeld/internal/problem"
	"github.com/buurtbeeld/buurtbeeld/internal/sheet/cell"
)

// delimiters are the signs that are tried, in the order that decides between equals.
const delimiters = ";\t,|"

// sampleRecords is how many records of the start are cut with every delimiter.
const sampleRecords = 60

// trial is how well a delimiter cuts the start of a file.
type trial struct {
	delim byte
	// share is the part of the records that have the most usual number of cells, from 0 to 1.
	share float64
	// first is the number of the first record with more than one cell.
	first int
	// cells is the most usual number of cells.
	cells int
	// sole is the decoded text of the first record, when that is one quoted cell.
	sole string
}

// delimiterOf decides which sign stands between the cells: the one that cuts earliest, most evenly and into most
// cells. It returns 0 for a table of one column. whole says that the sample is the whole file.
func delimiterOf(sample []byte, whole bool) (byte, error) {
	var best, named trial
	sole, cut := "", false
	for i := range len(delimiters) {
		t, ok := try(sample, delimiters[i], whole)
		if !ok {
			continue
		}
		cut = true
		if t.sole != "" {
			sole = t.sole
		}
		if t.cells > 1 && t.share >= 0.5 && (best.cells == 0 || t.better(best)) {
			best = t
		}
		if t.first == 1 && named.delim == 0 && t.delim != ',' {
			named = t
		}
	}
	if best.cells > 0 {
		return best.delim, nil
	}
	if damagedQuotes(sole) {
		return 0, cell.Located(problem.Place{Row: 1}, problem.New(problem.Invalid, "sheet.quotes_damaged"))
	}
	if !cut {
		return mostFrequent(sample), nil
	}
	if named.delim != 0 {
		// Only the first line has several cells. It is better to refuse the rows below than to take it for one name;
		// a comma in a name is common, the other signs are not.
		return named.delim, nil
	}
	return 0, nil
}

// better compares two trials. A decimal comma in a file with semicolons cuts evenly too, but not in the header, which
// comes first; and a title above the table has no delimiter at all.
func (t trial) better(than trial) bool {
	switch {
	case t.first != than.first:
		return t.first < than.first
	case t.share < than.share-0.1, t.share > than.share+0.1:
		return t.share > than.share
	}
	return t.cells > than.cells
}

// try cuts the sample with a delimiter, and returns false when not one record can be cut.
func try(sample []byte, delim byte, whole bool) (trial, bool) {
	l := Limits{CellBytes: len(sample) + 1, Columns: len(sample) + 1}.OrDefault()
	s := newSplitter(bytes.NewReader(sample), delim, l)
	t := trial{delim: delim, first: sampleRecords + 1}
	counts := map[int]int{}
	records := 0
	for records < sampleRecords && s.next() == nil {
		if !whole && s.pos >= len(sample) && records > 0 {
			break // the last record of the sample is cut off
		}
		if blankRecord(s) {
			continue
		}
		records++
		n := len(s.fields)
		counts[n]++
		if n > 1 && records < t.first {
			t.first = records
		}
		if n == 1 && records == 1 && s.fields[0].doubled {
			t.sole = strings.ReplaceAll(string(s.record()[s.fields[0].start:s.fields[0].end]), `""`, `"`)
		}
	}
	for n, times := range counts {
		if times > counts[t.cells] || times == counts[t.cells] && n > t.cells {
			t.cells = n
		}
	}
	if records > 0 {
		t.share = float64(counts[t.cells]) / float64(records)
	}
	return t, records > 0
}

func blankRecord(s *splitter) bool {
	return len(s.fields) == 1 && len(bytes.TrimSpace(s.record()[s.fields[0].start:s.fields[0].end])) == 0
}

// damagedQuotes reports whether one cell holds what were several: a spreadsheet has put quotes around whole lines and
// doubled those inside, so that "a";"b" became "a"";""b".
func damagedQuotes(cell string) bool {
	for i := range len(delimiters) {
		if strings.Contains(cell, `"`+delimiters[i:i+1]+`"`) {
			return true
		}
	}
	return false
}

// mostFrequent returns the delimiter that occurs most, for a start in which no record ends; reading on will then name
// what is wrong with it.
func mostFrequent(sample []byte) byte {
	best, most := byte(0), 0
	for i := range len(delimiters) {
		if n := bytes.Count(sample, []byte{delimiters[i]}); n > most {
			best, most = delimiters[i], n
		}
	}
	return best
}
