package arch

import (
	"fmt"
	"go/ast"
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"
)

// Skipped reports tests that are passed over, in Go and in the browser.
func Skipped(t *Tree) []Finding {
	var found []Finding
	for _, f := range t.Go {
		ast.Inspect(f.syntax, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok {
				return true
			}
			sel, ok := call.Fun.(*ast.SelectorExpr)
			if !ok || !slices.Contains([]string{"Skip", "Skipf", "SkipNow"}, sel.Sel.Name) {
				return true
			}
			if name, ok := sel.X.(*ast.Ident); ok && slices.Contains([]string{"t", "tb", "b", "f", "rt"}, name.Name) {
				found = append(found, Finding{Where: f.at(call), Text: "a test is skipped: log why and return where data is absent, mend it otherwise"})
			}
			return true
		})
	}
	return append(found, lines(t.Texts, ".ts", skippedWalk, "a test is skipped or runs alone")...)
}

var skippedWalk = regexp.MustCompile(`\b(test|it|describe)(\.describe)?\.(skip|fixme|only|fail)\b`)

// unfinished are the marks of work that is not done. They are put together here so that this file holds none.
var unfinished = regexp.MustCompile(`\b(TO` + `DO|FIX` + `ME|XX` + `X|HA` + `CK)\b`)

var promised = regexp.MustCompile(`(?i)to` + `do|not (yet )?implemented|unimplemented`)

// Unfinished reports marks of unfinished work, and panics and errors that stand in for it.
func Unfinished(t *Tree) []Finding {
	var found []Finding
	for _, f := range t.Go {
		for _, group := range f.syntax.Comments {
			for _, c := range group.List {
				if unfinished.MatchString(c.Text) {
					found = append(found, Finding{Where: f.at(c), Text: "says that it is not finished"})
				}
			}
		}
		ast.Inspect(f.syntax, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok || len(call.Args) == 0 {
				return true
			}
			text, ok := literal(call.Args[0])
			if ok && promised.MatchString(text) && standsIn(call.Fun) {
				found = append(found, Finding{Where: f.at(call), Text: "stands in for what is not written"})
			}
			return true
		})
	}
	for _, ending := range []string{".ts", ".mjs", ".css", ".sh", ".sql", ".html", ".tmpl", ".yaml", "Makefile"} {
		found = append(found, lines(t.Texts, ending, unfinished, "says that it is not finished")...)
	}
	return found
}

// standsIn reports whether a call ends or refuses: panic, errors.New, fmt.Errorf.
func standsIn(fun ast.Expr) bool {
	switch fun := fun.(type) {
	case *ast.Ident:
		return fun.Name == "panic"
	case *ast.SelectorExpr:
		return slices.Contains([]string{"New", "Errorf"}, fun.Sel.Name)
	}
	return false
}

// Paths reports folders of one person's machine in what everybody gets: such a file works for nobody else. The folders
// of the system, which every machine has, are not meant.
func Paths(t *Tree) []Finding {
	own := regexp.MustCompile(`(^|["'\x60 =(:])/(home|root|Users|work)/[A-Za-z0-9._-]`)
	var found []Finding
	for _, f := range t.Go {
		for i, line := range strings.Split(string(f.source), "\n") {
			if own.MatchString(line) {
				found = append(found, Finding{Where: fmt.Sprintf("%s:%d", f.Path, i+1), Text: "names a folder of one machine"})
			}
		}
	}
	return append(found, lines(t.Texts, "", own, "names a folder of one machine")...)
}

// Downloads reports addresses in npm's lock file: everybody uses the registry that their own npm is set up for.
func Downloads(t *Tree) []Finding {
	return lines(t.Texts, "package-lock.json", regexp.MustCompile(`"resolved"`), "holds a download address")
}

// lines reports the lines that match in the texts with an ending, in order.
func lines(all map[string]string, ending string, match *regexp.Regexp, text string) []Finding {
	var found []Finding
	for _, name := range slices.Sorted(maps.Keys(all)) {
		if !strings.HasSuffix(name, ending) {
			continue
		}
		for i, line := range strings.Split(all[name], "\n") {
			if match.MatchString(line) {
				found = append(found, Finding{Where: fmt.Sprintf("%s:%d", name, i+1), Text: text})
			}
		}
	}
	return found
}

var link = regexp.MustCompile(`\]\(([^)#:\s]+)(#[^)]*)?\)`)

var code = regexp.MustCompile("`[^`]*`")

// Links reports links in our documents to files that exists does not know.
func Links(t *Tree, exists func(name string) bool) []Finding {
	var found []Finding
	for _, name := range slices.Sorted(maps.Keys(t.Texts)) {
		if !strings.HasSuffix(name, ".md") {
			continue
		}
		for i, line := range strings.Split(t.Texts[name], "\n") {
			for _, m := range link.FindAllStringSubmatch(code.ReplaceAllString(line, ""), -1) {
				if to := path.Join(path.Dir(name), m[1]); !exists(to) {
					found = append(found, Finding{Where: fmt.Sprintf("%s:%d", name, i+1), Text: "leads to " + to + ", which is not there"})
				}
			}
		}
	}
	return found
}
