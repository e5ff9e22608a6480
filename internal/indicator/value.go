package indicator

import "math"

// Status says whether there is a number, and why not (Dutch: status van een cijfer). The zero value is a value that was
// not measured.
type Status uint8

const (
	// NotMeasured is a value that the source does not have (Dutch: niet gemeten).
	NotMeasured Status = iota
	// Known is the only status that holds a number (Dutch: bekend).
	Known
	// Withheld is a value that is not shown, to protect people (Dutch: niet getoond).
	Withheld
	// NotApplicable is a value that cannot be, as in an area without inhabitants (Dutch: niet van toepassing).
	NotApplicable
	// NotYetPublished is a value that the source will publish later (Dutch: nog niet gepubliceerd).
	NotYetPublished
	// Unreliable is a value that the source or the program found too uncertain to show (Dutch: onbetrouwbaar).
	Unreliable

	statuses    = Unreliable + 1
	statusMask  = 0x0f
	modelled    = 0x10
	provisional = 0x20
)

var statusNames = [...]string{"not_measured", "known", "withheld", "not_applicable", "not_yet_published", "unreliable"}

// String returns the status as exports and keys of texts spell it.
func (s Status) String() string {
	if s < statuses {
		return statusNames[s]
	}
	return statusNames[NotMeasured]
}

// Statuses returns every status in order.
func Statuses() []Status {
	return []Status{NotMeasured, Known, Withheld, NotApplicable, NotYetPublished, Unreliable}
}

// Mark is a status with its flags in one byte, as columns keep it (Dutch: merkteken).
type Mark uint8

// Of returns the mark of a status without flags.
func Of(s Status) Mark { return Mark(s) }

// Status returns the status.
func (m Mark) Status() Status { return Status(m & statusMask) }

// Modelled reports whether the value is an estimate of a model (Dutch: schatting).
func (m Mark) Modelled() bool { return m&modelled != 0 }

// Provisional reports whether the source may still change the value (Dutch: voorlopig).
func (m Mark) Provisional() bool { return m&provisional != 0 }

// AsModelled returns the mark with the flag of an estimate.
func (m Mark) AsModelled() Mark { return m | modelled }

// AsProvisional returns the mark with the flag of a provisional value.
func (m Mark) AsProvisional() Mark { return m | provisional }

// Value is one figure (Dutch: cijfer). The zero value holds no number.
type Value struct {
	number, lower, upper float64
	mark                 Mark
	bounds               bool
}

// Number returns the number, and false for every status but Known.
func (v Value) Number() (float64, bool) {
	if v.mark.Status() != Known {
		return 0, false
	}
	return v.number, true
}

// Bounds returns the 95 % interval of a known value, and false when the source gives none (Dutch: marge).
func (v Value) Bounds() (lower, upper float64, ok bool) {
	if v.mark.Status() != Known || !v.bounds {
		return 0, 0, false
	}
	return v.lower, v.upper, true
}

// Mark returns status and flags.
func (v Value) Mark() Mark { return v.mark }

// Status returns the status.
func (v Value) Status() Status { return v.mark.Status() }

// Finite reports whether a number can be a figure: NaN and infinities cannot.
func Finite(x float64) bool { return !math.IsNaN(x) && !math.IsInf(x, 0) }
