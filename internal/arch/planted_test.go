package arch_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"github.com/buurtbeeld/buurtbeeld/internal/arch"
)

// Each mistake is planted in a small project, and the rule that is there for it must tell exactly that. want holds a
// part of each finding in order; none means that the rule must stay silent.
type planted struct {
	files map[string]string
	want  []string
}

const ours = `"github.com/buurtbeeld/buurtbeeld/internal/`

// tree makes a project of files.
func (p planted) tree(t *testing.T) *arch.Tree {
	t.Helper()
	files := fstest.MapFS{}
	for name, text := range p.files {
		files[name] = &fstest.MapFile{Data: []byte(text)}
	}
	tree, err := arch.Load(files, module)
	if err != nil {
		t.Fatal(err)
	}
	return tree
}

func check(t *testing.T, rule string, cases map[string]planted) {
	t.Helper()
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			got := rules[rule](c.tree(t))
			if len(got) != len(c.want) {
				t.Fatalf("found %v, want %d", got, len(c.want))
			}
			for i, want := range c.want {
				if !strings.Contains(got[i].String(), want) {
					t.Errorf("found %q, want %q in it", got[i], want)
				}
			}
		})
	}
}

func TestImports(t *testing.T) {
	check(t, "every import is in the table", map[string]planted{
		"an arrow that is not in the table": {
			files: map[string]string{"internal/area/a.go": "package area\nimport _ " + ours + `store/sqlite"`},
			want:  []string{"internal/area/a.go:2: area may not import store/sqlite"},
		},
		"domain packages beside each other": {
			files: map[string]string{"internal/indicator/a.go": "package indicator\nimport _ " + ours + `stack"`},
			want:  []string{"indicator may not import stack"},
		},
		"a page that opens the database itself": {
			files: map[string]string{"internal/web/stackmap/a.go": "package stackmap\nimport _ " + ours + `store/sqlite"`},
			want:  []string{"web/stackmap may not import store/sqlite"},
		},
		"one source that leans on another": {
			files: map[string]string{"internal/source/cbs/a.go": "package cbs\nimport _ " + ours + `web"`},
			want:  []string{"source/cbs may not import web"},
		},
		"a package that is not in the table": {
			files: map[string]string{"internal/gadget/a.go": "package gadget", "internal/gadget/b.go": "package gadget"},
			want:  []string{"gadget: is not in the table"},
		},
		"a package of tests that is not in the table": {
			files: map[string]string{"internal/gadget/a_test.go": "package gadget"},
			want:  []string{"gadget: is not in the table"},
		},
		"what the table allows": {
			files: map[string]string{
				"internal/area/a.go":       "package area\nimport _ " + ours + `problem"`,
				"internal/web/a.go":        "package web\nimport _ " + ours + `web/asset"`,
				"internal/area/a_test.go":  "package area_test\nimport (\n _ " + ours + "golden\"\n _ " + ours + `area"` + "\n)",
				"cmd/buurtbeeld/main.go":   "package main\nimport _ " + ours + `store/sqlite"`,
				"internal/page/p.go":       "package page\nimport _ " + ours + `page/locale"`,
				"node_modules/x/y/flat.go": "package flat",
			},
		},
	})
}

func TestThrough(t *testing.T) {
	check(t, "no wall is reached", map[string]planted{
		"a page reaches the vault through others": {
			files: map[string]string{
				"internal/web/a.go":     "package web\nimport _ " + ours + `drawing"`,
				"internal/drawing/a.go": "package drawing\nimport _ " + ours + `vault/ledger"`,
				"internal/vault/v.go":   "package vault",
			},
			want: []string{
				"drawing: nothing in the monitor reaches the vault: drawing -> vault/ledger",
				"web: nothing in the monitor reaches the vault: web -> drawing -> vault/ledger",
			},
		},
		"the vault reaches the pages through a test": {
			files: map[string]string{
				"internal/vault/v_test.go": "package vault\nimport _ " + ours + `example"`,
				"internal/example/e.go":    "package example\nimport _ " + ours + `web/asset"`,
			},
			want: []string{"vault: nothing in the vault reaches the pages or the sources: vault -> example -> web/asset"},
		},
		"both sides share what is below them": {
			files: map[string]string{
				"internal/vault/v.go": "package vault\nimport _ " + ours + `area"`,
				"internal/web/w.go":   "package web\nimport _ " + ours + `area"`,
				"internal/area/a.go":  "package area",
			},
		},
	})
}

