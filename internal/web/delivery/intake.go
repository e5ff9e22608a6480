package delivery

import (
	"cmp"
	"errors"
	"io"
	"mime/multipart"
	"net/http"
	"path"
	"strconv"
	"strings"

	"github.com/buurtbeeld/buurtbeeld/internal/page"
	"github.com/buurtbeeld/buurtbeeld/internal/problem"
	"github.com/buurtbeeld/buurtbeeld/internal/web/pattern"
)

// mostUpload is the most bytes that one upload may have; the largest national file is a tenth of it.
const mostUpload = 2 << 30

// Choose is step 1: which file.
func (p *Pages) Choose(w http.ResponseWriter, r *page.Request) error {
	return p.o.Pages.Render(w, r, p.choose, p.frame(r, r.Language.Text("sources.read_in")), chooseView{Step: 1})
}

// chooseView is step 1, with what was wrong with the file before.
type chooseView struct {
	Step     int
	Problems []string
}

// Upload takes the files in. They pass through as they come, so that a large one never stands in memory; the importer
// keeps them aside. A file that cannot be used comes back to step 1 with what is wrong with it.
func (p *Pages) Upload(w http.ResponseWriter, r *page.Request) error {
	r.Body = http.MaxBytesReader(w, r.Body, mostUpload)
	parts, err := r.MultipartReader()
	if err != nil {
		return problem.New(problem.Usage, "sources.upload_unreadable").Because(err)
	}
	u := Upload{}
	first, err := fields(parts, &u)
	if err != nil {
		return err
	}
	u.Next = filesOf(first, parts)
	draft, err := p.o.Importer.Inspect(r.Context(), r.Reader, u)
	if err != nil {
		if problem.KindOf(err) == problem.Internal {
			return err
		}
		v := chooseView{Step: 1, Problems: strings.Split(r.Language.Error(err), "\n")}
		return p.o.Pages.RenderStatus(w, r, p.choose, page.Status{Frame: p.frame(r, r.Language.Text("sources.read_in")), Code: http.StatusUnprocessableEntity}, v)
	}
	http.Redirect(w, r.Request, page.LinkIn(r.Language, "/bronnen/inlezen/"+draft.ID), http.StatusSeeOther)
	return nil
}

// fields reads what stands before the first file of a form.
func fields(parts *multipart.Reader, u *Upload) (*multipart.Part, error) {
	unreadable := problem.New(problem.Usage, "sources.upload_unreadable")
	for {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			return nil, problem.New(problem.Usage, "sources.no_file")
		}
		if err != nil {
			return nil, tooLarge(err, unreadable)
		}
		if part.FormName() == "bestand" {
			return part, nil
		}
		value, err := io.ReadAll(io.LimitReader(part, 100))
		if err != nil {
			return nil, unreadable.Because(err)
		}
		if part.FormName() == "soort" {
			switch k := Kind(value); k {
			case Recognise, Boundaries, Figures, OwnTable:
				u.Kind = k
			default:
				return nil, unreadable
			}
		}
	}
}

// tooLarge tells an upload past the limit apart from one that broke off.
func tooLarge(err error, otherwise *problem.Error) error {
	var limit *http.MaxBytesError
	if errors.As(err, &limit) {
		return problem.New(problem.Invalid, "sources.too_large", "most", mostUpload>>30)
	}
	return otherwise.Because(err)
}

