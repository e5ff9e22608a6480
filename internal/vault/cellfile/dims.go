package cellfile

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"go.yaml.in/yaml/v3"

	"github.com/buurtbeeld/buurtbeeld/disclosure"
	"github.com/buurtbeeld/buurtbeeld/internal/problem"
)

// Dims says which dimensions tables have and what their columns are (Dutch: indelingenbestand). Make it with ReadDims.
type Dims struct {
	// File is the name of the file, for messages.
	File string
	list []dimension
	// measures are the columns of the measures that are not named as usual.
	measures map[string]string
	// populations are, per file, the codes that all its cells have in dimensions that it has no column for.
	populations map[string]map[string]string
}

// dimension is one dimension with what the records of persons say of it.
type dimension struct {
	disclosure.Dimension
	// inner are the columns with the finest codes that the file names; leaves are the levels of which nothing is part.
	inner, leaves []string
}

// measureKeys are the measures that a file may name: the ones of cells, and contributors and key of persons.
var measureKeys = []string{"freq", "value", "n_contr", "top1", "top2", "top3", "denominator", "cell_key", "ckey", "contributors", "key"}

// Dimensions are all dimensions, in the order of the file.
func (d *Dims) Dimensions() []disclosure.Dimension {
	list := make([]disclosure.Dimension, len(d.list))
	for i := range d.list {
		list[i] = d.list[i].Dimension
	}
	return list
}

// find gives the number of a dimension, or -1.
func (d *Dims) find(name string) int {
	return slices.IndexFunc(d.list, func(x dimension) bool { return x.Name() == name })
}

// whole is the code that all cells of a file have in a dimension that it has no column for: the total, unless the file is of a
// part of the people only.
func (d *Dims) whole(file string, dim dimension) string {
	if code := d.populations[file][dim.Name()]; code != "" {
		return code
	}
	return dim.Total()
}

// measure is the column of a measure: the one that the file names when the table has it, else the usual one.
func (d *Dims) measure(key string, header []string) string {
	if name := d.measures[key]; name != "" && slices.Contains(header, name) {
		return name
	}
	return key
}

// mostDims is the largest file with dimensions that is read.
const mostDims = 1 << 20

// readSmall reads no more of a file than tells that it is too large.
func readSmall(file string) ([]byte, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }() // nothing was written
	return io.ReadAll(io.LimitReader(f, mostDims+1))
}

// ReadDims reads a file with dimensions and the lists of codes that it names, which lie beside it. It is strict: an unknown
// word, a word that stands there twice and a value of the wrong kind are problems with their line.
func ReadDims(file string) (*Dims, error) {
	text, err := readSmall(file)
	if errors.Is(err, os.ErrNotExist) {
		return nil, problem.New(problem.Usage, "vault.file_absent", "file", file).Because(err)
	}
	if err != nil {
		return nil, err
	}
	p := &dimsParser{dims: &Dims{File: filepath.Base(file), measures: map[string]string{}, populations: map[string]map[string]string{}}, folder: filepath.Dir(file)}
	var root yaml.Node
	if len(text) > mostDims {
		return nil, p.at(1, problem.New(problem.Invalid, "vault.dims_large"))
	}
	if err := yaml.Unmarshal(text, &root); err != nil {
		return nil, p.at(lineIn(err), problem.New(problem.Invalid, "vault.dims_broken")).Because(err)
	}
	if len(root.Content) != 1 || root.Content[0].Kind != yaml.MappingNode {
		return nil, p.at(1, problem.New(problem.Invalid, "vault.dims_broken"))
	}
	var inner, populations *yaml.Node
	p.fields(root.Content[0], map[string]func(*yaml.Node){"dimensions": p.dimensions, "measures": p.measures,
		"inner": func(n *yaml.Node) { inner = n }, "populations": func(n *yaml.Node) { populations = n }})
	if inner != nil && p.list.Len() == 0 {
		p.inner(inner)
	}
	if populations != nil && p.list.Len() == 0 {
		p.populations(populations)
	}
	if err := p.list.Err(); err != nil {
		return nil, err
	}
	if len(p.dims.list) == 0 {
		return nil, p.at(1, problem.New(problem.Invalid, "vault.dims_none"))
	}
	return p.dims, nil
}

var lineNumber = regexp.MustCompile(`line (\d+)`)

func lineIn(err error) int {
	if err != nil {
		if found := lineNumber.FindStringSubmatch(err.Error()); found != nil {
			if n, err := strconv.Atoi(found[1]); err == nil {
				return n
			}
		}
	}
	return 1
}

// dimsParser gathers the problems of a file with dimensions.
type dimsParser struct {
	dims   *Dims
	folder string
	list   problem.List
}

func (p *dimsParser) at(line int, e *problem.Error) *problem.Error {
	return e.At(problem.Place{File: p.dims.File, Row: line})
}

func (p *dimsParser) add(n *yaml.Node, e *problem.Error) { p.list.Add(p.at(n.Line, e)) }

func (p *dimsParser) wrong(n *yaml.Node) {
	p.add(n, problem.New(problem.Invalid, "vault.dims_value", "word", short(n.Value)))
}

// short is a text from a file, for a sentence.
func short(s string) string {
	if r := []rune(s); len(r) > 40 {
		s = string(r[:40]) + "…"
	}
	return strconv.Quote(s)
}

// fields reads the words of a mapping, each with its own reader.
func (p *dimsParser) fields(n *yaml.Node, readers map[string]func(*yaml.Node)) {
	p.pairs(n, func(k, v *yaml.Node) {
		if read, ok := readers[k.Value]; ok {
			read(v)
			return
		}
		p.add(k, problem.New(problem.Invalid, "vault.dims_unknown", "word", short(k.Value)))
	})
}

