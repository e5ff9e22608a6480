package indicator

import (
	"time"

	"github.com/buurtbeeld/buurtbeeld/internal/area"
)

// DeliveryKind is what a delivery holds (Dutch: soort levering).
type DeliveryKind string

// The kinds of delivery.
const (
	Boundaries DeliveryKind = "boundaries"
	CBSTable   DeliveryKind = "cbs"
	OwnTable   DeliveryKind = "table"
)

// Delivery is one file or table as it was read in, with where it came from (Dutch: levering).
type Delivery struct {
	// ID is given by the store.
	ID   string
	Kind DeliveryKind
	// Source is who publishes the figures: "CBS", "RIVM", or the owner of an own table.
	Source string
	// Table is the number of the table at the source, such as 84799NED.
	Table string
	Title string
	// Files is the names of the files read, without their folders.
	Files []string
	// Address is where the files came from when they were fetched.
	Address string
	// Fingerprint is the SHA-256 of everything that was read and of the choices made, in hexadecimal digits. The same
	// delivery read twice is stored once. Of figures that are not published it is made of what is shown, since anybody could try
	// which small number gives a fingerprint.
	Fingerprint string
	Licence     string
	Attribution string
	// Published says that the source publishes these figures itself. Those of any other source can be small counts of people:
	// they went through disclosure control, and what left of them is remembered.
	Published bool
	// Year is the year of the division in which the figures are expressed.
	Year   int
	ReadAt time.Time
	// Origin is when the source says it last changed the table, as it writes it.
	Origin string
	Report Report
}

// Report is what was found while reading a delivery; it is shown before anything is saved (Dutch: inleesverslag).
type Report struct {
	// Rows, Matched and Unmatched count rows of the input; examples of the unmatched are codes, not values.
	Rows              int
	Matched           int
	Unmatched         int
	UnmatchedExamples []string
	Columns           []ReportColumn
	// Statuses counts the values of all columns by status.
	Statuses map[string]int
	// Signs counts the signs of the source that stand for no number, such as "." or -99999999.
	Signs map[string]int
	// NewColumns, RenamedColumns and VanishedColumns compare with the delivery of the year before, where there is one.
	NewColumns      []string
	RenamedColumns  []string
	VanishedColumns []string
	Outliers        []Outlier
	// Notes are sentences by key, about what was chosen or repaired on the way.
	Notes []Note
	// Questions must be answered before the delivery can be saved.
	Questions []Question
}

// ReportColumn is what became of one column of the input (Dutch: kolom in het verslag).
type ReportColumn struct {
	Source    string
	Indicator ID
	// Fate is "read", "computed", "unknown", "left_out" or "key".
	Fate  string
	Known int
	Empty int
}

// Outlier is a value far from the others of its column, for somebody to look at (Dutch: uitschieter). It names a
// published value or, for unpublished ones, none.
type Outlier struct {
	Indicator ID
	Area      area.Code
	Value     float64
}

// Note is a sentence of the report: a key of package locale and the values that it quotes (Dutch: opmerking).
type Note struct {
	Key  string
	Args map[string]string
}

// Question is something that is not guessed (Dutch: vraag bij het inlezen): the answers are choices by name.
type Question struct {
	ID      string
	Note    Note
	Choices []string
}

// Batch is everything that one delivery brings, saved in one transaction or not at all (Dutch: partij).
type Batch struct {
	Delivery   Delivery
	Indicators []Indicator
	Divisions  []*area.Division
	Shapes     []*area.Shapes
	Columns    []Column
	// Given is, for figures that are not published, how many columns had left when these were protected. A store that has given
	// others by now refuses them.
	Given int
}

// Summary says that there is a column, without its values (Dutch: inhoudsopgave van een kolom).
type Summary struct {
	Key      Key
	Delivery string
	// Known counts the areas with a number.
	Known  int
	Areas  int
	Bounds bool
}
