package intake

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"slices"
	"strconv"
	"strings"

	"github.com/buurtbeeld/buurtbeeld/internal/indicator"
	"github.com/buurtbeeld/buurtbeeld/internal/problem"
	"github.com/buurtbeeld/buurtbeeld/internal/reader"
	"github.com/buurtbeeld/buurtbeeld/internal/sheet"
	"github.com/buurtbeeld/buurtbeeld/internal/source/table"
	"github.com/buurtbeeld/buurtbeeld/internal/web/delivery"
)

// previewRows and previewColumns are how much of a file people see before and after it was understood.
const (
	previewRows    = 20
	previewColumns = 8
)

// recognise settles what an upload is: what its first file looks like, or what reads it without a problem.
func (d *Drafts) recognise(ctx context.Context, r reader.Reader, w *draft) error {
	candidates := []delivery.Kind{w.kind}
	if w.kind == delivery.Recognise {
		looksLikeMap, err := looksLikeMap(w.files[0])
		if err != nil {
			return err
		}
		candidates = []delivery.Kind{delivery.Figures, delivery.OwnTable}
		if looksLikeMap {
			candidates = []delivery.Kind{delivery.Boundaries, delivery.Figures}
		}
	}
	var first error
	for _, kind := range candidates {
		w.kind = kind
		err := d.try(ctx, r, w)
		if err == nil || problem.KeyOf(err) == "table.personal" {
			return err
		}
		if first == nil || kind == delivery.OwnTable {
			first = err
		}
	}
	return first
}

// try reads a draft as one kind. What can be answered is no failure.
func (d *Drafts) try(ctx context.Context, r reader.Reader, w *draft) error {
	if w.kind == delivery.OwnTable {
		proposed, _, err := table.Propose(ctx, w.files[0], table.Options{Text: d.o.Text})
		w.mapping = string(proposed)
		return err
	}
	if w.kind == delivery.Boundaries {
		if err := d.o.Rehearse(ctx, w.files, w.folder+".none", 0); err != nil {
			return err
		}
	}
	in := &Intake{Store: d.o.Store, Reader: r, Random: d.o.Random}
	_, err := w.read(ctx, in, delivery.Answers{})
	if asksYear(err) {
		return nil
	}
	return err
}

// asksYear reports whether nothing is wrong but that the files do not name the year of their areas.
func asksYear(err error) bool {
	switch problem.KeyOf(err) {
	case "boundary.year_needed", "cbs.year_missing":
		return true
	}
	return false
}

// looksLikeMap reports whether a file is one that holds boundaries, by how it begins.
func looksLikeMap(file string) (bool, error) {
	f, err := os.Open(file)
	if err != nil {
		return false, err
	}
	head, err := io.ReadAll(io.LimitReader(f, 4096))
	if err != nil {
		return false, errors.Join(err, f.Close())
	}
	head = bytes.TrimLeft(bytes.TrimPrefix(head, []byte("\ufeff")), " \t\r\n")
	marks := [][]byte{[]byte("SQLite format 3\x00"), {0, 0, 0x27, 0x0a}, []byte("{")}
	isMap := slices.ContainsFunc(marks, func(mark []byte) bool { return bytes.HasPrefix(head, mark) })
	zipped := bytes.HasPrefix(head, []byte("PK\x03\x04")) && !bytes.Contains(head, []byte("[Content_Types].xml")) && !bytes.Contains(head, []byte("xl/"))
	packed := bytes.HasPrefix(head, []byte{0x1f, 0x8b}) && !bytes.Contains([]byte(file), []byte(".csv"))
	return isMap || zipped || packed, f.Close()
}

