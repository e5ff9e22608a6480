package sheet_test

import (
	"fmt"
	"io"
	"strings"

	"github.com/buurtbeeld/buurtbeeld/internal/sheet"
)

func ExampleOpen() {
	file := strings.NewReader("code;naam;aandeel\nBU00140000;Noord;12,5\nBU00140001;Zuid;.\n")
	table, err := sheet.Open(file, file.Size(), sheet.Options{Name: "aandelen.csv"})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer table.Close()

	missing := func(text string) bool { return text == "." }
	shares := sheet.Detector{Skip: missing}
	var texts []string
	for {
		row, err := table.Next()
		if err == io.EOF {
			break
		}
		if err != nil {
			fmt.Println(err)
			return
		}
		shares.Add(row.Number, row.Cells[2])
		texts = append(texts, row.Cells[2].Text)
	}
	style, _ := shares.Style()
	fmt.Println(table.Header(), style.Decimal)
	for _, text := range texts {
		if !missing(text) {
			fmt.Println(style.Parse(text))
		}
	}
	// Output:
	// [code naam aandeel] comma
	// 12.5 <nil>
}
