// Package grid holds the cells of a table by column, with numbers read and the signs of the source kept beside them
// (Dutch: rooster). It is what every source of figures works on after package sheet.
package grid

import (
	"context"
	"errors"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/buurtbeeld/buurtbeeld/internal/indicator"
	"github.com/buurtbeeld/buurtbeeld/internal/problem"
	"github.com/buurtbeeld/buurtbeeld/internal/sheet"
)

// Role is what a column is kept as (Dutch: rol).
type Role uint8

const (
	// Figures are numbers and signs. It is the zero value.
	Figures Role = iota
	// Text keeps every cell as it stands, without blanks at its ends.
	Text
	// Skip keeps nothing.
	Skip
)

// Column is the cells of one column (Dutch: kolom).
type Column struct {
	Head sheet.Column
	Role Role
	// Texts are the cells of a Text column.
	Texts []string
	// Numbers and Signs are the cells of a Figures column; a number counts where its sign is Number.
	Numbers []float64
	Signs   []Sign
	// Words is how many cells are neither number nor sign, and WordRow the row of the first. It is complete after Settle.
	Words, WordRow int
	// Style is how the numbers are written. With Followed the column could be read in two ways and was read as the other
	// columns of the file are written; Example is one of its cells.
	Style    sheet.Style
	Followed bool
	Example  string

	detector sheet.Detector
	pending  []pending
}

// pending is a cell that cannot be read before the style of its column is known.
type pending struct {
	row  int
	text string
}

// Grid is a table in memory (Dutch: rooster).
type Grid struct {
	Columns []*Column
	// Rows are the row numbers, as a spreadsheet shows them, and File the name of each row's file.
	Rows  []int
	files []string
	from  []int
	own   []string
	// ownNumbers are the signs of one's own that read as a number, such as -1.
	ownNumbers map[float64]Sign
}

// Options say how to read a grid.
type Options struct {
	// Role decides what a column is kept as. Default: Figures.
	Role func(i int, c sheet.Column) Role
	// Signs are texts that stand for no number, besides those that every source knows.
	Signs []string
	// Progress is told how many rows were read.
	Progress func(rows int)
}

// Len returns the number of rows.
func (g *Grid) Len() int { return len(g.Rows) }

// Find returns the first column with that name, or nil.
func (g *Grid) Find(name string) *Column {
	for _, c := range g.Columns {
		if c.Head.Name == name {
			return c
		}
	}
	return nil
}

// Place returns where a cell stands, for a problem.
func (g *Grid) Place(row int, c *Column) problem.Place {
	p := problem.Place{}
	if row >= 0 && row < len(g.Rows) {
		p.Row = g.Rows[row]
		i, found := slices.BinarySearch(g.from, row)
		if !found {
			i--
		}
		p.File = g.files[i]
	} else if len(g.files) > 0 {
		p.File = g.files[0]
	}
	if c != nil {
		p.Column = c.Head.Name
	}
	return p
}

// New returns an empty grid with columns of those heads.
func New(heads []sheet.Column, o Options) *Grid {
	g := &Grid{own: o.Signs, ownNumbers: map[float64]Sign{}}
	for _, text := range o.Signs {
		if x, err := strconv.ParseFloat(text, 64); err == nil {
			g.ownNumbers[x], _ = g.OwnSign(text)
		}
	}
	for i, h := range heads {
		c := &Column{Head: h}
		if o.Role != nil {
			c.Role = o.Role(i, h)
		}
		g.Columns = append(g.Columns, c)
	}
	return g
}

// Append reads all rows of a table into the grid. Its header must be that of the grid.
func (g *Grid) Append(ctx context.Context, file string, r sheet.Reader, o Options) error {
	header := r.Header()
	for i, c := range g.Columns {
		if i >= len(header) || header[i] != c.Head.Name || len(header) != len(g.Columns) {
			return problem.New(problem.Invalid, "cbs.columns_changed", "column", c.Head.Name).At(problem.Place{File: file})
		}
	}
	g.Begin(file)
	for {
		row, err := r.Next()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		if len(g.Rows)%1024 == 0 {
			if err := ctx.Err(); err != nil {
				return err
			}
			if o.Progress != nil {
				o.Progress(len(g.Rows))
			}
		}
		g.Add(row)
	}
}

// Begin says that the rows to come are of a file.
func (g *Grid) Begin(file string) {
	g.files = append(g.files, file)
	g.from = append(g.from, len(g.Rows))
}

// Add adds one row; it must have a cell for every column.
func (g *Grid) Add(row sheet.Row) {
	n := len(g.Rows)
	g.Rows = append(g.Rows, row.Number)
	for i, c := range g.Columns {
		switch c.Role {
		case Figures:
			g.figure(c, n, &row.Cells[i])
		case Text:
			c.Texts = append(c.Texts, trim(row.Cells[i].Text))
		}
	}
}

