package boundary

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/buurtbeeld/buurtbeeld/internal/problem"
	"github.com/buurtbeeld/buurtbeeld/internal/source/boundary/feature"
	"github.com/buurtbeeld/buurtbeeld/internal/source/boundary/geojson"
	"github.com/buurtbeeld/buurtbeeld/internal/source/boundary/shapefile"
)

// input opens the files of one delivery and keeps what must be closed again.
type input struct {
	ctx     context.Context
	options Options
	used    []usedFile
	seen    map[string]bool
	temp    string
	done    int64
	total   int64
}

// usedFile is a file that was read, with the SHA-256 of its bytes.
type usedFile struct{ path, sum string }

// close removes what was unpacked.
func (in *input) close() {
	if in.temp != "" {
		os.RemoveAll(in.temp)
	}
}

// kind is a form of file, recognised by content (Dutch: bestandsvorm).
type kind uint8

const (
	unknownKind kind = iota
	jsonKind
	sqliteKind
	zipKind
	shpKind
	textKind
	gzipKind
	dbfKind
	emptyKind
)

// recognise tells the form from the first bytes.
func recognise(head []byte) kind {
	switch {
	case len(head) == 0:
		return emptyKind
	case bytes.HasPrefix(head, []byte("\x1f\x8b")):
		return gzipKind
	case bytes.HasPrefix(head, []byte("SQLite format 3\x00")):
		return sqliteKind
	case bytes.HasPrefix(head, []byte("PK\x03\x04")):
		return zipKind
	case len(head) >= 32 && bytes.HasPrefix(head, []byte{0, 0, 0x27, 0x0a}):
		return shpKind
	}
	text := bytes.TrimLeft(bytes.TrimPrefix(head, []byte("\xef\xbb\xbf")), " \t\r\n")
	switch {
	case len(text) > 0 && (text[0] == '{' || text[0] == '['):
		return jsonKind
	case len(head) >= 32 && (head[0]&0x7 == 3 || head[0] == 0xf5) && bytes.IndexByte(head, 0) >= 0:
		return dbfKind
	case bytes.IndexByte(head, 0) < 0 && len(text) > 0:
		return textKind
	}
	return unknownKind
}

const headBytes = 4096

// readAll reads every layer of the files.
func (in *input) readAll(files []string) ([]*feature.Layer, error) {
	if len(files) > in.options.Limits.Layers {
		return nil, problem.New(problem.Usage, "boundary.too_many_layers", "most", in.options.Limits.Layers)
	}
	in.seen = map[string]bool{}
	sizes := map[string]int64{}
	for _, path := range files {
		info, err := os.Stat(path)
		if err != nil {
			return nil, feature.OpenFailed(path, err)
		}
		if !info.Mode().IsRegular() {
			return nil, feature.OpenFailed(path, errors.New("not a regular file"))
		}
		sizes[path] = info.Size()
		in.total += info.Size()
	}
	var layers []*feature.Layer
	var list problem.List
	read := int64(0)
	for _, path := range files {
		in.tell(read)
		read += sizes[path]
		if in.seen[path] || isCompanion(path, files) {
			continue
		}
		part, err := in.read(path, filepath.Base(path), 0)
		if ctxErr := in.ctx.Err(); ctxErr != nil {
			return nil, ctxErr
		}
		if err != nil {
			addAll(&list, feature.Located(err, problem.Place{File: filepath.Base(path)}))
			continue
		}
		layers = append(layers, part...)
	}
	if err := list.Err(); err != nil {
		return nil, err
	}
	in.tell(in.total)
	if len(layers) > in.options.Limits.Layers {
		return nil, problem.New(problem.Invalid, "boundary.too_many_layers", "most", in.options.Limits.Layers)
	}
	return layers, nil
}

// addAll adds every problem of err to the list.
func addAll(list *problem.List, err error) {
	all, more := problem.All(err)
	for _, p := range all {
		list.Add(p)
	}
	for range more {
		list.Add(all[0])
	}
	if len(all) == 0 {
		list.AddErr(err, problem.New(problem.Internal, "problem.internal"))
	}
}

