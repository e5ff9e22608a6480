package cellfile

import (
	"errors"
	"io"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/buurtbeeld/buurtbeeld/disclosure"
	"github.com/buurtbeeld/buurtbeeld/internal/problem"
	"github.com/buurtbeeld/buurtbeeld/internal/sheet"
)

// total is the name of the whole where a file does not say otherwise.
const total = "Total"

// open opens a table of text. A file that is not there was named on the command line, so that is wrong use.
func open(file string) (sheet.Reader, error) {
	r, err := sheet.OpenFile(file, sheet.Options{Kind: sheet.CSV, HeaderRows: 1})
	if problem.KindOf(err) == problem.NotFound {
		return nil, problem.New(problem.Usage, "vault.file_absent", "file", file).Because(err)
	}
	return r, err
}

// each reads all rows of a table and refuses text below them, which other tables may have: here every row counts.
func each(r sheet.Reader, file string, row func(sheet.Row) error) error {
	rows := 0
	for {
		next, err := r.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return err
		}
		rows++
		if err := row(next); err != nil {
			return err
		}
	}
	if foot := r.Dialect().Footer; len(foot) > 0 {
		return problem.New(problem.Invalid, "vault.footer").At(problem.Place{File: filepath.Base(file)})
	}
	if rows == 0 {
		return problem.New(problem.Invalid, "vault.no_rows").At(problem.Place{File: filepath.Base(file)})
	}
	return nil
}

// columnsOf gives the numbers of columns that a table must have. The ones it lacks are named together.
func columnsOf(r sheet.Reader, file string, names ...string) ([]int, error) {
	var list problem.List
	at := make([]int, len(names))
	for i, name := range names {
		if at[i] = slices.Index(r.Header(), name); at[i] < 0 {
			list.Add(problem.New(problem.Invalid, "vault.column_missing", "column", name, "columns", shown(r.Header())).
				At(problem.Place{File: filepath.Base(file)}))
		}
	}
	return at, list.Err()
}

// shown names columns for a sentence, not too many.
func shown(names []string) string {
	const most = 30
	if len(names) > most {
		return strings.Join(names[:most], ", ") + ", …"
	}
	return strings.Join(names, ", ")
}

// clean is a cell without blanks at its ends, in its own memory.
func clean(c sheet.Cell) string { return strings.Clone(strings.TrimSpace(c.Text)) }

// codeList is a file of codes: code, level and parent, one line per parent.
type codeList struct {
	file  string
	codes []disclosure.Code
	rows  map[string]int
}

