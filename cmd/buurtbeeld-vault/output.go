package main

import (
	"bytes"
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
	// device is what is no file, and held is what it gets at the end, since it cannot be undone.
	device string
	held   *bytes.Buffer
}

// prepare writes beside the file. What is no file, such as a pipe or a device, is kept in memory.
func (o *output) prepare() error {
	if o.file == "-" {
		return o.hold(o.file)
	}
	o.target = o.file
	if real, err := filepath.EvalSymlinks(o.file); err == nil {
		o.target = real
	}
	if info, err := os.Stat(o.target); err == nil && !info.Mode().IsRegular() {
		device := o.target
		o.target = ""
		return o.hold(device)
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

// hold writes into memory what a device or the standard output gets at the end.
func (o *output) hold(device string) error {
	o.device, o.held = device, &bytes.Buffer{}
	return o.write(o.held)
}

// release writes what was held, and reports whether any of it has left, in which case nobody can take it back.
func (o *output) release(a *app) (left bool, err error) {
	if o.device == "-" {
		n, err := a.out.Write(o.held.Bytes())
		return n > 0, err
	}
	f, err := os.OpenFile(o.device, os.O_WRONLY, 0)
	if err != nil {
		return false, err
	}
	n, err := f.Write(o.held.Bytes())
	return n > 0, errors.Join(err, f.Close())
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
// of them is in its place; rollback takes it back. Only what cannot be undone, such as a pipe, comes last of all: nothing is written
// to it unless all else succeeded, and once it has got something the commit stands, as what may have been seen counts as seen.
func (a *app) writeAll(list []*output, commit, rollback func() error) (err error) {
	placed, committed, left := 0, false, false
	defer func() {
		for i, o := range list {
			if err != nil {
				o.undo(i < placed && o.temporary == "")
			} else {
				o.settle()
			}
		}
		if err != nil && committed && !left {
			err = errors.Join(err, rollback())
		}
	}()
	for _, o := range list {
		if err := o.prepare(); err != nil {
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
	for _, o := range list {
		if o.held == nil {
			continue
		}
		some, err := o.release(a)
		left = left || some && o.device != os.DevNull
		if err != nil {
			return namingFile(err, o.file)
		}
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
