package sheet

import (
	"io"
	"testing"

	"github.com/buurtbeeld/buurtbeeld/internal/golden"
)

// BenchmarkRead reads whole files of the national size, and every number of the text tables.
func BenchmarkRead(b *testing.B) {
	for name, file := range map[string]string{
		"csv.gz, 17,341 x 118":  "data/cbs-kwb-2020-84799NED/84799NED_TypedDataSet.csv.gz",
		"parquet, 17,341 x 118": "data/cbs-kwb-2020-84799NED/cbs.v3.84799NED_TypedDataSet.parquet",
		"xlsx, 17,341 x 43":     "data/rivm-gezondheid-50090NED/2016_18+.xlsx",
	} {
		path, ok := golden.Shared(b, file)
		if !ok {
			return
		}
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				readAll(b, path)
			}
		})
	}
}

func readAll(b *testing.B, path string) {
	r, err := OpenFile(path, Options{})
	if err != nil {
		b.Fatal(err)
	}
	defer r.Close()
	style, numbers := Style{Decimal: Point}, 0
	for {
		row, err := r.Next()
		if err == io.EOF {
			b.ReportMetric(float64(numbers), "numbers/op")
			return
		}
		if err != nil {
			b.Fatal(err)
		}
		for _, c := range row.Cells[6:] {
			if c.Typed || c.Null || c.Text == "" || c.Text[len(c.Text)-1] == '.' {
				continue
			}
			if _, err := style.Parse(c.Text); err == nil {
				numbers++
			}
		}
	}
}