// pairs reads the words and values of a mapping; a word that stands there twice is refused.
func (p *dimsParser) pairs(n *yaml.Node, read func(k, v *yaml.Node)) {
	if n.Kind != yaml.MappingNode {
		p.wrong(n)
		return
	}
	seen := map[string]bool{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		k, v := n.Content[i], n.Content[i+1]
		switch {
		case k.Kind != yaml.ScalarNode || k.Value == "":
			p.wrong(k)
		case seen[k.Value]:
			p.add(k, problem.New(problem.Invalid, "vault.dims_twice", "word", short(k.Value)))
		default:
			read(k, v)
		}
		seen[k.Value] = true
	}
}

func (p *dimsParser) text(to *string) func(*yaml.Node) {
	return func(n *yaml.Node) {
		if n.Kind != yaml.ScalarNode || n.Value == "" {
			p.wrong(n)
			return
		}
		*to = n.Value
	}
}

// visible leaves out what is no text.
func visible(r rune) rune {
	if unicode.IsControl(r) {
		return -1
	}
	return r
}

// texts reads one text or a list of them.
func (p *dimsParser) texts(to *[]string) func(*yaml.Node) {
	return func(n *yaml.Node) {
		items := []*yaml.Node{n}
		if n.Kind == yaml.SequenceNode {
			items = n.Content
		}
		for _, item := range items {
			var text string
			p.text(&text)(item)
			*to = append(*to, text)
		}
	}
}

// dimensions reads every dimension.
func (p *dimsParser) dimensions(n *yaml.Node) {
	p.pairs(n, func(k, v *yaml.Node) {
		before := p.list.Len()
		var given struct {
			codes, total, places string
			categories           []string
		}
		p.fields(v, map[string]func(*yaml.Node){"codes": p.text(&given.codes), "total": p.text(&given.total),
			"places": p.text(&given.places), "categories": p.texts(&given.categories)})
		if given.places != "" && given.places != "true" && given.places != "false" {
			p.add(v, problem.New(problem.Invalid, "vault.dims_value", "word", short(given.places)))
		}
		if (given.codes == "") == (given.categories == nil) {
			p.add(k, problem.New(problem.Invalid, "vault.dims_codes_or_categories", "dimension", k.Value))
		}
		if p.list.Len() > before {
			return
		}
		if given.codes != "" {
			p.hierarchy(k, given.codes, given.total, given.places != "false")
			return
		}
		p.flat(k, given.total, given.categories, given.places == "true")
	})
}

// hierarchy adds a dimension from a list of codes. Codes with a list are areas, unless the file says otherwise.
func (p *dimsParser) hierarchy(k *yaml.Node, file, total string, places bool) {
	file = filepath.FromSlash(file)
	if !filepath.IsAbs(file) {
		file = filepath.Join(p.folder, file)
	}
	l, err := readCodes(file)
	var d disclosure.Dimension
	if err == nil {
		d, err = l.dimension(k.Value, total)
	}
	if err != nil {
		all, _ := problem.All(err)
		for _, e := range all {
			p.list.Add(e)
		}
		if len(all) == 0 {
			p.add(k, problem.New(problem.Invalid, "vault.dims_broken").Because(err))
		}
		return
	}
	if places {
		d = d.OfPlaces()
	}
	p.dims.list = append(p.dims.list, dimension{Dimension: d, leaves: leaves(l.codes)})
}

// flat adds a dimension of categories. Without a total they stand side by side.
func (p *dimsParser) flat(k *yaml.Node, total string, categories []string, places bool) {
	d, err := disclosure.NewSideBySide(k.Value, categories...)
	named := []disclosure.Code{{Name: k.Value + total}}
	for _, c := range categories {
		named = append(named, disclosure.Code{Name: c})
	}
	if _, found := unreadable(named); found {
		p.add(k, problem.New(problem.Invalid, "vault.code_unreadable", "dimension", strings.Map(visible, k.Value)))
		return
	}
	if total != "" {
		d, err = disclosure.NewCategories(k.Value, total, categories...)
	}
	var fault *disclosure.CodeError
	if errors.As(err, &fault) {
		p.add(k, codeProblem(fault))
		return
	}
	if places {
		d = d.OfPlaces()
	}
	p.dims.list = append(p.dims.list, dimension{Dimension: d, leaves: []string{k.Value}})
}

func (p *dimsParser) measures(n *yaml.Node) {
	readers := map[string]func(*yaml.Node){}
	for _, key := range measureKeys {
		readers[key] = func(n *yaml.Node) {
			var name string
			p.text(&name)(n)
			p.dims.measures[key] = name
		}
	}
	p.fields(n, readers)
}

func (p *dimsParser) inner(n *yaml.Node) {
	p.pairs(n, func(k, v *yaml.Node) {
		i := p.dims.find(k.Value)
		if i < 0 {
			p.add(k, problem.New(problem.Invalid, "vault.dims_inner", "word", short(k.Value)))
			return
		}
		p.texts(&p.dims.list[i].inner)(v)
	})
}

// populations reads of which part of the people a file is: its name, then a code for each dimension that it has no column for.
func (p *dimsParser) populations(n *yaml.Node) {
	p.pairs(n, func(file, codes *yaml.Node) {
		fixed := map[string]string{}
		p.pairs(codes, func(k, v *yaml.Node) {
			i := p.dims.find(k.Value)
			if i < 0 {
				p.add(k, problem.New(problem.Invalid, "vault.dims_inner", "word", short(k.Value)))
				return
			}
			if !slices.ContainsFunc(p.dims.list[i].Codes(), func(c disclosure.Code) bool { return c.Name == v.Value }) {
				p.wrong(v)
				return
			}
			fixed[k.Value] = v.Value
		})
		p.dims.populations[file.Value] = fixed
	})
}
