// Package problem names what can go wrong in words a user can act on (Dutch: foutsoort).
//
// A problem carries a kind, which decides the exit code or the HTTP status, and a key, under which the sentence
// stands in both languages in package locale. The cause is for the log and is never shown to a reader of a page.
package problem

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// Kind says what somebody can do about a problem (Dutch: foutsoort).
type Kind uint8

const (
	// Internal is our mistake or a broken machine; nothing the user did.
	Internal Kind = iota
	// Invalid is input that is refused: the file or the figure has to change.
	Invalid
	// Usage is a command or a request in the wrong form.
	Usage
	// NotFound is something that does not exist.
	NotFound
	// Withheld is something that exists and is not shown, to protect people.
	Withheld
	// Conflict is a change that somebody else overtook.
	Conflict
	// Forbidden is something this reader may not do.
	Forbidden
	// Unavailable is a source, a disk or a network that does not answer now; trying again may help.
	Unavailable
)

var kindNames = [...]string{"internal", "invalid", "usage", "not found", "withheld", "conflict", "forbidden", "unavailable"}

// String returns the English name of the kind, for logs.
func (k Kind) String() string {
	if int(k) < len(kindNames) {
		return kindNames[k]
	}
	return "internal"
}

// Arg is one value that the sentence of a problem quotes (Dutch: ingevulde waarde).
type Arg struct {
	Name  string
	Value any
}

// Place is where in the input the problem is (Dutch: vindplaats). Rows count from 1 and include the header, as a
// spreadsheet shows them; 0 means that the problem is not in one row.
type Place struct {
	File   string
	Sheet  string
	Row    int
	Column string
}

// Error is one problem (Dutch: melding). Make it with New.
type Error struct {
	kind  Kind
	key   string
	args  []Arg
	place Place
	cause error
}

// New returns a problem of a kind with the key of its sentence and the values that the sentence quotes, as pairs of
// name and value. It panics on an odd number of them, which is a mistake in the program.
func New(kind Kind, key string, pairs ...any) *Error {
	if len(pairs)%2 != 0 {
		panic("problem.New: names and values must come in pairs: " + key)
	}
	e := &Error{kind: kind, key: key}
	for i := 0; i < len(pairs); i += 2 {
		e.args = append(e.args, Arg{Name: pairs[i].(string), Value: pairs[i+1]})
	}
	return e
}

// At returns a copy of the problem that names a place; parts of the place that are already known stay.
func (e *Error) At(p Place) *Error {
	c := *e
	if c.place.File == "" {
		c.place.File = p.File
	}
	if c.place.Sheet == "" {
		c.place.Sheet = p.Sheet
	}
	if c.place.Row == 0 {
		c.place.Row = p.Row
	}
	if c.place.Column == "" {
		c.place.Column = p.Column
	}
	return &c
}

// Because returns a copy of the problem with the error that caused it.
func (e *Error) Because(cause error) *Error {
	c := *e
	c.cause = cause
	return &c
}

// Kind returns the kind.
func (e *Error) Kind() Kind { return e.kind }

// Key returns the key of the sentence.
func (e *Error) Key() string { return e.key }

// Args returns the values that the sentence quotes.
func (e *Error) Args() []Arg { return slices.Clone(e.args) }

// Place returns where the problem is.
func (e *Error) Place() Place { return e.place }

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.cause }

// Error returns the problem for a log: key, values, place and cause. People read the sentence of package locale.
func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString(e.key)
	for _, a := range e.args {
		fmt.Fprintf(&b, " %s=%v", a.Name, a.Value)
	}
	if s := e.place.String(); s != "" {
		b.WriteString(" in " + s)
	}
	if e.cause != nil {
		b.WriteString(": " + e.cause.Error())
	}
	return b.String()
}

// String returns file, sheet, row and column, as far as they are known.
func (p Place) String() string {
	var parts []string
	for _, s := range []string{p.File, p.Sheet} {
		if s != "" {
			parts = append(parts, s)
		}
	}
	if p.Row > 0 {
		parts = append(parts, fmt.Sprintf("row %d", p.Row))
	}
	if p.Column != "" {
		parts = append(parts, "column "+p.Column)
	}
	return strings.Join(parts, ", ")
}

// KindOf returns the kind of the first problem in the chain of err, and Internal when there is none.
func KindOf(err error) Kind {
	var e *Error
	if errors.As(err, &e) {
		return e.kind
	}
	return Internal
}

// KeyOf returns the key of the first problem in the chain of err, and "" when there is none.
func KeyOf(err error) string {
	var e *Error
	if errors.As(err, &e) {
		return e.key
	}
	return ""
}
