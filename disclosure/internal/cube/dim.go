// Package cube holds the shape of tables: classifications whose codes add up, and cells named by one code of each (Dutch:
// kubus). It holds no rule and no method: what protects a table and what attacks it both read it.
package cube

import (
	"errors"
	"fmt"
	"slices"
)

// Code is one code of a classification and what it is part of (Dutch: code).
type Code struct {
	// Name is the code itself.
	Name string
	// Level is the name of its classification, such as wijk or pc4. Codes of one level under one parent add up to it.
	Level string
	// Parents are the codes it is part of; a code with two parents lies in two classifications. None: the total.
	Parents []string
}

// Group is a code and the codes that together make it: parent = sum of children (Dutch: optelling).
type Group struct {
	Parent   int32
	Children []int32
}

// Dim is a compiled classification (Dutch: indeling). Code 0 is the total, unless Open.
type Dim struct {
	Name   string
	Codes  []string
	Levels []string
	// Groups are all sums that hold, parents before their children.
	Groups []Group
	// Open is a row of codes that are not parts of anything, such as one code for each thing that is counted.
	Open bool
	// Place is true where the codes are areas: everybody knows which overlap.
	Place bool

	index   map[string]int32
	parents [][]int32
	depth   []int32
}

// Faults that a classification may have; the message names the code.
var (
	ErrCycle     = errors.New("a code is part of itself")
	ErrTwice     = errors.New("a code stands twice")
	ErrParent    = errors.New("a code is part of a code that is not there")
	ErrEmptyCode = errors.New("a code is empty")
)

// CodeError is a fault with the code that it is found at (Dutch: fout in een indeling).
type CodeError struct {
	Dim, Code string
	Err       error
}

func (e *CodeError) Error() string { return fmt.Sprintf("%s: %q: %v", e.Dim, e.Code, e.Err) }

// Unwrap gives the fault.
func (e *CodeError) Unwrap() error { return e.Err }

// NewDim compiles a classification. Total is the name of its root; codes without parents are part of the root. An empty
// total makes an open dimension, in which nothing adds up.
func NewDim(name, total string, codes []Code) (*Dim, error) {
	d := &Dim{Name: name, Open: total == "", index: map[string]int32{}}
	fault := func(code string, err error) (*Dim, error) { return nil, &CodeError{name, code, err} }
	if !d.Open {
		d.add(total, "")
	}
	for _, c := range codes {
		switch _, there := d.index[c.Name]; {
		case c.Name == "":
			return fault(c.Name, ErrEmptyCode)
		case there:
			return fault(c.Name, ErrTwice)
		}
		d.add(c.Name, c.Level)
	}
	if d.Open {
		d.order()
		return d, nil
	}
	first := int32(1)
	for i, c := range codes {
		at := first + int32(i)
		if len(c.Parents) == 0 {
			d.parents[at] = []int32{0}
		}
		for _, p := range c.Parents {
			up, ok := d.index[p]
			if !ok {
				return fault(c.Name, fmt.Errorf("%w: %q", ErrParent, p))
			}
			if slices.Contains(d.parents[at], up) {
				return fault(c.Name, ErrTwice)
			}
			d.parents[at] = append(d.parents[at], up)
		}
	}
	if at := d.order(); at >= 0 {
		return fault(d.Codes[at], ErrCycle)
	}
	d.group()
	return d, nil
}

func (d *Dim) add(name, level string) {
	d.index[name] = int32(len(d.Codes))
	d.Codes, d.Levels, d.parents = append(d.Codes, name), append(d.Levels, level), append(d.parents, nil)
}

// order finds how deep each code lies, and a code that lies in a cycle, or -1.
func (d *Dim) order() int32 {
	d.depth = make([]int32, len(d.Codes))
	const open, busy, done = 0, 1, 2
	state := make([]uint8, len(d.Codes))
	type step struct{ at, next int32 }
	for start := range d.Codes {
		stack := []step{{int32(start), 0}}
		for len(stack) > 0 {
			top := &stack[len(stack)-1]
			at := top.at
			if state[at] == done {
				stack = stack[:len(stack)-1]
				continue
			}
			state[at] = busy
			if int(top.next) < len(d.parents[at]) {
				up := d.parents[at][top.next]
				top.next++
				if state[up] == busy {
					return up
				}
				if state[up] == open {
					stack = append(stack, step{up, 0})
				}
				continue
			}
			for _, up := range d.parents[at] {
				d.depth[at] = max(d.depth[at], d.depth[up]+1)
			}
			state[at] = done
			stack = stack[:len(stack)-1]
		}
	}
	return -1
}

// group puts the codes of one level under one parent together.
func (d *Dim) group() {
	type key struct {
		parent int32
		level  string
	}
	at := map[key]int{}
	for i := range d.Codes {
		for _, up := range d.parents[i] {
			k := key{up, d.Levels[i]}
			g, ok := at[k]
			if !ok {
				g = len(d.Groups)
				at[k] = g
				d.Groups = append(d.Groups, Group{Parent: up})
			}
			d.Groups[g].Children = append(d.Groups[g].Children, int32(i))
		}
	}
	slices.SortStableFunc(d.Groups, func(a, b Group) int { return int(d.depth[a.Parent] - d.depth[b.Parent]) })
}

// Find gives the number of a code.
func (d *Dim) Find(code string) (int32, bool) {
	at, ok := d.index[code]
	return at, ok
}

// Parents are the codes that a code is part of directly; none for the total.
func (d *Dim) Parents(code int32) []int32 { return d.parents[code] }

// Upwards is a code and all that it is part of, each once, the nearest first.
func (d *Dim) Upwards(code int32) []int32 {
	all := []int32{code}
	for i := 0; i < len(all); i++ {
		for _, up := range d.parents[all[i]] {
			if !slices.Contains(all, up) {
				all = append(all, up)
			}
		}
	}
	return all
}

// List is the codes without the total, as NewDim takes them.
func (d *Dim) List() []Code {
	first := 1
	if d.Open {
		first = 0
	}
	list := make([]Code, len(d.Codes)-first)
	for i := range list {
		at := i + first
		list[i] = Code{Name: d.Codes[at], Level: d.Levels[at]}
		for _, up := range d.parents[at] {
			list[i].Parents = append(list[i].Parents, d.Codes[up])
		}
	}
	return list
}

// Depth is how many steps lie between a code and the total, by the longest way.
func (d *Dim) Depth(code int32) int32 { return d.depth[code] }

// Above reports whether a is b or b is, step by step, part of a.
func (d *Dim) Above(a, b int32) bool {
	if a == b {
		return true
	}
	for _, up := range d.parents[b] {
		if d.depth[up] >= d.depth[a] && d.Above(a, up) {
			return true
		}
	}
	return false
}

// Leaf reports whether nothing is part of the code.
func (d *Dim) Leaf() []bool {
	leaf := make([]bool, len(d.Codes))
	for i := range leaf {
		leaf[i] = true
	}
	for _, g := range d.Groups {
		leaf[g.Parent] = false
	}
	return leaf
}
