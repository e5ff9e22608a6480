package delivery

import (
	"context"
	"io"

	"github.com/buurtbeeld/buurtbeeld/internal/indicator"
	"github.com/buurtbeeld/buurtbeeld/internal/reader"
	"github.com/buurtbeeld/buurtbeeld/internal/stack/pattern"
)

// Importer reads deliveries in, on the same code as the command. What was uploaded waits as a draft, outside the store:
// nothing is saved before Save, and Drop leaves nothing behind.
type Importer interface {
	// Inspect takes the files in, recognises what they are and keeps them as a draft. Files that cannot be read, and
	// files that hold data of persons, are a problem, and nothing of them stays.
	Inspect(ctx context.Context, r reader.Reader, u Upload) (Draft, error)
	// Review reads a draft again with other answers. What is wrong with the delivery stands in the draft.
	Review(ctx context.Context, r reader.Reader, id string, a Answers) (Draft, error)
	// Save saves the draft, when no question is open; isNew is false when the very same delivery was there already.
	Save(ctx context.Context, r reader.Reader, id string, a Answers) (saved indicator.Delivery, isNew bool, err error)
	// Drop forgets the draft.
	Drop(ctx context.Context, r reader.Reader, id string) error
}

// Comparer is an importer that also tells of which areas the pattern changed with a delivery that it just saved.
type Comparer interface {
	Changes(r reader.Reader, deliveryID string) []pattern.Changed
}

// Kind is what somebody says that an upload is (Dutch: soort bestand). The empty kind is to be recognised.
type Kind string

// The kinds of upload.
const (
	Recognise  Kind = ""
	Boundaries Kind = "boundaries"
	Figures    Kind = "cbs"
	OwnTable   Kind = "table"
)

// Upload is what comes in (Dutch: aanlevering). Its files are read one after the other, as they come over the line.
type Upload struct {
	Kind Kind
	// Next returns the next file, and io.EOF after the last.
	Next func() (File, error)
}

// File is one file of an upload. Its content can be read once, before the next file.
type File struct {
	// Name is the name without folder, as the browser gave it; it is no path to be trusted.
	Name    string
	Content io.Reader
}

// Answers are the choices about a draft (Dutch: antwoorden). Each can be taken back until the draft is saved.
type Answers struct {
	// Year is the year of the division; 0 takes what the files say.
	Year int
	// Published says that the owner publishes these figures itself.
	Published bool
	// Mapping is the recipe of an own table, as the command's mapping file; empty is the proposed one.
	Mapping string
	// Choices are answers to the questions of the report, by the ID of the question.
	Choices map[string]string
}

// Draft is an upload that was read and not saved (Dutch: concept van een levering).
type Draft struct {
	ID   string
	Kind Kind
	// Delivery holds what was recognised, and the report with its open questions.
	Delivery indicator.Delivery
	// Dialect says how the file was read, as pairs of a text key of the pages ("sources.dialect_delimiter") and a value.
	Dialect []Fact
	// Areas counts the areas per division.
	Areas []Fact
	// Before is the first rows of the file as they stand in it, header first; After is the same rows as they were
	// understood. Both hold 20 rows at most.
	Before, After [][]string
	// Answers are those that the draft was read with; Mapping is filled in for an own table.
	Answers Answers
	// Problem is what is wrong with the delivery; nil when it can be saved once the questions are answered.
	Problem error
	// AskPublished is true when somebody must say whether the owner publishes these figures.
	AskPublished bool
	// AskYear is true when the files do not say of which year the division is.
	AskYear bool
}

// Withheld stands in After for a number that is not shown.
const Withheld = "withheld"

// Fact is a name with a value. The name is a key of the catalogue, or plain words.
type Fact struct{ Name, Value string }

// Ready reports whether the draft can be saved as it is.
func (d Draft) Ready() bool { return d.Problem == nil && len(d.Delivery.Report.Questions) == 0 }
