package cellfile

import (
	"bytes"

	"github.com/buurtbeeld/buurtbeeld/internal/sheet"
)

// lines keeps the texts of many rows in few pieces of memory, to be written again as they came. No cell holds a NUL, so that
// sign stands behind each.
type lines struct {
	chunks [][]byte
	width  int
}

const chunkBytes = 1 << 20

// add keeps a row.
func (l *lines) add(row []sheet.Cell) {
	size := len(row)
	for _, c := range row {
		size += len(c.Text)
	}
	last := len(l.chunks) - 1
	if last < 0 || cap(l.chunks[last])-len(l.chunks[last]) < size {
		l.chunks = append(l.chunks, make([]byte, 0, max(chunkBytes, size)))
		last++
	}
	b := l.chunks[last]
	for _, c := range row {
		b = append(append(b, c.Text...), 0)
	}
	l.chunks[last] = b
}

// each gives all rows in order. The cells are only valid until the next one.
func (l *lines) each(yield func(row int, cells [][]byte) error) error {
	cells, row := make([][]byte, 0, l.width), 0
	for _, rest := range l.chunks {
		for len(rest) > 0 {
			end := bytes.IndexByte(rest, 0)
			cells, rest = append(cells, rest[:end]), rest[end+1:]
			if len(cells) < l.width {
				continue
			}
			if err := yield(row, cells); err != nil {
				return err
			}
			cells, row = cells[:0], row+1
		}
	}
	return nil
}
