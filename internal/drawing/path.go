package drawing

import (
	"math"
	"strconv"
	"strings"
)

// ringsPath writes closed rings as the data of an SVG path, in short relative steps.
func ringsPath(rings []dots) string {
	var p pather
	for _, r := range rings {
		p.line(r)
		p.close()
	}
	return string(p.b)
}

// linesPath writes open lines as the data of an SVG path.
func linesPath(lines []dots) string {
	var p pather
	for _, l := range lines {
		p.line(l)
	}
	return string(p.b)
}

// pather writes the data of a path. It keeps the last point and the last command, since commands need not be repeated.
type pather struct {
	b       []byte
	start   dot
	at      dot
	command byte
	begun   bool
}

func (p *pather) line(l dots) {
	if len(l) == 0 {
		return
	}
	// The first step is absolute; later ones start from the last point, which is shorter.
	if p.begun {
		p.step('m', l[0].x-p.at.x, l[0].y-p.at.y)
		// After a relative move, numbers alone are relative lines.
		p.command = 'l'
	} else {
		p.step('M', l[0].x, l[0].y)
		p.begun = true
	}
	p.at, p.start = l[0], l[0]
	for i := 1; i < len(l); i++ {
		dx, dy := l[i].x-p.at.x, l[i].y-p.at.y
		// Steps in one direction are one step.
		for i+1 < len(l) && sameWay(dx, dy, l[i+1].x-l[i].x, l[i+1].y-l[i].y) {
			i++
			dx, dy = l[i].x-p.at.x, l[i].y-p.at.y
		}
		switch {
		case dy == 0 && dx != 0:
			p.command = 'h'
			p.b = strconv.AppendInt(append(p.b, 'h'), int64(dx), 10)
		case dx == 0 && dy != 0:
			p.command = 'v'
			p.b = strconv.AppendInt(append(p.b, 'v'), int64(dy), 10)
		default:
			p.step('l', dx, dy)
		}
		p.at = l[i]
	}
}

func sameWay(ax, ay, bx, by int32) bool {
	return int64(ax)*int64(by) == int64(ay)*int64(bx) && int64(ax)*int64(bx)+int64(ay)*int64(by) > 0
}

// step writes a pair of numbers, with the command only where it changes. A minus sign parts numbers by itself.
func (p *pather) step(command byte, x, y int32) {
	switch {
	case p.command != command:
		p.b = append(p.b, command)
	case x >= 0:
		p.b = append(p.b, ' ')
	}
	p.command = command
	p.b = strconv.AppendInt(p.b, int64(x), 10)
	if y >= 0 {
		p.b = append(p.b, ' ')
	}
	p.b = strconv.AppendInt(p.b, int64(y), 10)
}

func (p *pather) close() {
	p.b = append(p.b, 'z')
	p.at, p.command = p.start, 'z'
}

// writer writes SVG. Its methods return it, so that a tag reads as a line.
type writer struct{ b strings.Builder }

func (w *writer) raw(s string) *writer { w.b.WriteString(s); return w }

func (w *writer) int(n int) *writer { return w.raw(strconv.Itoa(n)) }

// num writes a coordinate with at most one decimal.
func (w *writer) num(x float64) *writer {
	r := math.Round(x*10) / 10
	if r == 0 || math.IsNaN(r) || math.IsInf(r, 0) {
		return w.raw("0")
	}
	return w.raw(strconv.FormatFloat(r, 'f', -1, 64))
}

var escaper = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&#34;", "'", "&#39;")

// text writes words of people: as the content of an element or of an attribute. What XML cannot hold is left out.
func (w *writer) text(s string) *writer {
	s = strings.Map(func(r rune) rune {
		if r < ' ' && r != '\t' && r != '\n' || r == '\ufffe' || r == '\uffff' {
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, "\ufffd"))
	return w.raw(escaper.Replace(s))
}

// attr writes an attribute with words.
func (w *writer) attr(name, value string) *writer {
	return w.raw(" ").raw(name).raw(`="`).text(value).raw(`"`)
}

// at writes an attribute with a coordinate.
func (w *writer) at(name string, value float64) *writer {
	return w.raw(" ").raw(name).raw(`="`).num(value).raw(`"`)
}

func (w *writer) String() string { return w.b.String() }
