package looks

import (
	"github.com/buurtbeeld/buurtbeeld/internal/drawing"
	"github.com/buurtbeeld/buurtbeeld/internal/indicator"
	"github.com/buurtbeeld/buurtbeeld/internal/stack"
)

// OfValue returns how an area looks by one of its figures, in classes between breaks.
func OfValue(row stack.Row, layer int, breaks []float64) drawing.Fill {
	value := row.Values[layer]
	f := drawing.Fill{Code: row.Area.Code, Class: -1, Sign: signOf(value, row.Uninhabited)}
	if x, ok := value.Number(); ok {
		f.Class = stack.Class(breaks, x)
	}
	return f
}

// signOf returns the sign of a value without a number.
func signOf(value indicator.Value, uninhabited bool) drawing.Sign {
	switch value.Status() {
	case indicator.Known:
		return drawing.None
	case indicator.Withheld, indicator.Unreliable:
		return drawing.Withheld
	case indicator.NotApplicable:
		return drawing.NotApplicable
	}
	if uninhabited {
		return drawing.NotApplicable
	}
	return drawing.NotMeasured
}
