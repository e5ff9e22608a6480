package neighbour

import (
	"bufio"
	"fmt"
	"io"
	"strconv"

	"github.com/buurtbeeld/buurtbeeld/spatial"
)

// ReadGAL reads links in the GAL form of GeoDa: a line with the number of areas ("49", or "0 49 name key"), and for each area a
// line with its name and the number of its neighbours, followed by their names. ids is the order of the areas, as for
// ReadPairs; nil takes the order of the file. Each area has the neighbours that its own lines name.
func ReadGAL(r io.Reader, ids []string) ([]string, *spatial.Weights, error) {
	o, err := newOrder(ids)
	if err != nil {
		return nil, nil, err
	}
	g := gal{count: -1}
	err = lines(r, func(line int, words []string) error {
		switch {
		case g.count < 0:
			var err error
			g.count, err = number(words, line)
			return err
		case g.open == 0:
			return g.area(line, words, o)
		}
		return g.neighbours(line, words)
	})
	switch {
	case err != nil:
		return nil, nil, err
	case g.open > 0:
		return nil, nil, fmt.Errorf("%w: it ends before the last %d neighbours of %q", ErrFile, g.open, g.current)
	case g.areas != g.count:
		return nil, nil, fmt.Errorf("%w: %d areas are announced and %d are there", ErrFile, g.count, g.areas)
	}
	// The names that may be neighbours are those that have lines of their own.
	o.closed = true
	w, err := o.weights(g.links)
	return o.ids, w, err
}

// gal is a file that is half read.
type gal struct {
	// count is the number of areas announced, areas how many came, open how many neighbours the current one still has.
	count, areas, open int
	current            string
	links              []named
	seen               map[string]bool
}

func (g *gal) area(line int, words []string, o *order) error {
	if len(words) != 2 {
		return fmt.Errorf("%w: line %d: a name and a number of neighbours are needed", ErrFile, line)
	}
	open, err := strconv.Atoi(words[1])
	if err != nil || open < 0 {
		return fmt.Errorf("%w: line %d: %q is no number of neighbours", ErrFile, line, words[1])
	}
	if g.seen == nil {
		g.seen = map[string]bool{}
	}
	if _, there := o.number[words[0]]; g.seen[words[0]] || !there && o.closed {
		return fmt.Errorf("%w: line %d: the area %q is there twice, or is none of these", ErrFile, line, words[0])
	}
	g.seen[words[0]] = true
	o.add(words[0])
	g.areas++
	g.current, g.open = words[0], open
	return nil
}

func (g *gal) neighbours(line int, words []string) error {
	if len(words) > g.open {
		return fmt.Errorf("%w: line %d: more neighbours of %q than announced", ErrFile, line, g.current)
	}
	for _, w := range words {
		g.links = append(g.links, named{g.current, w, 1, line})
	}
	g.open -= len(words)
	return nil
}

// number returns the number of areas of a first line.
func number(words []string, line int) (int, error) {
	text := words[0]
	if len(words) > 1 {
		text = words[1]
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 0 || len(words) > 1 && words[0] != "0" {
		return 0, fmt.Errorf("%w: line %d: the number of areas is needed", ErrFile, line)
	}
	return n, nil
}

// WriteGAL writes links in the GAL form. It has no place for weights. A name that is empty or holds a space gives ErrFile.
func WriteGAL(w io.Writer, ids []string, weights *spatial.Weights) error {
	if err := writable(ids, weights, true); err != nil {
		return err
	}
	out := bufio.NewWriter(w)
	_, _ = fmt.Fprintf(out, "0 %d areas id\n", len(ids)) // a failed write shows at Flush
	for i, id := range ids {
		_, _ = fmt.Fprintf(out, "%s %d\n", id, weights.Degree(i))
		for k, j := range weights.Neighbours(i) {
			if k > 0 {
				_ = out.WriteByte(' ')
			}
			_, _ = out.WriteString(ids[j])
		}
		_ = out.WriteByte('\n')
	}
	return out.Flush()
}

// ReadGWT reads links in the GWT form of GeoDa: a line with the number of areas ("0 49 name key"), and for each link a line
// with two names and a weight, which is often a distance. ids is the order of the areas, as for ReadPairs. With nil it is
// the order in which names come up; areas without links are not in such a file, so that it is then refused when fewer
// areas come up than are announced.
func ReadGWT(r io.Reader, ids []string) ([]string, *spatial.Weights, error) {
	o, err := newOrder(ids)
	if err != nil {
		return nil, nil, err
	}
	count := -1
	var links []named
	err = lines(r, func(line int, words []string) error {
		if count < 0 {
			var err error
			count, err = number(words, line)
			return err
		}
		if len(words) != 3 {
			return fmt.Errorf("%w: line %d: two names and a weight are needed", ErrFile, line)
		}
		x, err := weight(words[2], line)
		links = append(links, named{words[0], words[1], x, line})
		return err
	})
	if err != nil {
		return nil, nil, err
	}
	w, err := o.weights(links)
	if err != nil {
		return nil, nil, err
	}
	if len(o.ids) != count {
		return nil, nil, fmt.Errorf("%w: %d areas are announced and %d are there; areas without links have to be given", ErrFile, count, len(o.ids))
	}
	return o.ids, w, nil
}

// WriteGWT writes links in the GWT form, with the weight 1 for plain ones. A name that is empty or holds a space gives ErrFile.
func WriteGWT(w io.Writer, ids []string, weights *spatial.Weights) error {
	if err := writable(ids, weights, true); err != nil {
		return err
	}
	out := bufio.NewWriter(w)
	_, _ = fmt.Fprintf(out, "0 %d areas id\n", len(ids)) // a failed write shows at Flush
	for i, id := range ids {
		values := weights.Values(i)
		for k, j := range weights.Neighbours(i) {
			x := 1.0
			if values != nil {
				x = values[k]
			}
			_, _ = fmt.Fprintf(out, "%s %s %s\n", id, ids[j], strconv.FormatFloat(x, 'g', -1, 64))
		}
	}
	return out.Flush()
}
