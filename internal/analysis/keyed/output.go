package keyed

import (
	"bufio"
	"encoding/csv"
	"encoding/json"
	"io"
	"math"
	"strconv"
	"strings"
)

// Output is the rows of an answer (Dutch: uitkomst). An empty cell is a result that does not exist.
type Output struct {
	names   []string
	numeric []bool
	columns [][]string
}

// Numbers adds a column of numbers, each in the shortest form that reads back equal; NaN is empty.
func (o *Output) Numbers(name string, values []float64) {
	cells := make([]string, len(values))
	for i, v := range values {
		cells[i] = Shortest(v)
	}
	o.Add(name, true, cells)
}

// Whole adds a column of whole numbers; a number below 0 is empty.
func (o *Output) Whole(name string, n int, value func(i int) int) {
	cells := make([]string, n)
	for i := range cells {
		if v := value(i); v >= 0 {
			cells[i] = strconv.Itoa(v)
		}
	}
	o.Add(name, true, cells)
}

// Texts adds a column of text.
func (o *Output) Texts(name string, cells []string) { o.Add(name, false, cells) }

// Add adds a column; one without cells, of what was not asked for, is empty everywhere.
func (o *Output) Add(name string, numeric bool, cells []string) {
	if len(cells) == 0 {
		cells = make([]string, o.Len())
	}
	o.names = append(o.names, name)
	o.numeric = append(o.numeric, numeric)
	o.columns = append(o.columns, cells)
}

// Under puts the rows of another answer below those of this one, which may be empty.
func (o *Output) Under(other *Output) {
	if len(o.names) == 0 {
		*o = *other
		return
	}
	for i := range o.columns {
		o.columns[i] = append(o.columns[i], other.columns[i]...)
	}
}

// Of returns the answer with the indicator it is about in front.
func (o *Output) Of(indicator string) *Output {
	n := o.Len()
	cells := make([]string, n)
	for i := range cells {
		cells[i] = indicator
	}
	return &Output{names: append([]string{"column"}, o.names...), numeric: append([]bool{false}, o.numeric...),
		columns: append([][]string{cells}, o.columns...)}
}

// Len returns the number of rows.
func (o *Output) Len() int {
	if len(o.columns) == 0 {
		return 0
	}
	return len(o.columns[0])
}

// Header returns the names of the columns.
func (o *Output) Header() []string { return o.names }

// Cell returns one cell as it is printed.
func (o *Output) Cell(row, column int) string { return o.columns[column][row] }

// WriteCSV writes the rows with commas between the cells and a header.
func (o *Output) WriteCSV(w io.Writer) error {
	out := csv.NewWriter(w)
	if err := out.Write(o.names); err != nil {
		return err
	}
	row := make([]string, len(o.columns))
	for i := range o.Len() {
		for c := range o.columns {
			row[c] = o.columns[c][i]
		}
		if err := out.Write(row); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

// WriteJSON writes the rows as an array of objects, with the columns in their order; an empty cell is null.
func (o *Output) WriteJSON(w io.Writer) error {
	names := make([]string, len(o.names))
	for c, name := range o.names {
		names[c] = quoted(name)
	}
	out := bufio.NewWriter(w)
	// What bufio could not write it tells at the end.
	_, _ = out.WriteString("[")
	for i := range o.Len() {
		if i > 0 {
			_, _ = out.WriteString(",")
		}
		_, _ = out.WriteString("\n  {")
		for c := range o.columns {
			if c > 0 {
				_, _ = out.WriteString(", ")
			}
			_, _ = out.WriteString(names[c] + ": " + o.value(c, i))
		}
		_, _ = out.WriteString("}")
	}
	_, _ = out.WriteString("\n]\n")
	return out.Flush()
}

// value returns one cell as JSON.
func (o *Output) value(column, row int) string {
	cell := o.columns[column][row]
	switch {
	case cell == "":
		return "null"
	case o.numeric[column]:
		return cell
	}
	return quoted(cell)
}

// quoted returns a text as JSON.
func quoted(s string) string {
	var b strings.Builder
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(s); err != nil {
		return `""` // a string can always be encoded
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// Shortest returns a number in the shortest form that reads back equal, as JSON and CSV both read it, and nothing for NaN
// and infinity. Zero has no sign.
func Shortest(v float64) string {
	switch a := math.Abs(v); {
	case math.IsNaN(v) || math.IsInf(v, 0):
		return ""
	case v == 0:
		return "0"
	case a < 1e-6 || a >= 1e21:
		return strconv.FormatFloat(v, 'e', -1, 64)
	}
	return strconv.FormatFloat(v, 'f', -1, 64)
}
