package pattern

import (
	"github.com/buurtbeeld/buurtbeeld/internal/drawing"
	"github.com/buurtbeeld/buurtbeeld/internal/page/locale"
	"github.com/buurtbeeld/buurtbeeld/internal/stack/pattern"
	"github.com/buurtbeeld/buurtbeeld/spatial/trend"
)

// Say returns the pattern of the i-th area of a series in words, with the years that matter.
func Say(l locale.Language, s *pattern.Series, i int) string {
	a := s.Areas[i]
	since, last := s.Change(a)
	switch c := a.Pattern.Category; {
	case c == trend.NotKnown && s.Unmapped:
		return l.Text("pattern.say_unmapped")
	case c == trend.NotKnown && a.Pattern.Known == 0 && a.HasValues():
		return l.Text("pattern.say_alone")
	case c == trend.NotKnown && (s.Short || a.Pattern.Known < pattern.FewestPeriods):
		return l.Text("pattern.say_short", "n", a.Pattern.Known)
	case c == trend.NotKnown:
		return l.Text("pattern.say_last")
	case c == trend.NoPattern && a.Pattern.Hot > 0 && a.Pattern.Cold == 0:
		return l.Text("pattern.say_sometimes_high")
	case c == trend.NoPattern && a.Pattern.Cold > 0 && a.Pattern.Hot == 0:
		return l.Text("pattern.say_sometimes_low")
	case c == trend.NoPattern && a.Pattern.Cold > 0:
		return l.Text("pattern.say_sometimes_both")
	default:
		return l.Text("pattern.say_"+underscored(c.Key()), "since", since.String(), "last", last.String())
	}
}

func underscored(key string) string {
	b := []byte(key)
	for i := range b {
		if b[i] == '-' {
			b[i] = '_'
		}
	}
	return string(b)
}

// kind is the categories that look alike on the map: what matters most is since how long.
type kind uint8

const (
	lastingHigh kind = iota
	recentHigh
	past
	recentLow
	lastingLow
	plainKind
	unknownKind
	kinds
)

var kindKeys = [...]string{"lasting_high", "recent_high", "past", "recent_low", "lasting_low", "none", "unknown"}

func (k kind) name(l locale.Language) string { return l.Text("pattern.kind_" + kindKeys[k]) }

// kindOf returns how a category looks.
func kindOf(c trend.Category) kind {
	switch c {
	case trend.PersistentHot, trend.IntensifyingHot, trend.DiminishingHot:
		return lastingHigh
	case trend.NewHot, trend.ConsecutiveHot, trend.SporadicHot, trend.OscillatingHot:
		return recentHigh
	case trend.PersistentCold, trend.IntensifyingCold, trend.DiminishingCold:
		return lastingLow
	case trend.NewCold, trend.ConsecutiveCold, trend.SporadicCold, trend.OscillatingCold:
		return recentLow
	case trend.HistoricalHot, trend.HistoricalCold:
		return past
	case trend.NoPattern:
		return plainKind
	}
	return unknownKind
}

// looks are the class of the palette of differences, the mark on the map and the sign in text of each kind: no kind is
// told by its colour alone.
var looks = [kinds]struct {
	class int
	mark  drawing.Mark
	sign  string
}{
	lastingHigh: {4, drawing.Up, "▲"}, recentHigh: {3, drawing.HollowUp, "△"}, past: {2, drawing.Ring, "○"},
	recentLow: {1, drawing.HollowDown, "▽"}, lastingLow: {0, drawing.Down, "▼"}, plainKind: {2, drawing.NoMark, "·"}, unknownKind: {-1, drawing.NoMark, "–"},
}

// entry is the line of a kind in the legend.
func (k kind) entry(l locale.Language) drawing.Entry {
	e := drawing.Entry{Class: looks[k].class, Mark: looks[k].mark, Label: looks[k].sign + " " + k.name(l)}
	if k == unknownKind {
		e.Sign, e.Label = drawing.NotMeasured, k.name(l)
	}
	return e
}
