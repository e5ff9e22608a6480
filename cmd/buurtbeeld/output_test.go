package main

import (
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/buurtbeeld/buurtbeeld/internal/page/locale"
)

// TestOutDoesNotReplaceWhatIsNoFile writes to a device, which must stay one: a rename over it would take it away from the
// whole machine.
func TestOutDoesNotReplaceWhatIsNoFile(t *testing.T) {
	dir := t.TempDir()
	link := filepath.Join(dir, "link.csv")
	if err := os.Symlink(os.DevNull, link); err != nil {
		t.Fatal(err)
	}
	a := &app{language: locale.English}
	for _, file := range []string{os.DevNull, link} {
		err := a.writeTo(file, func(w io.Writer) error { _, err := io.WriteString(w, "x"); return err })
		if err != nil {
			t.Fatal(err)
		}
	}
	info, err := os.Stat(os.DevNull)
	if err != nil || info.Mode().IsRegular() {
		t.Fatalf("the device is gone: %v, %v", info, err)
	}
	if info, err := os.Lstat(link); err != nil || info.Mode()&fs.ModeSymlink == 0 {
		t.Errorf("the link is gone: %v", err)
	}
}

func TestOutNamesTheFileThatWasAskedFor(t *testing.T) {
	a := &app{language: locale.Dutch}
	missing := filepath.Join(t.TempDir(), "no", "stack.csv")
	err := a.writeTo(missing, func(io.Writer) error { return nil })
	if text := a.explain(t.Context(), err); !strings.HasPrefix(text, missing+": ") || !strings.Contains(text, "bestaat niet") {
		t.Errorf("got %q", text)
	}
	folder := t.TempDir()
	err = a.writeTo(folder, func(io.Writer) error { return nil })
	if text := a.explain(t.Context(), err); !strings.HasPrefix(text, folder+": ") || !strings.Contains(text, "het is een map") {
		t.Errorf("got %q", text)
	}
}

func TestWrongFlagsAreToldInTheLanguageOfTheReader(t *testing.T) {
	a := newTestApp(t)
	for args, want := range map[string]string{
		"stack --bogus":           "--bogus bestaat niet bij buurtbeeld stack.",
		"stack --year abc":        "“abc” kan niet bij --year.",
		"import cbs --dry-run=9x": "“9x” kan niet bij --dry-run.",
		"stack --layer":           "Achter --layer hoort een waarde.",
	} {
		if code := a.run(append(strings.Fields(args), "--lang", "nl")...); code != exitUsage || !strings.HasPrefix(a.err.String(), want) {
			t.Errorf("%s: exit %d, %q", args, code, a.err.String())
		}
	}
}
