package arch

import (
	"fmt"
	"go/ast"
	"maps"
	"slices"
)

// Sizes are how large things may grow, in lines: past About it is told, past Most it fails.
type Sizes struct {
	FileAbout, FileMost int
	FuncAbout, FuncMost int
	// Params is the most parameters of a function; from there on an Options struct tells them apart.
	Params int
	// Package is the most lines of a package without its tests.
	Package int
}

// Limits are the sizes of this project.
var Limits = Sizes{FileAbout: 400, FileMost: 500, FuncAbout: 60, FuncMost: 80, Params: 5, Package: 2500}

// TooLarge reports files, functions, parameter lists and packages past the limits. Tests may have long functions, since
// a table is one.
func TooLarge(t *Tree, limits Sizes) []Finding {
	var found []Finding
	lines := map[string]int{}
	for _, f := range t.Go {
		if f.Lines > limits.FileAbout {
			found = append(found, Finding{Where: f.Path, Text: fmt.Sprintf("%d lines in one file, at most about %d", f.Lines, limits.FileAbout), Mild: f.Lines <= limits.FileMost})
		}
		if f.Test {
			continue
		}
		lines[f.Package] += f.Lines
		for _, d := range f.syntax.Decls {
			if fn, ok := d.(*ast.FuncDecl); ok {
				found = append(found, f.tooLarge(fn, limits)...)
			}
		}
	}
	for _, pkg := range slices.Sorted(maps.Keys(lines)) {
		if lines[pkg] > limits.Package {
			found = append(found, Finding{Where: pkg, Text: fmt.Sprintf("%d lines in one package, at most about %d: split it by noun", lines[pkg], limits.Package)})
		}
	}
	return found
}

func (f *File) tooLarge(fn *ast.FuncDecl, limits Sizes) []Finding {
	var found []Finding
	long := f.set.Position(fn.End()).Line - f.set.Position(fn.Pos()).Line + 1
	if long > limits.FuncAbout {
		found = append(found, Finding{Where: f.at(fn), Text: fmt.Sprintf("%s has %d lines, at most about %d", fn.Name.Name, long, limits.FuncAbout), Mild: long <= limits.FuncMost})
	}
	if n := fn.Type.Params.NumFields(); n > limits.Params {
		found = append(found, Finding{Where: f.at(fn), Text: fmt.Sprintf("%s has %d parameters, at most %d: use one Options struct", fn.Name.Name, n, limits.Params)})
	}
	return found
}
