package cell

import "strings"

// Inert returns a text as a cell of a file that leaves the program, which no spreadsheet takes for a formula: what begins
// with a sign that starts one gets an apostrophe. Spreadsheets pass over white space in front.
func Inert(s string) string {
	if s != "" && strings.ContainsRune("=+-@\t\r\n", rune(s[0])) {
		return "'" + s
	}
	return s
}