// isCompanion reports whether a file only belongs to a shapefile that is read anyway.
func isCompanion(path string, files []string) bool {
	ext := strings.ToLower(filepath.Ext(path))
	switch ext {
	case ".shx", ".dbf", ".prj", ".cpg", ".qpj", ".sbn", ".sbx", ".xml", ".qix", ".qmd":
	default:
		return false
	}
	stem := strings.TrimSuffix(path, filepath.Ext(path))
	stem = strings.TrimSuffix(stem, ".shp")
	for _, other := range files {
		if strings.EqualFold(other, stem+".shp") {
			return true
		}
	}
	return false
}

// read reads the layers of one file; depth counts the archives it came from.
func (in *input) read(path, name string, depth int) ([]*feature.Layer, error) {
	if err := in.ctx.Err(); err != nil {
		return nil, err
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, feature.OpenFailed(path, err)
	}
	defer f.Close()
	if depth == 0 {
		if err := in.use(path); err != nil {
			return nil, err
		}
	}
	head := make([]byte, headBytes)
	n, err := io.ReadFull(f, head)
	if err != nil && err != io.EOF && err != io.ErrUnexpectedEOF {
		return nil, problem.New(problem.Unavailable, "boundary.read_failed").Because(err)
	}
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return nil, problem.New(problem.Unavailable, "boundary.read_failed").Because(err)
	}
	k := recognise(head[:n])
	if k == gzipKind {
		return in.readPacked(f, name, depth)
	}
	return in.readPlain(k, path, name, depth, f)
}

// readPlain reads what is not packed with gzip.
func (in *input) readPlain(k kind, path, name string, depth int, r io.Reader) ([]*feature.Layer, error) {
	switch k {
	case jsonKind:
		return geojson.Read(in.watch(r), name, in.options.Limits)
	case sqliteKind:
		return in.readGeoPackage(path, name)
	case shpKind:
		return in.readShapefile(path, name)
	case zipKind:
		return in.readZip(path, name, depth)
	case textKind:
		return in.readCSV(path, name)
	case emptyKind:
		return nil, problem.New(problem.Invalid, "boundary.file_empty")
	case dbfKind:
		return nil, problem.New(problem.Invalid, "boundary.dbf_alone")
	}
	return nil, problem.New(problem.Invalid, "boundary.kind_unknown")
}

// readPacked reads what is packed with gzip. JSON is read on the way; other forms are unpacked first.
func (in *input) readPacked(f *os.File, name string, depth int) ([]*feature.Layer, error) {
	counted := &counter{r: in.watch(f)}
	z, err := gzip.NewReader(counted)
	if err != nil {
		return nil, problem.New(problem.Invalid, "boundary.gzip_broken").Because(err)
	}
	u := &unpacker{z: z, in: counted, limits: in.options.Limits, broken: "boundary.gzip_broken"}
	head := make([]byte, headBytes)
	n, err := io.ReadFull(u, head)
	if err != nil && err != io.EOF && err != io.ErrUnexpectedEOF {
		return nil, err
	}
	head = head[:n]
	k := recognise(head)
	all := io.MultiReader(bytes.NewReader(head), u)
	inner := strings.TrimSuffix(name, ".gz")
	switch k {
	case jsonKind:
		return geojson.Read(all, name, in.options.Limits)
	case sqliteKind, zipKind, textKind, shpKind:
		path, err := in.spool(all, inner)
		if err != nil {
			return nil, err
		}
		g, err := os.Open(path)
		if err != nil {
			return nil, feature.OpenFailed(path, err)
		}
		defer g.Close()
		return in.readPlain(k, path, name, depth+1, g)
	case gzipKind:
		return nil, problem.New(problem.Invalid, "boundary.packed_twice")
	}
	return in.readPlain(k, "", name, depth, nil)
}

