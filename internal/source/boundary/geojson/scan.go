package geojson

import (
	"bytes"
	"errors"
	"io"
	"math"
	"strconv"
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/buurtbeeld/buurtbeeld/internal/problem"
)

// scanner reads JSON by its strict grammar from a window on a stream. The first thing that goes wrong stays in err, after
// which every call returns at once; loops end because peek then returns 0.
type scanner struct {
	r        io.Reader
	buf      []byte
	pos, end int
	eof      bool
	err      error
	unquoted []byte
}

const (
	windowBytes = 256 << 10
	// longestToken is the longest name or text that is read.
	longestToken = 1 << 20
	// deepest is how deep values that are passed over may be nested.
	deepest = 64
)

func newScanner(r io.Reader) *scanner {
	return &scanner{r: r, buf: make([]byte, windowBytes)}
}

// fail keeps the first error.
func (s *scanner) fail(err error) {
	if s.err == nil {
		s.err = err
	}
}

func (s *scanner) syntax() {
	if s.eof && s.pos >= s.end {
		s.fail(problem.New(problem.Invalid, "boundary.truncated"))
		return
	}
	s.fail(problem.New(problem.Invalid, "boundary.json_broken"))
}

// more reads on, keeping everything from pos, and reports whether anything came.
func (s *scanner) more() bool {
	if s.eof || s.err != nil {
		return false
	}
	if s.pos > 0 {
		copy(s.buf, s.buf[s.pos:s.end])
		s.end -= s.pos
		s.pos = 0
	}
	if s.end == len(s.buf) {
		if len(s.buf) > longestToken {
			s.fail(problem.New(problem.Invalid, "boundary.text_too_long"))
			return false
		}
		s.buf = append(s.buf, make([]byte, len(s.buf))...)
	}
	for range 100 {
		n, err := s.r.Read(s.buf[s.end:])
		s.end += n
		if err == io.EOF {
			s.eof = true
			return n > 0
		}
		if err != nil {
			s.readFailed(err)
			return false
		}
		if n > 0 {
			return true
		}
	}
	s.readFailed(io.ErrNoProgress)
	return false
}

func (s *scanner) readFailed(err error) {
	var p *problem.Error
	if errors.As(err, &p) {
		s.fail(p)
		return
	}
	s.fail(problem.New(problem.Unavailable, "boundary.read_failed").Because(err))
}

// peek returns the next byte that is no blank without taking it, and 0 at the end or after an error.
func (s *scanner) peek() byte {
	for s.err == nil {
		for s.pos < s.end {
			c := s.buf[s.pos]
			if c > ' ' {
				return c
			}
			if c != ' ' && c != '\n' && c != '\r' && c != '\t' {
				s.syntax()
				return 0
			}
			s.pos++
		}
		if !s.more() {
			break
		}
	}
	return 0
}

// take takes the next byte, which must be c.
func (s *scanner) take(c byte) bool {
	if s.peek() != c {
		s.syntax()
		return false
	}
	s.pos++
	return true
}

// next steps to the next member of an array or object that ends with close, and reports whether there is one. The first
// call for an array gives first.
func (s *scanner) next(first bool, end byte) bool {
	c := s.peek()
	switch {
	case c == end:
		s.pos++
		return false
	case first && c != 0:
		return true
	case c == ',':
		s.pos++
		if n := s.peek(); n == end || n == 0 {
			s.syntax()
			return false
		}
		return true
	}
	s.syntax()
	return false
}

// text returns a text, valid until the next call.
func (s *scanner) text() []byte {
	if s.peek() != '"' {
		s.syntax()
		return nil
	}
	for {
		// An escape on the edge of the window is read again with what follows it.
		escaped, plain := false, true
		for i := s.pos + 1; i < s.end; i++ {
			switch c := s.buf[i]; {
			case c == '"':
				raw := s.buf[s.pos : i+1]
				s.pos = i + 1
				return s.unquote(raw, escaped, plain)
			case c == '\\':
				escaped = true
				i++
			case c < ' ':
				s.fail(problem.New(problem.Invalid, "boundary.json_broken"))
				return nil
			case c >= utf8.RuneSelf:
				plain = false
			}
		}
		if !s.more() {
			s.pos = s.end
			s.syntax()
			return nil
		}
	}
}

func (s *scanner) unquote(raw []byte, escaped, plain bool) []byte {
	inner := raw[1 : len(raw)-1]
	if !escaped {
		if !plain && !utf8.Valid(inner) {
			s.fail(problem.New(problem.Invalid, "boundary.not_utf8"))
			return nil
		}
		return inner
	}
	out, err := jsontext.AppendUnquote(s.unquoted[:0], raw)
	if err != nil {
		s.fail(problem.New(problem.Invalid, "boundary.json_broken").Because(err))
		return nil
	}
	s.unquoted = out
	return out
}

