package workbook

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"io"
	"path"
	"strings"

	"github.com/buurtbeeld/buurtbeeld/internal/problem"
	"github.com/buurtbeeld/buurtbeeld/internal/sheet/cell"
)

const (
	mostParts      = 5_000   // a workbook of 1,000 sheets has about 2,000
	directoryBytes = 4 << 20 // the list of contents of a zip file
)

// bundle is the parts of a workbook, by their name.
type bundle struct {
	parts map[string]*zip.File
}

// openBundle opens a zip file after it looked whether that is safe: how many parts, how large they become, by what
// names.
func openBundle(r io.ReaderAt, size int64, l cell.Limits) (*bundle, error) {
	if err := checkDirectory(r, size); err != nil {
		return nil, err
	}
	z, err := zip.NewReader(r, size)
	if err != nil {
		return nil, problem.New(problem.Invalid, "sheet.zip_broken").Because(err)
	}
	if len(z.File) > mostParts {
		return nil, problem.New(problem.Invalid, "sheet.zip_entries", "n", len(z.File), "most", mostParts)
	}
	b := &bundle{parts: map[string]*zip.File{}}
	var total uint64
	for _, f := range z.File {
		name := strings.TrimPrefix(strings.ReplaceAll(f.Name, `\`, "/"), "/")
		if strings.Contains("/"+name+"/", "/../") || strings.ContainsRune(name, 0) {
			return nil, problem.New(problem.Invalid, "sheet.zip_names")
		}
		if f.Flags&1 != 0 {
			return nil, problem.New(problem.Invalid, "sheet.encrypted")
		}
		total += f.UncompressedSize64
		if f.UncompressedSize64 > uint64(l.UnzippedBytes) || total > uint64(l.UnzippedBytes) {
			return nil, problem.New(problem.Invalid, "sheet.too_large", "most", l.UnzippedBytes>>20)
		}
		if f.UncompressedSize64 > cell.FreeBytes && f.UncompressedSize64/uint64(l.Ratio) > f.CompressedSize64 {
			return nil, problem.New(problem.Invalid, "sheet.bomb", "times", int64(f.UncompressedSize64/max(1, f.CompressedSize64)))
		}
		key := strings.ToLower(name)
		if _, twice := b.parts[key]; twice {
			return nil, problem.New(problem.Invalid, "sheet.zip_twice")
		}
		b.parts[key] = f
	}
	return b, b.recognise()
}

// checkDirectory refuses a zip file whose list of contents is too long to be a workbook's, before it is read.
func checkDirectory(r io.ReaderAt, size int64) error {
	tail := make([]byte, min(size, 22+1<<16))
	if _, err := r.ReadAt(tail, size-int64(len(tail))); err != nil && err != io.EOF {
		return cell.ReadFailed(err)
	}
	i := bytes.LastIndex(tail, []byte("PK\x05\x06"))
	if i < 0 || len(tail)-i < 22 {
		return problem.New(problem.Invalid, "sheet.zip_broken")
	}
	n := int(binary.LittleEndian.Uint16(tail[i+10:]))
	length := int64(binary.LittleEndian.Uint32(tail[i+12:]))
	start := int64(binary.LittleEndian.Uint32(tail[i+16:]))
	end := size - int64(len(tail)) + int64(i)
	if n > mostParts || length > directoryBytes {
		return problem.New(problem.Invalid, "sheet.zip_entries", "n", n, "most", mostParts)
	}
	// Between the list and its end may stand the two records of large zip files. A list that is elsewhere could be
	// longer than is said here.
	if gap := end - start - length; gap < 0 || gap > 256 {
		return problem.New(problem.Invalid, "sheet.zip_broken")
	}
	return nil
}

// recognise refuses zip files that hold something else than a workbook, by name.
func (b *bundle) recognise() error {
	has := func(name string) bool { return b.parts[name] != nil }
	switch {
	case has("xl/workbook.bin"):
		return problem.New(problem.Invalid, "sheet.kind_xlsb")
	case has("mimetype") && has("content.xml"):
		return problem.New(problem.Invalid, "sheet.kind_ods")
	case has("word/document.xml"):
		return problem.New(problem.Invalid, "sheet.kind_other", "kind", "Word")
	case has("ppt/presentation.xml"):
		return problem.New(problem.Invalid, "sheet.kind_other", "kind", "PowerPoint")
	case !has("_rels/.rels") && !has("xl/workbook.xml"):
		return problem.New(problem.Invalid, "sheet.kind_zip")
	}
	return nil
}

// open opens a part; without it, nil.
func (b *bundle) open(name string) (io.ReadCloser, error) {
	f := b.parts[strings.ToLower(path.Clean(strings.TrimPrefix(name, "/")))]
	if f == nil {
		return nil, nil
	}
	r, err := f.Open()
	if err != nil {
		return nil, problem.New(problem.Invalid, "sheet.zip_broken").Because(err)
	}
	return &part{ReadCloser: r, left: int64(f.UncompressedSize64)}, nil
}

// holds reports whether a part with such a beginning of its name is there.
func (b *bundle) holds(prefix string) bool {
	for name := range b.parts {
		if strings.HasPrefix(name, prefix) {
			return true
		}
	}
	return false
}

// part reads one part and stops where it becomes larger than the list of contents says.
type part struct {
	io.ReadCloser
	left int64
}

func (p *part) Read(b []byte) (int, error) {
	n, err := p.ReadCloser.Read(b)
	if p.left -= int64(n); p.left < 0 {
		return 0, problem.New(problem.Invalid, "sheet.zip_broken")
	}
	return n, err
}
