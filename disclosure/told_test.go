package disclosure_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// sources are the parsed Go files of this folder and those below it, by folder and then by name.
func sources(t *testing.T) map[string]map[string]*ast.File {
	t.Helper()
	all := map[string]map[string]*ast.File{}
	err := filepath.WalkDir(".", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || filepath.Ext(path) != ".go" {
			return err
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ParseComments)
		if folder := filepath.Dir(path); all[folder] == nil {
			all[folder] = map[string]*ast.File{}
		}
		all[filepath.Dir(path)][path] = file
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// untold are the promises in the comments of a package that have no test of their name in it, and the tests of promises that no
// comment makes.
func untold(files map[string]*ast.File) (untested, unmade []string) {
	made, tested := map[string]bool{}, map[string]bool{}
	promise := regexp.MustCompile(`(?m)^Promise: (\w+)`)
	for name, file := range files {
		if !strings.HasSuffix(name, "_test.go") {
			for _, comment := range file.Comments {
				for _, m := range promise.FindAllStringSubmatch(comment.Text(), -1) {
					made[m[1]] = true
				}
			}
			continue
		}
		for _, d := range file.Decls {
			if f, ok := d.(*ast.FuncDecl); ok && strings.HasPrefix(f.Name.Name, "TestPromise") {
				tested[strings.TrimPrefix(f.Name.Name, "TestPromise")] = true
			}
		}
	}
	for _, name := range slices.Sorted(maps.Keys(made)) {
		if !tested[name] {
			untested = append(untested, name)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(tested)) {
		if !made[name] {
			unmade = append(unmade, name)
		}
	}
	return untested, unmade
}

func TestEachPromiseIsTested(t *testing.T) {
	promises := 0
	for folder, files := range sources(t) {
		untested, unmade := untold(files)
		if untested != nil || unmade != nil {
			t.Errorf("%s: promised and not tested: %v; tested and not promised: %v", folder, untested, unmade)
		}
		for _, file := range files {
			for _, c := range file.Comments {
				promises += strings.Count(c.Text(), "\nPromise: ")
			}
		}
	}
	if promises < 20 {
		t.Errorf("%d promises: the comments are not read", promises)
	}
}

func TestWhatHasNoTestIsFound(t *testing.T) {
	files := map[string]*ast.File{}
	for name, text := range map[string]string{
		"a.go":      "package a\n\n// F does.\n//\n// Promise: Kept. It is.\n// Promise: Forgotten. It is not.\nfunc F() {}\n",
		"a_test.go": "package a\n\nfunc TestPromiseKept() {}\nfunc TestPromiseOfNobody() {}\n",
	} {
		file, err := parser.ParseFile(token.NewFileSet(), name, text, parser.ParseComments)
		if err != nil {
			t.Fatal(err)
		}
		files[name] = file
	}
	if untested, unmade := untold(files); !slices.Equal(untested, []string{"Forgotten"}) || !slices.Equal(unmade, []string{"OfNobody"}) {
		t.Errorf("promised and not tested: %v; tested and not promised: %v", untested, unmade)
	}
}

// TestReadmeShowsTheExample keeps the program in README.md one that compiles: it is the one in example_readme_test.go.
func TestReadmeShowsTheExample(t *testing.T) {
	read := func(name string) string {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		return string(text)
	}
	between := func(text, from, to string) string {
		_, text, found := strings.Cut(text, from)
		text, _, end := strings.Cut(text, to)
		if !found || !end {
			t.Fatalf("nothing between %q and %q", from, to)
		}
		return strings.TrimSpace(text)
	}
	told := between(read("README.md"), "```go\n", "```")
	runs := between(read("example_readme_test.go"), "func short(ctx context.Context) error {\n", "\n}\n")
	runs = strings.TrimSpace(strings.TrimSuffix(strings.ReplaceAll("\n"+runs, "\n\t", "\n"), "return nil"))
	if told != runs {
		t.Errorf("README.md shows\n%s\nand the example is\n%s", told, runs)
	}
}
