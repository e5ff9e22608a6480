package indicator

import "github.com/buurtbeeld/buurtbeeld/internal/area"

// Raw is what a delivery of unpublished figures brings, before it was protected (Dutch: onbeveiligde partij). It is not a Batch, so
// that no store keeps it.
type Raw struct {
	Delivery   Delivery
	Indicators []Indicator
	Division   *area.Division
	Columns    []RawColumn
	// Rules is the name of the rules that the mapping asks for; empty for the usual ones.
	Rules string
}

// RawColumn is one column before it was protected (Dutch: onbeveiligde kolom).
type RawColumn struct {
	// Column holds the numbers as the owner gave them; of a share also of what it is one.
	Column Column
	// Counts is true when the column counts people or things, and OutOf is of how many a share or rate is one: 100 for a
	// percentage, 0 for what is neither.
	Counts bool
	OutOf  float64
	// Line is the line of the mapping that tells what the column is.
	Line int
}

// Given is a column of unpublished figures as it once left, with its definition at that time (Dutch: gegeven cijfers). Withheld
// values hold no number.
type Given struct {
	Indicator Indicator
	Column    Column
}
