// Package workbook reads the rows of a sheet of an XLSX file (Dutch: Excel-bestand), with a fixed amount of memory and
// without believing what the file says of its own sizes.
package workbook

import (
	"bytes"
	"io"
	"path"
	"strconv"
	"strings"

	"github.com/buurtbeeld/buurtbeeld/internal/problem"
	"github.com/buurtbeeld/buurtbeeld/internal/sheet/cell"
)

const (
	mostSheets = 1_000
	mostStyles = 100_000
	mostShared = 8_000_000
)

// workbook is what the parts of an XLSX file besides the sheet say.
type workbook struct {
	bundle *bundle
	sheets []sheetPart
	from04 bool // days count from 1904, as Excel on old Macs did
	styles []styleKind
	shared shared
}

// sheetPart is one sheet.
type sheetPart struct {
	name, part string
	hidden     bool
}

// styleKind is what the format of a cell makes of its number.
type styleKind uint8

const (
	plainStyle styleKind = iota
	dateStyle
	percentStyle
)

// each calls do for every start tag of a part. A part that is absent has none.
func (w *workbook) each(name string, most int, do func(x *xmlReader) error) error {
	r, err := w.bundle.open(name)
	if err != nil || r == nil {
		return err
	}
	defer r.Close()
	x := newXML(r, most)
	for {
		t, err := x.next()
		switch {
		case err == io.EOF:
			return nil
		case err != nil:
			return err
		case t == startTag:
			if err := do(x); err != nil {
				return err
			}
		}
	}
}

