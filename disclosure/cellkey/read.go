package cellkey

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
)

// What a perturbation table is refused for; the message names the line or the row.
var (
	// ErrForm is a text that is no perturbation table.
	ErrForm = errors.New("not the form of a perturbation table")
	// ErrRow is a row that is missing or does not take all keys, each once.
	ErrRow = errors.New("the row is not complete")
	// ErrNoise is noise that leads to a count below 0, or to one that is not to be shown.
	ErrNoise = errors.New("the noise is not possible")
	// ErrDrift is a row that makes counts higher or lower on average.
	ErrDrift = errors.New("the noise has a mean that is not 0")
)

// header are the columns: count, result, share, noise, and from where to where the keys lie.
var header = []string{"i", "j", "p", "v", "p_int_lb", "p_int_ub"}

// Limits of what is read, far above any table in use.
const (
	mostLines  = 1_000_000
	mostCount  = 1_000_000
	mostNoise  = 10_000
	mostFaults = 20
)

// ReadPTable reads a perturbation table of columns i,j,p,v,p_int_lb,p_int_ub, as the program ptable writes it, and refuses one
// that is not safe to use: every row there from 0 on, its intervals from 0 to 1 without gap or overlap in at most 18 decimals, p as
// wide as its interval, j = i + v, no result below 0, 0 left as it is, and the mean 0; of p and the mean as far as the digits of the
// bounds go, and 0.001 at most. The last row must do for all higher counts too. It names up to twenty faults at once.
func ReadPTable(in io.Reader) (*PTable, error) {
	rows, err := readRows(in)
	if err != nil {
		return nil, err
	}
	var faults []error
	for i, entries := range rows {
		if err := checkRow(int64(i), entries); err != nil && len(faults) < mostFaults {
			faults = append(faults, fmt.Errorf("row %d: %w", i, err))
		}
	}
	if len(faults) > 0 {
		return nil, errors.Join(faults...)
	}
	t := newTable(rows)
	last := int64(len(rows) - 1)
	if lowest := last + rows[last][0].noise; t.small > 0 && lowest <= t.small {
		return nil, fmt.Errorf("row %d: %w: it holds for higher counts too, which would give results in 1..%d", last, ErrNoise, t.small)
	}
	return t, nil
}

func readRows(in io.Reader) ([][]entry, error) {
	lines := csv.NewReader(in)
	lines.FieldsPerRecord = len(header)
	lines.ReuseRecord = true
	if names, err := lines.Read(); err != nil || !slices.Equal(names, header) {
		return nil, fmt.Errorf("%w: the columns are not %v", ErrForm, header)
	}
	var rows [][]entry
	var faults []error
	for number := 2; len(faults) < mostFaults; number++ {
		fields, err := lines.Read()
		if err == io.EOF {
			break
		}
		if err != nil || number > mostLines {
			return nil, errors.Join(append(faults, fmt.Errorf("line %d: %w: %v", number, ErrForm, err))...)
		}
		i, e, err := readEntry(fields)
		switch {
		case err != nil:
		case i == int64(len(rows)):
			rows = append(rows, []entry{e})
		case i == int64(len(rows)-1):
			rows[i] = append(rows[i], e)
		default:
			err = fmt.Errorf("%w: row %d follows row %d", ErrRow, i, len(rows)-1)
		}
		if err != nil {
			faults = append(faults, fmt.Errorf("line %d: %w", number, err))
		}
	}
	if len(faults) == 0 && len(rows) < 2 {
		return nil, fmt.Errorf("%w: there is no row for 1", ErrRow)
	}
	return rows, errors.Join(faults...)
}

func readEntry(fields []string) (count int64, e entry, err error) {
	var whole [3]int64
	for at, column := range []int{0, 1, 3} {
		if whole[at], err = strconv.ParseInt(fields[column], 10, 32); err != nil {
			return 0, e, fmt.Errorf("%w: %s is %q", ErrForm, header[column], fields[column])
		}
	}
	count, result, noise := whole[0], whole[1], whole[2]
	var fractions [3]decimal
	for at, column := range []int{2, 4, 5} {
		if fractions[at], err = parseDecimal(fields[column]); err != nil {
			return 0, e, fmt.Errorf("%s: %w", header[column], err)
		}
	}
	e = entry{noise: noise, share: fractions[0], lower: fractions[1], upper: fractions[2]}
	switch {
	case count < 0 || count > mostCount || noise < -mostNoise || noise > mostNoise:
		err = fmt.Errorf("%w: count %d, noise %d", ErrForm, count, noise)
	case result != count+noise:
		err = fmt.Errorf("%w: %d with %d is not %d", ErrNoise, count, noise, result)
	case result < 0:
		err = fmt.Errorf("%w: the result is %d", ErrNoise, result)
	case e.lower.cut || e.upper.cut:
		err = fmt.Errorf("%w: a bound has more than %d decimals", ErrForm, attoDecimals)
	}
	return count, e, err
}

// checkRow tells what is wrong with a row of at least one line.
func checkRow(count int64, entries []entry) error {
	if count == 0 && (len(entries) != 1 || entries[0].noise != 0) {
		return fmt.Errorf("%w: 0 must stay 0", ErrNoise)
	}
	at, decimals, weight, mean := uint64(0), 0, 0.0, 0.0
	for n, e := range entries {
		switch {
		case n > 0 && e.noise <= entries[n-1].noise:
			return fmt.Errorf("%w: noise %d follows noise %d", ErrForm, e.noise, entries[n-1].noise)
		case e.lower.atto != at:
			return fmt.Errorf("%w: the keys of noise %d begin at %s, which is not where those before end", ErrRow, e.noise, e.lower.text)
		case e.upper.atto <= at:
			return fmt.Errorf("%w: noise %d has no keys: leave its line out", ErrRow, e.noise)
		}
		at = e.upper.atto
		decimals = max(decimals, e.upper.decimals)
		weight += math.Abs(float64(e.noise))
		mean += float64(e.noise) * e.width()
	}
	if at != wholeAtto {
		return fmt.Errorf("%w: its keys end at %s, not at 1", ErrRow, entries[len(entries)-1].upper.text)
	}
	// Programs write what they worked out in binary, so the last of some 17 digits means nothing.
	unit := math.Pow(10, -float64(min(decimals, 12)))
	for _, e := range entries {
		if off := math.Abs(float64(e.share.atto)/wholeAtto - e.width()); off > min(1.5*unit, 0.001) {
			return fmt.Errorf("%w: p of noise %d is %s and its interval is %.12g wide", ErrRow, e.noise, e.share.text, e.width())
		}
	}
	if math.Abs(mean) > min(weight*unit/2+1e-12, 0.001) {
		return fmt.Errorf("%w: %.3g", ErrDrift, mean)
	}
	return nil
}

// Write writes the table as ReadPTable reads it, with the fractions in the digits that they were read in.
func (t *PTable) Write(out io.Writer) error {
	lines := csv.NewWriter(out)
	write := func(fields ...string) { _ = lines.Write(fields) } // Flush keeps what went wrong, and Error tells it.
	whole := func(n int64) string { return strconv.FormatInt(n, 10) }
	write(header...)
	for i, r := range t.rows {
		for _, e := range r.entries {
			write(whole(int64(i)), whole(int64(i)+e.noise), e.share.text, whole(e.noise), e.lower.text, e.upper.text)
		}
	}
	lines.Flush()
	if err := lines.Error(); err != nil {
		return fmt.Errorf("write a perturbation table: %w", err)
	}
	return nil
}
