package main

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/buurtbeeld/buurtbeeld/internal/problem"
)

// output is a file that a command writes. All files of a command appear, whole, or none of them does.
type output struct {
	file  string
	write func(io.Writer) error
	// open is true for what may leave: everybody who uses the machine may read it.
	open bool

	// target is the file itself behind links, empty for what is no file; temporary holds what is written until all is well; backup is what stood there.
	target, temporary, backup string
}

// prepare writes beside the file. What is no file, such as a pipe or a device, is written to at once, since it cannot be undone
// in any case.
func (o *output) prepare(a *app) error {
	if o.file == "-" {
		return o.write(a.out)
	}
	o.target = o.file
	if real, err := filepath.EvalSymlinks(o.file); err == nil {
		o.target = real
	}
	if info, err := os.Stat(o.target); err == nil && !info.Mode().IsRegular() {
		device := o.target
		o.target = ""
		return o.through(device)
	}
	f, err := os.CreateTemp(filepath.Dir(o.target), "."+filepath.Base(o.target)+"-*")
	if err != nil {
		return err
	}
	o.temporary = f.Name()
	mode := fs.FileMode(0o600)
	if o.open {
		mode = 0o644
	}
	return errors.Join(o.write(f), f.Chmod(mode), f.Close())
}

// through writes to what stands there.
func (o *output) through(device string) error {
	f, err := os.OpenFile(device, os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	return errors.Join(o.write(f), f.Close())
}

// place puts the file in its place, and keeps what stood there.
func (o *output) place() error {
	if o.temporary == "" {
		return nil
	}
	backup := o.temporary + ".old"
	switch err := os.Link(o.target, backup); {
	case err == nil:
		o.backup = backup
	case errors.Is(err, fs.ErrNotExist):
	default:
		return err
	}
	if err := os.Rename(o.temporary, o.target); err != nil {
		return err
	}
	o.temporary = ""
	return nil
}

// undo puts back what stood there before.
func (o *output) undo(placed bool) {
	switch {
	case o.temporary != "":
		_ = os.Remove(o.temporary)
	case !placed || o.target == "":
	case o.backup != "":
		_ = os.Rename(o.backup, o.target)
	default:
		_ = os.Remove(o.target)
	}
	o.settle()
}

// settle removes what was kept.
func (o *output) settle() {
	if o.backup != "" {
		_ = os.Remove(o.backup)
	}
}

// writeAll writes all files and commits, or leaves everything as it was. Commit comes when every file is written and before any
// of them is in its place; rollback takes it back.
func (a *app) writeAll(list []*output, commit, rollback func() error) (err error) {
	placed, committed := 0, false
	defer func() {
		for i, o := range list {
			if err != nil {
				o.undo(i < placed && o.temporary == "")
			} else {
				o.settle()
			}
		}
		if err != nil && committed {
			err = errors.Join(err, rollback())
		}
	}()
	for _, o := range list {
		if err := o.prepare(a); err != nil {
			return namingFile(err, o.file)
		}
	}
	if err := commit(); err != nil {
		return err
	}
	committed = true
	for _, o := range list {
		if err := o.place(); err != nil {
			return namingFile(err, o.file)
		}
		placed++
	}
	return nil
}

// namingFile returns an error of the system with the name of the file that was asked for, and not of a temporary one.
func namingFile(err error, file string) error {
	var path *fs.PathError
	var link *os.LinkError
	switch {
	case errors.As(err, &path):
		return &fs.PathError{Op: path.Op, Path: file, Err: path.Err}
	case errors.As(err, &link):
		return &fs.PathError{Op: link.Op, Path: file, Err: link.Err}
	}
	return err
}

// apart refuses files that would be written over each other or over what is read.
func apart(written, read []string) error {
	var list problem.List
	for i, w := range written {
		for _, other := range append(written[:i:i], read...) {
			if w != "" && other != "" && sameFile(w, other) {
				list.Add(problem.New(problem.Usage, "vault.same_file", "file", w))
				break
			}
		}
	}
	return list.Err()
}

func sameFile(a, b string) bool {
	if filepath.Clean(a) == filepath.Clean(b) {
		return a != "-" && a != os.DevNull
	}
	one, err := os.Stat(a)
	if err != nil {
		return false
	}
	two, err := os.Stat(b)
	return err == nil && one.Mode().IsRegular() && os.SameFile(one, two)
}
