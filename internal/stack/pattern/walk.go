package pattern

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"hash"
	"io"
	"math"
	"runtime"
	"slices"
	"strconv"

	"github.com/buurtbeeld/buurtbeeld/internal/area"
	"github.com/buurtbeeld/buurtbeeld/internal/crosswalk"
	"github.com/buurtbeeld/buurtbeeld/internal/indicator"
	"github.com/buurtbeeld/buurtbeeld/internal/problem"
	"github.com/buurtbeeld/buurtbeeld/internal/reader"
)

// Crosswalks keeps which areas became which (Dutch: bewaarde omzettingen).
type Crosswalks interface {
	// ShapesMark tells boundaries apart and is empty where there are none.
	ShapesMark(ctx context.Context, r reader.Reader, id area.DivisionID) (string, error)
	// Crosswalk is NotFound where none was saved under the mark.
	Crosswalk(ctx context.Context, r reader.Reader, from, to area.DivisionID, mark string) (crosswalk.Links, error)
	SaveCrosswalk(ctx context.Context, r reader.Reader, mark string, c *crosswalk.Crosswalk) error
}

// walk returns the crosswalk from the division of a year. Who asks for the same at once waits for one answer, which is
// made also when the first who asked has left.
func (c *carried) walk(ctx context.Context, r reader.Reader, year int) (*crosswalk.Crosswalk, error) {
	key := walkKey{r.Tenant(), year}
	c.mu.Lock()
	found, ok := c.walks[key]
	c.mu.Unlock()
	if ok {
		return found, nil
	}
	made := c.flight.DoChan(string(r.Tenant())+" "+strconv.Itoa(year), func() (any, error) {
		made, err := c.newWalk(context.WithoutCancel(ctx), r, area.DivisionID{Level: c.target.Level, Year: year})
		if err != nil {
			return nil, err
		}
		c.mu.Lock()
		defer c.mu.Unlock()
		c.walks[key] = made
		return made, nil
	})
	select {
	case <-ctx.Done():
		return nil, ctx.Err()
	case answer := <-made:
		if answer.Err != nil {
			return nil, answer.Err
		}
		return answer.Val.(*crosswalk.Crosswalk), nil
	}
}

// basis is all that a crosswalk is worked out of, but for the boundaries themselves.
type basis struct {
	from, to *area.Division
	// unchanged are the places in the later division of the areas that every source says did not change; nil is not known.
	unchanged map[area.Code]bool
	// living is where the inhabitants are found by which areas are divided; its zero value is nowhere.
	living indicator.Key
	// mark tells apart everything that a crosswalk depends on; empty where a side has no boundaries, so that there is
	// nothing to lay over each other and nothing to keep.
	mark string
}

// newWalk reads a crosswalk from what is kept, or makes it and keeps it where the reader may.
func (c *carried) newWalk(ctx context.Context, r reader.Reader, from area.DivisionID) (*crosswalk.Crosswalk, error) {
	b, err := c.basis(ctx, r, from)
	if err != nil {
		return nil, err
	}
	if b.mark != "" {
		links, err := c.crosswalks.Crosswalk(ctx, r, from, c.target, b.mark)
		if err == nil {
			if kept, err := crosswalk.Restore(b.from, b.to, links); err == nil {
				return kept, nil
			}
		} else if problem.KindOf(err) != problem.NotFound {
			return nil, err
		}
	}
	made, err := c.overlay(ctx, r, b)
	if err != nil || b.mark == "" || !r.MayWrite() {
		return made, err
	}
	// Boundaries may have come in meanwhile; what was made of those is not kept under the mark of the earlier ones.
	now, err := c.basis(ctx, r, from)
	if err != nil || now.mark != b.mark {
		return made, err
	}
	return made, c.crosswalks.SaveCrosswalk(ctx, r, b.mark, made)
}

// overlay lays the boundaries over each other.
func (c *carried) overlay(ctx context.Context, r reader.Reader, b basis) (*crosswalk.Crosswalk, error) {
	o := crosswalk.Options{Workers: runtime.GOMAXPROCS(0), Unchanged: func(code area.Code) bool { return b.unchanged[code] }}
	sides := [2]crosswalk.Boundaries{{Division: b.from}, {Division: b.to}}
	var err error
	for i := range sides {
		if sides[i].Shapes, err = c.boundaries.Shapes(ctx, r, sides[i].Division.ID(), area.Netherlands); err != nil {
			return nil, err
		}
	}
	if b.living.Indicator != "" {
		column, err := c.Figures.Column(ctx, r, b.living)
		if err != nil {
			return nil, err
		}
		shapes, err := c.boundaries.Shapes(ctx, r, b.living.Division, area.Netherlands)
		if err != nil {
			return nil, err
		}
		o.People = crosswalk.PeopleOf(shapes, column)
	}
	return crosswalk.New(ctx, sides[0], sides[1], o)
}

