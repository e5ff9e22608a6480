// Package ledger keeps what left the vault: a folder with every table, so that the next one is held against all of them
// (Dutch: vrijgaveregister).
package ledger

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/buurtbeeld/buurtbeeld/disclosure"
	"github.com/buurtbeeld/buurtbeeld/internal/problem"
)

// Folder is a folder with every table that left, one file each, numbered from 1 (Dutch: registermap).
type Folder struct {
	// Releases are all tables that left, in order.
	Releases []disclosure.Release
	folder   string
	// seal is the seal of the last file.
	seal string
}

var fileName = regexp.MustCompile(`^[0-9]{6}\.json$`)

// Read reads the folder. One that is not there yet is an empty ledger. A file that is damaged, lacks or does not belong there
// is refused by its name: what left before must be known completely.
func Read(folder string) (*Folder, error) {
	l := &Folder{folder: folder}
	entries, err := os.ReadDir(folder)
	if errors.Is(err, fs.ErrNotExist) {
		return l, nil
	}
	if err != nil {
		return nil, err
	}
	var names []string
	for _, e := range entries {
		switch {
		case strings.HasPrefix(e.Name(), "."):
			// A release that is being written, or was when the power failed: it was never counted as having left.
		case !fileName.MatchString(e.Name()):
			return nil, problem.New(problem.Invalid, "vault.ledger_foreign", "folder", folder).At(problem.Place{File: e.Name()})
		default:
			names = append(names, e.Name())
		}
	}
	slices.Sort(names)
	for i, name := range names {
		if want := l.name(i + 1); name != want {
			return nil, problem.New(problem.Invalid, "vault.ledger_gap", "folder", folder).At(problem.Place{File: want})
		}
		text, err := os.ReadFile(filepath.Join(folder, name))
		if err != nil {
			return nil, err
		}
		release, seal, _ := bytes.Cut(bytes.TrimSuffix(text, []byte("\n")), []byte("\n"))
		l.seal = sealOf(l.seal, release)
		err = errSeal
		var r disclosure.Release
		if string(seal) == l.seal {
			err = json.Unmarshal(release, &r)
		}
		if err != nil {
			return nil, problem.New(problem.Invalid, "vault.ledger_damaged", "folder", folder).At(problem.Place{File: name}).Because(err)
		}
		l.Releases = append(l.Releases, r)
	}
	return l, nil
}

var errSeal = errors.New("the release and its seal do not belong together")

// sealOf is the second line of a file: a sum over the release and the seal of the file before it. A number that was changed, a
// file of another ledger and one that was put between others are found by it. It is no secret: who wants to deceive can make one.
func sealOf(before string, release []byte) string {
	sum := sha256.Sum256(append([]byte(before+"\n"), release...))
	return hex.EncodeToString(sum[:])
}

// Others names the versions of the data in the ledger when none of its releases is of this one: a name that was mistyped would have a
// table held against nothing.
func (l *Folder) Others(data string) []string {
	var names []string
	for _, r := range l.Releases {
		switch {
		case r.Data() == data:
			return nil
		case !slices.Contains(names, r.Data()):
			names = append(names, r.Data())
		}
	}
	for i, name := range names {
		if name == "" {
			names[i] = "–"
		}
	}
	return names
}

func (l *Folder) name(number int) string { return fmt.Sprintf("%06d.json", number) }

// Add writes a release behind the others. The file appears whole or not at all. When another release was written since the ledger
// was read, the audit did not see it, so that this one is refused.
func (l *Folder) Add(r disclosure.Release) error {
	text, err := json.Marshal(r)
	if err != nil {
		return fmt.Errorf("write the release: %w", err)
	}
	if err := os.MkdirAll(l.folder, 0o700); err != nil {
		return err
	}
	temporary, err := os.CreateTemp(l.folder, ".release-*")
	if err != nil {
		return err
	}
	defer func() { _ = os.Remove(temporary.Name()) }()
	_, err = temporary.WriteString(string(text) + "\n" + sealOf(l.seal, text) + "\n")
	if err == nil {
		err = temporary.Sync()
	}
	if err = errors.Join(err, temporary.Close()); err != nil {
		return err
	}
	name := filepath.Join(l.folder, l.name(len(l.Releases)+1))
	// A link fails when the name is taken, unlike a new name for a file.
	err = os.Link(temporary.Name(), name)
	if errors.Is(err, fs.ErrExist) {
		return problem.New(problem.Conflict, "vault.ledger_overtaken", "folder", l.folder)
	}
	if err != nil {
		return err
	}
	// The name is put on the disk before the table leaves: after a failure of the power the folder would not know of it. Not every
	// system can do that for a folder, and the file itself is there.
	if folder, err := os.Open(l.folder); err == nil {
		_, _ = folder.Sync(), folder.Close()
	}
	return nil
}

// Remove takes the last release away again, when what belongs to it could not be written after all. It stays when another was
// written behind it, which counts on it.
func (l *Folder) Remove() error {
	next := len(l.Releases) + 1
	if _, err := os.Stat(filepath.Join(l.folder, l.name(next+1))); err == nil {
		return nil
	}
	return os.Remove(filepath.Join(l.folder, l.name(next)))
}