func TestOutside(t *testing.T) {
	check(t, "network, database and kin stay inside", map[string]planted{
		"the domain asks the network": {
			files: map[string]string{"internal/stack/a.go": "package stack\nimport _ \"net/http\""},
			want:  []string{"internal/stack/a.go:2: net/http is imported only in"},
		},
		"also below net/http": {
			files: map[string]string{"internal/sheet/a.go": "package sheet\nimport _ \"net/http/httptest\""},
			want:  []string{"net/http/httptest is imported only in"},
		},
		"a drawing with templates": {
			files: map[string]string{"internal/drawing/a.go": "package drawing\nimport _ \"html/template\""},
			want:  []string{"html/template is imported only in"},
		},
		"SQL on a page, and a driver in the domain": {
			files: map[string]string{
				"internal/area/a.go": "package area\nimport _ \"modernc.org/sqlite\"",
				"internal/web/a.go":  "package web\nimport _ \"database/sql\"",
			},
			want: []string{"modernc.org/sqlite is imported only in", "database/sql is imported only in"},
		},
		"unsafe": {
			files: map[string]string{"internal/area/a.go": "package area\nimport _ \"unsafe\""},
			want:  []string{"unsafe is imported nowhere"},
		},
		"where they belong": {
			files: map[string]string{
				"internal/page/a.go":            "package page\nimport (\n_ \"net/http\"\n_ \"html/template\"\n)",
				"internal/store/sqlite/a.go":    "package sqlite\nimport (\n_ \"database/sql\"\n_ \"modernc.org/sqlite\"\n)",
				"internal/source/boundary/a.go": "package boundary\nimport _ \"database/sql\"",
				"internal/stack/a_test.go":      "package stack\nimport _ \"net/http/httptest\"",
			},
		},
	})
}

func TestUses(t *testing.T) {
	check(t, "clock, environment and exit are in cmd", map[string]planted{
		"the clock, called": {
			files: map[string]string{"internal/stack/a.go": "package stack\nimport \"time\"\nvar now = time.Now()"},
			want:  []string{"internal/stack/a.go:3: time.Now: the clock comes from cmd"},
		},
		"the clock, handed on under another name": {
			files: map[string]string{"internal/stack/a.go": "package stack\nimport klok \"time\"\nvar now = klok.Now\nvar since = klok.Since"},
			want:  []string{"time.Now", "time.Since"},
		},
		"the environment": {
			files: map[string]string{"internal/area/a.go": "package area\nimport \"os\"\nvar a, b = os.Getenv(\"A\"), os.Args"},
			want:  []string{"os.Getenv", "os.Args"},
		},
		"the end of the program": {
			files: map[string]string{"internal/area/a.go": "package area\nimport (\n\"os\"\n\"log\"\n)\nfunc f() { os.Exit(1); log.Fatalf(\"\") }"},
			want:  []string{"os.Exit", "log.Fatalf"},
		},
		"without the name of the package": {
			files: map[string]string{"internal/area/a.go": "package area\nimport . \"time\"\nvar now = Now()"},
			want:  []string{"imports time without its name"},
		},
		"in cmd, in a test, and what only waits": {
			files: map[string]string{
				"cmd/buurtbeeld/main.go":  "package main\nimport (\n\"os\"\n\"time\"\n)\nfunc main() { _ = time.Now(); os.Exit(0) }",
				"internal/area/a_test.go": "package area\nimport \"time\"\nvar now = time.Now()",
				"internal/area/a.go":      "package area\nimport \"time\"\nvar wait = time.After(time.Second)",
			},
		},
	})
}

func TestNames(t *testing.T) {
	check(t, "packages are named after nouns", map[string]planted{
		"a drawer for everything": {
			files: map[string]string{"internal/area/util/a.go": "package util"},
			want:  []string{"area/util: util says nothing"},
		},
		"a noun": {files: map[string]string{"internal/area/a.go": "package area"}},
	})
}

