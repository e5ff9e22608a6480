package parquetfile

import (
	"encoding/hex"
	"fmt"
	"math"
	"math/big"
	"strconv"
	"time"
	"unicode/utf8"

	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/deprecated"
	"github.com/parquet-go/parquet-go/format"

	"github.com/buurtbeeld/buurtbeeld/internal/sheet/cell"
)

// valueKind is how the values of a Parquet column become cells.
type valueKind struct {
	form  valueForm
	scale int           // decimals of a decimal number
	tick  time.Duration // of a moment
}

type valueForm uint8

const (
	asText valueForm = iota
	asBytes
	asBool
	asWhole
	asUnsigned
	asReal
	asDecimal
	asDate
	asMoment
	asOther
)

// kindOf returns how the values of a column of a type become cells.
func kindOf(t parquet.Type) valueKind {
	if k, ok := logicalKind(t); ok {
		return k
	}
	if c := t.ConvertedType(); c != nil && t.Kind() != parquet.ByteArray {
		switch *c {
		case deprecated.Date:
			return valueKind{form: asDate}
		case deprecated.Uint8, deprecated.Uint16, deprecated.Uint32, deprecated.Uint64:
			return valueKind{form: asUnsigned}
		case deprecated.TimestampMillis:
			return valueKind{form: asMoment, tick: time.Millisecond}
		case deprecated.TimestampMicros:
			return valueKind{form: asMoment, tick: time.Microsecond}
		case deprecated.Decimal, deprecated.TimeMillis, deprecated.TimeMicros, deprecated.Interval:
			return valueKind{form: asOther}
		}
	}
	switch t.Kind() {
	case parquet.Boolean:
		return valueKind{form: asBool}
	case parquet.Int32, parquet.Int64:
		return valueKind{form: asWhole}
	case parquet.Float, parquet.Double:
		return valueKind{form: asReal}
	case parquet.ByteArray:
		return valueKind{form: asText}
	case parquet.FixedLenByteArray:
		return valueKind{form: asBytes}
	}
	return valueKind{form: asOther}
}

// logicalKind reads the newer annotation of a type.
func logicalKind(t parquet.Type) (valueKind, bool) {
	l := t.LogicalType()
	if l == nil {
		return valueKind{}, false
	}
	switch v := l.Value.(type) {
	case *format.DecimalType:
		if v.Scale < 0 || v.Scale > 38 {
			return valueKind{form: asOther}, true
		}
		return valueKind{form: asDecimal, scale: int(v.Scale)}, true
	case *format.DateType:
		return valueKind{form: asDate}, true
	case *format.IntType:
		if !v.IsSigned {
			return valueKind{form: asUnsigned}, true
		}
	case *format.TimestampType:
		return valueKind{form: asMoment, tick: tickOf(v.Unit.String())}, true
	case *format.TimeType, *format.Float16Type:
		return valueKind{form: asOther}, true
	}
	return valueKind{}, false
}

func tickOf(unit string) time.Duration {
	switch unit {
	case "MILLIS":
		return time.Millisecond
	case "MICROS":
		return time.Microsecond
	}
	return time.Nanosecond
}

// write makes a cell of a value and appends its text.
func (k valueKind) write(v parquet.Value, c *cell.Cell, text []byte) ([]byte, error) {
	*c = cell.Cell{}
	if v.IsNull() {
		c.Null = true
		return text, nil
	}
	switch k.form {
	case asText:
		b := v.ByteArray()
		if !utf8.Valid(b) {
			return hex.AppendEncode(text, b), nil
		}
		return append(text, b...), nil
	case asBytes:
		return hex.AppendEncode(text, v.ByteArray()), nil
	case asBool:
		return strconv.AppendBool(text, v.Boolean()), nil
	case asWhole:
		return k.whole(v, c, text), nil
	case asUnsigned:
		return unsigned(v, c, text), nil
	case asReal:
		return realNumber(v, c, text), nil
	case asDecimal:
		return k.decimal(v, c, text)
	case asDate:
		return time.Unix(int64(v.Int32())*86400, 0).UTC().AppendFormat(text, time.DateOnly), nil
	case asMoment:
		return k.moment(v, text), nil
	}
	return text, fmt.Errorf("values of a type that is not read")
}

func (k valueKind) whole(v parquet.Value, c *cell.Cell, text []byte) []byte {
	n := int64(0)
	if v.Kind() == parquet.Int32 {
		n = int64(v.Int32())
	} else {
		n = v.Int64()
	}
	c.Number, c.Typed = float64(n), true
	return strconv.AppendInt(text, n, 10)
}

func unsigned(v parquet.Value, c *cell.Cell, text []byte) []byte {
	n := uint64(0)
	if v.Kind() == parquet.Int32 {
		n = uint64(v.Uint32())
	} else {
		n = v.Uint64()
	}
	c.Number, c.Typed = float64(n), true
	return strconv.AppendUint(text, n, 10)
}

// realNumber writes a floating number. One that is infinite or no number stays text, so that nobody counts with it: many
// programs write NaN where they mean missing, which is for the source to know. A number in 32 bits becomes the number
// in 64 bits that is written the same, not 0.10000000149.
func realNumber(v parquet.Value, c *cell.Cell, text []byte) []byte {
	n, bits := 0.0, 64
	if v.Kind() == parquet.Float {
		n, bits = float64(v.Float()), 32
	} else {
		n = v.Double()
	}
	start := len(text)
	form := byte('f')
	if a := math.Abs(n); a >= 1e21 || a < 1e-9 && a > 0 {
		form = 'g'
	}
	text = strconv.AppendFloat(text, n, form, -1, bits)
	if !cell.Finite(n) {
		return text
	}
	if bits == 32 {
		n, _ = strconv.ParseFloat(string(text[start:]), 64)
	}
	c.Number, c.Typed = n+0, true
	return text
}

// decimal writes a decimal number exactly.
func (k valueKind) decimal(v parquet.Value, c *cell.Cell, text []byte) ([]byte, error) {
	n := new(big.Int)
	switch v.Kind() {
	case parquet.Int32:
		n.SetInt64(int64(v.Int32()))
	case parquet.Int64:
		n.SetInt64(v.Int64())
	default:
		b := v.ByteArray()
		if len(b) > 32 {
			return text, fmt.Errorf("decimal of %d bytes", len(b))
		}
		n.SetBytes(b)
		if len(b) > 0 && b[0]&0x80 != 0 {
			n.Sub(n, new(big.Int).Lsh(big.NewInt(1), uint(8*len(b))))
		}
	}
	digits := new(big.Int).Abs(n).String()
	for len(digits) <= k.scale {
		digits = "0" + digits
	}
	start := len(text)
	if n.Sign() < 0 {
		text = append(text, '-')
	}
	text = append(text, digits[:len(digits)-k.scale]...)
	if k.scale > 0 {
		text = append(append(text, '.'), digits[len(digits)-k.scale:]...)
	}
	f, err := strconv.ParseFloat(string(text[start:]), 64)
	c.Number, c.Typed = f, err == nil
	return text, err
}

func (k valueKind) moment(v parquet.Value, text []byte) []byte {
	n := v.Int64()
	perSecond := int64(time.Second / k.tick)
	whole, rest := n/perSecond, n%perSecond
	return time.Unix(whole, rest*int64(k.tick)).UTC().AppendFormat(text, "2006-01-02T15:04:05.999999999Z")
}
