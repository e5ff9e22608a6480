package sheet

import (
	"bytes"
	"encoding/binary"
	"io"
	"strconv"
	"unicode/utf8"

	"github.com/buurtbeeld/buurtbeeld/internal/problem"
	"github.com/buurtbeeld/buurtbeeld/internal/sheet/cell"
)

// splitter cuts text into records and cells. It is our own, since encoding/csv lets one quote that is never closed
// swallow the rest of a file, and cannot say in which row it opened. It holds one record in memory.
//
// A quote counts as one only at the start of a cell (blanks before it are passed over); after the closing quote only
// blanks and the end of the cell may follow. A quote further on in a cell is a sign like any other: 5" buis.
type splitter struct {
	r      io.Reader
	buf    []byte
	pos    int // start of the record in buf
	end    int // end of what was read into buf
	done   bool
	err    error
	total  int64
	delim  byte
	limits Limits

	row    int // number of the record, from 1
	line   int // number of the line on which the record begins, from 1
	lines  int // line breaks in the record
	fields []field
	size   int // bytes of the record without its line end
	after  int // bytes of the record with its line end

	lf, crlf, cr int
}

// field is a cell in the record, from start to end, without quotes.
type field struct {
	start, end int
	doubled    bool // holds doubled quotes
}

const chunk = 64 << 10

func newSplitter(r io.Reader, delim byte, l Limits) *splitter {
	return &splitter{r: r, delim: delim, limits: l, line: 1}
}

// fill reads more behind what is there, and reports whether anything came.
func (s *splitter) fill() bool {
	if s.done || s.err != nil {
		return false
	}
	if s.pos > 0 {
		copy(s.buf, s.buf[s.pos:s.end])
		s.pos, s.end = 0, s.end-s.pos
	}
	if s.end == len(s.buf) {
		if s.end > s.limits.RowBytes {
			s.err = problem.New(problem.Invalid, "sheet.row_too_long", "most", s.limits.RowBytes)
			return false
		}
		s.buf = append(s.buf, make([]byte, max(chunk, len(s.buf)))...)
	}
	for range 100 {
		n, err := s.r.Read(s.buf[s.end:])
		s.end += n
		s.total += int64(n)
		switch {
		case s.total > s.limits.UnzippedBytes:
			s.err = problem.New(problem.Invalid, "sheet.too_large", "most", s.limits.UnzippedBytes>>20)
			return false
		case err == io.EOF:
			s.done = true
			return n > 0
		case err != nil:
			s.err = cell.ReadFailed(err)
			return false
		case n > 0:
			return true
		}
	}
	s.err = cell.ReadFailed(io.ErrNoProgress)
	return false
}

// at returns the byte i of the record and false at the end of the file.
func (s *splitter) at(i int) (byte, bool) {
	for s.pos+i >= s.end {
		if !s.fill() {
			return 0, false
		}
	}
	return s.buf[s.pos+i], true
}

// next cuts the next record, which is then in fields and bytes. It returns io.EOF after the last.
func (s *splitter) next() error {
	s.fields, s.size = s.fields[:0], 0
	s.line += s.lines
	s.lines = 0
	if _, more := s.at(0); !more {
		if s.err != nil {
			return s.located(s.err)
		}
		return io.EOF
	}
	s.row++
	if s.row > s.limits.Rows {
		return s.located(problem.New(problem.Invalid, "sheet.too_many_rows", "most", s.limits.Rows))
	}
	for i := 0; ; i++ {
		after, err := s.field(i)
		if err != nil {
			return cell.Located(problem.Place{Row: s.row, Column: strconv.Itoa(len(s.fields) + 1)}, err)
		}
		if len(s.fields) > s.limits.Columns {
			return s.located(problem.New(problem.Invalid, "sheet.too_many_columns", "most", s.limits.Columns))
		}
		i = after
		c, more := s.at(i)
		if more && c == s.delim {
			continue
		}
		s.size = i
		return s.endRecord(c, more)
	}
}

