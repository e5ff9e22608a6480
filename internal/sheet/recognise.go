package sheet

import (
	"bytes"

	"github.com/buurtbeeld/buurtbeeld/internal/problem"
)

// foreign are forms that are refused by name, by their first bytes: with which sentence, and which name it quotes.
var foreign = []struct{ magic, key, name string }{
	{"%PDF", "sheet.kind_pdf", ""},
	{"SQLite format 3\x00", "sheet.kind_geopackage", ""},
	{"7z\xbc\xaf\x27\x1c", "sheet.kind_archive", "7z"},
	{"Rar!\x1a\x07", "sheet.kind_archive", "RAR"},
	{"BZh", "sheet.kind_archive", "bzip2"},
	{"\xfd7zXZ\x00", "sheet.kind_archive", "xz"},
	{"\x28\xb5\x2f\xfd", "sheet.kind_archive", "Zstandard"},
	{"\x1f\x8b", "sheet.kind_archive", "gzip"},
	{"{\\rtf", "sheet.kind_other", "RTF"},
	{"RDX", "sheet.kind_other", "R"},
	{"$FL2", "sheet.kind_other", "SPSS"},
	{"<stata_dta>", "sheet.kind_other", "Stata"},
	{"ARROW1", "sheet.kind_other", "Arrow"},
	{"\x89PNG", "sheet.kind_other", "PNG"},
	{"\xff\xd8\xff", "sheet.kind_other", "JPEG"},
	{"GIF8", "sheet.kind_other", "GIF"},
}

// recognise says what a file is by its first bytes, and refuses what is no table with a sentence that helps. A wish
// that contradicts the bytes is refused too.
func recognise(head []byte, wish Kind) (Kind, error) {
	kind := CSV
	switch {
	case bytes.HasPrefix(head, []byte("PK\x03\x04")), bytes.HasPrefix(head, []byte("PK\x05\x06")):
		kind = XLSX
	case bytes.HasPrefix(head, []byte("PAR1")):
		kind = Parquet
	case bytes.HasPrefix(head, []byte("PARE")):
		return 0, problem.New(problem.Invalid, "sheet.encrypted")
	case bytes.HasPrefix(head, []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")):
		// The name of the stream that holds an encrypted workbook mostly stands beyond the first bytes; without it the
		// remedy for both is the same: save as .xlsx without a password.
		return 0, problem.New(problem.Invalid, "sheet.kind_xls")
	default:
		for _, f := range foreign {
			if bytes.HasPrefix(head, []byte(f.magic)) {
				return 0, refuse(f.key, f.name)
			}
		}
		if err := refuseMarkup(head); err != nil {
			return 0, err
		}
	}
	if wish != Auto && wish != kind {
		return 0, problem.New(problem.Invalid, "sheet.kind_differs", "said", wish.String(), "found", kind.String())
	}
	return kind, nil
}

func refuse(key, name string) *problem.Error {
	if name == "" {
		return problem.New(problem.Invalid, key)
	}
	return problem.New(problem.Invalid, key, "kind", name)
}

// refuseMarkup refuses HTML, XML and JSON, which servers send instead of a table when something is wrong.
func refuseMarkup(head []byte) error {
	t := bytes.TrimPrefix(head, []byte("\xef\xbb\xbf"))
	t = bytes.TrimLeft(t, " \t\r\n")
	if len(t) < 2 {
		return nil
	}
	lower := bytes.ToLower(t[:min(len(t), 512)])
	switch {
	case bytes.HasPrefix(lower, []byte("<!doctype html")), bytes.HasPrefix(lower, []byte("<html")),
		bytes.HasPrefix(lower, []byte("<table")), bytes.HasPrefix(lower, []byte("<head")), bytes.HasPrefix(lower, []byte("<body")):
		return problem.New(problem.Invalid, "sheet.kind_html")
	case bytes.HasPrefix(lower, []byte("<?xml")) && bytes.Contains(lower, []byte("<html")):
		return problem.New(problem.Invalid, "sheet.kind_html")
	case bytes.HasPrefix(lower, []byte("<?xml")), bytes.HasPrefix(lower, []byte("<!doctype")), bytes.HasPrefix(lower, []byte("<feed")):
		return problem.New(problem.Invalid, "sheet.kind_other", "kind", "XML")
	case t[0] == '{' && startsJSON(t[1:], `"}`), t[0] == '[' && startsJSON(t[1:], `{["]`):
		return problem.New(problem.Invalid, "sheet.kind_json")
	}
	return nil
}

// startsJSON reports whether the first sign after blanks is one of signs.
func startsJSON(t []byte, signs string) bool {
	t = bytes.TrimLeft(t, " \t\r\n")
	return len(t) > 0 && bytes.IndexByte([]byte(signs), t[0]) >= 0
}
