package workbook

import (
	"bytes"
	"errors"
	"io"
	"strconv"
	"unicode/utf8"

	"github.com/buurtbeeld/buurtbeeld/internal/problem"
)

// xmlReader cuts the XML of a workbook into tags and text, in one buffer. It is our own because a sheet of 700,000
// cells costs encoding/xml seconds, and because what a workbook never needs is refused here for all parts: document
// definitions with their entities, other encodings than UTF-8, and tags or texts without end.
type xmlReader struct {
	r    io.Reader
	buf  []byte
	pos  int
	end  int
	done bool
	most int // bytes of the longest tag or text

	name  []byte // of the tag, without prefix
	attrs []byte // what stands behind the name
	text  []byte // decoded
	empty bool   // a tag that closes itself; its end follows as a token of its own
}

// chunk is how much is read at once.
const chunk = 64 << 10

type token uint8

const (
	startTag token = iota
	endTag
	textToken
)

var (
	errDTD = problem.New(problem.Invalid, "sheet.dtd")
	errXML = problem.New(problem.Invalid, "sheet.xml_broken")
)

func newXML(r io.Reader, most int) *xmlReader {
	return &xmlReader{r: r, most: most + chunk, buf: make([]byte, chunk)}
}

// fill reads more, and keeps what begins at pos.
func (x *xmlReader) fill() error {
	if x.done {
		return io.EOF
	}
	if x.pos > 0 {
		copy(x.buf, x.buf[x.pos:x.end])
		x.pos, x.end = 0, x.end-x.pos
	}
	if x.end == len(x.buf) {
		if x.end > x.most {
			return problem.New(problem.Invalid, "sheet.cell_too_long", "most", x.most-chunk)
		}
		x.buf = append(x.buf, make([]byte, len(x.buf))...)
	}
	n, err := io.ReadAtLeast(x.r, x.buf[x.end:], 1)
	x.end += n
	if n > 0 {
		return nil
	}
	if err == io.EOF {
		x.done = true
		return io.EOF
	}
	var p *problem.Error
	if errors.As(err, &p) {
		return err
	}
	return problem.New(problem.Invalid, "sheet.zip_broken").Because(err)
}

// next returns the next token; io.EOF comes after the last.
func (x *xmlReader) next() (token, error) {
	if x.empty {
		x.empty = false
		return endTag, nil
	}
	for {
		for x.pos == x.end {
			if err := x.fill(); err != nil {
				return 0, err
			}
		}
		if x.buf[x.pos] != '<' {
			return textToken, x.readText()
		}
		n, err := x.tagEnd()
		if err != nil {
			return 0, err
		}
		tag := x.buf[x.pos+1 : x.pos+n]
		switch {
		case len(tag) == 0:
			return 0, errXML
		case tag[0] == '?':
			if err := x.skipTo("?>"); err != nil {
				return 0, err
			}
		case tag[0] == '!':
			if text, err := x.declaration(); text || err != nil {
				return textToken, err
			}
		default:
			x.pos += n + 1
			return x.tag(tag)
		}
	}
}

// tagEnd returns where the tag at pos ends, quotes passed over.
func (x *xmlReader) tagEnd() (int, error) {
	quote := byte(0)
	for i := 1; ; i++ {
		for x.pos+i >= x.end {
			if err := x.fill(); err != nil {
				return 0, cutOff(err)
			}
		}
		c := x.buf[x.pos+i]
		switch {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '>':
			return i, nil
		case i == 1 && (c == '!' || c == '?'):
			return 2, x.need(2)
		case c == '"' || c == '\'':
			quote = c
		case c == '<':
			return 0, errXML
		}
	}
}

// need makes sure that n bytes stand from pos on.
func (x *xmlReader) need(n int) error {
	for x.end-x.pos < n {
		if err := x.fill(); err != nil {
			return cutOff(err)
		}
	}
	return nil
}

// cutOff makes an end in the middle of something a broken file.
func cutOff(err error) error {
	if err == io.EOF {
		return errXML
	}
	return err
}

// skipTo passes what ends in a sign.
func (x *xmlReader) skipTo(sign string) error {
	for {
		if i := bytes.Index(x.buf[x.pos:x.end], []byte(sign)); i >= 0 {
			x.pos += i + len(sign)
			return nil
		}
		x.pos = max(x.pos, x.end-len(sign)+1)
		if err := x.fill(); err != nil {
			return cutOff(err)
		}
	}
}

