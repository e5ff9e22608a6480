package drawing

// Bytes is about what an outline takes in memory, for who keeps several.
func (o *Outline) Bytes() int {
	n := 512 + 24*len(o.codes) + 48*len(o.shapes) + 12*len(o.order)
	for _, s := range o.shapes {
		n += len(s.path)
		for _, ring := range s.rings {
			n += 24 + 8*len(ring)
		}
	}
	for _, line := range o.lines {
		n += len(line)
	}
	for _, ring := range o.outer {
		n += 24 + 8*len(ring)
	}
	return n
}
