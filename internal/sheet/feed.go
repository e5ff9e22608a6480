package sheet

import (
	"io"

	"github.com/buurtbeeld/buurtbeeld/internal/sheet/cell"
	"github.com/buurtbeeld/buurtbeeld/internal/sheet/parquetfile"
	"github.com/buurtbeeld/buurtbeeld/internal/sheet/workbook"
)

// xlsxFeed hands over the rows of a sheet.
type xlsxFeed struct{ *workbook.Sheet }

func (f xlsxFeed) next() ([]Cell, int, error) { return f.Next() }
func (f xlsxFeed) describe(d *Dialect)        { d.Notes = append(d.Notes, f.Notes()...) }
func (f xlsxFeed) close() error               { return f.Close() }

func openXLSX(r io.ReaderAt, size int64, o Options, packed bool) (Reader, error) {
	s, err := workbook.Open(r, size, o.Sheet, o.Limits)
	if err != nil {
		return nil, err
	}
	d := Dialect{Kind: XLSX, Packed: packed, Encoding: utf8Name, Sheet: s.Name(), Sheets: s.Names()}
	t, err := newTable(xlsxFeed{s}, o, d)
	if err != nil {
		return nil, cell.Located(placeOfSheet(s.Name()), err)
	}
	return t, nil
}

// parquetFeed hands over the rows of a Parquet file.
type parquetFeed struct{ *parquetfile.File }

func (f parquetFeed) next() ([]Cell, int, error) { return f.Next() }
func (f parquetFeed) describe(*Dialect)          {}
func (f parquetFeed) close() error               { return f.Close() }

// openParquet makes a table whose header is the schema of the file.
func openParquet(r io.ReaderAt, size int64, o Options, packed bool) (Reader, error) {
	p, err := parquetfile.Open(r, size, o.Limits)
	if err != nil {
		return nil, err
	}
	head := record{number: 1}
	for _, name := range p.Names() {
		head.cells = append(head.cells, Cell{Text: name})
	}
	o.HeaderRows = 1
	t := &table{feed: parquetFeed{p}, o: o, d: Dialect{Kind: Parquet, Packed: packed, Encoding: utf8Name}, ahead: []record{head}}
	if err := t.setHeader(0, 0); err != nil {
		return nil, err
	}
	return t, nil
}
