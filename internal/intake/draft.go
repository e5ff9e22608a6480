package intake

import (
	"cmp"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/buurtbeeld/buurtbeeld/internal/indicator"
	"github.com/buurtbeeld/buurtbeeld/internal/problem"
	"github.com/buurtbeeld/buurtbeeld/internal/reader"
	"github.com/buurtbeeld/buurtbeeld/internal/source/boundary"
	"github.com/buurtbeeld/buurtbeeld/internal/source/cbs"
	"github.com/buurtbeeld/buurtbeeld/internal/source/table"
	"github.com/buurtbeeld/buurtbeeld/internal/stack/pattern"
	"github.com/buurtbeeld/buurtbeeld/internal/web/delivery"
)

// Bounds on what waits: somebody who walks away leaves nothing behind for long.
const (
	mostDrafts    = 20
	mostFiles     = 20
	draftLifetime = 12 * time.Hour
)

// Options are what drafts need (Dutch: benodigdheden).
type Options struct {
	// Store is required: where a draft is saved.
	Store Store
	// Folder is required: uploads wait there, and it goes when the program ends.
	Folder string
	// Now and NewID are required: the clock, and names that nobody can guess.
	Now   func() time.Time
	NewID func() string
	// Rehearse is required: it reads boundary files somewhere safe first, so that a file that breaks its reader breaks
	// nothing else. A database may be made under the name given, and is thrown away.
	Rehearse func(ctx context.Context, files []string, database string, year int) error
	// Saved is required: it is told that there may be new boundaries.
	Saved func()
	// Patterns tells of which areas the pattern changes with what is saved; nil for nobody.
	Patterns *pattern.Finder
	// Random is required: crypto/rand, for the protection of figures that are not published.
	Random io.Reader
	// Text is required: it writes the remarks in a proposed mapping.
	Text func(key string, pairs ...any) string
}

// Drafts keeps what was uploaded in the browser and not yet saved (Dutch: concepten). Reading is the same as on the
// command line.
type Drafts struct {
	o Options

	mu   sync.Mutex
	byID map[string]*draft
	// lastSaved is the delivery that was saved last, and lastChanged what it changed.
	lastSaved   string
	lastChanged []pattern.Changed
}

var _ delivery.Importer = (*Drafts)(nil)

// draft is one upload.
type draft struct {
	id      string
	tenant  reader.Tenant
	kind    delivery.Kind
	folder  string
	files   []string
	mapping string
	made    time.Time
}

// NewDrafts returns an importer without drafts.
func NewDrafts(o Options) *Drafts { return &Drafts{o: o, byID: map[string]*draft{}} }

// Inspect takes an upload in and keeps it as a draft.
func (d *Drafts) Inspect(ctx context.Context, r reader.Reader, u delivery.Upload) (delivery.Draft, error) {
	if !r.MayWrite() {
		return delivery.Draft{}, problem.New(problem.Forbidden, "intake.forbidden")
	}
	w := &draft{id: d.o.NewID(), tenant: r.Tenant(), kind: u.Kind, made: d.o.Now()}
	w.folder = filepath.Join(d.o.Folder, w.id)
	shown, err := d.inspect(ctx, r, w, u)
	if err != nil {
		return delivery.Draft{}, errors.Join(err, os.RemoveAll(w.folder))
	}
	return shown, d.keep(w)
}

func (d *Drafts) inspect(ctx context.Context, r reader.Reader, w *draft, u delivery.Upload) (delivery.Draft, error) {
	if err := w.receive(u); err != nil {
		return delivery.Draft{}, err
	}
	if err := d.recognise(ctx, r, w); err != nil {
		return delivery.Draft{}, err
	}
	return d.show(ctx, r, w, delivery.Answers{Mapping: w.mapping})
}

// receive writes the files of an upload to the folder of the draft.
func (w *draft) receive(u delivery.Upload) error {
	if err := os.Mkdir(w.folder, 0o700); err != nil {
		return problem.New(problem.Unavailable, "intake.no_room").Because(err)
	}
	for {
		f, err := u.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return err
		}
		if len(w.files) == mostFiles {
			return problem.New(problem.Invalid, "intake.many", "most", mostFiles)
		}
		if err := w.write(f); err != nil {
			return err
		}
	}
	if len(w.files) == 0 {
		return problem.New(problem.Usage, "intake.empty")
	}
	return nil
}

