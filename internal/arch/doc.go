package arch

import (
	"fmt"
	"strings"
)

// Markdown returns the table as docs/architecture.md shows it.
func Markdown(table []Line) string {
	var b strings.Builder
	b.WriteString("| package | may import (ours) | what it is |\n|---|---|---|\n")
	for _, l := range table {
		may := strings.Join(l.May, ", ")
		switch may {
		case "":
			may = "nothing"
		case "...":
			may = "everything but what a wall forbids"
		}
		fmt.Fprintf(&b, "| %s | %s | %s |\n", l.Package, may, l.What)
	}
	return b.String()
}
