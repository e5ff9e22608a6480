package problem

import (
	"errors"
	"fmt"
)

// most is how many problems of one input are told in full. A file with a million wrong cells is wrong once; past this
// number only the count goes on.
const most = 50

// List gathers the problems of one input (Dutch: meldingenlijst), so that a file with five mistakes gets five sentences
// in one reply. Its zero value is ready to use.
type List struct {
	problems []*Error
	more     int
}

// Add adds a problem; a nil problem is passed over.
func (l *List) Add(e *Error) {
	switch {
	case e == nil:
	case len(l.problems) < most:
		l.problems = append(l.problems, e)
	default:
		l.more++
	}
}

// AddErr adds err, which stays one problem when it is none of ours.
func (l *List) AddErr(err error, otherwise *Error) {
	var e *Error
	if errors.As(err, &e) {
		l.Add(e)
	} else if err != nil {
		l.Add(otherwise.Because(err))
	}
}

// Len returns how many problems were added, those past the limit included.
func (l *List) Len() int { return len(l.problems) + l.more }

// Err returns nil without problems, the problem when there is one, and all of them as a Several otherwise.
func (l *List) Err() error {
	switch {
	case len(l.problems) == 0:
		return nil
	case len(l.problems) == 1 && l.more == 0:
		return l.problems[0]
	}
	return &Several{Problems: l.problems, More: l.more}
}

// Several is more than one problem in one reply (Dutch: meldingen).
type Several struct {
	Problems []*Error
	// More is how many further problems were found and not kept.
	More int
}

// Error returns the first problem and how many others there are.
func (s *Several) Error() string {
	return fmt.Sprintf("%v (and %d more)", s.Problems[0], len(s.Problems)-1+s.More)
}

// Unwrap returns all problems, so that errors.As finds the first.
func (s *Several) Unwrap() []error {
	errs := make([]error, len(s.Problems))
	for i, p := range s.Problems {
		errs[i] = p
	}
	return errs
}

// All returns the problems in err, in order, and how many more were not kept. An err without problems gives none.
func All(err error) ([]*Error, int) {
	var several *Several
	if errors.As(err, &several) {
		return several.Problems, several.More
	}
	var e *Error
	if errors.As(err, &e) {
		return []*Error{e}, 0
	}
	return nil, 0
}