// openWorkbook reads which sheets there are.
func openWorkbook(b *bundle) (*workbook, error) {
	w := &workbook{bundle: b}
	main := "xl/workbook.xml"
	err := w.each("_rels/.rels", chunk, func(x *xmlReader) error {
		if string(x.name) == "Relationship" && strings.HasSuffix(x.get("Type"), "/officeDocument") {
			main = strings.TrimPrefix(x.get("Target"), "/")
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	folder := path.Dir(main)
	targets := map[string]string{}
	err = w.each(path.Join(folder, "_rels", path.Base(main)+".rels"), chunk, func(x *xmlReader) error {
		if string(x.name) != "Relationship" || x.get("TargetMode") == "External" || len(targets) > mostParts {
			return nil
		}
		target := x.get("Target")
		if !strings.HasPrefix(target, "/") {
			target = path.Join(folder, target)
		}
		kind := path.Base(x.get("Type"))
		if kind == "worksheet" {
			targets[x.get("Id")] = target
		} else if kind == "sharedStrings" || kind == "styles" {
			targets[kind] = target
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	if err := w.readSheets(main, targets); err != nil {
		return nil, err
	}
	return w, w.readStyles(targets["styles"])
}

func (w *workbook) readSheets(main string, targets map[string]string) error {
	err := w.each(main, chunk, func(x *xmlReader) error {
		switch string(x.name) {
		case "workbookPr":
			v := x.get("date1904")
			w.from04 = v == "1" || v == "true"
		case "sheet":
			if target := targets[x.get("id")]; target != "" {
				w.sheets = append(w.sheets, sheetPart{cell.Clean(x.get("name")), target, x.get("state") != "" && x.get("state") != "visible"})
			}
			if len(w.sheets) > mostSheets {
				return problem.New(problem.Invalid, "sheet.sheets_many", "most", mostSheets)
			}
		}
		return nil
	})
	if err == nil && len(w.sheets) == 0 {
		err = problem.New(problem.Invalid, "sheet.sheets_none")
	}
	w.shared.part = targets["sharedStrings"]
	return err
}

// choose returns the sheet with a name, or the first that is visible.
func (w *workbook) choose(name string) (sheetPart, error) {
	if name == "" {
		for _, s := range w.sheets {
			if !s.hidden {
				return s, nil
			}
		}
		return w.sheets[0], nil
	}
	for _, s := range w.sheets {
		if strings.EqualFold(s.name, cell.Clean(name)) {
			return s, nil
		}
	}
	names := w.names()
	return sheetPart{}, problem.New(problem.Invalid, "sheet.sheet_missing", "name", cell.Clean(name), "names", names[:min(len(names), 5)])
}

func (w *workbook) names() []string {
	names := make([]string, len(w.sheets))
	for i, s := range w.sheets {
		names[i] = s.name
	}
	return names
}

// readStyles reads which formats of cells are dates and which percentages.
func (w *workbook) readStyles(name string) error {
	formats := map[string]styleKind{}
	cells := false
	return w.each(name, chunk, func(x *xmlReader) error {
		switch string(x.name) {
		case "numFmt":
			if len(formats) < mostStyles {
				formats[x.get("numFmtId")] = kindOfFormat(x.get("formatCode"))
			}
		case "cellXfs":
			cells = true
		case "cellStyleXfs", "cellStyles", "dxfs":
			cells = false
		case "xf":
			if !cells || len(w.styles) > mostStyles {
				return nil
			}
			id := x.get("numFmtId")
			kind, own := formats[id]
			if !own {
				kind = kindOfBuiltin(id)
			}
			w.styles = append(w.styles, kind)
		}
		return nil
	})
}

// kindOfBuiltin knows the formats that every workbook has (ECMA-376 part 1, 18.8.30).
func kindOfBuiltin(id string) styleKind {
	n, err := strconv.Atoi(id)
	switch {
	case err != nil:
	case n == 9 || n == 10:
		return percentStyle
	case n >= 14 && n <= 22, n >= 27 && n <= 36, n >= 45 && n <= 47, n >= 50 && n <= 58:
		return dateStyle
	}
	return plainStyle
}

// kindOfFormat looks for the letters of dates in a format, outside quotes, brackets and signs that are taken literally.
func kindOfFormat(code string) styleKind {
	code, _, _ = strings.Cut(code, ";")
	kind := plainStyle
	for i := 0; i < len(code); i++ {
		switch c := code[i]; c {
		case '"', '[':
			stop := byte('"')
			if c == '[' {
				stop = ']'
			}
			n := strings.IndexByte(code[i+1:], stop)
			if n < 0 {
				return kind
			}
			if inside := strings.ToLower(code[i+1 : i+1+n]); c == '[' && strings.Trim(inside, "hms") == "" && n > 0 {
				return dateStyle
			}
			i += n + 1
		case '\\', '_', '*':
			i++
		case 'y', 'Y', 'd', 'D', 'm', 'M', 'h', 'H', 's', 'S', 'j', 'J':
			return dateStyle
		case '%':
			kind = percentStyle
		}
	}
	return kind
}

// shared is the table of texts that the cells of a workbook refer to by number.
type shared struct {
	part   string
	all    string
	starts []uint32
}

// text returns text number n.
func (s *shared) text(n int) (string, bool) {
	if n < 0 || n+1 >= len(s.starts) {
		return "", false
	}
	return s.all[s.starts[n]:s.starts[n+1]], true
}

// readShared reads the table of shared texts into one string.
func (w *workbook) readShared(l cell.Limits) error {
	r, err := w.bundle.open(w.shared.part)
	if err != nil || r == nil || w.shared.part == "" {
		return err
	}
	defer r.Close()
	x := newXML(r, l.CellBytes)
	var all []byte
	starts := []uint32{}
	in, text, phonetic := false, false, false
	for {
		t, err := x.next()
		if err == io.EOF {
			break
		}
		if err != nil {
			return err
		}
		switch {
		case t == textToken:
			if in && text && !phonetic {
				all = append(all, x.text...)
			}
		case string(x.name) == "si":
			if in = t == startTag; in {
				starts = append(starts, uint32(len(all)))
			} else if n := len(starts) - 1; n >= 0 {
				all = append(all[:starts[n]], unescapeX(all[starts[n]:])...)
			}
		case string(x.name) == "t":
			text = t == startTag
		case string(x.name) == "rPh":
			phonetic = t == startTag
		}
		if len(all) > l.SharedBytes || len(starts) > mostShared {
			return problem.New(problem.Invalid, "sheet.shared_large", "most", l.SharedBytes>>20)
		}
	}
	w.shared.starts = append(starts, uint32(len(all)))
	w.shared.all = string(all)
	return nil
}

// unescapeX replaces Excel's own escapes of control characters, such as _x000D_.
func unescapeX(b []byte) []byte {
	if !bytes.Contains(b, []byte("_x")) {
		return b
	}
	out := make([]byte, 0, len(b))
	for i := 0; i < len(b); i++ {
		if i+7 <= len(b) && b[i] == '_' && b[i+1] == 'x' && b[i+6] == '_' {
			if n, err := strconv.ParseUint(string(b[i+2:i+6]), 16, 16); err == nil && n > 0 && (n < 0x20 || n == '_') {
				out = append(out, byte(n))
				i += 6
				continue
			}
		}
		out = append(out, b[i])
	}
	return out
}
