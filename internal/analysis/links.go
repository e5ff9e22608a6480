package analysis

import (
	"compress/gzip"
	"context"
	"errors"
	"io"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/buurtbeeld/buurtbeeld/internal/analysis/keyed"
	"github.com/buurtbeeld/buurtbeeld/internal/problem"
	"github.com/buurtbeeld/buurtbeeld/spatial"
	"github.com/buurtbeeld/buurtbeeld/spatial/neighbour"
)

// readLinks reads links: a table of a,b or a,b,w, of which each counts both ways unless they are directed, or a file in one
// of the forms of GeoDa.
func (r *Request) readLinks(ctx context.Context) (*links, error) {
	name := strings.ToLower(strings.TrimSuffix(r.Weights, ".gz"))
	switch filepath.Ext(name) {
	case ".gal":
		return readGeoDa(ctx, r.Weights, neighbour.ReadGAL)
	case ".gwt":
		return readGeoDa(ctx, r.Weights, neighbour.ReadGWT)
	}
	weighted := false
	t, err := keyed.ReadOf(ctx, r.Weights, func(header []string) []string {
		if weighted = slices.Contains(header, "w"); weighted {
			return []string{"a", "b", "w"}
		}
		return []string{"a", "b"}
	})
	if err != nil {
		return nil, err
	}
	from, to := t.Cells["a"], t.Cells["b"]
	l := &links{codes: slices.Concat(from, to)}
	slices.Sort(l.codes)
	l.codes = slices.Compact(l.codes)
	strengths := slices.Repeat([]float64{1}, len(from))
	var list problem.List
	if weighted {
		strengths, err = t.Numbers("w")
		keyed.Gather(&list, err)
	}
	edges, err := edgesOf(t, indexOf(l.codes), strengths, r.Directed)
	if keyed.Gather(&list, err); list.Len() > 0 {
		return nil, list.Err()
	}
	l.weights, err = answer(ctx, func() (*spatial.Weights, error) { return spatial.NewWeights(len(l.codes), edges) })
	return l, err
}

// readGeoDa reads links in a form of GeoDa, whose rows already say both ways.
func readGeoDa(ctx context.Context, file string, read func(io.Reader, []string) ([]string, *spatial.Weights, error)) (*links, error) {
	f, err := os.Open(file)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, problem.New(problem.Usage, "analysis.file_absent", "file", file).Because(err)
	}
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }() // nothing was written
	var in io.Reader = f
	if strings.HasSuffix(file, ".gz") {
		if in, err = gzip.NewReader(f); err != nil {
			return nil, problem.New(problem.Invalid, "analysis.links_unreadable").At(problem.Place{File: filepath.Base(file)}).Because(err)
		}
	}
	l := &links{}
	_, err = answer(ctx, func() (bool, error) {
		var err error
		l.codes, l.weights, err = read(io.LimitReader(in, mostLinkBytes), nil)
		return true, err
	})
	if problem.KeyOf(err) != "" {
		err = problem.New(problem.Invalid, "analysis.links_unreadable").At(problem.Place{File: filepath.Base(file)}).Because(err)
	}
	return l, err
}

// mostLinkBytes is more than the links of a million cells take.
const mostLinkBytes = 1 << 30

// edgesOf returns the links of a table, with what is wrong with them by row.
func edgesOf(t *keyed.Table, at map[string]int, strengths []float64, directed bool) ([]spatial.Edge, error) {
	var list problem.List
	from, to := t.Cells["a"], t.Cells["b"]
	edges := make([]spatial.Edge, 0, 2*len(from))
	given := make(map[[2]int32]int, len(from))
	for i := range from {
		a, b := int32(at[from[i]]), int32(at[to[i]])
		way := [2]int32{a, b}
		if !directed {
			way = [2]int32{min(a, b), max(a, b)}
		}
		first, twice := given[way]
		switch {
		case from[i] == "":
			list.Add(problem.New(problem.Invalid, "analysis.code_empty").At(t.Place(i, "a")))
		case to[i] == "":
			list.Add(problem.New(problem.Invalid, "analysis.code_empty").At(t.Place(i, "b")))
		case a == b:
			list.Add(problem.New(problem.Invalid, "analysis.own_neighbour", "code", from[i]).At(t.Place(i, "b")))
		case math.IsNaN(strengths[i]) && !keyed.IsMissing(t.Cells["w"][i]):
			// Told with the other cells that are no number.
		case math.IsNaN(strengths[i]) || strengths[i] < 0:
			list.Add(problem.New(problem.Invalid, "analysis.strength").At(t.Place(i, "w")))
		case twice && strengths[first] != strengths[i]:
			list.Add(problem.New(problem.Invalid, "analysis.link_twice", "a", from[i], "b", to[i]).At(t.Place(i, "w")))
		case !twice:
			given[way] = i
			edges = append(edges, spatial.Edge{A: a, B: b, Weight: strengths[i]})
			if !directed {
				edges = append(edges, spatial.Edge{A: b, B: a, Weight: strengths[i]})
			}
		}
	}
	return edges, list.Err()
}

// among returns the links between the areas with the given codes, numbered in their order, and which of these the links
// know. The others have no neighbours.
func (l *links) among(codes []string) (*spatial.Weights, []bool, error) {
	at := indexOf(codes)
	number := make([]int32, len(l.codes))
	known := make([]bool, len(codes))
	for i, code := range l.codes {
		number[i] = -1
		if to, ok := at[code]; ok {
			number[i] = int32(to)
			known[to] = true
		}
	}
	if slices.Equal(l.codes, codes) {
		return l.weights, known, nil
	}
	var edges []spatial.Edge
	for i, a := range number {
		values := l.weights.Values(i)
		for k, j := range l.weights.Neighbours(i) {
			if b := number[j]; a >= 0 && b >= 0 {
				weight := 1.0
				if values != nil {
					weight = values[k]
				}
				edges = append(edges, spatial.Edge{A: a, B: b, Weight: weight})
			}
		}
	}
	w, err := spatial.NewWeights(len(codes), edges)
	return w, known, refused(err)
}

// meets refuses tables that have no code in common: one of the two is the wrong file.
func meets(known []bool, values, other string) error {
	if slices.Contains(known, true) {
		return nil
	}
	return problem.New(problem.Invalid, "analysis.no_overlap", "other", filepath.Base(other)).At(problem.Place{File: filepath.Base(values)})
}

// some names a few codes for a sentence.
func some(codes []string) string {
	const most = 5
	if len(codes) > most {
		return strings.Join(codes[:most], ", ") + ", …"
	}
	return strings.Join(codes, ", ")
}
