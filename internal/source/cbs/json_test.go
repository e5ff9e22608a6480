package cbs

import (
	"io"
	"testing"
)

func FuzzReadJSON(f *testing.F) {
	f.Add([]byte(`{"odata.metadata":"x","value":[{"WijkenEnBuurten":"BU00010000","AantalInwoners_5":1}]}`))
	f.Add([]byte(`[{"Key":"A","Title":"B","Type":"Topic","ParentID":1},{"Key":"C"}]`))
	f.Add([]byte(`{"Identifier":"00000NED","Title":"T","Modified":null}`))
	f.Add([]byte(`{"value":[{"a":[1],"b":{"c":2},"d":true}]}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		what, records, r, err := readJSON(text, "f.json")
		if err != nil {
			return
		}
		if r == nil {
			newDescription().take(what, records)
			return
		}
		width := len(r.Header())
		for {
			row, err := r.Next()
			if err != nil {
				if err == io.EOF {
					break
				}
				return
			}
			if len(row.Cells) != width {
				t.Fatalf("%d cells under %d columns", len(row.Cells), width)
			}
		}
	})
}
