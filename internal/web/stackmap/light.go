package stackmap

import (
	"fmt"
	"hash/fnv"
	"net/http"
	"strconv"
	"strings"

	"github.com/buurtbeeld/buurtbeeld/internal/drawing"
	"github.com/buurtbeeld/buurtbeeld/internal/page"
)

// The address of the page without its pictures lies under that of the page; the island knows both.
const (
	pagePath  = "/stapelkaart"
	lightPath = "/stapelkaart/rest"
)

// blank stands in a light page where the page that asked for it has a picture.
const blank = "<svg></svg>"

// Look is how the areas of a map that is there look now (Dutch: uiterlijk).
type Look struct{ Palette, Label, Letters string }

// light says what pictures the page has, and whether they are left out: a page of a whole country that only takes other
// colours has them, and they are nine tenths of it.
func (p *Pages) light(r *page.Request, v *view) error {
	version, err := p.o.Versions.Version(r.Context())
	if err != nil {
		return err
	}
	name := fnv.New64a()
	fmt.Fprint(name, version, v.Query.Tiles, v.Query.Chosen, groundKey(r.Reader, v.Query))
	v.Drawn = strconv.FormatUint(name.Sum64(), 36)
	v.Light = v.Many && strings.HasSuffix(r.URL.Path, lightPath)
	return nil
}

// lighten puts the looks of the areas in the place of the map.
func (v *view) lighten(palette drawing.Palette, label string) {
	v.Map, v.Look = blank, &Look{palette.Class(), label, v.looks()}
}

// again sends a reader to the address that says in full what was asked, of the same kind of page.
func again(w http.ResponseWriter, r *page.Request, address string) error {
	if strings.HasSuffix(r.URL.Path, lightPath) {
		address = lightPath + strings.TrimPrefix(address, pagePath)
	}
	http.Redirect(w, r.Request, page.LinkIn(r.Language, address), http.StatusSeeOther)
	return nil
}