// write keeps one file under its own name, which later stands in the report.
func (w *draft) write(f delivery.File) (err error) {
	name := filepath.Base(filepath.Clean(strings.ReplaceAll(f.Name, `\`, "/")))
	if name == "." || name == ".." || strings.HasPrefix(name, ".") || len(name) > 200 {
		return problem.New(problem.Usage, "intake.name")
	}
	path := filepath.Join(w.folder, name)
	out, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if errors.Is(err, os.ErrExist) {
		return problem.New(problem.Usage, "intake.twice", "name", name)
	}
	if err != nil {
		return problem.New(problem.Unavailable, "intake.no_room").Because(err)
	}
	defer func() {
		if failed := out.Close(); err == nil {
			err = failed
		}
	}()
	if _, err := io.Copy(out, f.Content); err != nil {
		var path *os.PathError
		if errors.As(err, &path) {
			return problem.New(problem.Unavailable, "intake.no_room").Because(err)
		}
		return err
	}
	w.files = append(w.files, path)
	return nil
}

// keep remembers a draft and forgets those that waited too long.
func (d *Drafts) keep(w *draft) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	var err error
	for id, other := range d.byID {
		if w.made.Sub(other.made) > draftLifetime {
			delete(d.byID, id)
			err = errors.Join(err, os.RemoveAll(other.folder))
		}
	}
	if len(d.byID) >= mostDrafts {
		return errors.Join(problem.New(problem.Unavailable, "intake.full"), os.RemoveAll(w.folder))
	}
	d.byID[w.id] = w
	return err
}

// find returns a draft of the reader's tenant.
func (d *Drafts) find(r reader.Reader, id string) (*draft, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	w, ok := d.byID[id]
	if !ok || w.tenant != r.Tenant() || !r.MayWrite() {
		return nil, problem.New(problem.NotFound, "intake.gone")
	}
	return w, nil
}

// Drop forgets a draft.
func (d *Drafts) Drop(_ context.Context, r reader.Reader, id string) error {
	w, err := d.find(r, id)
	if err != nil {
		return err
	}
	d.mu.Lock()
	delete(d.byID, id)
	d.mu.Unlock()
	return os.RemoveAll(w.folder)
}

// Review reads a draft again with other answers.
func (d *Drafts) Review(ctx context.Context, r reader.Reader, id string, a delivery.Answers) (delivery.Draft, error) {
	w, err := d.find(r, id)
	if err != nil {
		return delivery.Draft{}, err
	}
	return d.show(ctx, r, w, a)
}

// Save saves a draft and forgets it.
func (d *Drafts) Save(ctx context.Context, r reader.Reader, id string, a delivery.Answers) (indicator.Delivery, bool, error) {
	w, err := d.find(r, id)
	if err != nil {
		return indicator.Delivery{}, false, err
	}
	in := &Intake{Store: d.o.Store, Reader: r, Answers: a.Choices, Random: d.o.Random, Patterns: d.o.Patterns}
	batch, err := w.read(ctx, in, a)
	if err != nil {
		return indicator.Delivery{}, false, err
	}
	saved, isNew, err := in.Save(ctx, batch)
	if err != nil {
		return indicator.Delivery{}, false, err
	}
	d.changed(saved.ID, in.Changed)
	d.o.Saved()
	return saved, isNew, d.Drop(ctx, r, id)
}

// changed remembers what a delivery changed in the patterns, for the page after it; only of the last one.
func (d *Drafts) changed(id string, list []pattern.Changed) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.lastSaved, d.lastChanged = id, list
}

// Changes returns what a delivery changed in the patterns when it was saved last.
func (d *Drafts) Changes(_ reader.Reader, id string) []pattern.Changed {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.lastSaved != id {
		return nil
	}
	return d.lastChanged
}

// read reads the files of a draft as what they are.
func (w *draft) read(ctx context.Context, in *Intake, a delivery.Answers) (indicator.Batch, error) {
	switch w.kind {
	case delivery.Boundaries:
		return in.Boundaries(ctx, w.files, boundary.Options{Year: a.Year}, false)
	case delivery.OwnTable:
		m, err := table.ParseMapping([]byte(w.mappingOf(a)))
		if err != nil {
			return indicator.Batch{}, err
		}
		return in.Table(ctx, w.files[0], m, table.Options{Published: a.Published})
	}
	return in.CBS(ctx, func(o cbs.Options) (indicator.Batch, error) { return cbs.Read(ctx, w.files, o) }, a.Year, false)
}

// mappingOf returns the mapping that somebody corrected, and the proposed one otherwise, with the year that somebody
// gave where the mapping asks for one.
func (w *draft) mappingOf(a delivery.Answers) string {
	text := cmp.Or(a.Mapping, w.mapping)
	if a.Year == 0 {
		return text
	}
	year := strconv.Itoa(a.Year)
	return strings.NewReplacer(openYear, "year: "+year, openPeriod, "period: "+year).Replace(text)
}

// What a proposed mapping says where the file does not tell the year.
const (
	openYear   = `year: "?"`
	openPeriod = `period: "?"`
)
