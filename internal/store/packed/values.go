package packed

import (
	"encoding/binary"
	"math"

	"github.com/buurtbeeld/buurtbeeld/internal/indicator"
)

// withSigns is the bit of the first byte that says that signs follow; the bits before it are of the optional numbers.
// Columns that were packed before there were signs do not have it.
const withSigns = 1 << 4

// Values packs numbers, marks, bounds, ratio and signs of a column for a place. The bits of the first byte say which of
// the optional series follow.
func Values(p indicator.Parts, place string) []byte {
	b := make([]byte, 1, 64+3*len(p.Numbers))
	b = appendRuns(b, p.Marks)
	b = appendFloats(b, p.Numbers)
	for i, extra := range [][]float64{p.Lower, p.Upper, p.Numerator, p.Denominator} {
		if extra != nil {
			b[0] |= 1 << i
			b = appendFloats(b, extra)
		}
	}
	if p.Signs != nil {
		b[0] |= withSigns
		b = append(b, byte(len(p.SignTexts)))
		for _, text := range p.SignTexts {
			b = append(b, byte(len(text)))
			b = append(b, text...)
		}
		b = appendRuns(b, p.Signs)
	}
	return seal(b, place)
}

// ParseValues reads what Values packed for the same place into p, whose index says how many areas there are.
func ParseValues(b []byte, place string, p *indicator.Parts) error {
	body, err := unseal(b, place)
	if err != nil {
		return err
	}
	in, n := &input{b: body}, p.Index.Len()
	has := in.byte()
	p.Marks = parseRuns[indicator.Mark](in, n)
	p.Numbers = parseFloats(in, n)
	for i, extra := range []*[]float64{&p.Lower, &p.Upper, &p.Numerator, &p.Denominator} {
		if has&(1<<i) != 0 {
			*extra = parseFloats(in, n)
		}
	}
	if has&withSigns != 0 {
		p.SignTexts = make([]string, in.byte())
		for i := range p.SignTexts {
			p.SignTexts[i] = string(in.take(int(in.byte())))
		}
		p.Signs = parseRuns[uint8](in, n)
	}
	if has >= withSigns<<1 {
		return ErrBroken
	}
	return in.end()
}

// appendRuns packs marks or signs as runs of the same, since most columns have a few.
func appendRuns[T ~uint8](b []byte, marks []T) []byte {
	for i := 0; i < len(marks); {
		from := i
		for i < len(marks) && marks[i] == marks[from] {
			i++
		}
		b = binary.AppendUvarint(b, uint64(i-from))
		b = append(b, byte(marks[from]))
	}
	return b
}

func parseRuns[T ~uint8](in *input, n int) []T {
	marks, b := make([]T, n), in.b
	for i := 0; i < n; {
		run, size := binary.Uvarint(b)
		if in.broken || size <= 0 || size == len(b) || run == 0 || run > uint64(n-i) {
			in.broken = true
			return marks
		}
		if mark := T(b[size]); mark != 0 {
			for j := range marks[i : i+int(run)] {
				marks[i+j] = mark
			}
		}
		i, b = i+int(run), b[size+1:]
	}
	in.b = b
	return marks
}

// Powers of ten up to the most decimals that are packed as whole numbers.
var powers = [...]float64{1, 10, 100, 1e3, 1e4, 1e5, 1e6}

// appendFloats packs numbers as whole numbers of 1, 2 or 4 bytes with a fixed number of decimals, when that gives back
// every bit, and as they are otherwise. Sources publish counts and numbers with one or two decimals, so nearly all
// columns shrink to a quarter, at a fraction of what a general compressor costs to read.
func appendFloats(b []byte, numbers []float64) []byte {
	width, decimals := floatForm(numbers)
	b = append(b, byte(width), byte(decimals))
	power := powers[decimals]
	switch width {
	case 1:
		for _, x := range numbers {
			b = append(b, byte(int8(math.Round(x*power))))
		}
	case 2:
		for _, x := range numbers {
			b = binary.LittleEndian.AppendUint16(b, uint16(int16(math.Round(x*power))))
		}
	case 4:
		for _, x := range numbers {
			b = binary.LittleEndian.AppendUint32(b, uint32(int32(math.Round(x*power))))
		}
	default:
		for _, x := range numbers {
			b = binary.LittleEndian.AppendUint64(b, math.Float64bits(x))
		}
	}
	return b
}

// floatForm returns the width in bytes and the number of decimals in which all numbers are exact; 8 and 0 when no whole
// number is. A number that is exact with some decimals is so with more, since both are the nearest to the same fraction,
// so one pass is enough.
func floatForm(numbers []float64) (width, decimals int) {
	most := 0.0
	for _, x := range numbers {
		for {
			// Through an integer and back, since that is what is kept: the sign of -0 does not survive it.
			whole := math.Round(x * powers[decimals])
			if math.Abs(whole) <= math.MaxInt32 &&
				math.Float64bits(float64(int32(whole))/powers[decimals]) == math.Float64bits(x) {
				break
			}
			if decimals++; decimals == len(powers) {
				return 8, 0
			}
		}
		most = max(most, math.Abs(x))
	}
	switch most = math.Round(most * powers[decimals]); {
	case most <= math.MaxInt8:
		return 1, decimals
	case most <= math.MaxInt16:
		return 2, decimals
	case most <= math.MaxInt32:
		return 4, decimals
	}
	return 8, 0
}

func parseFloats(in *input, n int) []float64 {
	width, decimals := int(in.byte()), int(in.byte())
	if decimals >= len(powers) {
		in.broken = true
		return nil
	}
	numbers, b, power := make([]float64, n), in.take(n*width), powers[decimals]
	if in.broken {
		return nil
	}
	switch width {
	case 1:
		for i := range numbers {
			numbers[i] = float64(int8(b[i])) / power
		}
	case 2:
		for i := range numbers {
			numbers[i] = float64(int16(binary.LittleEndian.Uint16(b[2*i:]))) / power
		}
	case 4:
		for i := range numbers {
			numbers[i] = float64(int32(binary.LittleEndian.Uint32(b[4*i:]))) / power
		}
	case 8:
		for i := range numbers {
			numbers[i] = math.Float64frombits(binary.LittleEndian.Uint64(b[8*i:]))
		}
	default:
		in.broken = true
	}
	return numbers
}