func TestTooLarge(t *testing.T) {
	long := func(lines int) string {
		return "package area\nfunc f() {\n" + strings.Repeat("_ = 1\n", lines-2) + "}\n"
	}
	many := func(lines int) string { return "package area\n" + strings.Repeat("// line\n", lines-1) }
	check(t, "nothing grows too large", map[string]planted{
		"a file that only tells":      {files: map[string]string{"internal/area/a.go": many(401)}, want: []string{"401 lines in one file"}},
		"a file that fails":           {files: map[string]string{"internal/area/a_test.go": many(501)}, want: []string{"501 lines in one file"}},
		"a function":                  {files: map[string]string{"internal/area/a.go": long(81)}, want: []string{"f has 81 lines"}},
		"a long table in a test":      {files: map[string]string{"internal/area/a_test.go": long(81)}},
		"six parameters":              {files: map[string]string{"internal/area/a.go": "package area\nfunc f(a, b, c int, d, e, g string) {}"}, want: []string{"f has 6 parameters"}},
		"five parameters and a taker": {files: map[string]string{"internal/area/a.go": "package area\nfunc (x t) f(a, b, c int, d, e string) {}\ntype t int"}},
		"a package": {
			files: map[string]string{
				"internal/area/a.go": many(400), "internal/area/b.go": many(400), "internal/area/c.go": many(400), "internal/area/d.go": many(400),
				"internal/area/e.go": many(400), "internal/area/f.go": many(400), "internal/area/g.go": many(101), "internal/area/h_test.go": many(400),
			},
			want: []string{"area: 2501 lines in one package"},
		},
	})
	for _, c := range []struct {
		lines int
		mild  bool
	}{{401, true}, {500, true}, {501, false}} {
		p := planted{files: map[string]string{"internal/area/a.go": many(c.lines)}}
		if got := arch.TooLarge(p.tree(t), arch.Limits); len(got) != 1 || got[0].Mild != c.mild {
			t.Errorf("%d lines: %v", c.lines, got)
		}
	}
}

func TestDutch(t *testing.T) {
	check(t, "words have their Dutch term", map[string]planted{
		"a word without its term": {
			files: map[string]string{"internal/area/a.go": "package area\n\n// District lies between.\ntype District struct{}\n\n// Level is one.\ntype Level uint8"},
			want:  []string{"internal/area/a.go:4: District has no (Dutch: …)", "Level has no (Dutch: …)"},
		},
		"no comment at all": {
			files: map[string]string{"internal/stack/a.go": "package stack\ntype Layer interface{}"},
			want:  []string{"Layer has no (Dutch: …)"},
		},
		"in a group": {
			files: map[string]string{"internal/area/a.go": "package area\n\n// Both (Dutch: beide).\ntype (\n\t// A is one.\n\tA int\n\t// B is one (Dutch: bee).\n\tB int\n)"},
			want:  []string{"A has no (Dutch: …)"},
		},
		"an empty term": {
			files: map[string]string{"internal/area/a.go": "package area\n\n// A is one (Dutch: ).\ntype A int"},
			want:  []string{"A has no (Dutch: …)"},
		},
		"words with their term, and what is none": {
			files: map[string]string{
				"internal/area/a.go":      "package area\n\n// District lies between (Dutch: wijk).\ntype District struct{}\n\ntype hidden int\n\ntype Options struct{}\n\ntype ColumnStore interface{}\n\ntype Same = District",
				"internal/sheet/a.go":     "package sheet\ntype Table struct{}",
				"internal/area/a_test.go": "package area\ntype Fake struct{}",
			},
		},
	})
}

