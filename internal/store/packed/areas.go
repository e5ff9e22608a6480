package packed

import (
	"encoding/binary"

	"github.com/buurtbeeld/buurtbeeld/internal/area"
)

// Codes packs the codes of an index for a place. Neighbours in code order share most of their code, so each is kept as
// how much of the one before it stays and what follows.
func Codes(x *area.Index, place string) []byte {
	b := binary.AppendUvarint(nil, uint64(x.Len()))
	previous := ""
	for i := range x.Len() {
		code := x.Code(i).String()
		same := 0
		for same < len(code) && same < len(previous) && code[same] == previous[same] {
			same++
		}
		b = append(b, byte(same), byte(len(code)-same))
		b = append(b, code[same:]...)
		previous = code
	}
	return seal(b, place)
}

// ParseCodes reads what Codes packed for the same place.
func ParseCodes(b []byte, division area.DivisionID, place string) (*area.Index, error) {
	body, err := unseal(b, place)
	if err != nil {
		return nil, err
	}
	in := &input{b: body}
	codes := make([]area.Code, in.count())
	// All codes are parts of one text, which takes less memory than a text each.
	text, ends, last := make([]byte, 0, 10*len(codes)), make([]int, len(codes)), 0
	for i := range codes {
		same, rest := int(in.byte()), int(in.byte())
		more := in.take(rest)
		if in.broken || same > len(text)-last {
			return nil, ErrBroken
		}
		text, last = append(text, text[last:last+same]...), len(text)
		text = append(text, more...)
		ends[i] = len(text)
	}
	if err := in.end(); err != nil {
		return nil, err
	}
	all, from := string(text), 0
	for i, to := range ends {
		if codes[i], err = area.ParseCode(all[from:to]); err != nil {
			return nil, ErrBroken
		}
		from = to
	}
	return area.NewIndex(division, codes)
}

// Names packs what a division says of its areas beside their codes, in the order of its index.
func Names(d *area.Division, place string) []byte {
	b := make([]byte, 0, 20*d.Len())
	for i := range d.Len() {
		a := d.At(i)
		b = append(b, byte(a.Kind), byte(a.Change))
		b = binary.AppendUvarint(b, uint64(len(a.Name)))
		b = append(b, a.Name...)
	}
	return seal(b, place)
}

// ParseNames reads what Names packed for the same place, of the areas of an index.
func ParseNames(b []byte, index *area.Index, place string) (*area.Division, error) {
	body, err := unseal(b, place)
	if err != nil {
		return nil, err
	}
	in, areas := &input{b: body}, make([]area.Area, index.Len())
	all := string(body) // names are parts of one text
	for i := range areas {
		kind, change := area.Kind(in.byte()), area.ChangeIndicator(in.byte())
		length := in.count()
		from := len(all) - len(in.b)
		if in.take(length); in.broken {
			return nil, ErrBroken
		}
		areas[i] = area.Area{Code: index.Code(i), Name: all[from : from+length], Kind: kind, Change: change}
	}
	if err := in.end(); err != nil {
		return nil, err
	}
	return area.NewDivision(index.Division(), areas)
}
