package cbs

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"hash"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/buurtbeeld/buurtbeeld/internal/problem"
	"github.com/buurtbeeld/buurtbeeld/internal/sheet"
)

// mostJSON is the largest JSON file that is read, unpacked.
const mostJSON = 1 << 30

// input is everything that was given: tables with figures, and what describes them.
type input struct {
	data     []data
	describe *description
	names    []string
	sums     []string
}

// data is one table with figures.
type data struct {
	name   string
	reader sheet.Reader
	long   bool // observations of OData v4: one row per value
}

func (in *input) close() {
	for _, d := range in.data {
		d.reader.Close()
	}
}

// openAll opens every file and tells by its content what it is. The order of the files does not matter, except among
// several files with figures.
func openAll(ctx context.Context, files []string) (*input, error) {
	in := &input{describe: newDescription()}
	var list problem.List
	for _, f := range files {
		if err := ctx.Err(); err != nil {
			in.close()
			return nil, err
		}
		name := filepath.Base(f)
		in.names = append(in.names, name)
		if err := in.open(f, name); err != nil {
			list.AddErr(err, problem.New(problem.Unavailable, "cbs.file_unreadable", "file", name))
		}
	}
	if err := list.Err(); err != nil {
		in.close()
		return nil, err
	}
	if len(in.data) == 0 {
		return nil, problem.New(problem.Invalid, "cbs.no_figures", "files", in.names)
	}
	in.describe.finish()
	return in, nil
}

func (in *input) open(path, name string) error {
	sum, head, err := sumFile(path)
	if err != nil {
		return problem.New(problem.NotFound, "cbs.file_unreadable", "file", name).Because(err)
	}
	in.sums = append(in.sums, sum)
	if looksJSON(head) {
		return in.openJSON(path, name)
	}
	r, err := sheet.OpenFile(path, sheet.Options{})
	if err != nil {
		return err
	}
	what := classify(r.Header())
	if what == figures || what == observations {
		in.data = append(in.data, data{name, r, what == observations})
		return nil
	}
	defer r.Close()
	records, err := recordsOf(r)
	if err != nil {
		return err
	}
	in.describe.take(what, records)
	return nil
}

func (in *input) openJSON(path, name string) error {
	text, err := readUnpacked(path)
	if err != nil {
		return problem.New(problem.Invalid, "cbs.json_broken").Because(err).At(problem.Place{File: name})
	}
	what, records, reader, err := readJSON(text, name)
	if err != nil {
		return err
	}
	if reader != nil {
		in.data = append(in.data, data{name, reader, what == observations})
		return nil
	}
	in.describe.take(what, records)
	return nil
}

// recordsOf reads a small table that describes as records by the names of its columns.
func recordsOf(r sheet.Reader) ([]map[string]string, error) {
	var records []map[string]string
	header := r.Header()
	for {
		row, err := r.Next()
		if err == io.EOF {
			return records, nil
		}
		if err != nil {
			return nil, err
		}
		m := make(map[string]string, len(header))
		for i, c := range row.Cells {
			if i < len(header) && !c.Null {
				m[header[i]] = c.Text
			}
		}
		records = append(records, m)
	}
}

// sumFile returns the SHA-256 of a file as it lies on the disk and its first bytes, unpacked.
func sumFile(path string) (string, []byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", nil, err
	}
	defer f.Close()
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return "", nil, err
	}
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return "", nil, err
	}
	r, err := unpacked(f)
	if err != nil {
		return hex.EncodeToString(h.Sum(nil)), nil, nil // package sheet says what is wrong with it
	}
	head := make([]byte, 512)
	n, _ := io.ReadFull(r, head)
	return hex.EncodeToString(h.Sum(nil)), head[:n], nil
}

func unpacked(r io.Reader) (io.Reader, error) {
	b := bufio.NewReaderSize(r, 64<<10)
	if magic, _ := b.Peek(2); string(magic) == "\x1f\x8b" {
		return gzip.NewReader(b)
	}
	return b, nil
}

func readUnpacked(path string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	r, err := unpacked(f)
	if err != nil {
		return nil, err
	}
	text, err := io.ReadAll(io.LimitReader(r, mostJSON+1))
	if err == nil && len(text) > mostJSON {
		err = fmt.Errorf("more than %d bytes", mostJSON)
	}
	return text, err
}

func looksJSON(head []byte) bool {
	t := bytes.TrimLeft(bytes.TrimPrefix(head, []byte("\xef\xbb\xbf")), " \t\r\n")
	if len(t) < 2 || t[0] != '{' && t[0] != '[' {
		return false
	}
	rest := bytes.TrimLeft(t[1:], " \t\r\n")
	return len(rest) > 0 && strings.IndexByte(`{["}`, rest[0]) >= 0
}

// fingerprint is the SHA-256 of what was read and of every choice that changes the outcome.
func (in *input) fingerprint(o Options) string {
	h := sha256.New()
	put(h, slices.Sorted(slices.Values(in.sums))...)
	put(h, "cbs 1", fmt.Sprint(o.Year), fmt.Sprint(o.WithOrigin))
	keys := make([]string, 0, len(o.Answers))
	for k := range o.Answers {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	for _, k := range keys {
		put(h, k, o.Answers[k])
	}
	return hex.EncodeToString(h.Sum(nil))
}

func put(h hash.Hash, texts ...string) {
	for _, t := range texts {
		fmt.Fprintf(h, "%d:%s;", len(t), t)
	}
}