// figure files one cell of a column of figures.
func (g *Grid) figure(c *Column, row int, cell *sheet.Cell) {
	number, sign := 0.0, Number
	switch {
	case cell.Null:
		sign = Null
	case cell.Typed:
		number = cell.Number
		if sign = g.signOfNumber(number); sign == Number && !indicator.Finite(number) {
			c.pending = append(c.pending, pending{row, cell.Text})
		}
	default:
		t := trim(cell.Text)
		if whole, ok := wholeNumber(t); ok {
			number, sign = whole, g.signOfNumber(whole)
			break
		}
		if s, ok := g.OwnSign(t); ok {
			sign = s
		} else if s, ok := signOf(t); ok {
			sign = s
		} else {
			c.detector.AddText(g.Rows[row], t)
			c.pending = append(c.pending, pending{row, t})
		}
	}
	if sign != Number {
		number = 0
	}
	c.Numbers = append(c.Numbers, number)
	c.Signs = append(c.Signs, sign)
}

// wholeNumber reads what most cells are: a few digits, perhaps with a minus before them. How a number with other signs
// is meant is only known when the whole column was seen.
func wholeNumber(t string) (float64, bool) {
	minus := len(t) > 1 && t[0] == '-'
	if minus {
		t = t[1:]
	}
	if t == "" || len(t) > 15 {
		return 0, false
	}
	n := int64(0)
	for i := range len(t) {
		d := t[i] - '0'
		if d > 9 {
			return 0, false
		}
		n = n*10 + int64(d)
	}
	if minus && n != 0 {
		n = -n
	}
	return float64(n), true
}

// Settle decides how the numbers of every column are written and reads what could not be read before. Cells that are no
// number are counted as words and keep the sign Blank; whether they are a problem is for the caller to say. A column in
// which 1.234 can be thousands or decimals follows the other columns of the file; where they do not help, or cells
// contradict each other, decide is asked, and a column for which it does not know is a problem.
func (g *Grid) Settle(decide func(c *Column) (sheet.DecimalSign, bool)) error {
	var list problem.List
	usual := g.usual()
	for _, c := range g.Columns {
		if c.Role != Figures {
			continue
		}
		style, evidence := c.detector.Style()
		if d, ok := decide(c); ok && (style.Decimal == sheet.Ambiguous || style.Decimal == sheet.Mixed) {
			style = sheet.Style{Decimal: d, Group: otherSign(d)}
		} else if style.Decimal == sheet.Ambiguous && usual != sheet.NotSeen {
			style = sheet.Style{Decimal: usual, Group: otherSign(usual)}
			c.Followed, c.Example = true, c.ambiguous()
		}
		if style.Decimal == sheet.Ambiguous || style.Decimal == sheet.Mixed {
			row := max(evidence.EitherPoint.Row, evidence.EitherComma.Row, evidence.Point.Row)
			p := g.Place(0, c)
			p.Row = row
			list.Add(problem.New(problem.Invalid, "table.decimal_unclear", "column", c.Head.Name).At(p))
			continue
		}
		c.Style = style
		c.settle(g)
	}
	return list.Err()
}

// ambiguous returns the first cell that can be read in two ways.
func (c *Column) ambiguous() string {
	for _, p := range c.pending {
		if strings.ContainsAny(p.text, ".,") {
			return p.text
		}
	}
	return ""
}

// usual returns the decimal sign that the columns of the file agree on, and NotSeen when they do not.
func (g *Grid) usual() sheet.DecimalSign {
	usual := sheet.NotSeen
	for _, c := range g.Columns {
		style, _ := c.detector.Style()
		switch {
		case style.Decimal != sheet.Comma && style.Decimal != sheet.Point:
		case usual == sheet.NotSeen:
			usual = style.Decimal
		case usual != style.Decimal:
			return sheet.NotSeen
		}
	}
	return usual
}

func otherSign(d sheet.DecimalSign) sheet.GroupSign {
	if d == sheet.Comma {
		return sheet.GroupPoint
	}
	return sheet.GroupComma
}

func (c *Column) settle(g *Grid) {
	for _, p := range c.pending {
		number, err := c.Style.Parse(p.text)
		if err != nil || !indicator.Finite(c.Numbers[p.row]) {
			if c.Words == 0 {
				c.WordRow = p.row
			}
			c.Words++
			c.Numbers[p.row], c.Signs[p.row] = 0, Blank
			continue
		}
		c.Signs[p.row] = g.signOfNumber(number)
		if c.Signs[p.row] == Number {
			c.Numbers[p.row] = number
		}
	}
	c.pending, c.detector = nil, sheet.Detector{}
}

// Count returns how many cells hold a number.
func (c *Column) Count() int {
	n := 0
	for _, s := range c.Signs {
		if s == Number {
			n++
		}
	}
	return n
}

// NothingYet reports whether every cell is an empty place.
func (c *Column) NothingYet() bool {
	return len(c.Signs) > 0 && c.Words == 0 && !slices.ContainsFunc(c.Signs, func(s Sign) bool { return !s.Nothing() })
}

// AllZero reports whether the column has numbers and all of them are 0.
func (c *Column) AllZero() bool {
	some := false
	for i, s := range c.Signs {
		if s == Number {
			if c.Numbers[i] != 0 {
				return false
			}
			some = true
		}
	}
	return some
}

// Problems returns err as problems with a place, when it is made of them.
func Problems(err error, p problem.Place) error {
	var e *problem.Error
	if errors.As(err, &e) {
		return e.At(p)
	}
	return err
}
