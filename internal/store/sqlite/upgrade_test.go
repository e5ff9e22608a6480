package sqlite

import (
	"testing"

	"github.com/buurtbeeld/buurtbeeld/internal/store/storetest"
)

// A file of before there were signs has the same tables and, as test package packed shows, the same bytes where a column
// has none. It is taken on as it is, and an older program no longer writes in it.
func TestAStoreOfBeforeThereWereSignsIsTakenOn(t *testing.T) {
	file, want := storeFile(t)
	begun(t, file, []string{`DELETE FROM schema_version WHERE version = 2`})
	s, err := Open(ctx, file, options())
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if n, err := s.schemaVersion(ctx, s.db); err != nil || n != 2 {
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
