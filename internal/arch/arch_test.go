package arch_test

import (
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"github.com/buurtbeeld/buurtbeeld/internal/arch"
	"github.com/buurtbeeld/buurtbeeld/internal/golden"
	"github.com/buurtbeeld/buurtbeeld/internal/page/locale"
)

const module = "github.com/buurtbeeld/buurtbeeld"

// rules are all rules, by what they keep.
var rules = map[string]func(*arch.Tree) []arch.Finding{
	"every import is in the table":           func(t *arch.Tree) []arch.Finding { return arch.Imports(t, arch.Table) },
	"no wall is reached":                     func(t *arch.Tree) []arch.Finding { return arch.Through(t, arch.Walls) },
	"network, database and kin stay inside":  func(t *arch.Tree) []arch.Finding { return arch.Outside(t, arch.Borders) },
	"clock, environment and exit are in cmd": func(t *arch.Tree) []arch.Finding { return arch.Uses(t, arch.Calls, arch.Handed) },
	"packages are named after nouns":         func(t *arch.Tree) []arch.Finding { return arch.Names(t, arch.NoNames) },
	"nothing grows too large":                func(t *arch.Tree) []arch.Finding { return arch.TooLarge(t, arch.Limits) },
	"words have their Dutch term":            func(t *arch.Tree) []arch.Finding { return arch.Dutch(t, arch.Vocabulary) },
	"problems have their sentence":           func(t *arch.Tree) []arch.Finding { return arch.Keys(t, sentence) },
	"no test is skipped":                     arch.Skipped,
	"nothing is left unfinished":             arch.Unfinished,
	"no folder of one machine is named":      arch.Paths,
	"no download address is locked":          arch.Downloads,
}

// sentence looks a key up in the catalogue, plural forms included.
func sentence(key string) (string, bool) {
	if !locale.Has(key) {
		return "", false
	}
	text := locale.Dutch.Text(key)
	if text == "["+key+"]" {
		text = locale.Dutch.Text(key + ".other")
	}
	return text, true
}

func project(t *testing.T) *arch.Tree {
	t.Helper()
	tree, err := arch.Load(os.DirFS(golden.Root()), module)
	if err != nil {
		t.Fatal(err)
	}
	return tree
}

func TestProject(t *testing.T) {
	tree := project(t)
	if len(tree.Go) < 10 {
		t.Fatalf("only %d Go files were found", len(tree.Go))
	}
	for name, rule := range rules {
		t.Run(name, func(t *testing.T) {
			for _, f := range rule(tree) {
				if f.Mild {
					t.Log(f)
				} else {
					t.Error(f)
				}
			}
		})
	}
}

// table is where docs/architecture.md holds the table: its head, and all rows below it.
var table = regexp.MustCompile(`\| package \| may import \(ours\) \|.*\n(\|.*\n)*`)

// TestTableIsTold keeps the table of docs/architecture.md the same as the one that is enforced.
func TestTableIsTold(t *testing.T) {
	file := filepath.Join(golden.Root(), "docs", "architecture.md")
	told, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	want := arch.Markdown(arch.Table)
	if flag.Lookup("golden.renew").Value.String() == "true" {
		told = table.ReplaceAllLiteral(told, []byte(want))
		if err := os.WriteFile(file, told, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if got := string(table.Find(told)); got != want {
		t.Errorf("the table of docs/architecture.md is not the one that is enforced (make golden renews it):\n%s", want)
	}
}

// exists reports whether the project holds a file or folder.
func exists(name string) bool {
	_, err := os.Stat(filepath.Join(golden.Root(), filepath.FromSlash(name)))
	return err == nil
}
