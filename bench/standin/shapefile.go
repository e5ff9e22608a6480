package standin

import (
	"bufio"
	"encoding/binary"
	"fmt"
	"io"
	"math"
	"os"
	"slices"
	"strings"

	"github.com/buurtbeeld/buurtbeeld/internal/area"
)

// The parts of a shapefile: a heading of 100 bytes, then a heading and a shape for each record, as in the technical
// description of ESRI (1998).
const (
	heading       = 100
	recordHeading = 8
	shapeHeading  = 44
	polygonType   = 5
)

// WriteShapefile writes the map as name, which ends in .shp, with its index beside it.
func (m *Map) WriteShapefile(name string) error {
	size, index := heading, heading
	for _, g := range m.Areas {
		size += recordHeading + shapeSize(g)
		index += recordHeading
	}
	if err := write(name, size, m.shapes); err != nil {
		return err
	}
	return write(strings.TrimSuffix(name, ".shp")+".shx", index, func(put func(order binary.ByteOrder, words ...any)) {
		at := heading
		for _, g := range m.Areas {
			long := shapeSize(g)
			put(binary.BigEndian, int32(at/2), int32(long/2))
			at += recordHeading + long
		}
	})
}

func shapeSize(g area.Geometry) int { return shapeHeading + 4*rings(g) + 16*g.Points() }

func rings(g area.Geometry) int {
	n := 0
	for _, polygon := range g {
		n += len(polygon)
	}
	return n
}

// write writes a file of so many bytes: the heading, and what comes after it.
func write(name string, size int, rest func(put func(order binary.ByteOrder, words ...any))) error {
	f, err := os.Create(name)
	if err != nil {
		return err
	}
	out := bufio.NewWriterSize(f, 1<<20)
	var wrong error
	put := func(order binary.ByteOrder, words ...any) {
		for _, w := range words {
			if err := binary.Write(out, order, w); err != nil && wrong == nil {
				wrong = err
			}
		}
	}
	put(binary.BigEndian, int32(9994), [5]int32{}, int32(size/2))
	put(binary.LittleEndian, int32(1000), int32(polygonType), [4]float64{0, 0, 1e6, 1e6}, [4]float64{})
	rest(put)
	if err := out.Flush(); err != nil && wrong == nil {
		wrong = err
	}
	if err := f.Close(); err != nil && wrong == nil {
		wrong = err
	}
	return wrong
}

// shapes puts every area; outer rings run with the clock in a shapefile, holes against it.
func (m *Map) shapes(put func(order binary.ByteOrder, words ...any)) {
	for i, g := range m.Areas {
		box := g.Bounds()
		put(binary.BigEndian, int32(i+1), int32(shapeSize(g)/2))
		put(binary.LittleEndian, int32(polygonType), box, int32(rings(g)), int32(g.Points()))
		at := int32(0)
		for _, polygon := range g {
			for _, ring := range polygon {
				put(binary.LittleEndian, at)
				at += int32(len(ring))
			}
		}
		for _, polygon := range g {
			for k, ring := range polygon {
				if k == 0 {
					ring = slices.Clone(ring)
					slices.Reverse(ring)
				}
				put(binary.LittleEndian, []area.Point(ring))
			}
		}
	}
}

// ReadShapefile reads what WriteShapefile wrote, each ring as a polygon of its own.
func ReadShapefile(name string) (*Map, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	in := bufio.NewReaderSize(f, 1<<20)
	if _, err := in.Discard(heading); err != nil {
		return nil, err
	}
	m := &Map{}
	var buffer []byte
	for {
		head, err := in.Peek(recordHeading)
		if err == io.EOF && len(head) == 0 {
			return m, nil
		}
		if err != nil {
			return nil, err
		}
		long := 2 * int(binary.BigEndian.Uint32(head[4:]))
		if long < shapeHeading || long > 1<<28 {
			return nil, fmt.Errorf("a shape of %d bytes in %s", long, name)
		}
		_, _ = in.Discard(recordHeading) // it was there
		buffer = slices.Grow(buffer[:0], long)[:long]
		if _, err := io.ReadFull(in, buffer); err != nil {
			return nil, err
		}
		g, err := shape(buffer)
		if err != nil {
			return nil, fmt.Errorf("shape %d of %s: %w", m.Len()+1, name, err)
		}
		m.Areas = append(m.Areas, g)
	}
}

func shape(b []byte) (area.Geometry, error) {
	whole := func(at int) int { return int(binary.LittleEndian.Uint32(b[at:])) }
	parts, count := whole(36), whole(40)
	if parts < 1 || parts > len(b) || count > len(b) || shapeHeading+4*parts+16*count != len(b) {
		return nil, fmt.Errorf("%d rings and %d points do not fit", parts, count)
	}
	// All rings of an area lie together in memory.
	points := make(area.Ring, count)
	for k, at := 0, shapeHeading+4*parts; k < count; k, at = k+1, at+16 {
		points[k] = area.Point{X: math.Float64frombits(binary.LittleEndian.Uint64(b[at:])), Y: math.Float64frombits(binary.LittleEndian.Uint64(b[at+8:]))}
	}
	g, rings := make(area.Geometry, parts), make([]area.Ring, parts)
	for p := range parts {
		begin, end := whole(shapeHeading+4*p), count
		if p+1 < parts {
			end = whole(shapeHeading + 4*(p+1))
		}
		if begin > end || end > count {
			return nil, fmt.Errorf("ring %d does not fit", p)
		}
		rings[p] = points[begin:end:end]
		g[p] = rings[p : p+1 : p+1]
	}
	return g, nil
}
