package tile

import (
	"bytes"
	"compress/gzip"

	"github.com/buurtbeeld/buurtbeeld/internal/area"
)

// The numbers of the fields are those of the Mapbox Vector Tile specification 2.1, section 4; wire types those of
// protocol buffers: 0 a number, 2 a block with its length before it.
const (
	tileLayer      = 3<<3 | 2
	layerVersion   = 15 << 3
	layerName      = 1<<3 | 2
	layerFeature   = 2<<3 | 2
	layerKey       = 3<<3 | 2
	layerValue     = 4<<3 | 2
	layerExtent    = 5 << 3
	featureID      = 1 << 3
	featureTags    = 2<<3 | 2
	featureType    = 3 << 3
	featureShape   = 4<<3 | 2
	valueString    = 1<<3 | 2
	polygonType    = 3
	moveTo, lineTo = 1, 2
	closePath      = 7 | 1<<3
)

// encoder writes tiles one after another.
type encoder struct {
	layer, feature, shape []byte
	zip                   *gzip.Writer
	out                   bytes.Buffer
}

func newEncoder() *encoder {
	e := &encoder{}
	// The level is a valid one, so there is no error.
	e.zip, _ = gzip.NewWriterLevel(&e.out, gzip.DefaultCompression)
	return e
}

// tile returns a tile of side units, compressed. The compressed file has no name and no time, so that it is always the same.
func (e *encoder) tile(at place, features []feature, codes []area.Code, side int32) ([]byte, error) {
	b := append(e.layer[:0], layerVersion, 2)
	b = text(b, layerName, Layer)
	for i, f := range features {
		e.one(point{at.x * side, at.y * side}, f, uint64(i))
		b = block(b, layerFeature, e.feature)
	}
	b = text(b, layerKey, "code")
	for _, f := range features {
		code := codes[f.area].String()
		b = append(b, layerValue, byte(len(code)+2))
		b = text(b, valueString, code)
	}
	b = append(b, layerExtent)
	b = number(b, uint64(side))
	e.layer = b
	e.out.Reset()
	e.zip.Reset(&e.out)
	head := number([]byte{tileLayer}, uint64(len(b)))
	if _, err := e.zip.Write(head); err != nil {
		return nil, err
	}
	if _, err := e.zip.Write(b); err != nil {
		return nil, err
	}
	if err := e.zip.Close(); err != nil {
		return nil, err
	}
	return bytes.Clone(e.out.Bytes()), nil
}

// one writes a feature of a tile whose corner is the cursor; value is the place of its code among the values of the layer.
func (e *encoder) one(cursor point, f feature, value uint64) {
	b := append(e.feature[:0], featureID)
	b = number(b, uint64(f.area))
	tags := number([]byte{0}, value)
	b = block(b, featureTags, tags)
	b = append(b, featureType, polygonType)
	e.shape = e.shape[:0]
	for _, p := range f.pieces {
		cursor = e.ring(p.ring, cursor)
	}
	e.feature = block(b, featureShape, e.shape)
}

// ring writes a ring in steps from the cursor, and returns where the cursor is after it.
func (e *encoder) ring(ring []point, cursor point) point {
	b := e.shape
	for i, p := range ring {
		switch i {
		case 0:
			b = number(b, moveTo|1<<3)
		case 1:
			b = number(b, lineTo|uint64(len(ring)-1)<<3)
		}
		b = number(b, zigzag(p.x-cursor.x))
		b = number(b, zigzag(p.y-cursor.y))
		cursor = p
	}
	e.shape = append(b, closePath)
	return cursor
}

func zigzag(v int32) uint64 { return uint64(uint32(v<<1) ^ uint32(v>>31)) }

func number(b []byte, v uint64) []byte {
	for v >= 0x80 {
		b = append(b, byte(v)|0x80)
		v >>= 7
	}
	return append(b, byte(v))
}

func block(b []byte, field byte, content []byte) []byte {
	return append(number(append(b, field), uint64(len(content))), content...)
}

func text(b []byte, field byte, s string) []byte {
	return append(number(append(b, field), uint64(len(s))), s...)
}
