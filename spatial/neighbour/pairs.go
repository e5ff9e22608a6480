package neighbour

import (
	"bufio"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/buurtbeeld/buurtbeeld/spatial"
)

// ReadPairs reads links as CSV, one pair of areas to a line, with "," or ";" between: a,b or a,b,w with w the weight. A
// first line that names the columns a and b is a heading; then the columns are found by name and others are passed over.
// Pairs count in both directions unless directed. ids is the order of the areas; areas that no line names are islands, and
// a name that is not in it is refused. With nil it is the names in the file, sorted. The names are returned with the
// weights. What cannot be gives ErrFile, with the line.
func ReadPairs(r io.Reader, ids []string, directed bool) ([]string, *spatial.Weights, error) {
	in := bufio.NewReader(r)
	if mark, _ := in.Peek(3); string(mark) == "\ufeff" {
		_, _ = in.Discard(3) // they were there
	}
	table := csv.NewReader(in)
	table.FieldsPerRecord, table.TrimLeadingSpace, table.ReuseRecord = -1, true, true
	if begin, _ := in.Peek(4096); strings.Contains(firstLine(begin), ";") {
		table.Comma = ';'
	}
	columns := columns{0, 1, 2}
	var links []named
	for first := true; ; first = false {
		row, err := table.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, nil, fmt.Errorf("%w: %w", ErrFile, err) // it names the line
		}
		if found, ok := heading(row); first && ok {
			columns = found
			continue
		}
		line, _ := table.FieldPos(0)
		l, err := columns.link(row, line)
		if err != nil {
			return nil, nil, err
		}
		links = append(links, l)
		if !directed {
			links = append(links, named{l.b, l.a, l.weight, line})
		}
	}
	if ids == nil {
		ids = []string{}
		for _, l := range links {
			ids = append(ids, l.a, l.b)
		}
		slices.Sort(ids)
		ids = slices.Compact(ids)
	}
	o, err := newOrder(ids)
	if err != nil {
		return nil, nil, err
	}
	w, err := o.weights(links)
	return o.ids, w, err
}

func firstLine(b []byte) string {
	line, _, _ := strings.Cut(string(b), "\n")
	return line
}

// columns is where the names and the weight stand; a weight that is not there is at -1.
type columns struct{ a, b, w int }

// heading finds the columns by their names.
func heading(row []string) (columns, bool) {
	c := columns{-1, -1, -1}
	for i, name := range row {
		switch strings.ToLower(strings.TrimSpace(name)) {
		case "a":
			c.a = i
		case "b":
			c.b = i
		case "w", "weight":
			c.w = i
		}
	}
	return c, c.a >= 0 && c.b >= 0
}

func (c columns) link(row []string, line int) (named, error) {
	if len(row) <= max(c.a, c.b) {
		return named{}, fmt.Errorf("%w: line %d: two names are needed", ErrFile, line)
	}
	// The row is used again for the next line.
	l := named{strings.Clone(strings.TrimSpace(row[c.a])), strings.Clone(strings.TrimSpace(row[c.b])), 1, line}
	if l.a == "" || l.b == "" {
		return l, fmt.Errorf("%w: line %d: a name is empty", ErrFile, line)
	}
	if c.w >= 0 && c.w < len(row) && row[c.w] != "" {
		var err error
		if l.weight, err = weight(row[c.w], line); err != nil {
			return l, err
		}
	}
	return l, nil
}

func weight(text string, line int) (float64, error) {
	x, err := strconv.ParseFloat(strings.TrimSpace(text), 64)
	if err != nil || math.IsNaN(x) || math.IsInf(x, 0) {
		return 0, fmt.Errorf("%w: line %d: %q is no weight", ErrFile, line, text)
	}
	return x, nil
}

// WritePairs writes links as CSV with a heading: a,b, and w when the weights are not all 1. Undirected, each pair stands there
// once, the area that comes first in the order of ids first; weights that differ per direction give ErrFile then.
func WritePairs(w io.Writer, ids []string, weights *spatial.Weights, directed bool) error {
	if err := writable(ids, weights, false); err != nil {
		return err
	}
	if !directed && !weights.Symmetric() {
		return fmt.Errorf("%w: links that differ per direction are to be written as directed", ErrFile)
	}
	out := csv.NewWriter(w)
	row := []string{"a", "b", "w"}
	if weights.Plain() {
		row = row[:2]
	}
	_ = out.Write(row) // a failed write shows at Flush
	for i := range weights.Len() {
		values := weights.Values(i)
		for k, j := range weights.Neighbours(i) {
			if !directed && int(j) < i {
				continue
			}
			row[0], row[1] = ids[i], ids[j]
			if values != nil {
				row[2] = strconv.FormatFloat(values[k], 'g', -1, 64)
			}
			_ = out.Write(row)
		}
	}
	out.Flush()
	return out.Error()
}