// spool writes a stream to a file of our own, which goes when the reading ends.
func (in *input) spool(r io.Reader, name string) (string, error) {
	if in.temp == "" {
		dir, err := os.MkdirTemp(in.options.TempDir, "buurtbeeld-boundary-")
		if err != nil {
			return "", problem.New(problem.Unavailable, "boundary.no_room").Because(err)
		}
		in.temp = dir
	}
	// The folder of each file is its own, so that names cannot meet.
	dir, err := os.MkdirTemp(in.temp, "file-")
	if err != nil {
		return "", problem.New(problem.Unavailable, "boundary.no_room").Because(err)
	}
	path := filepath.Join(dir, filepath.Base(name))
	return path, in.copyTo(path, r)
}

func (in *input) copyTo(path string, r io.Reader) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return problem.New(problem.Unavailable, "boundary.no_room").Because(err)
	}
	_, err = io.Copy(&writer{f}, r)
	if closed := f.Close(); err == nil && closed != nil {
		err = problem.New(problem.Unavailable, "boundary.no_room").Because(closed)
	}
	return err
}

// writer tells a full disk from a broken file.
type writer struct{ f *os.File }

func (w *writer) Write(p []byte) (int, error) {
	n, err := w.f.Write(p)
	if err != nil {
		err = problem.New(problem.Unavailable, "boundary.no_room").Because(err)
	}
	return n, err
}

// use notes a file of the delivery with the sum of its bytes.
func (in *input) use(path string) error {
	if in.seen[path] {
		return nil
	}
	in.seen[path] = true
	f, err := os.Open(path)
	if err != nil {
		return feature.OpenFailed(path, err)
	}
	defer f.Close()
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return problem.New(problem.Unavailable, "boundary.read_failed").Because(err)
	}
	in.used = append(in.used, usedFile{path: path, sum: hex.EncodeToString(h.Sum(nil))})
	return nil
}

// watch tells progress and stops when nobody waits any more.
func (in *input) watch(r io.Reader) io.Reader { return &watched{in: in, r: r} }

type watched struct {
	in *input
	r  io.Reader
}

func (w *watched) Read(p []byte) (int, error) {
	if err := w.in.ctx.Err(); err != nil {
		return 0, err
	}
	n, err := w.r.Read(p)
	w.in.tell(w.in.done + int64(n))
	return n, err
}

// tell tells how many bytes were read.
func (in *input) tell(done int64) {
	in.done = min(done, in.total)
	if in.options.Progress != nil {
		in.options.Progress(in.done, in.total)
	}
}

// counter counts what comes in packed.
type counter struct {
	r io.Reader
	n int64
}

func (c *counter) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n += int64(n)
	return n, err
}

// unpacker reads from gzip and stops at a bomb.
type unpacker struct {
	z      io.Reader
	in     *counter
	out    int64
	limits Limits
	broken string // the sentence for a damaged archive
}

// freeBytes is how large a file may become whatever its ratio.
const freeBytes = 16 << 20

func (u *unpacker) Read(p []byte) (int, error) {
	n, err := u.z.Read(p)
	u.out += int64(n)
	if u.out > u.limits.UnpackedBytes || u.out > freeBytes && u.out/u.limits.Ratio > u.in.n {
		return 0, problem.New(problem.Invalid, "boundary.bomb")
	}
	if err != nil && err != io.EOF {
		err = problem.New(problem.Invalid, u.broken).Because(err)
	}
	return n, err
}

// readShapefile reads a shapefile and counts what lies beside it to the delivery, unless it came out of an archive.
func (in *input) readShapefile(path, name string) ([]*feature.Layer, error) {
	if in.temp == "" || !strings.HasPrefix(path, in.temp) {
		with, err := shapefile.Companions(path)
		if err != nil {
			return nil, err
		}
		for _, ext := range []string{".dbf", ".prj", ".cpg"} {
			if with[ext] != "" {
				if err := in.use(with[ext]); err != nil {
					return nil, err
				}
			}
		}
	}
	l, err := shapefile.Read(path, shapefile.Options{Name: name, Limits: in.options.Limits, Watch: in.watch})
	if err != nil {
		return nil, err
	}
	return []*feature.Layer{l}, nil
}
