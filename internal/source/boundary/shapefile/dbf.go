package shapefile

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"

	"github.com/buurtbeeld/buurtbeeld/internal/problem"
	"github.com/buurtbeeld/buurtbeeld/internal/source/boundary/feature"
)

// dbf reads the attributes of a shapefile, record by record.
type dbf struct {
	file    *os.File
	r       *bufio.Reader
	fields  []dbfField
	record  []byte
	records int
	row     int
	deleted int
	charset charset
	guessed bool // a text was no UTF-8 and nothing said what it is
}

type dbfField struct {
	name string
	kind byte
	size int
	at   int // in the layer
}

type charset uint8

const (
	undecided charset = iota
	utf8Set
	windows1252
)

func dbfBroken(err error) error {
	return problem.New(problem.Invalid, "boundary.dbf_broken").Because(err)
}

// openDBF opens a table; page is what the .cpg file says.
func openDBF(path, page string, limits feature.Limits) (*dbf, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, feature.OpenFailed(path, err)
	}
	d := &dbf{file: f, r: bufio.NewReaderSize(f, 1<<16)}
	if err := d.readHead(page, limits); err != nil {
		f.Close()
		return nil, err
	}
	return d, nil
}

func (d *dbf) close() { d.file.Close() }

func (d *dbf) readHead(page string, limits feature.Limits) error {
	head := make([]byte, 32)
	if _, err := io.ReadFull(d.r, head); err != nil {
		return dbfBroken(err)
	}
	d.records = int(binary.LittleEndian.Uint32(head[4:]))
	headSize, recordSize := int(binary.LittleEndian.Uint16(head[8:])), int(binary.LittleEndian.Uint16(head[10:]))
	if headSize < 33 || recordSize < 1 {
		return dbfBroken(errors.New("sizes in the header"))
	}
	if d.records > limits.Features {
		return problem.New(problem.Invalid, "boundary.too_many_features", "most", limits.Features)
	}
	rest := make([]byte, headSize-32)
	if _, err := io.ReadFull(d.r, rest); err != nil {
		return dbfBroken(err)
	}
	if err := d.decide(page, head[29]); err != nil {
		return err
	}
	size, names := 1, map[string]int{}
	for len(rest) >= 32 && rest[0] != '\r' {
		raw, _, _ := bytes.Cut(rest[:11], []byte{0})
		name, _ := charmap.Windows1252.NewDecoder().Bytes(raw)
		f := dbfField{name: strings.TrimSpace(string(name)), kind: rest[11], size: int(rest[16])}
		if names[f.name]++; names[f.name] > 1 {
			f.name = fmt.Sprintf("%s_%d", f.name, names[f.name])
		}
		size += f.size
		d.fields = append(d.fields, f)
		rest = rest[32:]
	}
	if size > recordSize || len(d.fields) == 0 {
		return dbfBroken(errors.New("fields are longer than records"))
	}
	if len(d.fields) > limits.Columns {
		return problem.New(problem.Invalid, "boundary.too_many_columns", "most", limits.Columns)
	}
	d.record = make([]byte, recordSize)
	return nil
}

// decide takes the character set from the .cpg file or, without one, from the mark in the header.
func (d *dbf) decide(page string, mark byte) error {
	switch name := feature.Plain(page); name {
	case "":
		if mark == 0x03 || mark == 0x58 {
			d.charset = windows1252
		}
	case "utf8", "65001", "cp65001":
		d.charset = utf8Set
	case "1252", "cp1252", "windows1252", "ansi1252", "iso88591", "88591", "latin1", "iso885915", "885915":
		d.charset = windows1252
	default:
		return problem.New(problem.Invalid, "boundary.encoding_unknown", "encoding", feature.Shorten(strings.TrimSpace(page)))
	}
	return nil
}

// read reads the next record into the next row of a layer, and reports false for a deleted one.
func (d *dbf) read(l *feature.Layer) (bool, error) {
	if d.row >= d.records {
		return false, io.EOF
	}
	d.row++
	if _, err := io.ReadFull(d.r, d.record); err != nil {
		return false, dbfBroken(err)
	}
	if d.record[0] == '*' {
		d.deleted++
		return false, nil
	}
	if len(l.Columns) == 0 {
		for i := range d.fields {
			d.fields[i].at = l.Column(d.fields[i].name)
		}
	}
	row, at := len(l.Shapes), 1
	for _, f := range d.fields {
		cell := d.record[at : at+f.size]
		at += f.size
		if err := d.set(l.Columns[f.at], row, f, cell); err != nil {
			return false, feature.Located(err, problem.Place{Column: f.name})
		}
	}
	return true, nil
}

func (d *dbf) set(c *feature.Column, row int, f dbfField, cell []byte) error {
	switch f.kind {
	case 'N', 'F':
		s := strings.Trim(string(cell), " \x00")
		if s == "" || strings.Trim(s, "*") == "" {
			c.SetNull(row)
			return nil
		}
		x, err := strconv.ParseFloat(s, 64)
		if err != nil || math.IsNaN(x) || math.IsInf(x, 0) || strings.Trim(s, "0123456789.+-eE") != "" {
			return problem.New(problem.Invalid, "boundary.dbf_number")
		}
		c.SetNumber(row, x)
	case 'C', 'D', 'L':
		cell = bytes.Trim(cell, " \x00")
		if len(cell) == 0 {
			c.SetNull(row)
			return nil
		}
		b, err := d.text(cell)
		if err != nil {
			return err
		}
		c.SetText(row, b)
	case 'I', '+':
		if f.size != 4 {
			return dbfBroken(errors.New("whole number of another size"))
		}
		c.SetNumber(row, float64(int32(binary.LittleEndian.Uint32(cell))))
	default:
		c.SetNull(row)
	}
	return nil
}

func (d *dbf) text(b []byte) ([]byte, error) {
	if d.charset != windows1252 {
		if utf8.Valid(b) {
			return b, nil
		}
		// A text that was cut off at the width of its field may end in half a letter.
		if d.charset == utf8Set {
			for i := 1; i <= 3 && i < len(b); i++ {
				if utf8.Valid(b[:len(b)-i]) {
					return b[:len(b)-i], nil
				}
			}
			return nil, problem.New(problem.Invalid, "boundary.not_utf8")
		}
		d.guessed = true
	}
	return charmap.Windows1252.NewDecoder().Bytes(b)
}