// powers are the powers of ten that a float64 holds exactly.
var powers = [...]float64{1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17,
	1e18, 1e19, 1e20, 1e21, 1e22}

// number returns a number.
func (s *scanner) number() float64 {
	c := s.peek()
	if c != '-' && (c < '0' || c > '9') {
		s.syntax()
		return 0
	}
	// All of a number but its end must lie in the window.
	for s.end-s.pos < 400 && s.more() {
	}
	raw, mantissa, places, whole := grammar(s.buf[s.pos:s.end])
	if len(raw) == 0 || len(raw) >= 400 {
		s.syntax()
		return 0
	}
	s.pos += len(raw)
	if whole {
		x := float64(mantissa) / powers[places]
		if raw[0] == '-' {
			return -x
		}
		return x
	}
	x, err := strconv.ParseFloat(string(raw), 64)
	if err != nil || math.IsInf(x, 0) {
		s.fail(problem.New(problem.Invalid, "boundary.not_finite"))
	}
	return x
}

// grammar returns the number at the start of b. whole says that it is exactly mantissa / 10^places.
func grammar(b []byte) (raw []byte, mantissa uint64, places int, whole bool) {
	i := 0
	if i < len(b) && b[i] == '-' {
		i++
	}
	start := i
	for i < len(b) && b[i]-'0' <= 9 {
		mantissa = mantissa*10 + uint64(b[i]-'0')
		i++
	}
	digits := i - start
	if digits == 0 || digits > 1 && b[start] == '0' {
		return nil, 0, 0, false
	}
	if i < len(b) && b[i] == '.' {
		i++
		point := i
		for i < len(b) && b[i]-'0' <= 9 {
			mantissa = mantissa*10 + uint64(b[i]-'0')
			i++
		}
		if places = i - point; places == 0 {
			return nil, 0, 0, false
		}
		digits += places
	}
	whole = digits <= 18 && mantissa < 1<<53
	if i < len(b) && (b[i] == 'e' || b[i] == 'E') {
		whole = false
		i++
		if i < len(b) && (b[i] == '+' || b[i] == '-') {
			i++
		}
		exponent := i
		for i < len(b) && b[i]-'0' <= 9 {
			i++
		}
		if i == exponent {
			return nil, 0, 0, false
		}
	}
	return b[:i], mantissa, places, whole
}

// literal takes true, false or null.
func (s *scanner) literal(word string) bool {
	s.peek()
	for s.end-s.pos < len(word) && s.more() {
	}
	if s.err != nil || s.end-s.pos < len(word) || string(s.buf[s.pos:s.pos+len(word)]) != word {
		s.syntax()
		return false
	}
	s.pos += len(word)
	return true
}

// null takes null when it is next.
func (s *scanner) null() bool { return s.peek() == 'n' && s.literal("null") }

// skip passes over a value. Names that occur twice in an object are refused here too.
func (s *scanner) skip(depth int) {
	switch c := s.peek(); c {
	case '{':
		if depth >= deepest {
			s.fail(problem.New(problem.Invalid, "boundary.too_deep"))
			return
		}
		s.members(func(string) { s.skip(depth + 1) })
	case '[':
		if depth >= deepest {
			s.fail(problem.New(problem.Invalid, "boundary.too_deep"))
			return
		}
		s.pos++
		for first := true; s.next(first, ']'); first = false {
			s.skip(depth + 1)
		}
	case '"':
		s.text()
	case 't':
		s.literal("true")
	case 'f':
		s.literal("false")
	case 'n':
		s.literal("null")
	default:
		s.number()
	}
}

// members calls f for each name of an object; f takes the value.
func (s *scanner) members(f func(name string)) {
	if !s.take('{') {
		return
	}
	var few [16]string
	seen := few[:0]
	var many map[string]bool
	for first := true; s.next(first, '}'); first = false {
		name := known(s.text())
		if !s.take(':') {
			return
		}
		twice := many[name]
		for _, other := range seen {
			twice = twice || other == name
		}
		if twice {
			s.fail(problem.New(problem.Invalid, "boundary.name_twice"))
			return
		}
		if len(seen) < cap(few[:]) {
			seen = append(seen, name)
		} else {
			if many == nil {
				many = map[string]bool{}
			}
			many[name] = true
		}
		f(name)
	}
}

// known returns a name without taking memory for those that every feature has.
func known(b []byte) string {
	for _, name := range [...]string{"type", "properties", "geometry", "coordinates", "id", "arcs", "bbox"} {
		if string(b) == name {
			return name
		}
	}
	return string(b)
}

// finish refuses anything but blanks after the value.
func (s *scanner) finish() {
	if s.err == nil && (s.peek() != 0 || !s.eof) {
		s.syntax()
	}
}

// start passes over a byte order mark.
func (s *scanner) start() {
	s.more()
	if bytes.HasPrefix(s.buf[s.pos:s.end], []byte("\xef\xbb\xbf")) {
		s.pos += 3
	}
}
