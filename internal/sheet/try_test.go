package sheet

import (
	"fmt"
	"io"
	"path/filepath"
	"testing"

	"github.com/buurtbeeld/buurtbeeld/internal/golden"
)

func TestTry(t *testing.T) {
	root, _ := golden.Shared(t, "data")
	var files []string
	for _, p := range []string{"*/*.csv", "*/*.csv.gz", "*/*.xlsx", "*/*.parquet"} {
		m, _ := filepath.Glob(filepath.Join(root, p))
		files = append(files, m...)
	}
	for _, f := range files {
		r, err := OpenFile(f, Options{})
		if err != nil {
			fmt.Println("ERR", err)
			continue
		}
		for {
			_, err = r.Next()
			if err != nil {
				break
			}
		}
		h := r.Columns()
		if err == io.EOF {
			err = nil
		}
		fmt.Printf("%s\n   %+v\n   %d cols, %+v %+v ERR=%v\n", filepath.Base(f), r.Dialect(), len(h), h[min(1, len(h)-1)], h[len(h)-1], err)
	}
}
