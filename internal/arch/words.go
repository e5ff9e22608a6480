package arch

import (
	"fmt"
	"go/ast"
	"go/token"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// Dutch reports exported types of the domain packages whose comment lacks the Dutch term, in the form
// "(Dutch: wijk)". What is no word of the domain is passed over: an Options struct and the store that a package asks for.
func Dutch(t *Tree, packages []string) []Finding {
	var found []Finding
	for _, f := range t.Go {
		if f.Test || !anyWithin(f.Package, packages) {
			continue
		}
		for _, d := range f.syntax.Decls {
			decl, ok := d.(*ast.GenDecl)
			if !ok || decl.Tok != token.TYPE {
				continue
			}
			for _, s := range decl.Specs {
				spec := s.(*ast.TypeSpec)
				doc := spec.Doc.Text()
				if !decl.Lparen.IsValid() {
					doc = decl.Doc.Text()
				}
				if spec.Name.IsExported() && !spec.Assign.IsValid() && !isPlumbing(spec.Name.Name) && !hasDutch(doc) {
					found = append(found, Finding{Where: f.at(spec), Text: fmt.Sprintf("%s has no (Dutch: …) in its comment", spec.Name.Name)})
				}
			}
		}
	}
	return found
}

func isPlumbing(name string) bool {
	return strings.HasSuffix(name, "Options") || strings.HasSuffix(name, "Store") || name == "Stores"
}

var dutchTerm = regexp.MustCompile(`\(Dutch:\s+[^)]+\)`)

func hasDutch(doc string) bool { return dutchTerm.MatchString(doc) }

// Sentence gives the text of a key in the catalogue, with its {names}, and false when there is no such key.
type Sentence func(key string) (string, bool)

var quoted = regexp.MustCompile(`\{([a-zA-Z_]+)\}`)

// Keys reports problems whose key has no sentence in the catalogue, and sentences that quote a value which the problem
// does not bring.
func Keys(t *Tree, sentence Sentence) []Finding {
	var found []Finding
	for _, f := range t.Go {
		if f.Test {
			continue
		}
		imports := f.imports()
		ast.Inspect(f.syntax, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok || len(call.Args) < 2 || !isProblemNew(t, f, imports, call.Fun) {
				return true
			}
			key, ok := literal(call.Args[1])
			if !ok {
				return true
			}
			text, ok := sentence(key)
			if !ok {
				found = append(found, Finding{Where: f.at(call), Text: fmt.Sprintf("the key %q has no sentence in page/locale/text", key)})
				return true
			}
			if missing := unbrought(text, call); len(missing) > 0 {
				found = append(found, Finding{Where: f.at(call), Text: fmt.Sprintf("the sentence of %q quotes %s, which is not brought", key, strings.Join(missing, ", "))})
			}
			return true
		})
	}
	return found
}

func isProblemNew(t *Tree, f *File, imports map[string]string, fun ast.Expr) bool {
	if f.Package == "problem" {
		name, ok := fun.(*ast.Ident)
		return ok && name.Name == "New"
	}
	sel, ok := fun.(*ast.SelectorExpr)
	if !ok || sel.Sel.Name != "New" {
		return false
	}
	name, ok := sel.X.(*ast.Ident)
	return ok && imports[name.Name] == t.Module+"/internal/problem"
}

// unbrought returns the names that a sentence quotes and the call does not give. A call that spreads a slice is trusted.
func unbrought(text string, call *ast.CallExpr) []string {
	if call.Ellipsis.IsValid() {
		return nil
	}
	missing := map[string]bool{}
	for _, m := range quoted.FindAllStringSubmatch(text, -1) {
		missing[m[1]] = true
	}
	for i := 2; i < len(call.Args); i += 2 {
		if name, ok := literal(call.Args[i]); ok {
			delete(missing, name)
		}
	}
	return slices.Sorted(maps.Keys(missing))
}

func literal(e ast.Expr) (string, bool) {
	lit, ok := e.(*ast.BasicLit)
	if !ok || lit.Kind != token.STRING {
		return "", false
	}
	s, err := strconv.Unquote(lit.Value)
	return s, err == nil
}