// endRecord passes the line end that follows, of which c is the first byte; more is false at the end of the file.
func (s *splitter) endRecord(c byte, more bool) error {
	s.after = s.size
	if more {
		s.after++
		s.lines++
		if c == '\n' {
			s.lf++
		} else if n, ok := s.at(s.after); ok && n == '\n' {
			s.after++
			s.crlf++
		} else {
			s.cr++
		}
	}
	if s.err != nil {
		return s.located(s.err)
	}
	s.pos += s.after
	return nil
}

// record returns the bytes to which the fields point, valid until the next call of next.
func (s *splitter) record() []byte {
	start := s.pos - s.after
	return s.buf[start : start+s.size]
}

// field cuts the cell that starts at i and returns where its end sign stands.
func (s *splitter) field(i int) (int, error) {
	start := i
	c, more := s.at(i)
	for more && (c == ' ' || c == '\t') && c != s.delim {
		if i++; i-start > s.limits.CellBytes {
			return i, s.cellTooLong()
		}
		c, more = s.at(i)
	}
	if more && c == '"' {
		return s.quoted(i)
	}
	for {
		b := s.buf[s.pos:s.end]
		for i < len(b) {
			if c := b[i]; c == s.delim || c == '\n' || c == '\r' {
				return s.add(field{start: start, end: i})
			}
			i++
		}
		if i-start > s.limits.CellBytes {
			return i, s.cellTooLong()
		}
		if !s.fill() {
			if s.err != nil {
				return i, s.err
			}
			return s.add(field{start: start, end: i})
		}
	}
}

// quoted cuts the cell whose opening quote stands at i.
func (s *splitter) quoted(i int) (int, error) {
	f := field{start: i + 1}
	for i++; ; {
		b := s.buf[s.pos:s.end]
		k := bytes.IndexByte(b[i:], '"')
		if k < 0 {
			i = len(b)
			if i-f.start > s.limits.CellBytes {
				return i, problem.New(problem.Invalid, "sheet.quote_too_long", "line", s.lineOf(f.start), "most", s.limits.CellBytes)
			}
			if !s.fill() {
				if s.err != nil {
					return i, s.err
				}
				return i, s.unclosed(f.start)
			}
			continue
		}
		i += k
		c, more := s.at(i + 1)
		if !more || c != '"' {
			break
		}
		f.doubled = true
		i += 2
	}
	f.end = i
	s.lines += bytes.Count(s.buf[s.pos+f.start:s.pos+f.end], []byte{'\n'})
	i++
	for {
		c, more := s.at(i)
		if !more || c == s.delim || c == '\n' || c == '\r' {
			return s.addAt(f, i)
		}
		if c != ' ' && c != '\t' {
			return i, problem.New(problem.Invalid, "sheet.quote_stray", "line", s.lineOf(f.start))
		}
		i++
	}
}

// unclosed names the line in which a quote opened that nothing closes.
func (s *splitter) unclosed(start int) error {
	return problem.New(problem.Invalid, "sheet.quote_unclosed", "line", s.lineOf(start))
}

// lineOf returns the line of the byte at in the record, for people with a text editor.
func (s *splitter) lineOf(at int) int {
	return s.line + bytes.Count(s.buf[s.pos:min(s.pos+at, s.end)], []byte{'\n'})
}

func (s *splitter) add(f field) (int, error) { return s.addAt(f, f.end) }

func (s *splitter) addAt(f field, end int) (int, error) {
	if f.end-f.start > s.limits.CellBytes {
		return end, s.cellTooLong()
	}
	s.fields = append(s.fields, f)
	return end, nil
}

func (s *splitter) cellTooLong() error {
	return problem.New(problem.Invalid, "sheet.cell_too_long", "most", s.limits.CellBytes)
}

func (s *splitter) located(err error) error { return cell.Located(problem.Place{Row: s.row}, err) }

// ascii reports whether b has no byte above 127.
func ascii(b []byte) bool {
	for len(b) >= 8 {
		if binary.LittleEndian.Uint64(b)&0x8080808080808080 != 0 {
			return false
		}
		b = b[8:]
	}
	for _, c := range b {
		if c >= utf8.RuneSelf {
			return false
		}
	}
	return true
}
