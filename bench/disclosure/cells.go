package main

import (
	"bufio"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// shape says which table is made of persons.
type shape struct {
	// areas are the columns of the areas, largest first; each lies in the one before.
	areas []string
	// halves is how many levels of halves of halves lie between the whole and the first of the areas.
	halves int
	// beside is a column of areas that lie in the first of the areas and not in the others; empty for none.
	beside string
	// traits are the other columns.
	traits []string
}

// table is a table of all combinations, empty ones included.
type table struct {
	shape
	codes   [][3]string // name, level, parent
	at      map[string]int
	above   [][]int // of each code: itself and all it is part of
	values  [][]string
	strides []int
	counts  [][]int64 // per code, per combination of the traits
}

// tabulate reads persons twice: first for the codes, then to count them.
func tabulate(persons string, s shape) (*table, error) {
	t := &table{shape: s, at: map[string]int{}, values: make([][]string, len(s.traits))}
	t.code("Total", "", "")
	wanted := slices.Concat(s.areas, s.traits)
	if s.beside != "" {
		wanted = append(wanted, s.beside)
	}
	seen := map[string]bool{}
	err := eachPerson(persons, wanted, func(row []string) {
		up := ""
		if finest := row[len(s.areas)-1]; !seen[finest] {
			seen[finest] = true
			up = t.half(row[0])
			for i, level := range s.areas {
				t.code(row[i], level, up)
				up = row[i]
			}
		}
		if s.beside != "" {
			t.code(row[len(row)-1], s.beside, row[0])
		}
		for i := range s.traits {
			if v := row[len(s.areas)+i]; !slices.Contains(t.values[i], v) {
				t.values[i] = append(t.values[i], strings.Clone(v))
			}
		}
	})
	if err != nil {
		return nil, err
	}
	combinations := 1
	for i := range t.values {
		slices.Sort(t.values[i])
		t.strides = append(t.strides, combinations)
		combinations *= len(t.values[i]) + 1
	}
	t.counts = make([][]int64, len(t.codes))
	for i := range t.counts {
		t.counts[i] = make([]int64, combinations)
	}
	return t, eachPerson(persons, wanted, t.count)
}

// half gives the part of the whole that a first area lies in, which is halved again and again by the digits of its code.
func (t *table) half(area string) string {
	up, h := "", uint32(2166136261)
	for _, c := range []byte(area) {
		h = (h ^ uint32(c)) * 16777619
	}
	for level := range t.halves {
		name := "H" + strconv.Itoa(level) + "." + strconv.FormatUint(uint64(h>>(31-level)), 2)
		t.code(name, "half"+strconv.Itoa(level), up)
		up = name
	}
	return up
}

func (t *table) code(name, level, parent string) {
	if _, there := t.at[name]; there {
		return
	}
	name = strings.Clone(name)
	t.at[name] = len(t.codes)
	above := []int{len(t.codes)}
	if up := t.at[parent]; len(t.codes) > 0 {
		above = append(above, t.above[up]...)
	}
	t.above = append(t.above, above)
	t.codes = append(t.codes, [3]string{name, level, strings.Clone(parent)})
}

// count adds a person to every cell that holds him.
func (t *table) count(row []string) {
	codes := t.above[t.at[row[len(t.areas)-1]]]
	if t.beside != "" {
		codes = append(slices.Clone(codes), t.at[row[len(row)-1]])
	}
	traits := []int{0}
	for i, values := range t.values {
		at, _ := slices.BinarySearch(values, row[len(t.areas)+i])
		for _, c := range traits[:len(traits):len(traits)] {
			traits = append(traits, c+(at+1)*t.strides[i])
		}
	}
	for _, code := range codes {
		for _, c := range traits {
			t.counts[code][c]++
		}
	}
}

// noise is a perturbation table: one more, one less, or mostly as it was.
const noise = `i,j,p,v,p_int_lb,p_int_ub
0,0,1,0,0,1
1,0,0.25,-1,0,0.25
1,1,0.5,0,0.25,0.75
1,2,0.25,1,0.75,1
`

// write writes the cells, the codes and what the program needs to know of them.
func (t *table) write(folder string) error {
	return firstOf(
		into(filepath.Join(folder, "geo.csv"), func(out *bufio.Writer) {
			fmt.Fprintln(out, "code,level,parent")
			for _, c := range t.codes[1:] {
				fmt.Fprintf(out, "%s,%s,%s\n", c[0], c[1], orTotal(c[2]))
			}
		}),
		into(filepath.Join(folder, "dims.yaml"), func(out *bufio.Writer) {
			fmt.Fprintln(out, "dimensions:\n  geo: {codes: geo.csv}")
			for i, name := range t.traits {
				fmt.Fprintf(out, "  %s: {total: Total, categories: [\"%s\"]}\n", name, strings.Join(t.values[i], `", "`))
			}
			fmt.Fprintf(out, "measures: {freq: freq}\ninner: {geo: %s}\n", t.inner())
		}),
		into(filepath.Join(folder, "policy.yaml"), func(out *bufio.Writer) {
			fmt.Fprintln(out, "name: thr10\nminimum_frequency: 10\nzeros: publish")
		}),
		into(filepath.Join(folder, "round.yaml"), func(out *bufio.Writer) {
			fmt.Fprintln(out, "name: base5\nminimum_frequency: 5\nzeros: publish\nround_to: 5")
		}),
		into(filepath.Join(folder, "ptable_3.csv"), func(out *bufio.Writer) { _, _ = out.WriteString(noise) }),
		into(filepath.Join(folder, "cells.csv"), t.cells),
	)
}

func (t *table) inner() string {
	finest := t.areas[len(t.areas)-1]
	if t.beside == "" {
		return finest
	}
	return "[" + finest + ", " + t.beside + "]"
}

func (t *table) cells(out *bufio.Writer) {
	fmt.Fprintf(out, "geo,%s,freq\n", strings.Join(t.traits, ","))
	for i, code := range t.codes {
		for c, n := range t.counts[i] {
			_, _ = out.WriteString(code[0])
			for k, values := range t.values {
				name := "Total"
				if at := c / t.strides[k] % (len(values) + 1); at > 0 {
					name = values[at-1]
				}
				_, _ = out.WriteString("," + name)
			}
			_, _ = out.WriteString("," + strconv.FormatInt(n, 10) + "\n")
		}
	}
}

func (t *table) len() int { return len(t.codes) * len(t.counts[0]) }

func orTotal(parent string) string {
	if parent == "" {
		return "Total"
	}
	return parent
}

func firstOf(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

func into(file string, write func(*bufio.Writer)) error {
	f, err := os.Create(file)
	if err != nil {
		return err
	}
	out := bufio.NewWriterSize(f, 1<<20)
	write(out)
	if err := out.Flush(); err != nil {
		return err
	}
	return f.Close()
}

// eachPerson gives some columns of every person. The texts are only valid until the next one.
func eachPerson(file string, columns []string, yield func([]string)) error {
	f, err := os.Open(file)
	if err != nil {
		return err
	}
	defer func() { _ = f.Close() }() // nothing was written
	in := bufio.NewScanner(f)
	in.Scan()
	header := strings.Split(in.Text(), ",")
	at := make([]int, len(columns))
	for i, name := range columns {
		if at[i] = slices.Index(header, name); at[i] < 0 {
			return fmt.Errorf("%s has no column %s", file, name)
		}
	}
	row := make([]string, len(columns))
	for in.Scan() {
		all := strings.Split(in.Text(), ",")
		for i, c := range at {
			row[i] = all[c]
		}
		yield(row)
	}
	return in.Err()
}
