// Package arch holds the rules of the project that a compiler does not check: who may import whom, what only one place
// may do, how large things may grow, and that words and sentences are complete. It is for tests only; its own test runs
// every rule on the whole project, and plants each mistake once to see it reported.
package arch

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"strconv"
	"strings"
)

// Tree is the source of the project as the rules look at it.
type Tree struct {
	// Module is the path that our own imports begin with.
	Module string
	// Go holds every Go file, test files included.
	Go []*File
	// Texts holds every other file that people write, by its path.
	Texts map[string]string
}

// File is one Go file.
type File struct {
	// Path is relative to the root of the project, with slashes.
	Path string
	// Package is the folder as the table names it: without internal/ in front.
	Package string
	Test    bool
	Lines   int
	set     *token.FileSet
	syntax  *ast.File
	source  []byte
}

// Finding is one broken rule.
type Finding struct {
	// Where is a file with its line, or a package.
	Where string
	Text  string
	// Mild is true for what is told but breaks nothing yet.
	Mild bool
}

// String returns the finding as a line of a test's output.
func (f Finding) String() string { return f.Where + ": " + f.Text }

// passedOver are folders that hold no source of ours.
var passedOver = map[string]bool{
	"node_modules": true, "testdata": true, "dist": true, "bin": true, "build": true, "out": true, "test-results": true,
	".git": true, "screenshots": true,
}

// texts are the endings of files other than Go that people write.
var texts = []string{".ts", ".mjs", ".css", ".md", ".yaml", ".yml", ".json", ".sh", ".html", ".tmpl", ".sql", ".py", ".conf", "Makefile", ".ci/run"}

// Load reads the project under root.
func Load(root fs.FS, module string) (*Tree, error) {
	tree := &Tree{Module: module, Texts: map[string]string{}}
	err := fs.WalkDir(root, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() {
			if passedOver[entry.Name()] {
				return fs.SkipDir
			}
			return nil
		}
		return tree.add(root, name)
	})
	return tree, err
}

// add reads one file when it is one that the rules look at.
func (t *Tree) add(root fs.FS, name string) error {
	if strings.HasSuffix(name, ".go") {
		source, err := fs.ReadFile(root, name)
		if err != nil {
			return err
		}
		set := token.NewFileSet()
		syntax, err := parser.ParseFile(set, name, source, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			return fmt.Errorf("parse %s: %w", name, err)
		}
		t.Go = append(t.Go, &File{
			Path: name, Package: strings.TrimPrefix(path.Dir(name), "internal/"), Test: strings.HasSuffix(name, "_test.go"),
			Lines: bytes.Count(source, []byte("\n")), set: set, syntax: syntax, source: source,
		})
		return nil
	}
	for _, ending := range texts {
		if strings.HasSuffix(name, ending) {
			source, err := fs.ReadFile(root, name)
			if err != nil {
				return err
			}
			t.Texts[name] = string(source)
			break
		}
	}
	return nil
}

// at returns the place of a node.
func (f *File) at(n ast.Node) string {
	return fmt.Sprintf("%s:%d", f.Path, f.set.Position(n.Pos()).Line)
}

// imports returns the paths that the file imports, and under which name each is known in it.
func (f *File) imports() map[string]string {
	known := map[string]string{}
	for _, spec := range f.syntax.Imports {
		imported, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			continue
		}
		name := path.Base(imported)
		if spec.Name != nil {
			name = spec.Name.Name
		} else if len(name) > 1 && name[0] == 'v' && name[1] >= '0' && name[1] <= '9' {
			name = path.Base(path.Dir(imported))
		}
		known[name] = imported
	}
	return known
}

// ours returns the package of an import as the table names it, and false when the import is none of ours.
func (t *Tree) ours(imported string) (string, bool) {
	rest, ok := strings.CutPrefix(imported, t.Module+"/")
	return strings.TrimPrefix(rest, "internal/"), ok
}

// within reports whether a package is in a pattern: "area" is itself, "source/*" each package one step below source,
// "web/..." web and all below it, "..." everything.
func within(pkg, pattern string) bool {
	if pattern == "..." {
		return true
	}
	if head, ok := strings.CutSuffix(pattern, "/..."); ok {
		return pkg == head || strings.HasPrefix(pkg, head+"/")
	}
	if head, ok := strings.CutSuffix(pattern, "/*"); ok {
		return path.Dir(pkg) == head
	}
	return pkg == pattern
}

// anyWithin reports whether a package is in one of the patterns.
func anyWithin(pkg string, patterns []string) bool {
	for _, p := range patterns {
		if within(pkg, p) {
			return true
		}
	}
	return false
}