func TestKeys(t *testing.T) {
	file := func(call string) map[string]string {
		return map[string]string{"internal/area/a.go": "package area\nimport \"github.com/buurtbeeld/buurtbeeld/internal/problem\"\nvar e = " + call}
	}
	check(t, "problems have their sentence", map[string]planted{
		"a key without a sentence": {
			files: file(`problem.New(problem.Invalid, "nothing.like_this", "a", 1)`),
			want:  []string{`the key "nothing.like_this" has no sentence`},
		},
		"a sentence that quotes what is not brought": {
			files: file(`problem.New(problem.Invalid, "place.sheet", "sheet", 1)`),
			want:  []string{`the sentence of "place.sheet" quotes name`},
		},
		"a plural that quotes what is not brought": {
			files: file(`problem.New(problem.Invalid, "problem.more")`),
			want:  []string{`the sentence of "problem.more" quotes n`},
		},
		"under another name": {
			files: map[string]string{"internal/area/a.go": "package area\nimport p \"github.com/buurtbeeld/buurtbeeld/internal/problem\"\nvar e = p.New(p.Invalid, \"nothing.like_this\")"},
			want:  []string{"nothing.like_this"},
		},
		"a whole problem":           {files: file(`problem.New(problem.Invalid, "place.sheet", "name", "x")`)},
		"values that are spread":    {files: file(`problem.New(problem.Invalid, "place.sheet", pairs...)`)},
		"a New that is not of ours": {files: map[string]string{"internal/area/a.go": "package area\nimport \"errors\"\nvar e = errors.New(\"nothing.like_this\")"}},
	})
}

func TestSkipped(t *testing.T) {
	skip := "Sk" + "ip"
	check(t, "no test is skipped", map[string]planted{
		"in Go": {
			files: map[string]string{"internal/area/a_test.go": "package area\nimport \"testing\"\nfunc TestA(t *testing.T) { t." + skip + "(); t." + skip + "f(\"\") }"},
			want:  []string{"internal/area/a_test.go:3: a test is skipped", "a test is skipped"},
		},
		"in the browser": {
			files: map[string]string{"e2e/a.spec.ts": "test.skip('a', () => {});\ntest.describe.only('b', () => {});\ntest.fixme('c');"},
			want:  []string{"e2e/a.spec.ts:1", "e2e/a.spec.ts:2", "e2e/a.spec.ts:3"},
		},
		"something else that skips": {
			files: map[string]string{"internal/area/a.go": "package area\nfunc g(d interface{ SkipValue() error }) { _ = d.SkipValue() }"},
		},
	})
}

func TestUnfinished(t *testing.T) {
	mark := "TO" + "DO"
	check(t, "nothing is left unfinished", map[string]planted{
		"a mark in a comment": {
			files: map[string]string{"internal/area/a.go": "package area\n\n// " + mark + ": later\nvar a int", "internal/web/island/x/index.ts": "// " + mark},
			want:  []string{"internal/area/a.go:3: says that it is not finished", "internal/web/island/x/index.ts:1"},
		},
		"a panic that stands in": {
			files: map[string]string{"internal/area/a.go": "package area\nimport \"errors\"\nvar e = errors.New(\"not yet implemented\")\nfunc f() { panic(\"" + mark + "\") }"},
			want:  []string{"stands in for what is not written", "stands in for what is not written"},
		},
		"a panic on a mistake of ours": {files: map[string]string{"internal/area/a.go": "package area\nfunc f() { panic(\"names and values must come in pairs\") }"}},
	})
}

func TestPaths(t *testing.T) {
	check(t, "no folder of one machine is named", map[string]planted{
		"in Go and in text": {
			files: map[string]string{"internal/area/a.go": "package area\nvar a = \"/ho" + "me/jan/data\"", "docs/a.md": "see /wo" + "rk/data"},
			want:  []string{"internal/area/a.go:2", "docs/a.md:1"},
		},
		"a folder of the system, and an address": {files: map[string]string{"docs/a.md": "/usr/bin/chromium and https://example.org/home/page and team/desk/a"}},
	})
}

func TestDownloads(t *testing.T) {
	check(t, "no download address is locked", map[string]planted{
		"an address":    {files: map[string]string{"package-lock.json": "{\n\"resolved\": \"https://example.org/a.tgz\"}"}, want: []string{"package-lock.json:2"}},
		"only a digest": {files: map[string]string{"package-lock.json": "{\n\"integrity\": \"sha512-x\"}"}},
	})
}

func TestStale(t *testing.T) {
	p := planted{files: map[string]string{"internal/area/a.go": "package area"}}
	got := arch.Stale(p.tree(t), []arch.Line{{Package: "area"}, {Package: "gone"}})
	if len(got) != 1 || got[0].Where != "gone" {
		t.Errorf("found %v", got)
	}
}
