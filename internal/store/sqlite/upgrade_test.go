package sqlite

import (
	"fmt"
	"regexp"
	"testing"

	"github.com/buurtbeeld/buurtbeeld/internal/store/storetest"
)

var created = regexp.MustCompile(`CREATE TABLE (\w+)`)

// before returns the statements that take a store back to before a migration: what it and later ones made goes.
func before(t *testing.T, number int) []string {
	t.Helper()
	var drops []string
	steps, err := migrations.ReadDir("migrations")
	if err != nil {
		t.Fatal(err)
	}
	for _, step := range steps[number-1:] {
		text, err := migrations.ReadFile("migrations/" + step.Name())
		if err != nil {
			t.Fatal(err)
		}
		for _, made := range created.FindAllStringSubmatch(string(text), -1) {
			drops = append([]string{`DROP TABLE ` + made[1]}, drops...)
		}
	}
	return append(drops, fmt.Sprintf(`DELETE FROM schema_version WHERE version >= %d`, number))
}

// A file of before there were signs has the same tables and, as test package packed shows, the same bytes where a column
// has none. It is taken on as it is, and an older program no longer writes in it.
func TestAStoreOfBeforeThereWereSignsIsTakenOn(t *testing.T) {
	file, want := storeFile(t)
	newest := schema(t, file)
	begun(t, file, before(t, 2))
	s, err := Open(ctx, file, options())
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if n, err := s.file.SchemaVersion(ctx); err != nil || n != newest {
		t.Errorf("version %d, %v", n, err)
	}
	got := storetest.DumpOf(t, s, analyst)
	if len(got.Columns) != len(want.Columns) {
		t.Fatalf("%d columns, want %d", len(got.Columns), len(want.Columns))
	}
	for i, c := range got.Columns {
		if p := c.Parts(); p.Signs != nil || p.Numbers[0] != want.Columns[i].Parts().Numbers[0] {
			t.Errorf("%v became another", c.Key())
		}
	}
}

// schema returns the number of the last migration of a store.
func schema(t *testing.T, file string) int {
	t.Helper()
	s, err := Open(ctx, file, options())
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	n, err := s.file.SchemaVersion(ctx)
	if err != nil || n < 2 {
		t.Fatalf("version %d, %v", n, err)
	}
	return n
}
