package stack

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/buurtbeeld/buurtbeeld/internal/area"
	"github.com/buurtbeeld/buurtbeeld/internal/indicator"
	"github.com/buurtbeeld/buurtbeeld/internal/stack/phrase"
)

// Sentence says in plain words what the stack of one row is: which figures count, what is not known, and whether it
// depends on the choice. It holds no number that is not in the row or the choice. The language is given by its tag, "nl"
// or "en".
func (p *Picture) Sentence(row int, languageTag string) string {
	r := &p.Rows[row]
	t := phrase.Of(languageTag)
	name := r.Area.Name
	if name == "" {
		name = r.Area.Code.String()
	}
	if r.Uninhabited {
		return phrase.Compose(t.Uninhabited, "{area}", name)
	}
	parts := make([]string, 0, 4)
	if r.Known == 0 {
		parts = append(parts, phrase.Compose(t.NothingKnown, "{area}", name, "{layers}", strconv.Itoa(r.Layers)))
	} else {
		parts = append(parts, p.hitSentence(r, t, name))
	}
	parts = append(parts, missingSentences(r, t)...)
	if same := p.equalLayers(r); same > 0 {
		parts = append(parts, t.Counted(t.AllEqual, same))
	}
	if people, ok := r.Population.Number(); ok && r.Small {
		parts = append(parts, phrase.Compose(t.Small, "{people}", t.Number(people)))
	}
	if r.Fragile {
		parts = append(parts, t.Fragile)
	}
	return strings.Join(parts, " ")
}

// hitSentence says how many of the known figures count, and which.
func (p *Picture) hitSentence(r *Row, t *phrase.Voice, name string) string {
	var names []string
	uniform := p.uniform()
	var only int
	for i, m := range r.Marks {
		if m != Unknown {
			only = i
		}
		if m == Hit {
			names = append(names, p.layerName(i, t, !uniform))
		}
	}
	f := t.Forms[p.form(uniform)]
	text := f.Many
	switch {
	case r.Known == 1 && r.Hits == 1:
		text = f.OnlyHit
	case r.Known == 1:
		text = f.OnlyNot
	case r.Hits == 0:
		text = f.None
	case r.Hits == 1:
		text = f.One
	}
	known := strconv.Itoa(r.Known) + t.KnownFigures
	if r.Known == r.Layers {
		known = strconv.Itoa(r.Known) + t.Figures
	}
	first := p.Layers[0].Layer
	return phrase.Compose(text, "{area}", name, "{hits}", strconv.Itoa(r.Hits), "{known}", known, "{names}", t.List(names),
		"{name}", p.layerName(only, t, !uniform), "{side}", t.Side(first.Low), "{above}", t.Above(first.Low),
		"{percent}", t.Number(first.Threshold.Percent), "{areas}", t.Plural[p.Choice.Level], "{region}", p.regionName(t))
}

// uniform reports whether one phrase fits all layers: the same share on the same side, or all above or below the region.
func (p *Picture) uniform() bool {
	first := p.Layers[0].Layer
	for _, l := range p.Layers {
		if l.Layer.Low != first.Low || l.Layer.Threshold != first.Threshold || l.Layer.Threshold.Kind == FixedValue {
			return false
		}
	}
	return true
}

func (p *Picture) form(uniform bool) int {
	switch {
	case !uniform:
		return phrase.Mixed
	case p.Layers[0].Layer.Threshold.Kind == RegionLevel:
		return phrase.Region
	}
	return phrase.Top
}

// layerName returns the name of a layer as it stands in running text, with its threshold where the layers differ, and
// its year where the same figure is there for several.
func (p *Picture) layerName(i int, t *phrase.Voice, threshold bool) string {
	l := &p.Layers[i]
	name := l.Indicator.Name.In(t.Tag)
	if name == "" {
		name = string(l.Indicator.ID)
	}
	if l.Indicator.Catalogue {
		name = lowerFirst(name)
	}
	var notes []string
	for j := range p.Layers {
		if j != i && p.Layers[j].Layer.Indicator == l.Layer.Indicator {
			notes = append(notes, l.Layer.Period.String())
			break
		}
	}
	if threshold {
		notes = append(notes, thresholdText(t, l.Layer, p.regionName(t)))
	}
	if len(notes) == 0 {
		return name
	}
	return name + " (" + strings.Join(notes, ", ") + ")"
}

// lowerFirst makes a first capital small, unless the word is an abbreviation such as WW.
func lowerFirst(s string) string {
	first, n := utf8.DecodeRuneInString(s)
	second, _ := utf8.DecodeRuneInString(s[n:])
	if unicode.IsUpper(second) || second == '-' || len(s) == n {
		return s
	}
	return string(unicode.ToLower(first)) + s[n:]
}

func (p *Picture) regionName(t *phrase.Voice) string {
	name := p.Region.Name
	if name == "" {
		name = p.Region.Code.String()
	}
	switch level := p.Region.Code.Level(); {
	case level == area.Country:
		return t.Country
	case level == area.District && strings.HasPrefix(strings.ToLower(name), "wijk"):
		return name
	default:
		return t.RegionOf[level] + name
	}
}

// equalLayers counts the known layers that are the same in all areas.
func (p *Picture) equalLayers(r *Row) int {
	n := 0
	for i, m := range r.Marks {
		if m != Unknown && p.Layers[i].AllEqual {
			n++
		}
	}
	return n
}

// missingSentences says of the figures that are not known why they are not.
func missingSentences(r *Row, t *phrase.Voice) []string {
	if r.Known == r.Layers {
		return nil
	}
	var counts [8]int
	for _, v := range r.Values {
		counts[v.Status()]++
	}
	var out []string
	for _, s := range indicator.Statuses() {
		if n := counts[s]; n > 0 && s != indicator.Known {
			out = append(out, t.Counted(t.Missing[s], n))
		}
	}
	return out
}

// thresholdText says what a layer is held against.
func thresholdText(t *phrase.Voice, l Layer, region string) string {
	switch l.Threshold.Kind {
	case RegionLevel:
		return phrase.Compose(t.AboveRegion, "{above}", t.Above(l.Low), "{region}", region)
	case FixedValue:
		text := t.FromUp
		switch {
		case l.Low && l.Threshold.Strict:
			text = t.Under
		case l.Low:
			text = t.FromDown
		case l.Threshold.Strict:
			text = t.Over
		}
		return phrase.Compose(text, "{value}", t.Number(l.Threshold.Value))
	}
	return phrase.Compose(t.TopShare, "{side}", t.Side(l.Low), "{percent}", t.Number(l.Threshold.Percent))
}
