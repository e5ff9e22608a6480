package odata

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"github.com/buurtbeeld/buurtbeeld/internal/problem"
)

// state is what came in so far, kept in the folder beside it (Dutch: stand van het ophalen).
type state struct {
	Table, Base, Filter string
	// Modified is when the table last changed, by its own word. Pages of before and after do not go together.
	Modified string
	Columns  []string
	Pages    []kept
	Rows     int64
	// Next is the address of the page to fetch next, and "" when all came in.
	Next string
}

type kept struct {
	File string
	Rows int64
}

const stateFile = "state.json"

func readState(dir string) state {
	var s state
	raw, err := os.ReadFile(filepath.Join(dir, stateFile))
	if err != nil || json.Unmarshal(raw, &s) != nil {
		return state{}
	}
	return s
}

// fits reports whether what came in earlier is of the same table as it is now, and is all there.
func (s state) fits(o Options, service service, modified string) bool {
	if s.Table != o.Table || s.Base != service.base || s.Filter != o.Filter || s.Modified != modified || len(s.Pages) == 0 {
		return false
	}
	if s.Next != "" && !sameService(s.Next, service.base) {
		return false
	}
	for _, p := range s.Pages {
		if p.File != filepath.Base(p.File) {
			return false
		}
		if _, err := os.Stat(filepath.Join(o.Dir, p.File)); err != nil {
			return false
		}
	}
	return true
}

// changed compares the columns of a page with those of the first.
func (s *state) changed(p page) (bool, string) {
	if s.Columns == nil || p.rows == 0 || slices.Equal(s.Columns, p.columns) {
		return false, ""
	}
	for i, c := range p.columns {
		if i >= len(s.Columns) || s.Columns[i] != c {
			return true, c
		}
	}
	return true, s.Columns[len(p.columns)]
}

// add keeps a page. It is in the folder before the state says so.
func (s *state) add(dir string, p page, next string) error {
	name := fmt.Sprintf("page-%05d.json", len(s.Pages)+1)
	folder := func(err error) error {
		return problem.New(problem.Unavailable, "cbs.fetch_folder").Because(err)
	}
	if p.rows > 0 {
		if err := replace(filepath.Join(dir, name), p.body); err != nil {
			return folder(err)
		}
		if s.Columns == nil {
			s.Columns = p.columns
		}
		s.Pages = append(s.Pages, kept{name, p.rows})
		s.Rows += p.rows
	}
	s.Next = next
	raw, err := json.Marshal(s)
	if err != nil {
		return folder(err)
	}
	if err := replace(filepath.Join(dir, stateFile), raw); err != nil {
		return folder(err)
	}
	return nil
}

// replace writes a file in one step: what is there is whole, before and after.
func replace(path string, text []byte) error {
	if err := os.WriteFile(path+".part", text, 0o644); err != nil {
		return err
	}
	return os.Rename(path+".part", path)
}

// forget throws away what came in.
func (s *state) forget(dir string) {
	for _, p := range s.Pages {
		_ = os.Remove(filepath.Join(dir, filepath.Base(p.File)))
	}
	_ = os.Remove(filepath.Join(dir, stateFile))
	s.Pages, s.Rows, s.Columns = nil, 0, nil
}
