package pattern

import "github.com/buurtbeeld/buurtbeeld/internal/stack/phrase"

// Sentence says how many areas came into, stayed in and left the top group between the first and the last year. With
// fewer than two years it is empty.
func (y *Years) Sentence(languageTag string) string {
	if len(y.Years) < 2 {
		return ""
	}
	t := phrase.Of(languageTag)
	s, o := t.Summary(), y.Overall
	entered := phrase.Compose(t.Counted(s.Entered, len(o.Entered)), "{areas}", t.Plural[y.Choice.Level])
	text := phrase.Compose(s.Years, "{from}", o.From.String(), "{to}", o.To.String(), "{entered}", entered,
		"{stayed}", t.Counted(s.Stayed, len(o.Stayed)), "{left}", t.Counted(s.Left, len(o.Left)))
	if n := len(o.NotComparable); n > 0 {
		text += t.Counted(s.NotComparable, n)
	}
	if n := len(o.NothingKnown); n > 0 {
		text += t.Counted(s.NothingKnown, n)
	}
	return text
}
