package feature

import (
	"errors"
	"io/fs"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/buurtbeeld/buurtbeeld/internal/problem"
)

// ShapePoints is the most points of one shape.
const ShapePoints = 2_000_000

// Limits are the sizes at which reading stops with an error, so that no file can fill the memory. Zero takes the default.
type Limits struct {
	// Points is the most points of all shapes of one file. Default: 8,000,000; the country at full resolution has 4.2 million.
	// Of these, ShapePoints may be in one shape.
	Points int
	// Features is the most features of one layer. Default: 200,000.
	Features int
	// Columns is the most attributes. Default: 2,000.
	Columns int
	// Layers is the most layers or files in one call. Default: 200.
	Layers int
	// UnpackedBytes is the largest size after unpacking. Default: 4 GiB.
	UnpackedBytes int64
	// Ratio is how many times larger than packed a file may become. Default: 200; the first 16 MiB are not held to it.
	Ratio int64
}

// OrDefault returns the limits with the default where there is none.
func (l Limits) OrDefault() Limits {
	set := func(v *int, d int) {
		if *v <= 0 {
			*v = d
		}
	}
	set(&l.Points, 8_000_000)
	set(&l.Features, 200_000)
	set(&l.Columns, 2_000)
	set(&l.Layers, 200)
	if l.UnpackedBytes <= 0 {
		l.UnpackedBytes = 4 << 30
	}
	if l.Ratio <= 0 {
		l.Ratio = 200
	}
	return l
}

// Located adds a place to a problem, or to each of several.
func Located(err error, p problem.Place) error {
	var several *problem.Several
	if errors.As(err, &several) {
		var list problem.List
		for _, e := range several.Problems {
			list.Add(e.At(p))
		}
		for range several.More {
			list.Add(several.Problems[0].At(p))
		}
		return list.Err()
	}
	var e *problem.Error
	if errors.As(err, &e) {
		return e.At(p)
	}
	return err
}

// Shortest returns a number in its shortest form.
func Shortest(x float64) string { return strconv.FormatFloat(x, 'f', -1, 64) }

// Shorten keeps what a message quotes readable.
func Shorten(s string) string {
	if len(s) > 60 {
		return strings.ToValidUTF8(s[:60], "") + "…"
	}
	return s
}

// Plain returns a name without capitals and signs.
func Plain(s string) string {
	var b strings.Builder
	for _, r := range strings.ToLower(s) {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
			b.WriteRune(r)
		}
	}
	return b.String()
}

// OpenFailed returns the problem of a file that does not open.
func OpenFailed(path string, err error) error {
	kind := problem.Unavailable
	if errors.Is(err, fs.ErrNotExist) {
		kind = problem.NotFound
	}
	return problem.New(kind, "boundary.open_failed").At(problem.Place{File: filepath.Base(path)}).Because(err)
}
