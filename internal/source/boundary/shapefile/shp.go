// Package shapefile reads a shapefile: the shapes of a .shp file with the attributes of the .dbf beside it, the coordinate
// system of the .prj and the character set of the .cpg (Dutch: Shapefile).
package shapefile

import (
	"bufio"
	"encoding/binary"
	"errors"
	"io"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/buurtbeeld/buurtbeeld/internal/area"
	"github.com/buurtbeeld/buurtbeeld/internal/problem"
	"github.com/buurtbeeld/buurtbeeld/internal/source/boundary/feature"
)

// Companions finds the other files of a shapefile, whatever the capitals of their names, by extension.
func Companions(path string) (map[string]string, error) {
	entries, err := os.ReadDir(filepath.Dir(path))
	if err != nil {
		return nil, feature.OpenFailed(path, err)
	}
	stem := strings.TrimSuffix(filepath.Base(path), filepath.Ext(path))
	found := map[string]string{}
	for _, e := range entries {
		ext := filepath.Ext(e.Name())
		if e.Type().IsRegular() && strings.EqualFold(strings.TrimSuffix(e.Name(), ext), stem) {
			found[strings.ToLower(ext)] = filepath.Join(filepath.Dir(path), e.Name())
		}
	}
	return found, nil
}

// smallFile is the largest .prj or .cpg file that is read.
const smallFile = 64 << 10

func readSmall(path string) (string, error) {
	if path == "" {
		return "", nil
	}
	f, err := os.Open(path)
	if err != nil {
		return "", feature.OpenFailed(path, err)
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, smallFile))
	if err != nil {
		return "", problem.New(problem.Unavailable, "boundary.read_failed").Because(err)
	}
	return strings.TrimPrefix(string(b), "\ufeff"), nil
}

// Options say how to read (Dutch: instellingen).
type Options struct {
	// Name is the name of the file for messages. Required.
	Name string
	// Limits are the sizes at which reading stops.
	Limits feature.Limits
	// Watch returns a reader that tells progress. Default: nobody is told.
	Watch func(io.Reader) io.Reader
}

// Read reads the .shp file at path with what is beside it.
func Read(path string, o Options) (*feature.Layer, error) {
	with, err := Companions(path)
	if err != nil {
		return nil, err
	}
	if with[".dbf"] == "" {
		return nil, problem.New(problem.Invalid, "boundary.dbf_missing")
	}
	wkt, err := readSmall(with[".prj"])
	if err != nil {
		return nil, err
	}
	page, err := readSmall(with[".cpg"])
	if err != nil {
		return nil, err
	}
	l := &feature.Layer{File: o.Name, CRS: feature.ClaimOfWKT(wkt)}
	table, err := openDBF(with[".dbf"], page, o.Limits)
	if err != nil {
		return nil, feature.Located(err, problem.Place{File: filepath.Base(with[".dbf"])})
	}
	defer table.close()
	if err := readShapes(path, o, l, table); err != nil {
		return nil, err
	}
	if table.deleted > 0 {
		l.Remark("boundary.deleted_left_out", "n", strconv.Itoa(table.deleted))
	}
	if table.guessed {
		l.Remark("boundary.encoding_taken", "encoding", "Windows-1252")
	}
	return l, nil
}

// recordBytes is the largest record: a shape of the most points, with heights and measures, fits.
const recordBytes = feature.ShapePoints*32 + 1<<20

// shpFile reads records of a .shp file.
type shpFile struct {
	r    *bufio.Reader
	left int64 // bytes of the file that were not read yet
	buf  []byte
}

func shpBroken(err error) error {
	var p *problem.Error
	if errors.As(err, &p) {
		return p
	}
	return problem.New(problem.Invalid, "boundary.shp_broken").Because(err)
}

func (s *shpFile) take(n int64) ([]byte, error) {
	if n < 0 || n > s.left || n > recordBytes {
		return nil, shpBroken(io.ErrUnexpectedEOF)
	}
	if int64(cap(s.buf)) < n {
		s.buf = make([]byte, n)
	}
	s.buf = s.buf[:n]
	if _, err := io.ReadFull(s.r, s.buf); err != nil {
		return nil, shpBroken(err)
	}
	s.left -= n
	return s.buf, nil
}