// filesOf returns the files of a form one by one. A browser sends an empty one where nobody chose a file.
func filesOf(first *multipart.Part, parts *multipart.Reader) func() (File, error) {
	next := first
	return func() (File, error) {
		for {
			part := next
			next = nil
			if part == nil {
				var err error
				if part, err = parts.NextPart(); err != nil {
					if errors.Is(err, io.EOF) {
						return File{}, io.EOF
					}
					return File{}, tooLarge(err, problem.New(problem.Usage, "sources.upload_unreadable"))
				}
			}
			name := path.Base(strings.ReplaceAll(part.FileName(), `\`, "/"))
			if part.FormName() == "bestand" && name != "." && name != "/" {
				return File{Name: name, Content: part}, nil
			}
		}
	}
}

// question is something that was not guessed.
type question struct {
	ID, Text string
	Choices  []choice
}

type choice struct {
	Value, Text string
	Chosen      bool
}

// checkView is steps 2 and 3: what was recognised, and what is wrong or open.
type checkView struct {
	Step                  int
	Draft                 Draft
	Name, KindName, Year  string
	Report                reportView
	Problems              []string
	Questions             []question
	Answered              []question
	Dialect, Areas        []Fact
	Action, Again, Cancel string
	Published             bool
}

// Check shows what was recognised and what has to be decided. The answers stand in the address, so that each can be
// taken back with the Back button.
func (p *Pages) Check(w http.ResponseWriter, r *page.Request) error {
	return p.review(w, r, answers(r.URL.Query()))
}

func (p *Pages) review(w http.ResponseWriter, r *page.Request, a Answers) error {
	draft, err := p.o.Importer.Review(r.Context(), r.Reader, r.PathValue("draft"), a)
	if err != nil {
		return err
	}
	known, err := p.o.Figures.Indicators(r.Context(), r.Reader)
	if err != nil {
		return err
	}
	l := r.Language
	here := page.LinkIn(l, "/bronnen/inlezen/"+draft.ID)
	v := checkView{Step: 3, Draft: draft, Name: cmp.Or(title(draft.Delivery), l.Text("sources.nameless")), KindName: l.Text("sources.kind_" + string(cmp.Or(Kind(draft.Delivery.Kind), draft.Kind))),
		Report: p.report(r, draft.Delivery.Report, known), Action: here, Again: here, Cancel: here, Published: draft.Answers.Published}
	if draft.Delivery.Year != 0 {
		v.Year = strconv.Itoa(draft.Delivery.Year)
	}
	if draft.Problem != nil {
		if problem.KindOf(draft.Problem) == problem.Internal {
			return draft.Problem
		}
		v.Problems = strings.Split(l.Error(draft.Problem), "\n")
	}
	for _, q := range draft.Delivery.Report.Questions {
		one := question{ID: q.ID, Text: note(l, q.Note)}
		for _, c := range q.Choices {
			one.Choices = append(one.Choices, choice{Value: c, Text: choiceText(r, c)})
		}
		v.Questions = append(v.Questions, one)
	}
	for id, c := range draft.Answers.Choices {
		v.Answered = append(v.Answered, question{ID: id, Text: choiceText(r, c), Choices: []choice{{Value: c}}})
	}
	v.Dialect, v.Areas = facts(r, draft.Dialect), facts(r, draft.Areas)
	return p.o.Pages.Render(w, r, p.check, p.frame(r, l.Text("sources.read_in")), v)
}

// choiceText writes a choice in words, where there are words for it; other choices are names of figures or columns.
func choiceText(r *page.Request, c string) string {
	key := "sources.choice_" + strings.ReplaceAll(c, "-", "_")
	if text := r.Language.Text(key); text != "["+key+"]" {
		return text
	}
	return c
}

// facts writes the names of facts that are keys.
func facts(r *page.Request, list []Fact) []Fact {
	out := make([]Fact, len(list))
	for i, f := range list {
		out[i] = f
		if text := r.Language.Text(f.Name); text != "["+f.Name+"]" {
			out[i].Name = text
		}
	}
	return out
}

// answers reads the choices of a form.
func answers(v map[string][]string) Answers {
	one := func(name string) string {
		if list := v[name]; len(list) > 0 {
			return strings.TrimSpace(list[len(list)-1])
		}
		return ""
	}
	a := Answers{Published: one("openbaar") == "ja", Mapping: one("koppeling"), Choices: map[string]string{}}
	if year, err := strconv.Atoi(one("jaar")); err == nil && year > 0 && year < 10000 {
		a.Year = year
	}
	for name := range v {
		if id, ok := strings.CutPrefix(name, "vraag-"); ok && one(name) != "" {
			a.Choices[id] = one(name)
		}
	}
	return a
}

// mostForm is the largest form of answers: a mapping of an own table among them.
const mostForm = 2 << 20

// Save saves the draft, reads it again with other answers, or forgets it, as the button says.
func (p *Pages) Save(w http.ResponseWriter, r *page.Request) error {
	r.Body = http.MaxBytesReader(w, r.Body, mostForm)
	if err := r.ParseForm(); err != nil {
		return problem.New(problem.Usage, "sources.upload_unreadable").Because(err)
	}
	id, a := r.PathValue("draft"), answers(r.PostForm)
	switch r.PostForm.Get("knop") {
	case "stop":
		if err := p.o.Importer.Drop(r.Context(), r.Reader, id); err != nil {
			return err
		}
		http.Redirect(w, r.Request, page.LinkIn(r.Language, "/bronnen"), http.StatusSeeOther)
		return nil
	case "bewaar":
		saved, isNew, err := p.o.Importer.Save(r.Context(), r.Reader, id, a)
		if err != nil {
			return err
		}
		v := struct {
			Step       int
			Name, Href string
			IsNew      bool
			Changes    []pattern.Change
		}{4, title(saved), page.LinkIn(r.Language, "/bronnen/"+saved.ID), isNew, nil}
		if isNew {
			v.Changes = p.changes(r, saved.ID)
		}
		return p.o.Pages.Render(w, r, p.end, p.frame(r, r.Language.Text("sources.read_in")), v)
	}
	return p.review(w, r, a)
}