// basis gathers what the crosswalk from a division is worked out of.
func (c *carried) basis(ctx context.Context, r reader.Reader, from area.DivisionID) (b basis, err error) {
	if b.from, err = c.Division(ctx, r, from); err != nil {
		return b, err
	}
	if b.to, err = c.Division(ctx, r, c.target); err != nil {
		return b, err
	}
	if b.unchanged, err = c.unchanged(ctx, r, b.from, b.to); err != nil {
		return b, err
	}
	if b.living, err = c.living(ctx, r, from); err != nil || c.crosswalks == nil {
		return b, err
	}
	b.mark, err = c.mark(ctx, r, b)
	return b, err
}

// mark tells apart everything that a crosswalk depends on. Figures that come in leave it as it is, but for the inhabitants
// by which areas are divided.
func (c *carried) mark(ctx context.Context, r reader.Reader, b basis) (string, error) {
	h := sha256.New()
	say(h, "rules", strconv.Itoa(crosswalk.Version))
	for _, d := range [2]*area.Division{b.from, b.to} {
		mark, err := c.crosswalks.ShapesMark(ctx, r, d.ID())
		if err != nil || mark == "" {
			return "", err
		}
		say(h, d.ID().String(), mark)
		for i := range d.Len() {
			say(h, d.At(i).Code.String(), strconv.Itoa(int(d.At(i).Kind)), strconv.FormatBool(b.unchanged[d.At(i).Code]))
		}
	}
	if b.living.Indicator != "" {
		mark, err := c.crosswalks.ShapesMark(ctx, r, b.living.Division)
		if err != nil {
			return "", err
		}
		column, err := c.Figures.Column(ctx, r, b.living)
		if err != nil {
			return "", err
		}
		say(h, "people", mark)
		for i := range column.Len() {
			x, ok := column.At(i).Number()
			say(h, strconv.FormatBool(ok), strconv.FormatUint(math.Float64bits(x), 16))
		}
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

// say adds texts to a sum, each with its length.
func say(h hash.Hash, texts ...string) {
	for _, t := range texts {
		// A hash takes everything.
		_, _ = fmt.Fprintf(h, "%d ", len(t))
		_, _ = io.WriteString(h, t)
	}
}

// unchanged tells which codes every division after the first, up to the second, says to be of areas that did not change.
func (c *carried) unchanged(ctx context.Context, r reader.Reader, from, to *area.Division) (map[area.Code]bool, error) {
	b, err := c.book(ctx, r)
	if err != nil {
		return nil, err
	}
	first, last := min(from.ID().Year, to.ID().Year), max(from.ID().Year, to.ID().Year)
	var between []*area.Division
	for year := first + 1; year <= last; year++ {
		id := area.DivisionID{Level: c.target.Level, Year: year}
		if !b.divisions[id] {
			return nil, nil
		}
		d, err := c.Division(ctx, r, id)
		if err != nil {
			return nil, err
		}
		between = append(between, d)
	}
	same := map[area.Code]bool{}
	for i := range to.Len() {
		code := to.At(i).Code
		same[code] = !slices.ContainsFunc(between, func(d *area.Division) bool {
			a, ok := d.Find(code)
			return !ok || a.Change != area.Unchanged
		})
	}
	return same, nil
}

// living returns where the inhabitants of a division are found: in the areas of a lower level of the same year.
func (c *carried) living(ctx context.Context, r reader.Reader, of area.DivisionID) (indicator.Key, error) {
	b, err := c.book(ctx, r)
	if err != nil {
		return indicator.Key{}, err
	}
	for level := area.Neighbourhood; level > of.Level; level-- {
		id := area.DivisionID{Level: level, Year: of.Year}
		if key, ok := b.newest(indicator.Population, id, indicator.Year(of.Year)); ok && b.divisions[id] {
			return key, nil
		}
	}
	return indicator.Key{}, nil
}
