package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/buurtbeeld/buurtbeeld/internal/area"
	"github.com/buurtbeeld/buurtbeeld/internal/ownarea"
	"github.com/buurtbeeld/buurtbeeld/internal/problem"
	"github.com/buurtbeeld/buurtbeeld/internal/reader"
	"github.com/buurtbeeld/buurtbeeld/internal/store/sqlite"
	pages "github.com/buurtbeeld/buurtbeeld/internal/web/ownarea"
)

// mostOutline is how much of a file with an outline is read; the domain allows less.
const mostOutline = 8 << 20

// areaFlags is the own area that a command is about.
type areaFlags struct {
	name, division, outline string
	parts                   texts
}

func (f *areaFlags) declare(set *flag.FlagSet) {
	set.StringVar(&f.name, "name", "", "")
	set.StringVar(&f.division, "division", "", "")
	set.StringVar(&f.outline, "outline", "", "")
	set.Var(&f.parts, "part", "")
}

// compose makes the own area that the flags describe.
func (f *areaFlags) compose(ctx context.Context, store *sqlite.Store) (ownarea.Area, error) {
	id, err := pages.ParseDivision(f.division)
	if err != nil {
		return ownarea.Area{}, err
	}
	w := pages.Wish{Name: f.name, Division: id}
	var list problem.List
	for _, p := range f.parts {
		for _, word := range strings.FieldsFunc(p, func(r rune) bool { return r == ',' || r == ' ' || r == ';' }) {
			c, err := area.ParseCode(word)
			list.AddErr(err, problem.New(problem.Internal, "problem.internal"))
			w.Codes = append(w.Codes, c)
		}
	}
	if err := list.Err(); err != nil {
		return ownarea.Area{}, err
	}
	if f.outline != "" {
		if w.Outline, err = readUpTo(f.outline, mostOutline); err != nil {
			return ownarea.Area{}, err
		}
	}
	return pages.Compose(ctx, reader.OnLoopback(), pages.Grounds{Divisions: store, Boundaries: store}, w)
}

// readUpTo reads the start of a file; one byte more than the most tells that it is longer.
func readUpTo(file string, most int64) (text []byte, err error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer closing(f, &err)
	return io.ReadAll(io.LimitReader(f, most+1))
}

func areaAddCommand(a *app, set *flag.FlagSet) func(context.Context, []string) error {
	var f areaFlags
	f.declare(set)
	database := a.databaseFlag(set)
	return func(ctx context.Context, args []string) (err error) {
		if err := noArguments(args); err != nil {
			return err
		}
		store, err := a.openExisting(ctx, *database)
		if err != nil {
			return err
		}
		defer closing(store, &err)
		own, err := f.compose(ctx, store)
		if err != nil {
			return err
		}
		if own, err = store.SaveOwnArea(ctx, reader.OnLoopback(), own); err != nil {
			return err
		}
		_, err = fmt.Fprintln(a.out, own.ID)
		return err
	}
}

func areaListCommand(a *app, set *flag.FlagSet) func(context.Context, []string) error {
	database := a.databaseFlag(set)
	asJSON := set.Bool("json", false, "")
	return func(ctx context.Context, args []string) (err error) {
		if err := noArguments(args); err != nil {
			return err
		}
		store, err := a.openExisting(ctx, *database)
		if err != nil {
			return err
		}
		defer closing(store, &err)
		all, err := store.OwnAreas(ctx, reader.OnLoopback())
		if err != nil {
			return err
		}
		type line struct {
			ID       string `json:"id"`
			Name     string `json:"name"`
			Division string `json:"division"`
			Parts    string `json:"parts"`
		}
		lines, rows := []line{}, [][]string{}
		for _, own := range all {
			l := line{own.ID, own.Name, own.Division.String(), ownarea.PartsText(own.Parts)}
			lines, rows = append(lines, l), append(rows, []string{l.ID, l.Name, l.Division, fmt.Sprint(len(own.Parts))})
		}
		if *asJSON {
			return a.printJSON(lines)
		}
		t := a.language.Text
		return a.printTable([]string{"id", t("cmd.head_name"), t("cmd.head_division"), t("cmd.head_parts")}, rows)
	}
}

// areaFormats are the forms in which figures of an own area are written.
var areaFormats = map[string]func(io.Writer, *ownarea.Result, string) error{"csv": ownarea.WriteCSV, "json": ownarea.WriteJSON}

func areaShowCommand(a *app, set *flag.FlagSet) func(context.Context, []string) error {
	var f areaFlags
	f.declare(set)
	database := a.databaseFlag(set)
	format, out := set.String("format", "csv", ""), set.String("out", "", "")
	asJSON := set.Bool("json", false, "")
	return func(ctx context.Context, args []string) (err error) {
		if *asJSON {
			*format = "json"
		}
		write, ok := areaFormats[*format]
		if !ok {
			return problem.New(problem.Usage, "cmd.area_format", "format", *format)
		}
		if len(args) > 1 || len(args) == 1 && (len(f.parts) > 0 || f.outline != "") {
			return problem.New(problem.Usage, "cmd.argument_unexpected", "argument", args[len(args)-1])
		}
		store, err := a.openExisting(ctx, *database)
		if err != nil {
			return err
		}
		defer closing(store, &err)
		var own ownarea.Area
		if len(args) == 1 {
			own, err = store.FindOwnArea(ctx, reader.OnLoopback(), args[0])
		} else {
			own, err = f.compose(ctx, store)
		}
		if err != nil {
			return err
		}
		result, err := ownarea.Build(ctx, reader.OnLoopback(), store, store, own)
		if err != nil {
			return err
		}
		return a.writeTo(*out, func(w io.Writer) error { return write(w, result, a.language.String()) })
	}
}

func areaRemoveCommand(a *app, set *flag.FlagSet) func(context.Context, []string) error {
	database := a.databaseFlag(set)
	return func(ctx context.Context, args []string) (err error) {
		if len(args) != 1 {
			return problem.New(problem.Usage, "cmd.area_one")
		}
		store, err := a.openExisting(ctx, *database)
		if err != nil {
			return err
		}
		defer closing(store, &err)
		return store.DeleteOwnArea(ctx, reader.OnLoopback(), args[0])
	}
}
