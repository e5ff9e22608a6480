package parquetfile

import (
	"bytes"
	"encoding/binary"
	"io"
	"math"
	"math/big"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/compress"
	"github.com/parquet-go/parquet-go/encoding/thrift"
	"github.com/parquet-go/parquet-go/format"

	"github.com/buurtbeeld/buurtbeeld/internal/problem"
	"github.com/buurtbeeld/buurtbeeld/internal/sheet/cell"
)

// figure is a row of invented figures in every type that is read.
type figure struct {
	Code    string     `parquet:"code"`
	Sort    string     `parquet:"soort,dict"`
	Count   *int64     `parquet:"aantal"`
	Small   int32      `parquet:"klein"`
	Never   uint64     `parquet:"nooit"`
	Rate    *float64   `parquet:"aandeel"`
	Single  float32    `parquet:"enkel"`
	Yes     bool       `parquet:"ja"`
	Day     int32      `parquet:"dag,date"`
	Moment  time.Time  `parquet:"moment,timestamp(millisecond)"`
	Euro    int64      `parquet:"euro,decimal(2:18)"`
	Unknown *string    `parquet:"onbekend,optional"`
	Bytes   [2]byte    `parquet:"bytes"`
	Nothing *int32     `parquet:"niets,optional"`
	_       *time.Time // no column
}

func p[T any](v T) *T { return &v }

func figures() []figure {
	day := time.Date(2020, 3, 26, 14, 30, 0, 0, time.UTC)
	one := figure{Code: "BU1       ", Sort: "Buurt", Count: p[int64](0), Small: -5, Never: math.MaxUint64, Rate: p(0.1), Single: 0.1, Yes: true,
		Day: 18347, Moment: day, Euro: -1205, Unknown: p("Fryslân"), Bytes: [2]byte{1, 255}}
	two := figure{Code: "BU2       ", Sort: "Buurt", Rate: p(math.NaN()), Single: float32(math.Inf(-1)), Moment: day}
	return []figure{one, two}
}