func readShapes(path string, o Options, l *feature.Layer, table *dbf) error {
	f, err := os.Open(path)
	if err != nil {
		return feature.OpenFailed(path, err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return feature.OpenFailed(path, err)
	}
	var r io.Reader = f
	if o.Watch != nil {
		r = o.Watch(f)
	}
	s := &shpFile{r: bufio.NewReaderSize(r, 1<<16), left: info.Size()}
	head, err := s.take(100)
	if err != nil {
		return err
	}
	form := binary.LittleEndian.Uint32(head[32:])
	if binary.BigEndian.Uint32(head) != 9994 || binary.LittleEndian.Uint32(head[28:]) != 1000 {
		return shpBroken(nil)
	}
	if form != 5 && form != 15 && form != 25 {
		return problem.New(problem.Invalid, "boundary.shp_no_areas")
	}
	// The header says how long the file is; what follows is no part of it.
	if said := int64(binary.BigEndian.Uint32(head[24:])) * 2; said > info.Size() {
		return shpBroken(io.ErrUnexpectedEOF)
	} else if said >= 100 {
		s.left = said - 100
	}
	points := o.Limits.Points
	n := 0
	for ; s.left > 0; n++ {
		if n >= o.Limits.Features {
			return problem.New(problem.Invalid, "boundary.too_many_features", "most", o.Limits.Features)
		}
		sh := feature.Shape{Row: n + 1}
		if err := s.shape(&sh, &points); err != nil {
			return feature.Located(err, l.Place(n+1))
		}
		if points < 0 {
			return problem.New(problem.Invalid, "boundary.too_many_points", "most", o.Limits.Points).At(l.Place(n + 1))
		}
		kept, err := table.read(l)
		if err == io.EOF {
			n++
			break
		}
		if err != nil {
			return feature.Located(err, l.Place(n+1))
		}
		if kept {
			l.Shapes = append(l.Shapes, sh)
		}
	}
	if n != table.records || s.left > 0 {
		return problem.New(problem.Invalid, "boundary.dbf_count", "shapes", n, "records", table.records)
	}
	return nil
}

// shape reads one record.
func (s *shpFile) shape(sh *feature.Shape, points *int) error {
	head, err := s.take(8)
	if err != nil {
		return err
	}
	b, err := s.take(int64(binary.BigEndian.Uint32(head[4:])) * 2)
	if err != nil {
		return err
	}
	if len(b) < 4 {
		return shpBroken(nil)
	}
	switch binary.LittleEndian.Uint32(b) {
	case 0:
		sh.Absent = true
		return nil
	case 5, 15, 25:
	default:
		sh.Other = true
		return nil
	}
	if len(b) < 44 {
		return shpBroken(nil)
	}
	parts, total := int64(binary.LittleEndian.Uint32(b[36:])), int64(binary.LittleEndian.Uint32(b[40:]))
	start := 44 + 4*parts
	if start+16*total > int64(len(b)) {
		return shpBroken(nil)
	}
	if *points -= int(total); *points < 0 {
		return nil
	}
	all := make([]area.Point, total)
	for i := range all {
		at := start + 16*int64(i)
		all[i] = area.Point{X: math.Float64frombits(binary.LittleEndian.Uint64(b[at:])), Y: math.Float64frombits(binary.LittleEndian.Uint64(b[at+8:]))}
	}
	rings := make([]area.Ring, 0, parts)
	for i := range parts {
		from, to := int64(binary.LittleEndian.Uint32(b[44+4*i:])), total
		if i+1 < parts {
			to = int64(binary.LittleEndian.Uint32(b[48+4*i:]))
		}
		if from > to || to > total || i == 0 && from != 0 {
			return shpBroken(nil)
		}
		if to > from {
			rings = append(rings, area.Ring(all[from:to:to]))
		}
	}
	sh.Geometry = polygonsOf(rings)
	return nil
}

// polygonsOf puts holes, which run against the clock in a shapefile, into the smallest outer ring around them. A hole
// without one is taken for a polygon: some programs do not mind the direction.
func polygonsOf(rings []area.Ring) area.Geometry {
	var g area.Geometry
	var holes []area.Ring
	var sizes []float64
	for _, ring := range rings {
		if a := ring.SignedArea(); a > 0 {
			holes = append(holes, ring)
		} else {
			g = append(g, area.Polygon{ring})
			sizes = append(sizes, -a)
		}
	}
	outer := len(g)
	for _, hole := range holes {
		best := -1
		for i := range outer {
			if (best < 0 || sizes[i] < sizes[best]) && surrounds(g[i][0], hole) {
				best = i
			}
		}
		if best < 0 {
			g = append(g, area.Polygon{hole})
		} else {
			g[best] = append(g[best], hole)
		}
	}
	return g
}

// surrounds reports whether most points of a hole lie in a ring; a hole may touch the ring in some.
func surrounds(ring, hole area.Ring) bool {
	box := area.Geometry{{ring}}.Bounds()
	in := 0
	tried := min(len(hole), 5)
	for i := range tried {
		p := hole[i*len(hole)/tried]
		if p.X >= box.MinX && p.X <= box.MaxX && p.Y >= box.MinY && p.Y <= box.MaxY && crossings(ring, p)%2 == 1 {
			in++
		}
	}
	return in*2 > tried
}

func crossings(ring area.Ring, p area.Point) int {
	n := 0
	for i := 1; i < len(ring); i++ {
		a, b := ring[i-1], ring[i]
		if (a.Y > p.Y) != (b.Y > p.Y) && p.X < a.X+(p.Y-a.Y)/(b.Y-a.Y)*(b.X-a.X) {
			n++
		}
	}
	return n
}
