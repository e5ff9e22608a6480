package page

import (
	"html/template"
	"strings"
	"time"

	"github.com/buurtbeeld/buurtbeeld/internal/page/locale"
)

// View is what a template sees: its data and how to say things in the language of the page. Within range and with,
// templates reach it as $.
type View struct {
	Frame Frame
	Data  any
	Lang  locale.Language
	site  *Site
	url   string
}

// T returns a sentence of the catalogue.
func (v *View) T(key string, pairs ...any) string { return v.Lang.Text(key, pairs...) }

// With returns the view of a part of the page, for a template of its own.
func (v *View) With(part any) *View {
	w := *v
	w.Data = part
	return &w
}

// Num writes a number with a fixed number of decimals.
func (v *View) Num(x float64, decimals int) string { return v.Lang.Number(x, decimals) }

// Int writes a whole number.
func (v *View) Int(n int) string { return v.Lang.Number(float64(n), 0) }

// Date writes a day.
func (v *View) Date(t time.Time) string { return v.Lang.Date(t) }

// Link returns the address of a page of this site in the language of this page.
func (v *View) Link(path string) string { return LinkIn(v.Lang, path) }

// OtherLanguage returns the address of this page in the other language.
func (v *View) OtherLanguage() string { return LinkIn(v.Lang.Other(), v.url) }

// LinkIn returns the address of a page in a language.
func LinkIn(l locale.Language, path string) string {
	if l == locale.English && strings.HasPrefix(path, "/") {
		return "/en" + path
	}
	return path
}

// Asset returns the address of a built style sheet or script, and "" when it was not built.
func (v *View) Asset(name string) string {
	if built, ok := v.site.manifest[name]; ok {
		return "/asset/" + built
	}
	return ""
}

// SVG marks a drawing of package drawing as safe to stand in a page. Everything in it that came from a source was
// escaped there.
func (v *View) SVG(drawing string) template.HTML { return template.HTML(drawing) } //nolint:gosec // see above
