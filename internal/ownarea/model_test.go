package ownarea

import (
	"io/fs"
	"os"
	"regexp"
	"strings"
	"testing"
)

// Every attack of docs/attack-model.md names a test, and every test that it names is there.
func TestEveryAttackHasATest(t *testing.T) {
	text, err := os.ReadFile("../../docs/attack-model.md")
	if err != nil {
		t.Fatal(err)
	}
	var all strings.Builder
	for _, folder := range []string{".", "../web", "../store/storetest", "../vault", "../protection", "../../disclosure", "../../cmd/buurtbeeld-vault"} {
		err := fs.WalkDir(os.DirFS(folder), ".", func(name string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || !strings.HasSuffix(name, "_test.go") && name != "store.go" {
				return err
			}
			source, err := fs.ReadFile(os.DirFS(folder), name)
			all.Write(source)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	test, entry := regexp.MustCompile("`((?:Test|Fuzz)[A-Za-z]+)`"), regexp.MustCompile(`\*([a-z][^*|]+)\*`)
	attacks := 0
	for line := range strings.Lines(string(text)) {
		cells := strings.Split(line, "|")
		if len(cells) != 5 || strings.HasPrefix(cells[1], "---") || strings.TrimSpace(cells[1]) == "attack" {
			continue
		}
		attacks++
		named := 0
		for _, m := range test.FindAllStringSubmatch(cells[3], -1) {
			if named++; !strings.Contains(all.String(), "func "+m[1]+"(") {
				t.Errorf("there is no %s, for: %s", m[1], cells[1])
			}
		}
		for _, m := range entry.FindAllStringSubmatch(cells[3], -1) {
			if named++; !strings.Contains(all.String(), `"`+m[1]+`"`) {
				t.Errorf("the store has no test %q, for: %s", m[1], cells[1])
			}
		}
		if named == 0 {
			t.Errorf("no test for: %s", cells[1])
		}
	}
	if attacks < 50 {
		t.Errorf("%d attacks were read", attacks)
	}
}
