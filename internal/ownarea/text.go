package ownarea

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"strconv"
	"strings"

	"github.com/buurtbeeld/buurtbeeld/internal/area"
	"github.com/buurtbeeld/buurtbeeld/internal/problem"
)

// PartsText writes parts as a store keeps them: the codes in order, those that are cut with their share behind a colon.
func PartsText(parts []Part) string {
	var b strings.Builder
	for i, p := range parts {
		if i > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(p.Code.String())
		if p.IsCut() {
			b.WriteString(":" + strconv.Itoa(p.Share))
		}
	}
	return b.String()
}

// ParseParts reads what PartsText wrote.
func ParseParts(text string) ([]Part, error) {
	broken := problem.New(problem.Internal, "ownarea.parts_broken")
	var list []Part
	for _, word := range strings.Fields(text) {
		code, share, cut := strings.Cut(word, ":")
		p := Part{Share: Whole}
		var err error
		if p.Code, err = area.ParseCode(code); err != nil {
			return nil, broken.Because(err)
		}
		if cut {
			if p.Share, err = strconv.Atoi(share); err != nil || p.Share < 1 || p.Share >= Whole {
				return nil, broken
			}
		}
		if n := len(list); n > 0 && list[n-1].Code.Compare(p.Code) >= 0 {
			return nil, broken
		}
		list = append(list, p)
	}
	if len(list) == 0 {
		return nil, broken
	}
	return list, nil
}

// Fingerprint names a combination of parts: two with the same parts have the same.
func Fingerprint(parts []Part) string {
	sum := sha256.Sum256([]byte(PartsText(parts)))
	return hex.EncodeToString(sum[:16])
}

// outlineText is an outline as a store keeps it: metres of RD New.
type outlineText struct {
	Outside  float64          `json:"outside"`
	Polygons [][][][2]float64 `json:"polygons"`
}

// OutlineText writes the outline of an area as a store keeps it; empty for an area of whole parts.
func OutlineText(a Area) (string, error) {
	if a.Outline.IsEmpty() {
		return "", nil
	}
	out := outlineText{Outside: a.Outside}
	for _, p := range a.Outline {
		var rings [][][2]float64
		for _, r := range p {
			var ring [][2]float64
			for _, at := range r {
				ring = append(ring, [2]float64{at.X, at.Y})
			}
			rings = append(rings, ring)
		}
		out.Polygons = append(out.Polygons, rings)
	}
	text, err := json.Marshal(out)
	return string(text), err
}

// ParseOutlineText puts into an area what OutlineText wrote.
func ParseOutlineText(text string, into *Area) error {
	if text == "" {
		return nil
	}
	var in outlineText
	if err := json.Unmarshal([]byte(text), &in); err != nil {
		return problem.New(problem.Internal, "ownarea.parts_broken").Because(err)
	}
	into.Outside = in.Outside
	for _, rings := range in.Polygons {
		var p area.Polygon
		for _, list := range rings {
			var r area.Ring
			for _, at := range list {
				r = append(r, area.Point{X: at[0], Y: at[1]})
			}
			p = append(p, r)
		}
		into.Outline = append(into.Outline, p)
	}
	return nil
}
