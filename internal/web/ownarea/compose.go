package ownarea

import (
	"bytes"
	"context"
	"slices"

	"github.com/buurtbeeld/buurtbeeld/internal/area"
	"github.com/buurtbeeld/buurtbeeld/internal/ownarea"
	"github.com/buurtbeeld/buurtbeeld/internal/problem"
	"github.com/buurtbeeld/buurtbeeld/internal/reader"
)

// Divisions gives the divisions that are loaded.
type Divisions interface {
	Divisions(ctx context.Context, r reader.Reader) ([]area.DivisionID, error)
	Division(ctx context.Context, r reader.Reader, id area.DivisionID) (*area.Division, error)
}

// Grounds is what an own area is made on.
type Grounds struct {
	Divisions  Divisions
	Boundaries Boundaries
}

// Wish is what somebody asks for: codes of the division or of what lies above it, or an outline as GeoJSON, which wins.
type Wish struct {
	Name     string
	Division area.DivisionID
	Codes    []area.Code
	Outline  []byte
}

// Compose makes the own area of a wish, for a page and for a command line.
func Compose(ctx context.Context, r reader.Reader, g Grounds, w Wish) (ownarea.Area, error) {
	all, err := g.Divisions.Divisions(ctx, r)
	if err != nil {
		return ownarea.Area{}, err
	}
	if !slices.Contains(all, w.Division) {
		return ownarea.Area{}, problem.New(problem.Invalid, "ownarea.division_missing", "division", w.Division.String())
	}
	d, err := g.Divisions.Division(ctx, r, w.Division)
	if err != nil {
		return ownarea.Area{}, err
	}
	if len(bytes.TrimSpace(w.Outline)) == 0 {
		return ownarea.New(w.Name, d, expand(d, w.Codes))
	}
	outline, err := ownarea.ParseOutline(w.Outline)
	if err != nil {
		return ownarea.Area{}, err
	}
	shapes, err := g.Boundaries.Shapes(ctx, r, w.Division, area.Netherlands)
	if err != nil {
		return ownarea.Area{}, err
	}
	return ownarea.Draw(w.Name, d, shapes, outline)
}

// expand puts the parts of larger areas in their place.
func expand(d *area.Division, codes []area.Code) []area.Code {
	var list []area.Code
	for _, c := range codes {
		from, to := d.Index().Range(c)
		if c.Level() == d.ID().Level || c.Level() < area.Municipality || from == to {
			list = append(list, c)
			continue
		}
		for i := from; i < to; i++ {
			if a := d.At(i); a.Kind == area.Land {
				list = append(list, a.Code)
			}
		}
	}
	return list
}
