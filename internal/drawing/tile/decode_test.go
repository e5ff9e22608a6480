package tile

import (
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"fmt"
	"io"
	"testing"

	"github.com/buurtbeeld/buurtbeeld/internal/area"
)

// decoded is a feature as another program reads it.
type decoded struct {
	id    uint64
	code  string
	rings [][]point
	// side is the extent of the tile.
	side int32
}

// reader reads protocol buffers.
type reader struct{ b []byte }

func (r *reader) number() uint64 {
	v, n := binary.Uvarint(r.b)
	if n <= 0 {
		panic("number")
	}
	r.b = r.b[n:]
	return v
}

// each calls use for every field: v is its number or the length of its block.
func (r reader) each(use func(field uint64, v uint64, block reader)) {
	for len(r.b) > 0 {
		tag := r.number()
		v, block := r.number(), reader{}
		if tag&7 == 2 {
			block, r.b = reader{r.b[:v]}, r.b[v:]
		}
		use(tag>>3, v, block)
	}
}

// decode reads a tile by the letter of the specification.
func decode(t *testing.T, tile area.Tile) []decoded {
	t.Helper()
	defer func() {
		if r := recover(); r != nil {
			t.Fatalf("tile %d/%d/%d: %v", tile.Z, tile.X, tile.Y, r)
		}
	}()
	z, err := gzip.NewReader(bytes.NewReader(tile.Gzipped))
	if err != nil {
		t.Fatal(err)
	}
	raw, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	var features []decoded
	var tags [][2]uint64
	var keys, values []string
	var name string
	var version, size uint64
	reader{raw}.each(func(field, _ uint64, layer reader) {
		if field != 3 {
			panic(fmt.Sprint("field ", field, " of a tile"))
		}
		layer.each(func(field, v uint64, block reader) {
			switch field {
			case 15:
				version = v
			case 1:
				name = string(block.b)
			case 2:
				f, tag := feature1(block)
				features, tags = append(features, f), append(tags, tag)
			case 3:
				keys = append(keys, string(block.b))
			case 4:
				block.each(func(_, _ uint64, s reader) { values = append(values, string(s.b)) })
			case 5:
				size = v
			}
		})
	})
	if version != 2 || name != Layer || size < 512 || size > extent || len(keys) != 1 || keys[0] != "code" {
		t.Fatalf("version %d, name %q, extent %d, keys %v", version, name, size, keys)
	}
	for i := range features {
		features[i].code, features[i].side = values[tags[i][1]], int32(size)
	}
	return features
}

func feature1(block reader) (f decoded, tag [2]uint64) {
	block.each(func(field, v uint64, b reader) {
		switch field {
		case 1:
			f.id = v
		case 2:
			tag = [2]uint64{b.number(), b.number()}
		case 3:
			if v != 3 {
				panic("not a polygon")
			}
		case 4:
			f.rings = rings(b)
		}
	})
	return f, tag
}

// rings reads commands; it panics on what the specification forbids.
func rings(b reader) [][]point {
	var all [][]point
	var at point
	step := func() {
		x, y := b.number(), b.number()
		at.x += int32(x>>1) ^ -int32(x&1)
		at.y += int32(y>>1) ^ -int32(y&1)
	}
	for len(b.b) > 0 {
		if b.number() != 1|1<<3 {
			panic("a ring must begin with one move")
		}
		step()
		ring := []point{at}
		lines := b.number()
		if lines&7 != 2 || lines>>3 < 2 {
			panic("a ring must have two lines or more")
		}
		for range lines >> 3 {
			step()
			if at == ring[len(ring)-1] {
				panic("a step of nothing")
			}
			ring = append(ring, at)
		}
		if b.number() != 7|1<<3 {
			panic("a ring must be closed")
		}
		if ring[0] == ring[len(ring)-1] {
			panic("the first point is repeated")
		}
		all = append(all, ring)
	}
	return all
}