// show reads a draft with answers and tells what was understood.
func (d *Drafts) show(ctx context.Context, r reader.Reader, w *draft, a delivery.Answers) (delivery.Draft, error) {
	in := &Intake{Store: d.o.Store, Reader: r, Answers: a.Choices, Random: d.o.Random}
	out := delivery.Draft{ID: w.id, Kind: w.kind, Answers: a, AskPublished: w.kind == delivery.OwnTable}
	if w.kind == delivery.OwnTable {
		out.Answers.Mapping = w.mappingOf(a)
		out.AskYear = strings.Contains(out.Answers.Mapping, openYear)
	}
	if w.kind != delivery.Boundaries {
		out.Dialect, out.Before = before(w.files)
	}
	batch, err := w.read(ctx, in, a)
	switch {
	case problem.KindOf(err) == problem.Internal && err != nil:
		return delivery.Draft{}, err
	case err != nil:
		out.Problem, out.AskYear = err, out.AskYear || asksYear(err)
		out.Delivery.Year = a.Year
		return out, nil
	}
	out.Delivery = batch.Delivery
	for _, division := range batch.Divisions {
		out.Areas = append(out.Areas, delivery.Fact{Name: division.ID().String(), Value: strconv.Itoa(division.Len())})
	}
	out.After = after(batch)
	return out, nil
}

// before returns how the first file with rows is written, and its first rows as they stand there: for who uploaded them, on the page of
// the draft alone, and not kept when the draft goes.
func before(files []string) (facts []delivery.Fact, rows [][]string) {
	for _, file := range files {
		table, err := sheet.OpenFile(file, sheet.Options{})
		if err != nil {
			continue // a description beside the table, or what Problem tells already
		}
		rows = append(rows, cut(table.Header()))
		for len(rows) <= previewRows {
			row, err := table.Next()
			if err != nil {
				break
			}
			var cells []string
			for _, c := range row.Cells {
				cells = append(cells, c.Text)
			}
			rows = append(rows, cut(cells))
		}
		facts = dialect(table.Dialect())
		_ = table.Close() // nothing was written
		return facts, rows
	}
	return nil, nil
}

// cut keeps what fits beside each other on a screen.
func cut(cells []string) []string {
	out := make([]string, 0, previewColumns)
	for _, c := range cells[:min(len(cells), previewColumns)] {
		if len(c) > 60 {
			c = c[:60] + "…"
		}
		out = append(out, c)
	}
	return out
}

// dialect tells how a file is written.
func dialect(d sheet.Dialect) []delivery.Fact {
	facts := []delivery.Fact{{Name: "sources.dialect_form", Value: d.Kind.String()}}
	add := func(name, value string) {
		if value != "" {
			facts = append(facts, delivery.Fact{Name: "sources.dialect_" + name, Value: value})
		}
	}
	add("encoding", d.Encoding)
	if d.Delimiter != 0 {
		add("delimiter", delimiterName(d.Delimiter))
	}
	switch d.Decimal {
	case sheet.Comma:
		add("decimal", ",")
	case sheet.Point:
		add("decimal", ".")
	}
	add("sheet", d.Sheet)
	return facts
}

// delimiterName shows a delimiter that can be seen as it is.
func delimiterName(r rune) string {
	if r == '\t' {
		return "tab"
	}
	return string(r)
}

// after returns the first areas of a batch as they were understood: the code, the name and the first figures.
func after(b indicator.Batch) [][]string {
	if len(b.Columns) == 0 {
		return nil
	}
	first := b.Columns[len(b.Columns)-1]
	rows := [][]string{{"code"}}
	for _, c := range b.Columns {
		if len(rows[0]) < previewColumns && c.Key().Division == first.Key().Division && c.Key().Period == first.Key().Period {
			rows[0] = append(rows[0], string(c.Key().Indicator))
			for i := range min(previewRows, c.Len()) {
				if len(rows) < i+2 {
					rows = append(rows, []string{c.Index().Code(i).String()})
				}
				text := ""
				if c.At(i).Status() == indicator.Withheld {
					text = delivery.Withheld
				} else if n, ok := c.At(i).Number(); ok {
					text = strconv.FormatFloat(n, 'f', -1, 64)
				}
				rows[i+1] = append(rows[i+1], text)
			}
		}
	}
	return rows
}
