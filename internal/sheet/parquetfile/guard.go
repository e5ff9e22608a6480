package parquetfile

import (
	"compress/gzip"
	"fmt"
	"io"

	"github.com/klauspost/compress/zstd"
	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/encoding/thrift"
	"github.com/parquet-go/parquet-go/format"

	"github.com/buurtbeeld/buurtbeeld/internal/problem"
	"github.com/buurtbeeld/buurtbeeld/internal/sheet/cell"
)

// Sizes that a Parquet file may reach in memory. The library takes what a page says of its size on trust, so every
// page is looked at before one is read.
const (
	pageBytes  = 64 << 20  // one page, unpacked
	groupBytes = 224 << 20 // the largest page of every column and its dictionary, together
	headBudget = 64 << 10  // the description of one page
)

// checkPages walks over the descriptions of all pages.
func checkPages(r io.ReaderAt, size int64, file *parquet.File, l cell.Limits) error {
	var total int64
	for _, group := range file.Metadata().RowGroups {
		var held int64
		for j := range group.Columns {
			w := pageWalk{r: r, size: size, meta: &group.Columns[j].MetaData, rows: group.NumRows}
			if err := w.walk(); err != nil {
				return err
			}
			total += w.total
			held += w.largest + w.dictionary
		}
		if total > l.UnzippedBytes || held > groupBytes {
			return problem.New(problem.Invalid, "sheet.too_large", "most", min(l.UnzippedBytes, groupBytes)>>20)
		}
		if group.NumRows < 0 || group.NumRows > int64(l.Rows) {
			return problem.New(problem.Invalid, "sheet.too_many_rows", "most", l.Rows)
		}
	}
	return nil
}

// pageWalk walks over the pages of one column in one group of rows.
type pageWalk struct {
	r    io.ReaderAt
	size int64
	meta *format.ColumnMetaData
	rows int64

	total, largest, dictionary int64
}

func (w *pageWalk) walk() error {
	at := w.meta.DataPageOffset
	if d := w.meta.DictionaryPageOffset; d > 0 && d < at {
		at = d
	}
	end := at + w.meta.TotalCompressedSize
	if at < 4 || w.meta.TotalCompressedSize < 0 || end < at || end > w.size || w.meta.NumValues != w.rows {
		return brokenPage("place of a column")
	}
	var values int64
	for values < w.rows {
		h, length, err := w.header(at, end)
		if err != nil {
			return err
		}
		at += length
		packed, unpacked := int64(h.CompressedPageSize), int64(h.UncompressedPageSize)
		if packed < 0 || unpacked < 0 || unpacked > pageBytes || packed > end-at || packed > pageBytes {
			return brokenPage("size of a page")
		}
		levels, err := levelsOf(h)
		if err != nil {
			return err
		}
		codec := w.meta.Codec
		if v := h.DataPageHeaderV2.V.IsCompressed; h.Type == format.DataPageV2 && v.Valid && !v.V {
			codec = format.Uncompressed
		}
		if err := w.unpack(codec, at+levels, packed-levels, unpacked-levels); err != nil {
			return err
		}
		at += packed
		w.total += unpacked
		n := valuesOf(h)
		if n < 0 || n > max(w.rows, 1) && h.Type != format.DictionaryPage {
			return brokenPage("number of values")
		}
		if h.Type == format.DictionaryPage {
			// A value takes at least one bit.
			if n > 8*unpacked {
				return brokenPage("number of values")
			}
			w.dictionary = max(w.dictionary, unpacked)
			continue
		}
		values += n
		w.largest = max(w.largest, unpacked+n)
	}
	return nil
}

// levelsOf returns how many bytes of a page are never packed: in version 2, what says which values are absent.
func levelsOf(h *format.PageHeader) (int64, error) {
	if h.Type != format.DataPageV2 {
		return 0, nil
	}
	v := h.DataPageHeaderV2.V
	levels := int64(v.RepetitionLevelsByteLength) + int64(v.DefinitionLevelsByteLength)
	if v.RepetitionLevelsByteLength < 0 || v.DefinitionLevelsByteLength < 0 ||
		levels > int64(h.CompressedPageSize) || levels > int64(h.UncompressedPageSize) {
		return 0, brokenPage("size of a page")
	}
	return levels, nil
}

func valuesOf(h *format.PageHeader) int64 {
	// A page without the description of its own type is refused.
	switch {
	case h.Type == format.DataPage && h.DataPageHeader.Valid:
		return int64(h.DataPageHeader.V.NumValues)
	case h.Type == format.DataPageV2 && h.DataPageHeaderV2.Valid:
		return int64(h.DataPageHeaderV2.V.NumValues)
	case h.Type == format.DictionaryPage && h.DictionaryPageHeader.Valid:
		return int64(h.DictionaryPageHeader.V.NumValues)
	}
	return -1
}

// header reads the description of the page at, which stands before end, and returns its length.
func (w *pageWalk) header(at, end int64) (*format.PageHeader, int64, error) {
	for room := int64(512); ; room = headBudget {
		b := make([]byte, min(room, end-at))
		if len(b) == 0 {
			return nil, 0, brokenPage("end of a column")
		}
		if _, err := w.r.ReadAt(b, at); err != nil && err != io.EOF {
			return nil, 0, cell.ReadFailed(err)
		}
		protocol := thrift.CompactProtocol{}
		in := protocol.NewReaderFromBytes(b)
		h := new(format.PageHeader)
		err := thrift.NewDecoder(in).Decode(h)
		if err == nil {
			return h, int64(in.BytesRead()), nil
		}
		if room == headBudget || int64(len(b)) < room {
			return nil, 0, problem.New(problem.Invalid, "sheet.parquet_broken").Because(err)
		}
	}
}

// unpack makes sure that a page becomes no larger than it says, for the forms of packing that do not bind themselves.
func (w *pageWalk) unpack(codec format.CompressionCodec, at, packed, unpacked int64) error {
	if packed == 0 {
		return nil
	}
	in := io.NewSectionReader(w.r, at, packed)
	switch codec {
	case format.Uncompressed:
		if unpacked > packed {
			return brokenPage("size of a page")
		}
		return nil
	case format.Snappy, format.Lz4Raw:
		// Snappy copies at most 64 bytes with 3 and LZ4 255 with 1, so that the size is bounded by what is packed.
		if unpacked > 256*packed+64 {
			return brokenPage("size of a page")
		}
		return nil
	case format.Gzip:
		z, err := gzip.NewReader(in)
		if err != nil {
			return problem.New(problem.Invalid, "sheet.parquet_broken").Because(err)
		}
		return within(z, unpacked)
	case format.Zstd:
		z, err := zstd.NewReader(in, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxMemory(pageBytes))
		if err != nil {
			return problem.New(problem.Invalid, "sheet.parquet_broken").Because(err)
		}
		defer z.Close()
		return within(z, unpacked)
	}
	return brokenPage("form of packing")
}

// within refuses what gives more bytes than it may, or cannot be unpacked.
func within(r io.Reader, most int64) error {
	n, err := io.Copy(io.Discard, io.LimitReader(r, most+1))
	if err != nil {
		return problem.New(problem.Invalid, "sheet.parquet_broken").Because(err)
	}
	if n > most {
		return brokenPage("size of a page")
	}
	return nil
}

func brokenPage(what string) error {
	return problem.New(problem.Invalid, "sheet.parquet_broken").Because(fmt.Errorf("impossible %s", what))
}