// readCodes reads a file of codes.
func readCodes(file string) (*codeList, error) {
	r, err := open(file)
	if err != nil {
		return nil, err
	}
	defer func() { _ = r.Close() }() // nothing was written
	at, err := columnsOf(r, file, "code", "level", "parent")
	if err != nil {
		return nil, err
	}
	l := &codeList{file: filepath.Base(file), rows: map[string]int{}}
	number := map[string]int{}
	var list problem.List
	err = each(r, file, func(row sheet.Row) error {
		code, level, parent := clean(row.Cells[at[0]]), clean(row.Cells[at[1]]), clean(row.Cells[at[2]])
		i, again := number[code]
		switch {
		case code == "":
			list.Add(l.wrong(row.Number, problem.New(problem.Invalid, "vault.code_empty")))
		case !again:
			number[code], l.rows[code] = len(l.codes), row.Number
			l.codes = append(l.codes, disclosure.Code{Name: code, Level: level})
			if parent != "" {
				l.codes[len(l.codes)-1].Parents = []string{parent}
			}
		case parent == "" || slices.Contains(l.codes[i].Parents, parent) || len(l.codes[i].Parents) == 0:
			list.Add(l.wrong(row.Number, problem.New(problem.Invalid, "vault.code_twice", "code", code, "first", strconv.Itoa(l.rows[code]))))
		case l.codes[i].Level != level:
			list.Add(l.wrong(row.Number, problem.New(problem.Invalid, "vault.code_level", "code", code, "first", strconv.Itoa(l.rows[code]))))
		default:
			l.codes[i].Parents = append(l.codes[i].Parents, parent)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return l, list.Err()
}

func (l *codeList) wrong(row int, p *problem.Error) *problem.Error {
	return p.At(problem.Place{File: l.file, Row: row})
}

// root finds the code of the whole: the name that was given, the one parent that is no code itself, or the one code that has no
// parent. Parents that are not there are refused by row. A line of the root itself is taken out.
func (l *codeList) root(given string) (string, error) {
	var list problem.List
	var outside, orphans []string
	for _, c := range l.codes {
		if len(c.Parents) == 0 {
			orphans = append(orphans, c.Name)
		}
		for _, p := range c.Parents {
			if _, there := l.rows[p]; !there && !slices.Contains(outside, p) {
				outside = append(outside, p)
			}
		}
	}
	name := given
	switch {
	case name != "":
	case len(outside) == 1:
		name = outside[0]
	case len(outside) == 0 && len(orphans) == 1 && len(l.codes) > 1:
		name = orphans[0]
	default:
		name = total
	}
	for _, c := range l.codes {
		for _, p := range c.Parents {
			if _, there := l.rows[p]; !there && p != name {
				list.Add(l.wrong(l.rows[c.Name], problem.New(problem.Invalid, "vault.parent_missing", "code", c.Name, "parent", p)))
			}
		}
	}
	l.codes = slices.DeleteFunc(l.codes, func(c disclosure.Code) bool { return c.Name == name && len(c.Parents) == 0 })
	for i := range l.codes {
		// A code right below the whole has no other parent to name.
		if slices.Equal(l.codes[i].Parents, []string{name}) {
			l.codes[i].Parents = nil
		}
	}
	return name, list.Err()
}

// dimension makes the dimension, or says by row what is wrong with the codes.
func (l *codeList) dimension(name, given string) (disclosure.Dimension, error) {
	root, err := l.root(given)
	if err != nil {
		return disclosure.Dimension{}, err
	}
	if code, found := unreadable(append(l.codes, disclosure.Code{Name: root})); found {
		return disclosure.Dimension{}, l.wrong(l.rows[code], problem.New(problem.Invalid, "vault.code_unreadable", "dimension", name))
	}
	d, err := disclosure.NewDimension(name, root, l.codes)
	var fault *disclosure.CodeError
	if errors.As(err, &fault) {
		return d, l.wrong(l.rows[fault.Code], codeProblem(fault))
	}
	return d, err
}

// unreadable gives the first code that holds a line break or another sign that is no text. It would break lines, hide in messages or
// pass for the end of a cell.
func unreadable(codes []disclosure.Code) (string, bool) {
	at := slices.IndexFunc(codes, func(c disclosure.Code) bool { return strings.ContainsFunc(c.Name+c.Level, unicode.IsControl) })
	if at < 0 {
		return "", false
	}
	return codes[at].Name, true
}

// codeProblem says in words what a dimension has against a code.
func codeProblem(fault *disclosure.CodeError) *problem.Error {
	key := "vault.code_fault"
	switch {
	case errors.Is(fault, disclosure.ErrCycle):
		key = "vault.code_cycle"
	case errors.Is(fault, disclosure.ErrCodeTwice):
		key = "vault.code_repeated"
	case errors.Is(fault, disclosure.ErrEmptyCode):
		key = "vault.code_empty"
	}
	return problem.New(problem.Invalid, key, "code", fault.Code, "dimension", fault.Dim).Because(fault)
}

// leaves are the levels of which no code has parts, in the order of the codes.
func leaves(codes []disclosure.Code) []string {
	parent, above := map[string]bool{}, map[string]bool{}
	for _, c := range codes {
		for _, p := range c.Parents {
			parent[p] = true
		}
	}
	var levels []string
	for _, c := range codes {
		if parent[c.Name] {
			above[c.Level] = true
		}
		if c.Level != "" && !slices.Contains(levels, c.Level) {
			levels = append(levels, c.Level)
		}
	}
	return slices.DeleteFunc(levels, func(l string) bool { return above[l] })
}
