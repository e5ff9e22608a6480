package sheet

import (
	"bufio"
	"bytes"
	"io"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"

	"github.com/buurtbeeld/buurtbeeld/internal/problem"
	"github.com/buurtbeeld/buurtbeeld/internal/sheet/cell"
)

// Names of encodings, as Dialect gives them.
const (
	utf8Name    = "UTF-8"
	utf16LEName = "UTF-16LE"
	utf16BEName = "UTF-16BE"
	cp1252Name  = "Windows-1252"
)

// feed hands over the records of a file, before anything is known about headers.
type feed interface {
	// next returns the cells of the next record, valid until the following call, and its row number.
	next() ([]Cell, int, error)
	// describe adds what is known to the dialect.
	describe(*Dialect)
	close() error
}

// csvFeed hands over the records of a text file.
//
// The encoding is decided at the first byte above 127: is it part of valid UTF-8, the file is UTF-8 and may not stop
// being so; is it not, the file is Windows-1252, of which Latin-1 is a part. So one reading is enough, and a file in
// which both occur gets an error that names the row instead of wrong letters.
type csvFeed struct {
	split    *splitter
	cells    []Cell
	encoding string
	decided  bool
	bom      bool
	sep      bool // the first line is Excel's sep=;
	damaged  int  // rows with U+FFFD, the sign of letters lost before
	first    int
}

func openCSV(r io.Reader, o Options, packed bool) (Reader, error) {
	c := &csvFeed{}
	in := bufio.NewReaderSize(r, chunk)
	start, err := in.Peek(4)
	if err != nil && err != io.EOF {
		return nil, cell.ReadFailed(err)
	}
	if len(start) == 0 {
		return nil, problem.New(problem.Invalid, "sheet.empty")
	}
	text := c.decoder(in, start)
	c.split = newSplitter(text, byte(o.Delimiter), o.Limits)
	if err := c.sniff(o); err != nil {
		return nil, err
	}
	return newTable(c, o, Dialect{Kind: CSV, Packed: packed})
}

// decoder passes the byte order mark and returns the text that follows as UTF-8, or undecided where there is none.
func (c *csvFeed) decoder(in *bufio.Reader, start []byte) io.Reader {
	c.encoding = utf8Name
	switch {
	case bytes.HasPrefix(start, []byte("\xef\xbb\xbf")):
		in.Discard(3)
		c.bom, c.decided = true, true
	case bytes.HasPrefix(start, []byte("\xff\xfe")):
		c.bom, c.decided, c.encoding = true, true, utf16LEName
		return unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewDecoder().Reader(in)
	case bytes.HasPrefix(start, []byte("\xfe\xff")):
		c.bom, c.decided, c.encoding = true, true, utf16BEName
		return unicode.UTF16(unicode.BigEndian, unicode.UseBOM).NewDecoder().Reader(in)
	}
	return in
}

// sniff decides the delimiter from the start of the file.
func (c *csvFeed) sniff(o Options) error {
	s := c.split
	for s.end < chunk && s.fill() {
	}
	if s.err != nil {
		return s.err
	}
	sample := s.buf[:s.end]
	if bytes.IndexByte(sample, 0) >= 0 {
		return cell.Located(problem.Place{Row: 1 + bytes.Count(sample[:bytes.IndexByte(sample, 0)], []byte{'\n'})}, problem.New(problem.Invalid, "sheet.nul"))
	}
	if len(bytes.TrimSpace(sample)) == 0 && s.done {
		return problem.New(problem.Invalid, "sheet.empty")
	}
	if d, ok := declared(sample); ok {
		c.sep = true
		if s.delim == 0 {
			s.delim = d
		}
	}
	if s.delim == 0 {
		d, err := delimiterOf(sample, s.done)
		if err != nil {
			return err
		}
		s.delim = d
	}
	return nil
}

// declared returns the delimiter that Excel's own first line sep=; names.
func declared(sample []byte) (byte, bool) {
	line, _, _ := bytes.Cut(sample, []byte{'\n'})
	line = bytes.Trim(line, "\"\r ")
	if len(line) == 5 && bytes.EqualFold(line[:4], []byte("sep=")) && bytes.IndexByte([]byte(";,|\t"), line[4]) >= 0 {
		return line[4], true
	}
	return 0, false
}

func (c *csvFeed) next() ([]Cell, int, error) {
	for {
		if err := c.split.next(); err != nil {
			return nil, 0, err
		}
		if !c.sep || c.split.row > 1 {
			break
		}
	}
	text, err := c.text(c.split.record())
	if err != nil {
		return nil, 0, c.split.located(err)
	}
	c.cells = c.cells[:0]
	for _, f := range c.split.fields {
		t := text[f.start:f.end]
		if f.doubled {
			t = strings.ReplaceAll(t, `""`, `"`)
		}
		if c.encoding == cp1252Name {
			if t, err = from1252(t); err != nil {
				return nil, 0, c.split.located(err)
			}
		}
		c.cells = append(c.cells, Cell{Text: t})
	}
	return c.cells, c.split.row, nil
}

// text returns the record as a string, of which the cells are parts, and decides on the encoding.
func (c *csvFeed) text(record []byte) (string, error) {
	if bytes.IndexByte(record, 0) >= 0 {
		return "", problem.New(problem.Invalid, "sheet.nul")
	}
	if ascii(record) || c.encoding == cp1252Name {
		return string(record), nil
	}
	if !utf8.Valid(record) {
		if c.decided {
			return "", problem.New(problem.Invalid, "sheet.mixed_encoding", "row", c.first)
		}
		c.encoding = cp1252Name
	} else if bytes.Contains(record, []byte("\uFFFD")) {
		c.damaged++
	}
	if !c.decided {
		c.decided, c.first = true, c.split.row
	}
	return string(record), nil
}

// from1252 returns text in Windows-1252 as UTF-8. Five of its bytes mean nothing; text with those is something else.
func from1252(t string) (string, error) {
	if ascii([]byte(t)) {
		return t, nil
	}
	var b strings.Builder
	for i := range len(t) {
		r := charmap.Windows1252.DecodeByte(t[i])
		if r == utf8.RuneError || r >= 0x80 && r < 0xA0 {
			return "", problem.New(problem.Invalid, "sheet.unknown_encoding")
		}
		b.WriteRune(r)
	}
	return b.String(), nil
}

func (c *csvFeed) describe(d *Dialect) {
	d.Encoding, d.BOM = c.encoding, c.bom
	if c.split.delim != 0 {
		d.Delimiter = rune(c.split.delim)
	}
	s := c.split
	kinds := 0
	for _, e := range []struct {
		n    int
		name string
	}{{s.lf, "LF"}, {s.crlf, "CRLF"}, {s.cr, "CR"}} {
		if e.n > 0 {
			kinds++
			d.LineEnd = e.name
		}
	}
	if kinds > 1 {
		d.LineEnd = "mixed"
	}
	if c.damaged > 0 {
		d.Notes = append(d.Notes, Note{Key: "sheet.note_damaged", Pairs: []any{"n", c.damaged}})
	}
	if c.encoding == cp1252Name {
		d.Notes = append(d.Notes, Note{Key: "sheet.note_1252"})
	}
}

func (c *csvFeed) close() error { return nil }
