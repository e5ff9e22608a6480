package pdok

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strconv"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/buurtbeeld/buurtbeeld/internal/problem"
)

// page is one answer: its features as they came, one per line with commas between, and where the next page is.
type page struct {
	features []byte
	count    int64
	next     string
	matched  int64 // -1 where the service does not say
	named    bool  // the answer said that it is in RD New
}

// readPage reads an answer by the strict grammar of JSON: names that occur twice and text that is no UTF-8 are refused.
func readPage(r io.Reader, name string) (*page, error) {
	p := &page{matched: -1}
	returned := int64(-1)
	d := jsontext.NewDecoder(io.LimitReader(r, pageBytes))
	broken := func(err error) error {
		return problem.New(problem.Unavailable, "boundary.fetch_broken", "collection", name).Because(err)
	}
	if d.PeekKind() != '{' {
		_, err := d.ReadToken()
		return nil, broken(err)
	}
	if _, err := d.ReadToken(); err != nil {
		return nil, broken(err)
	}
	collection := false
	for d.PeekKind() == '"' {
		member, err := d.ReadToken()
		if err != nil {
			return nil, broken(err)
		}
		key := member.String()
		if key == "features" && d.PeekKind() == '[' {
			if err := p.readFeatures(d); err != nil {
				return nil, broken(err)
			}
			continue
		}
		value, err := d.ReadValue()
		if err != nil {
			return nil, broken(err)
		}
		switch key {
		case "type":
			collection = string(value) == `"FeatureCollection"`
		case "numberMatched":
			p.matched = whole(value)
		case "numberReturned":
			returned = whole(value)
		case "links":
			if p.next, err = nextOf(value); err != nil {
				return nil, broken(err)
			}
		}
	}
	if _, err := d.ReadToken(); err != nil {
		return nil, broken(err)
	}
	if _, err := d.ReadToken(); !errors.Is(err, io.EOF) {
		return nil, broken(errors.New("more than one value"))
	}
	if !collection {
		return nil, broken(errors.New("no FeatureCollection"))
	}
	if returned >= 0 && returned != p.count {
		return nil, problem.New(problem.Invalid, "boundary.fetch_count", "said", returned, "got", p.count, "collection", name)
	}
	return p, nil
}

func (p *page) readFeatures(d *jsontext.Decoder) error {
	if _, err := d.ReadToken(); err != nil {
		return err
	}
	for d.PeekKind() == '{' {
		value, err := d.ReadValue()
		if err != nil {
			return err
		}
		if p.count > 0 {
			p.features = append(p.features, ",\n"...)
		}
		p.features = append(p.features, value...)
		p.count++
	}
	end, err := d.ReadToken()
	if err == nil && end.Kind() != ']' {
		err = errors.New("features are no objects")
	}
	return err
}

// whole returns a whole number, and -1 for anything else.
func whole(v jsontext.Value) int64 {
	n, err := strconv.ParseInt(string(bytes.TrimSpace(v)), 10, 64)
	if err != nil || n < 0 {
		return -1
	}
	return n
}

// nextOf returns the address of the next page among links, or "".
func nextOf(v jsontext.Value) (string, error) {
	var links []struct {
		Rel  string `json:"rel"`
		Type string `json:"type"`
		Href string `json:"href"`
	}
	if err := json.Unmarshal(v, &links); err != nil {
		return "", err
	}
	for _, l := range links {
		if l.Rel == "next" && l.Type != "text/html" {
			return l.Href, nil
		}
	}
	return "", nil
}

// store keeps the pages of one collection beside a note of how far they go.
type store struct {
	State state
	file  string
	name  string
	parts *os.File
}

// state is the note. It is written after the features of a page, whose bytes it counts: what a broken write left behind
// is cut off when going on.
type state struct {
	Next     string `json:"next"`
	Received int64  `json:"received"`
	Matched  int64  `json:"matched"`
	Bytes    int64  `json:"bytes"`
	Named    bool   `json:"named"`
}

func noRoom(err error) error {
	return problem.New(problem.Unavailable, "boundary.fetch_no_room").Because(err)
}

func openStore(file, name string) (*store, error) {
	s := &store{file: file, name: name, State: state{Matched: -1}}
	if raw, err := os.ReadFile(file + ".state"); err == nil {
		var kept state
		if json.Unmarshal(raw, &kept) == nil && kept.Bytes >= 0 && kept.Received >= 0 {
			s.State = kept
		}
	}
	parts, err := os.OpenFile(file+".parts", os.O_RDWR|os.O_CREATE, 0o644)
	if err != nil {
		return nil, noRoom(err)
	}
	s.parts = parts
	if info, err := parts.Stat(); err != nil || info.Size() < s.State.Bytes {
		s.State = state{Matched: -1}
	}
	if err := parts.Truncate(s.State.Bytes); err != nil {
		parts.Close()
		return nil, noRoom(err)
	}
	if _, err := parts.Seek(s.State.Bytes, io.SeekStart); err != nil {
		parts.Close()
		return nil, noRoom(err)
	}
	return s, nil
}

func (s *store) close() { s.parts.Close() }

// add keeps a page.
func (s *store) add(p *page) error {
	b := p.features
	if s.State.Bytes > 0 && len(b) > 0 {
		b = append([]byte(",\n"), b...)
	}
	if _, err := s.parts.Write(b); err != nil {
		return noRoom(err)
	}
	if err := s.parts.Sync(); err != nil {
		return noRoom(err)
	}
	s.State.Named = p.named && (s.State.Named || s.State.Bytes == 0)
	s.State.Bytes += int64(len(b))
	s.State.Received += p.count
	s.State.Next = p.next
	s.State.Matched = max(s.State.Matched, p.matched)
	raw, err := json.Marshal(s.State)
	if err != nil {
		return noRoom(err)
	}
	return replace(s.file+".state", raw)
}

// replace writes a file so that it is there wholly or not at all.
func replace(file string, b []byte) error {
	if err := os.WriteFile(file+".new", b, 0o644); err != nil {
		return noRoom(err)
	}
	if err := os.Rename(file+".new", file); err != nil {
		return noRoom(err)
	}
	return nil
}

// forget throws away what came in, so that the next call starts anew.
func (s *store) forget() {
	os.Remove(s.file + ".state")
	os.Remove(s.file + ".parts")
}

// finish puts the pages together into one file, and names the coordinate system in it where every page did.
func (s *store) finish() error {
	out, err := os.CreateTemp(filepath.Dir(s.file), "whole-")
	if err != nil {
		return noRoom(err)
	}
	defer os.Remove(out.Name())
	head := `{"type":"FeatureCollection","name":` + strconv.Quote(s.name) + `,`
	if s.State.Named {
		head += `"crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::28992"}},`
	}
	_, err = out.WriteString(head + "\"features\":[\n")
	if err == nil {
		_, err = s.parts.Seek(0, io.SeekStart)
	}
	if err == nil {
		_, err = io.Copy(out, s.parts)
	}
	if err == nil {
		_, err = out.WriteString("\n]}\n")
	}
	if err == nil {
		err = out.Sync()
	}
	if closed := out.Close(); err == nil {
		err = closed
	}
	if err == nil {
		err = os.Rename(out.Name(), s.file)
	}
	if err != nil {
		return noRoom(err)
	}
	s.forget()
	return nil
}
