package cellfile

import (
	"errors"
	"strings"

	"github.com/buurtbeeld/buurtbeeld/disclosure"
	"github.com/buurtbeeld/buurtbeeld/disclosure/policy"
	"github.com/buurtbeeld/buurtbeeld/internal/problem"
)

// sentences are what the library refuses, with the key of the sentence for people and what they can do about it.
var sentences = []struct {
	err  error
	key  string
	kind problem.Kind
}{
	{disclosure.ErrUnknownCode, "vault.cell_unknown", problem.Invalid},
	{disclosure.ErrCellTwice, "vault.cell_twice", problem.Invalid},
	{disclosure.ErrNegative, "vault.negative", problem.Invalid},
	{disclosure.ErrTooLarge, "vault.number_large", problem.Invalid},
	{disclosure.ErrNotSum, "vault.not_sum", problem.Invalid},
	{disclosure.ErrContributors, "vault.contributors", problem.Invalid},
	{disclosure.ErrEmpty, "vault.no_rows", problem.Invalid},
	{disclosure.ErrRisky, "vault.risky", problem.Withheld},
	{disclosure.ErrNotSafe, "vault.not_safe", problem.Withheld},
	{disclosure.ErrGivenDiscloses, "vault.given", problem.Withheld},
	{disclosure.ErrContradicts, "vault.contradicts", problem.Withheld},
	{disclosure.ErrOtherMethod, "vault.other_method", problem.Withheld},
	{policy.ErrFactsNegative, "vault.facts_negative", problem.Invalid},
	{policy.ErrFactsClash, "vault.contributors", problem.Invalid},
	{policy.ErrFactsMissing, "vault.facts_missing", problem.Invalid},
	{disclosure.ErrOtherPeople, "vault.other_people", problem.Withheld},
	{disclosure.ErrNoDimension, "vault.ledger_dimension", problem.Invalid},
	{disclosure.ErrOtherDivision, "vault.other_division", problem.Invalid},
	{disclosure.ErrNoKeys, "vault.no_keys", problem.Usage},
	{disclosure.ErrNoPTable, "vault.no_ptable", problem.Usage},
	{disclosure.ErrNoBase, "vault.no_base", problem.Usage},
	{disclosure.ErrNoInner, "vault.no_inner", problem.Usage},
}

// refused says in words what the library had against a table, with the cell. Other errors come back as they are.
func refused(err error, place problem.Place) error {
	if err == nil || problem.KeyOf(err) != "" {
		return err
	}
	cell, dimension := "", ""
	var fault *disclosure.CellError
	if errors.As(err, &fault) {
		cell, dimension = strings.Join(fault.Cell, ";"), fault.Dimension
	}
	var code *disclosure.CodeError
	if errors.As(err, &code) && fault == nil {
		cell, dimension = code.Code, code.Dim
	}
	for _, s := range sentences {
		if errors.Is(err, s.err) {
			return problem.New(s.kind, s.key, "cell", cell, "dimension", dimension).At(place).Because(err)
		}
	}
	if code != nil {
		return codeProblem(code).At(place)
	}
	if fault != nil {
		return problem.New(problem.Invalid, "vault.cell_refused", "cell", cell, "reason", fault.Err.Error()).At(place).Because(err)
	}
	return err
}

// Refused says in words what the library had against a table that comes from a file or from records.
func Refused(err error, file string) error { return refused(err, problem.Place{File: file}) }

// faults are what is wrong in a file. One that is wrong as a whole gets a few sentences and a count.
type faults struct {
	list problem.List
	last *problem.Error
	n    int
}

// toldFaults is how many rows are named.
const toldFaults = 5

func (f *faults) add(p *problem.Error) {
	if f.n++; f.n <= toldFaults {
		f.list.Add(p)
	}
	f.last = p
}

func (f *faults) err() error {
	if f.n > toldFaults {
		f.list.Add(problem.New(problem.Invalid, "vault.more_rows", "n", f.n-toldFaults).At(problem.Place{File: f.last.Place().File}))
	}
	return f.list.Err()
}

// flattened gathers the problems of several errors in one reply.
func flattened(err error) error {
	var joined interface{ Unwrap() []error }
	if !errors.As(err, &joined) {
		return err
	}
	var list problem.List
	for _, e := range joined.Unwrap() {
		all, _ := problem.All(e)
		for _, p := range all {
			list.Add(p)
		}
		if len(all) == 0 {
			return err
		}
	}
	return list.Err()
}

// policyKeys are the sentences of what may be wrong in a file with rules.
var policyKeys = []struct {
	err error
	key string
}{
	{policy.ErrBroken, "vault.policy_broken"}, {policy.ErrUnknown, "vault.policy_unknown"}, {policy.ErrTwice, "vault.policy_twice"},
	{policy.ErrValue, "vault.policy_value"}, {policy.ErrMissing, "vault.policy_missing"},
}

// PolicyRefused says by line what is wrong in a file with rules.
func PolicyRefused(err error, file string) error {
	if err == nil {
		return nil
	}
	each := []error{err}
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		each = joined.Unwrap()
	}
	var list problem.List
	for _, e := range each {
		var fault *policy.Fault
		if !errors.As(e, &fault) {
			return err
		}
		for _, k := range policyKeys {
			if errors.Is(fault, k.err) {
				list.Add(problem.New(problem.Invalid, k.key, "key", fault.Key).At(problem.Place{File: file, Row: fault.Line}).Because(e))
				break
			}
		}
	}
	return list.Err()
}
