package sheet

import (
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"os"
	"path/filepath"

	"github.com/buurtbeeld/buurtbeeld/internal/problem"
	"github.com/buurtbeeld/buurtbeeld/internal/sheet/cell"
)

// headBytes is how much of a file is looked at to recognise what it is.
const headBytes = 4096

// mostAbove is how many rows may stand above the figures.
const mostAbove = 100

// OpenFile opens a table in a file. A file packed with gzip is unpacked on the way.
func OpenFile(path string, o Options) (Reader, error) {
	if o.Name == "" {
		o.Name = filepath.Base(path)
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, located(o.Name, problem.New(openKind(err), "sheet.open_failed").Because(err))
	}
	info, err := f.Stat()
	if err == nil && !info.Mode().IsRegular() {
		err = errors.New("not a regular file")
	}
	if err != nil {
		f.Close()
		return nil, located(o.Name, problem.New(problem.Unavailable, "sheet.open_failed").Because(err))
	}
	r, err := Open(f, info.Size(), o)
	if err != nil {
		f.Close()
		return nil, err
	}
	return &fileReader{Reader: r, file: f}, nil
}

// fileReader closes the file behind the table.
type fileReader struct {
	Reader
	file *os.File
}

func (r *fileReader) Close() error { return errors.Join(r.Reader.Close(), r.file.Close()) }

func openKind(err error) problem.Kind {
	if errors.Is(err, os.ErrNotExist) {
		return problem.NotFound
	}
	return problem.Unavailable
}

// Open opens a table of size bytes, such as an upload. The reader never closes r.
func Open(r io.ReaderAt, size int64, o Options) (Reader, error) {
	o.Limits = o.Limits.OrDefault()
	t, err := open(r, size, o)
	if err != nil {
		return nil, located(o.Name, err)
	}
	return t, nil
}

func open(r io.ReaderAt, size int64, o Options) (Reader, error) {
	if o.Delimiter > 0x7E || o.Delimiter == '"' || o.Delimiter == '\n' || o.Delimiter == '\r' || o.Delimiter < 0 {
		return nil, problem.New(problem.Usage, "sheet.delimiter", "sign", string(o.Delimiter))
	}
	if o.HeaderRows < 0 || o.HeaderRows > mostAbove {
		return nil, problem.New(problem.Usage, "sheet.header_rows", "n", o.HeaderRows, "most", mostAbove)
	}
	if size <= 0 {
		return nil, problem.New(problem.Invalid, "sheet.empty")
	}
	head := make([]byte, min(size, headBytes))
	if n, err := r.ReadAt(head, 0); n < len(head) {
		return nil, problem.New(problem.Unavailable, "sheet.read_failed").Because(err)
	}
	if !bytes.HasPrefix(head, []byte("\x1f\x8b")) {
		return openPlain(r, size, head, o, false)
	}
	return openGzip(r, size, o)
}

// openPlain opens what is not packed with gzip, or what came out of it.
func openPlain(r io.ReaderAt, size int64, head []byte, o Options, packed bool) (Reader, error) {
	kind, err := recognise(head, o.Kind)
	if err != nil {
		return nil, err
	}
	switch kind {
	case XLSX:
		return openXLSX(r, size, o, packed)
	case Parquet:
		return openParquet(r, size, o, packed)
	}
	return openCSV(io.NewSectionReader(r, 0, size), o, packed)
}

// openGzip opens what is in a gzip file. Text is streamed; the other forms need to be read from the end and are
// unpacked in memory, up to packedBytes.
func openGzip(r io.ReaderAt, size int64, o Options) (Reader, error) {
	unpack := func() (*unpacker, error) {
		in := &counter{r: io.NewSectionReader(r, 0, size)}
		z, err := gzip.NewReader(in)
		if err != nil {
			return nil, problem.New(problem.Invalid, "sheet.gzip_broken").Because(err)
		}
		return &unpacker{z: z, in: in, limits: o.Limits}, nil
	}
	u, err := unpack()
	if err != nil {
		return nil, err
	}
	head := make([]byte, headBytes)
	n, err := io.ReadFull(u, head)
	if head = head[:n]; n == 0 {
		if err != io.EOF {
			return nil, err
		}
		return nil, problem.New(problem.Invalid, "sheet.empty")
	}
	kind, err := recognise(head, o.Kind)
	if err != nil {
		return nil, err
	}
	if u, err = unpack(); err != nil {
		return nil, err
	}
	if kind == CSV {
		return openCSV(u, o, true)
	}
	whole, err := io.ReadAll(io.LimitReader(u, packedBytes+1))
	if err != nil {
		return nil, err
	}
	if len(whole) > packedBytes {
		return nil, problem.New(problem.Invalid, "sheet.unpack_first", "kind", kind.String())
	}
	return openPlain(bytes.NewReader(whole), int64(len(whole)), head, o, true)
}

// packedBytes is the largest workbook or Parquet file that is read while packed with gzip, since it lies in memory.
const packedBytes = 64 << 20

// unpacker reads from gzip and stops at a bomb.
type unpacker struct {
	z      *gzip.Reader
	in     *counter
	out    int64
	limits Limits
}

// Read returns what comes out, until it is more than the limits allow.
func (u *unpacker) Read(p []byte) (int, error) {
	n, err := u.z.Read(p)
	u.out += int64(n)
	if u.out > cell.FreeBytes && u.out/int64(u.limits.Ratio) > u.in.n {
		return 0, problem.New(problem.Invalid, "sheet.bomb", "times", u.out/max(1, u.in.n))
	}
	if err != nil && err != io.EOF {
		err = problem.New(problem.Invalid, "sheet.gzip_broken").Because(err)
	}
	return n, err
}

// counter counts what is read.
type counter struct {
	r io.Reader
	n int64
}

func (c *counter) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n += int64(n)
	return n, err
}

// located gives every problem in err the name of the file.
func located(name string, err error) error {
	return cell.Located(problem.Place{File: name}, err)
}