// declaration reads <!--, which is passed, and <![CDATA[, which is text. All else defines a document and is refused.
func (x *xmlReader) declaration() (text bool, err error) {
	if err := x.need(4); err != nil {
		return false, err
	}
	if bytes.HasPrefix(x.buf[x.pos:x.end], []byte("<!--")) {
		x.pos += 4
		return false, x.skipTo("-->")
	}
	const open = "<![CDATA["
	if x.need(len(open)) != nil || !bytes.HasPrefix(x.buf[x.pos:x.end], []byte(open)) {
		return false, errDTD
	}
	for {
		b := x.buf[x.pos+len(open) : x.end]
		if i := bytes.Index(b, []byte("]]>")); i >= 0 {
			x.text = b[:i]
			x.pos += len(open) + i + 3
			return true, x.valid()
		}
		if err := x.fill(); err != nil {
			return false, cutOff(err)
		}
	}
}

// tag takes a tag apart, of which the bytes without < and > are given.
func (x *xmlReader) tag(tag []byte) (token, error) {
	kind := startTag
	switch {
	case tag[0] == '/':
		kind, tag = endTag, tag[1:]
	case tag[len(tag)-1] == '/':
		x.empty, tag = true, tag[:len(tag)-1]
	}
	i := 0
	for i < len(tag) && tag[i] > ' ' {
		i++
	}
	x.name, x.attrs = tag[:i], tag[i:]
	if c := bytes.IndexByte(x.name, ':'); c >= 0 {
		x.name = x.name[c+1:]
	}
	if len(x.name) == 0 {
		return 0, errXML
	}
	return kind, nil
}

// attr cuts the next attribute from attrs, and reports whether there was one. Its value is not decoded.
func attr(attrs *[]byte) (name, value []byte, ok bool) {
	a := bytes.TrimLeft(*attrs, " \t\r\n")
	i := bytes.IndexByte(a, '=')
	if i < 0 {
		return nil, nil, false
	}
	name = bytes.TrimRight(a[:i], " \t\r\n")
	a = bytes.TrimLeft(a[i+1:], " \t\r\n")
	if len(a) < 2 || a[0] != '"' && a[0] != '\'' {
		return nil, nil, false
	}
	j := bytes.IndexByte(a[1:], a[0])
	if j < 0 {
		return nil, nil, false
	}
	*attrs = a[j+2:]
	return name, a[1 : j+1], true
}

// get returns the decoded value of an attribute of the tag, and "" without it. A prefix in the file is passed over.
func (x *xmlReader) get(want string) string {
	attrs := x.attrs
	for {
		name, value, ok := attr(&attrs)
		if !ok {
			return ""
		}
		if c := bytes.IndexByte(name, ':'); c >= 0 {
			name = name[c+1:]
		}
		if string(name) == want {
			decoded, err := unescape(nil, value)
			if err != nil || !utf8.Valid(decoded) {
				return ""
			}
			return string(decoded)
		}
	}
}

// readText reads text up to the next tag.
func (x *xmlReader) readText() error {
	for from := 0; ; {
		b := x.buf[x.pos:x.end]
		i := bytes.IndexByte(b[from:], '<')
		if i >= 0 {
			return x.setText(b[:from+i])
		}
		from = len(b)
		if err := x.fill(); err == io.EOF {
			return x.setText(x.buf[x.pos:x.end])
		} else if err != nil {
			return err
		}
	}
}

func (x *xmlReader) setText(raw []byte) error {
	x.pos += len(raw)
	x.text = raw
	if bytes.IndexByte(raw, '&') >= 0 {
		var err error
		// What comes out is never longer than what went in, so that it can stand in its place.
		if x.text, err = unescape(raw[:0], raw); err != nil {
			return err
		}
	}
	return x.valid()
}

func (x *xmlReader) valid() error {
	if !utf8.Valid(x.text) || bytes.IndexByte(x.text, 0) >= 0 {
		return errXML
	}
	return nil
}

// unescape writes raw to the end of to with its entities replaced: the five of XML itself and character numbers.
func unescape(to, raw []byte) ([]byte, error) {
	for {
		i := bytes.IndexByte(raw, '&')
		if i < 0 {
			return append(to, raw...), nil
		}
		to = append(to, raw[:i]...)
		raw = raw[i+1:]
		j := bytes.IndexByte(raw[:min(len(raw), 12)], ';')
		if j < 1 {
			return nil, errXML
		}
		r, ok := entity(string(raw[:j]))
		if !ok {
			return nil, errXML
		}
		to = utf8.AppendRune(to, r)
		raw = raw[j+1:]
	}
}

func entity(name string) (rune, bool) {
	switch name {
	case "amp":
		return '&', true
	case "lt":
		return '<', true
	case "gt":
		return '>', true
	case "quot":
		return '"', true
	case "apos":
		return '\'', true
	}
	if name[0] != '#' || len(name) < 2 {
		return 0, false
	}
	digits, base := name[1:], 10
	if digits[0] == 'x' {
		digits, base = digits[1:], 16
	}
	n, err := strconv.ParseUint(digits, base, 32)
	if err != nil || n == 0 || !utf8.ValidRune(rune(n)) {
		return 0, false
	}
	return rune(n), true
}
