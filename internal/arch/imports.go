package arch

import (
	"fmt"
	"go/ast"
	"maps"
	"path"
	"slices"
	"strings"
)

// Imports reports packages that are not in the table, and imports of ours that their line does not allow. Test files
// may import any package of ours: what they must not do is reach through a wall.
func Imports(t *Tree, table []Line) []Finding {
	var found []Finding
	unknown := map[string]bool{}
	for _, f := range t.Go {
		line, ok := lineOf(f.Package, table)
		if !ok {
			if !unknown[f.Package] {
				unknown[f.Package] = true
				found = append(found, Finding{Where: f.Package, Text: "is not in the table of internal/arch: add a line, and its reason to docs/architecture.md"})
			}
			continue
		}
		if f.Test {
			continue
		}
		for _, spec := range f.syntax.Imports {
			imported, is := t.ours(strings.Trim(spec.Path.Value, `"`))
			if is && imported != f.Package && !anyWithin(imported, line.May) {
				found = append(found, Finding{Where: f.at(spec), Text: fmt.Sprintf("%s may not import %s", f.Package, imported)})
			}
		}
	}
	return found
}

// lineOf returns the most specific line for a package.
func lineOf(pkg string, table []Line) (Line, bool) {
	best, ok := Line{}, false
	for _, l := range table {
		if l.Package == pkg {
			return l, true
		}
		if within(pkg, l.Package) && len(l.Package) > len(best.Package) {
			best, ok = l, true
		}
	}
	return best, ok
}

// Stale reports lines of the table for packages that are no longer there.
func Stale(t *Tree, table []Line) []Finding {
	var found []Finding
	for _, l := range table {
		if !slices.ContainsFunc(t.Go, func(f *File) bool { return within(f.Package, l.Package) }) {
			found = append(found, Finding{Where: l.Package, Text: "is in the table of internal/arch and nowhere else"})
		}
	}
	return found
}

// Through reports walls that are reached, directly or through other packages of ours, with the way that leads there.
// The imports of test files count as a first step.
func Through(t *Tree, walls []Wall) []Finding {
	next := map[string]map[string]bool{}
	tests := map[string]map[string]bool{}
	for _, f := range t.Go {
		steps := next
		if f.Test {
			steps = tests
		}
		if steps[f.Package] == nil {
			steps[f.Package] = map[string]bool{}
		}
		for _, spec := range f.syntax.Imports {
			if imported, is := t.ours(strings.Trim(spec.Path.Value, `"`)); is && imported != f.Package {
				steps[f.Package][imported] = true
			}
		}
	}
	packages := map[string]bool{}
	maps.Copy(packages, keysOf(next))
	maps.Copy(packages, keysOf(tests))
	var found []Finding
	for _, w := range walls {
		for _, pkg := range slices.Sorted(maps.Keys(packages)) {
			if !anyWithin(pkg, w.From) || anyWithin(pkg, w.Except) {
				continue
			}
			if way := wayTo(pkg, next, tests[pkg], w.To); way != nil {
				found = append(found, Finding{Where: pkg, Text: w.Why + ": " + strings.Join(way, " -> ")})
			}
		}
	}
	return found
}

func keysOf(m map[string]map[string]bool) map[string]bool {
	keys := map[string]bool{}
	for k := range m {
		keys[k] = true
	}
	return keys
}

// wayTo returns the shortest way from a package to one of the patterns, and nil when there is none.
func wayTo(from string, next map[string]map[string]bool, first map[string]bool, to []string) []string {
	came := map[string]string{from: ""}
	queue := []string{from}
	for len(queue) > 0 {
		at := queue[0]
		queue = queue[1:]
		if at != from && anyWithin(at, to) {
			way := []string{at}
			for came[at] != "" {
				at = came[at]
				way = append(way, at)
			}
			slices.Reverse(way)
			return way
		}
		steps := maps.Clone(next[at])
		if at == from {
			steps = map[string]bool{}
			maps.Copy(steps, next[at])
			maps.Copy(steps, first)
		}
		for _, step := range slices.Sorted(maps.Keys(steps)) {
			if _, been := came[step]; !been {
				came[step] = at
				queue = append(queue, step)
			}
		}
	}
	return nil
}

// Outside reports imports from outside in packages that are not the place for them.
func Outside(t *Tree, borders []Border) []Finding {
	var found []Finding
	for _, f := range t.Go {
		for _, spec := range f.syntax.Imports {
			imported := strings.Trim(spec.Path.Value, `"`)
			for _, b := range borders {
				if !anyWithin(imported, b.Imports) || f.Test && b.Tests || anyWithin(f.Package, b.Only) {
					continue
				}
				text := fmt.Sprintf("%s is imported nowhere", imported)
				if len(b.Only) > 0 {
					text = fmt.Sprintf("%s is imported only in %s", imported, strings.Join(b.Only, ", "))
				}
				found = append(found, Finding{Where: f.at(spec), Text: text})
			}
		}
	}
	return found
}

// Uses reports clock, environment, arguments and the end of the program outside their places, also where one is only
// handed on as a value.
func Uses(t *Tree, calls []Call, except []string) []Finding {
	var found []Finding
	for _, f := range t.Go {
		if f.Test || anyWithin(f.Package, except) {
			continue
		}
		imports := f.imports()
		ast.Inspect(f.syntax, func(n ast.Node) bool {
			sel, ok := n.(*ast.SelectorExpr)
			if !ok {
				return true
			}
			name, ok := sel.X.(*ast.Ident)
			if !ok {
				return true
			}
			for _, c := range calls {
				if imports[name.Name] == c.Import && slices.Contains(c.Names, sel.Sel.Name) {
					found = append(found, Finding{Where: f.at(sel), Text: fmt.Sprintf("%s.%s: %s", c.Import, sel.Sel.Name, c.Why)})
				}
			}
			return true
		})
		for name, imported := range imports {
			if name == "." && slices.ContainsFunc(calls, func(c Call) bool { return c.Import == imported }) {
				found = append(found, Finding{Where: f.Path, Text: "imports " + imported + " without its name, which hides what is used"})
			}
		}
	}
	return found
}

// Names reports packages that are named after nothing in the domain.
func Names(t *Tree, not []string) []Finding {
	var found []Finding
	seen := map[string]bool{}
	for _, f := range t.Go {
		if base := path.Base(f.Package); !seen[f.Package] && slices.Contains(not, base) {
			seen[f.Package] = true
			found = append(found, Finding{Where: f.Package, Text: base + " says nothing: a package is one noun of the domain"})
		}
	}
	return found
}
