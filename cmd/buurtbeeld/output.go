package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"unicode/utf8"
)

// writeTo writes to a file, or to the standard output without one. A file appears whole or not at all; what is no file,
// such as a pipe or a device, is written to as it is.
func (a *app) writeTo(file string, write func(io.Writer) error) error {
	if file == "" || file == "-" {
		return write(a.out)
	}
	if real, err := filepath.EvalSymlinks(file); err == nil {
		file = real
	}
	save := writeWhole
	if info, err := os.Stat(file); err == nil && !info.Mode().IsRegular() {
		save = writeThrough
	}
	return namingFile(save(file, write), file)
}

// writeWhole writes beside the file and puts the result in its place.
func writeWhole(file string, write func(io.Writer) error) (err error) {
	temporary, err := os.CreateTemp(filepath.Dir(file), "."+filepath.Base(file)+"-*")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			_ = os.Remove(temporary.Name())
		}
	}()
	err = write(temporary)
	if failed := temporary.Close(); err == nil {
		err = failed
	}
	if err != nil {
		return err
	}
	if err = os.Chmod(temporary.Name(), 0o644); err != nil {
		return err
	}
	return os.Rename(temporary.Name(), file)
}

// writeThrough writes to what stands there.
func writeThrough(file string, write func(io.Writer) error) error {
	out, err := os.OpenFile(file, os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	err = write(out)
	if failed := out.Close(); err == nil {
		err = failed
	}
	return err
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

// printJSON prints v with indents.
func (a *app) printJSON(v any) error {
	enc := json.NewEncoder(a.out)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(v)
}

// printTable prints rows in columns as wide as they need to be.
func (a *app) printTable(header []string, rows [][]string) error {
	widths := make([]int, len(header))
	all := append([][]string{header}, rows...)
	for _, row := range all {
		for i, cell := range row {
			widths[i] = max(widths[i], utf8.RuneCountInString(cell))
		}
	}
	for _, row := range all {
		var b strings.Builder
		for i, cell := range row {
			b.WriteString(cell)
			if i < len(row)-1 {
				b.WriteString(strings.Repeat(" ", widths[i]-utf8.RuneCountInString(cell)+2))
			}
		}
		if _, err := fmt.Fprintln(a.out, b.String()); err != nil {
			return err
		}
	}
	return nil
}

// progress returns what long work reports to: one line on the terminal that is written over, and nothing in a script.
func (a *app) progress(what string) func(done, total int64) {
	if !a.terminal {
		return nil
	}
	last := -1
	return func(done, total int64) {
		if total <= 0 {
			a.say("\r%s %s", what, a.language.Number(float64(done), 0))
			return
		}
		if percent := int(100 * done / total); percent != last {
			last = percent
			filled := min(percent/5, 20)
			a.say("\r%s [%s%s] %d%%", what, strings.Repeat("#", filled), strings.Repeat(" ", 20-filled), percent)
			if done >= total {
				a.say("\n")
			}
		}
	}
}