func written(t testing.TB, rows []figure, options ...parquet.WriterOption) []byte {
	t.Helper()
	var b bytes.Buffer
	w := parquet.NewGenericWriter[figure](&b, options...)
	if _, err := w.Write(rows); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func read(content []byte, l cell.Limits) ([]string, [][]cell.Cell, error) {
	f, err := Open(bytes.NewReader(content), int64(len(content)), l.OrDefault())
	if err != nil {
		return nil, nil, err
	}
	defer f.Close()
	var rows [][]cell.Cell
	for n := 2; ; n++ {
		cells, number, err := f.Next()
		if err == io.EOF {
			return f.Names(), rows, nil
		}
		if err != nil {
			return f.Names(), rows, err
		}
		if number != n {
			return nil, nil, io.ErrUnexpectedEOF
		}
		rows = append(rows, append([]cell.Cell(nil), cells...))
	}
}

func text(s string) cell.Cell                    { return cell.Cell{Text: s} }
func number(s string, v float64) cell.Cell       { return cell.Cell{Text: s, Number: v, Typed: true} }
func same(want, got [][]cell.Cell) (diff string) { return cmp.Diff(want, got) }

func TestTypes(t *testing.T) {
	null := cell.Cell{Null: true}
	want := [][]cell.Cell{
		{text("BU1       "), text("Buurt"), number("0", 0), number("-5", -5), number("18446744073709551615", math.MaxUint64), number("0.1", 0.1),
			number("0.1", 0.1), text("true"), text("2020-03-26"), text("2020-03-26T14:30:00Z"), number("-12.05", -12.05), text("Fryslân"), text("01ff"), null},
		{text("BU2       "), text("Buurt"), null, number("0", 0), number("0", 0), text("NaN"),
			text("-Inf"), text("false"), text("1970-01-01"), text("2020-03-26T14:30:00Z"), number("0.00", 0), null, text("0000"), null},
	}
	for name, codec := range map[string]compress.Codec{"plain": nil, "snappy": &parquet.Snappy, "zstd": &parquet.Zstd, "gzip": &parquet.Gzip, "lz4": &parquet.Lz4Raw} {
		t.Run(name, func(t *testing.T) {
			var o []parquet.WriterOption
			if codec != nil {
				o = append(o, parquet.Compression(codec))
			}
			names, got, err := read(written(t, figures(), o...), cell.Limits{})
			if err != nil {
				t.Fatal(err)
			}
			if diff := same(want, got); diff != "" {
				t.Error(diff)
			}
			if strings.Join(names, " ") != "code soort aantal klein nooit aandeel enkel ja dag moment euro onbekend bytes niets" {
				t.Error(names)
			}
		})
	}
}

func TestManyGroupsAndPages(t *testing.T) {
	var rows []figure
	for i := range 5000 {
		f := figures()[i%2]
		f.Small = int32(i)
		rows = append(rows, f)
	}
	content := written(t, rows, parquet.MaxRowsPerRowGroup(700), parquet.PageBufferSize(256), parquet.DataPageVersion(1))
	_, got, err := read(content, cell.Limits{})
	if err != nil || len(got) != 5000 {
		t.Fatal(len(got), err)
	}
	for i, cells := range got {
		if cells[3].Number != float64(i) || cells[0].Text != rows[i].Code || cells[2].Null != (i%2 == 1) {
			t.Fatalf("row %d: %v", i, cells)
		}
	}
	if _, _, err := read(content, cell.Limits{Rows: 4999}); problem.KeyOf(err) != "sheet.too_many_rows" {
		t.Error(err)
	}
	if _, _, err := read(content, cell.Limits{Columns: 13}); problem.KeyOf(err) != "sheet.too_many_columns" {
		t.Error(err)
	}
	if _, _, err := read(content, cell.Limits{CellBytes: 9}); problem.KeyOf(err) != "sheet.cell_too_long" {
		t.Error(err)
	}
}

func TestDecimalOfAnyLength(t *testing.T) {
	k := valueKind{form: asDecimal, scale: 3}
	for want, v := range map[string]parquet.Value{
		"0.005": parquet.Int32Value(5), "-1.000": parquet.Int64Value(-1000), "-0.001": parquet.FixedLenByteArrayValue([]byte{255, 255, 255}),
		"18446744073709551.616": parquet.ByteArrayValue(new(big.Int).Lsh(big.NewInt(1), 64).Bytes()),
	} {
		var c cell.Cell
		b, err := k.write(v, &c, nil)
		if err != nil || string(b) != want || !c.Typed {
			t.Errorf("got %s, %v, want %s", b, err, want)
		}
	}
}

func TestNestedColumnsAreRefused(t *testing.T) {
	type inner struct{ A int }
	for name, write := range map[string]func(io.Writer) error{
		"list":  func(w io.Writer) error { return parquet.Write(w, []struct{ Lijst []int }{{[]int{1}}}) },
		"group": func(w io.Writer) error { return parquet.Write(w, []struct{ Groep inner }{{inner{1}}}) },
	} {
		t.Run(name, func(t *testing.T) {
			var b bytes.Buffer
			if err := write(&b); err != nil {
				t.Fatal(err)
			}
			if _, _, err := read(b.Bytes(), cell.Limits{}); problem.KeyOf(err) != "sheet.parquet_nested" {
				t.Error(err)
			}
		})
	}
}

// claim is a file of one column of whole numbers whose descriptions say what a test wants them to.
type claim struct {
	rows, values     int64
	pageValues       int32
	packed, unpacked int32
	codec            format.CompressionCodec
	data             []byte
}

func (c claim) file(t *testing.T) []byte {
	t.Helper()
	encode := func(v any) []byte {
		b, err := thrift.Marshal(new(thrift.CompactProtocol), v)
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	header := &format.PageHeader{Type: format.DataPage, UncompressedPageSize: c.unpacked, CompressedPageSize: c.packed}
	header.DataPageHeader.Valid = true
	header.DataPageHeader.V = format.DataPageHeader{NumValues: c.pageValues, Encoding: format.Plain, DefinitionLevelEncoding: format.RLE, RepetitionLevelEncoding: format.RLE}
	b := append([]byte("PAR1"), encode(header)...)
	b = append(b, c.data...)
	length := int64(len(b) - 4)
	children, kind := thrift.Null[int32]{}, thrift.Null[format.Type]{}
	children.V, children.Valid = 1, true
	kind.V, kind.Valid = format.Int64, true
	required := thrift.Null[format.FieldRepetitionType]{}
	required.V, required.Valid = format.Required, true
	meta := &format.FileMetaData{Version: 1, NumRows: c.rows,
		Schema: []format.SchemaElement{{Name: "root", NumChildren: children}, {Name: "a", Type: kind, RepetitionType: required}},
		RowGroups: []format.RowGroup{{NumRows: c.rows, Columns: []format.ColumnChunk{{MetaData: format.ColumnMetaData{Type: format.Int64,
			PathInSchema: []string{"a"}, Codec: c.codec, NumValues: c.values, DataPageOffset: 4, TotalCompressedSize: length, TotalUncompressedSize: length,
			Encoding: []format.Encoding{format.Plain}}}}}}}
	footer := encode(meta)
	b = append(b, footer...)
	b = binary.LittleEndian.AppendUint32(b, uint32(len(footer)))
	return append(b, "PAR1"...)
}

func TestClaims(t *testing.T) {
	eight := make([]byte, 8)
	bomb := func(codec compress.Codec) []byte {
		b, err := codec.Encode(nil, make([]byte, 200<<20))
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	zstd, gzip := bomb(&parquet.Zstd), bomb(&parquet.Gzip)
	tests := map[string]struct {
		claim claim
		want  string
	}{
		"the truth":                 {claim{1, 1, 1, 8, 8, format.Uncompressed, eight}, ""},
		"a thousand million rows":   {claim{1e9, 1e9, 1, 8, 8, format.Uncompressed, eight}, "sheet.too_many_rows"},
		"more rows than values":     {claim{2, 1, 1, 8, 8, format.Uncompressed, eight}, "sheet.parquet_broken"},
		"more rows than pages":      {claim{2, 2, 1, 8, 8, format.Uncompressed, eight}, "sheet.parquet_broken"},
		"more values than rows":     {claim{1, 1, math.MaxInt32, 8, 8, format.Uncompressed, eight}, "sheet.parquet_broken"},
		"values below zero":         {claim{1, 1, -1, 8, 8, format.Uncompressed, eight}, "sheet.parquet_broken"},
		"rows below zero":           {claim{-1, -1, 1, 8, 8, format.Uncompressed, eight}, "sheet.parquet_broken"},
		"a page of 2 GB":            {claim{1, 1, 1, 8, math.MaxInt32, format.Snappy, eight}, "sheet.parquet_broken"},
		"a page of 60 MB in eight":  {claim{1, 1, 1, 8, 60 << 20, format.Snappy, eight}, "sheet.parquet_broken"},
		"more packed than there is": {claim{1, 1, 1, math.MaxInt32, 8, format.Snappy, eight}, "sheet.parquet_broken"},
		"a page below zero":         {claim{1, 1, 1, -8, 8, format.Uncompressed, eight}, "sheet.parquet_broken"},
		"an unknown codec":          {claim{1, 1, 1, 8, 8, format.Brotli, eight}, "sheet.parquet_broken"},
		"a zstd bomb":               {claim{1, 1, 1, int32(len(zstd)), 8, format.Zstd, zstd}, "sheet.parquet_broken"},
		"a gzip bomb":               {claim{1, 1, 1, int32(len(gzip)), 8, format.Gzip, gzip}, "sheet.parquet_broken"},
		"an honest bomb":            {claim{1, 1, 1, int32(len(zstd)), 200 << 20, format.Zstd, zstd}, "sheet.parquet_broken"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			content := tt.claim.file(t)
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			_, rows, err := read(content, cell.Limits{})
			runtime.ReadMemStats(&after)
			if problem.KeyOf(err) != tt.want || err == nil && len(rows) != 1 {
				t.Errorf("got %v, %v, want %s", rows, err, tt.want)
			}
			if used := after.TotalAlloc - before.TotalAlloc; used > 32<<20 {
				t.Errorf("%d bytes of memory taken", used)
			}
		})
	}
}

// TestDamagedFiles cuts a file at every place and turns every byte: it must be refused or read, and never panic.
// Figures have checksums in this file; descriptions, such as a name, have none in any.
func TestDamagedFiles(t *testing.T) {
	content := written(t, figures(), parquet.Compression(&parquet.Snappy))
	for i := range content {
		if _, _, err := read(content[:i], cell.Limits{}); problem.KindOf(err) != problem.Invalid {
			t.Errorf("cut at %d: %v", i, err)
		}
		turned := bytes.Clone(content)
		turned[i] ^= 0x55
		if _, _, err := read(turned, cell.Limits{}); err != nil && problem.KindOf(err) != problem.Invalid {
			t.Errorf("byte %d turned: %v", i, err)
		}
	}
}

// FuzzFile reads any bytes between the marks of a Parquet file.
func FuzzFile(f *testing.F) {
	f.Add(written(f, figures()))
	f.Add(written(f, figures(), parquet.Compression(&parquet.Snappy), parquet.DataPageVersion(1)))
	f.Fuzz(func(t *testing.T, content []byte) {
		names, rows, err := read(content, cell.Limits{Rows: 1000, Columns: 50, CellBytes: 1000, UnzippedBytes: 1 << 20})
		if err != nil && problem.KindOf(err) != problem.Invalid {
			t.Fatal(err)
		}
		for _, cells := range rows {
			if len(cells) != len(names) {
				t.Fatalf("%d cells, %d columns", len(cells), len(names))
			}
		}
	})
}
