package policy

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

// Faults that a file with rules may have; each comes in a Fault that says where.
var (
	ErrBroken  = errors.New("it cannot be read as YAML")
	ErrUnknown = errors.New("this key is unknown")
	ErrTwice   = errors.New("this key stands twice")
	ErrValue   = errors.New("this value is not allowed")
	ErrMissing = errors.New("this key is missing")
)

// Fault is one fault in a file with rules (Dutch: fout in de regels).
type Fault struct {
	// Line is the line of the file, from 1.
	Line int
	// Key is the key that the fault is found at, when there is one.
	Key string
	Err error
}

// Error names the line and the key.
func (f *Fault) Error() string {
	if f.Key == "" {
		return fmt.Sprintf("line %d: %v", f.Line, f.Err)
	}
	return fmt.Sprintf("line %d: %s: %v", f.Line, f.Key, f.Err)
}

// Unwrap gives what is wrong.
func (f *Fault) Unwrap() error { return f.Err }

// mostBytes is the largest file that is read.
const mostBytes = 1 << 20

// Parse reads a set of rules. It is strict: a key that is unknown or stands twice, a value of the wrong kind or out of bounds, an
// anchor and a second document are refused, all in one error, each a Fault with its line. Required are the name and one rule at
// least; a rule that is not there does not apply, except that rounding is of small counts.
func Parse(text []byte) (Policy, error) {
	root, fault := document(text)
	if fault != nil {
		return Policy{}, fault
	}
	if root.Kind != yaml.MappingNode {
		return Policy{}, &Fault{1, "", fmt.Errorf("%w: there are no keys with values", ErrBroken)}
	}
	r := reading{}
	seen := r.fields(root, r.top())
	if !seen["name"] {
		r.fault(1, "name", ErrMissing)
	}
	if delete(seen, "name"); !slices.ContainsFunc(rules, func(k string) bool { return seen[k] }) {
		r.fault(1, "minimum_frequency", fmt.Errorf("%w: a set has one rule at least, if only that it is 0", ErrMissing))
	}
	if err := r.err(); err != nil {
		return Policy{}, err
	}
	r.policy.made = true
	return r.policy, nil
}

// document reads the one document of a text.
func document(text []byte) (*yaml.Node, *Fault) {
	broken := func(line int, why any) (*yaml.Node, *Fault) {
		return nil, &Fault{max(1, line), "", fmt.Errorf("%w: %v", ErrBroken, why)}
	}
	if len(text) > mostBytes {
		return broken(1, fmt.Sprintf("more than %d bytes", mostBytes))
	}
	decoder := yaml.NewDecoder(bytes.NewReader(text))
	var root, second yaml.Node
	if err := decoder.Decode(&root); err != nil {
		return broken(lineIn(err), err)
	}
	switch err := decoder.Decode(&second); {
	case err == nil:
		return broken(second.Line, "a second document")
	case !errors.Is(err, io.EOF):
		return broken(lineIn(err), err)
	case len(root.Content) != 1:
		return broken(1, "it is empty")
	}
	return root.Content[0], nil
}

// rules are the keys of which a set has one at least.
var rules = []string{"minimum_frequency", "minimum_contributors", "dominance", "p_percent", "group_disclosure_percent", "minimum_denominator", "round_to"}

var lineNumber = regexp.MustCompile(`line (\d+)`)

func lineIn(err error) int {
	if found := lineNumber.FindStringSubmatch(err.Error()); found != nil {
		if n, err := strconv.Atoi(found[1]); err == nil {
			return n
		}
	}
	return 1
}

// reading is a policy that is being read, with the faults so far.
type reading struct {
	policy Policy
	faults []*Fault
	// line is the line that every fault gets, when it is not 0.
	line int
}

type field func(key string, n *yaml.Node)

func (r *reading) fault(line int, key string, err error) {
	if r.line != 0 {
		line = r.line
	}
	r.faults = append(r.faults, &Fault{line, key, err})
}

// wrong is a value that is not what is wanted.
func (r *reading) wrong(key string, n *yaml.Node, want string) {
	got := ""
	if n.Kind == yaml.ScalarNode {
		got = fmt.Sprintf(": %s", quote(n.Value))
	}
	r.fault(n.Line, key, fmt.Errorf("%w%s (wanted: %s)", ErrValue, got, want))
}

// quote is a text from the file, short and without signs that do something.
func quote(s string) string {
	if runes := []rune(s); len(runes) > 40 {
		s = string(runes[:40]) + "…"
	}
	return strconv.Quote(s)
}

// err is all faults, in the order of the lines.
func (r *reading) err() error {
	slices.SortStableFunc(r.faults, func(a, b *Fault) int { return a.Line - b.Line })
	all := make([]error, len(r.faults))
	for i, f := range r.faults {
		all[i] = f
	}
	return errors.Join(all...)
}

// fields reads the keys of a mapping, each with its own reader, and tells which were there.
func (r *reading) fields(n *yaml.Node, readers map[string]field) map[string]bool {
	seen := map[string]bool{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		k, v := n.Content[i], n.Content[i+1]
		read, known := readers[k.Value]
		switch {
		case k.Kind != yaml.ScalarNode || !known:
			r.fault(k.Line, quote(k.Value), ErrUnknown)
		case seen[k.Value]:
			r.fault(k.Line, k.Value, ErrTwice)
		case v.Kind == yaml.AliasNode || v.Anchor != "" || k.Anchor != "":
			r.wrong(k.Value, &yaml.Node{Line: v.Line}, "the value itself, without anchors")
		default:
			read(k.Value, v)
		}
		seen[k.Value] = true
	}
	return seen
}

// change reads one changed rule as if it stood in a file.
func (r *reading) change(number int, c Change) {
	r.line = number
	value, fault := document([]byte(c.value))
	if fault != nil {
		r.fault(number, c.key, fault.Err)
		return
	}
	key := &yaml.Node{Kind: yaml.ScalarNode, Value: c.key}
	r.fields(&yaml.Node{Kind: yaml.MappingNode, Content: []*yaml.Node{key, value}}, r.top())
}

// top are the keys of a set.
func (r *reading) top() map[string]field {
	p := &r.policy
	return map[string]field{
		"name":   r.name,
		"locked": r.either("true", "false", "!!bool", &p.locked),
		"zeros":  r.either("protect", "publish", "!!str", &p.zeros),
		"rounding": func(key string, n *yaml.Node) {
			var controlled bool
			if r.either("controlled", "small_counts", "!!str", &controlled)(key, n); controlled {
				p.rounding = Controlled
			} else {
				p.rounding = SmallCounts
			}
		},
		"minimum_frequency":        r.threshold(&p.frequency),
		"minimum_contributors":     r.threshold(&p.contributors),
		"minimum_denominator":      r.threshold(&p.denominator),
		"round_to":                 r.whole(&p.roundTo, 0, coarsest),
		"p_percent":                r.percent(&p.pPercent),
		"group_disclosure_percent": r.percent(&p.group),
		"dominance":                r.dominance,
	}
}

var nameParts = regexp.MustCompile(`^[\pL\pN_.-][\pL\pN _.-]*(\+[\pL\pN_.-][\pL\pN _.-]*)*$`)

func (r *reading) name(key string, n *yaml.Node) {
	const want = "letters, digits, spaces, and the signs _ . - in quotes where YAML needs them; joined names in order"
	switch {
	case n.Kind != yaml.ScalarNode || n.ShortTag() != "!!str" || !nameParts.MatchString(n.Value) || join(n.Value, n.Value) != n.Value:
		r.wrong(key, n, want)
	default:
		r.policy.name = n.Value
	}
}

// either reads one of two words.
func (r *reading) either(yes, no, tag string, to *bool) field {
	return func(key string, n *yaml.Node) {
		if n.Kind != yaml.ScalarNode || n.ShortTag() != tag || n.Value != yes && n.Value != no {
			r.wrong(key, n, yes+" or "+no)
			return
		}
		*to = n.Value == yes
	}
}

var number = regexp.MustCompile(`^(0|[1-9][0-9]{0,14})(?:\.([0-9]{1,40}))?$`)

// decimal reads a number as its whole part and its decimals, without the zeros at its end.
func decimal(n *yaml.Node) (whole int64, part string, ok bool) {
	found := number.FindStringSubmatch(n.Value)
	tag := n.ShortTag()
	if n.Kind != yaml.ScalarNode || found == nil || tag != "!!int" && tag != "!!float" {
		return 0, "", false
	}
	whole, err := strconv.ParseInt(found[1], 10, 64)
	return whole, strings.TrimRight(found[2], "0"), err == nil
}

// threshold reads a number up to which nothing is shown: a part of one more is one more.
func (r *reading) threshold(to *int64) field {
	return func(key string, n *yaml.Node) {
		whole, part, ok := decimal(n)
		if part != "" {
			whole++
		}
		if !ok || whole > coarsest {
			r.wrong(key, n, fmt.Sprintf("a number from 0 to %d", int64(coarsest)))
			return
		}
		*to = whole
	}
}

func (r *reading) whole(to *int64, least, most int64) field {
	return func(key string, n *yaml.Node) {
		whole, part, ok := decimal(n)
		if !ok || part != "" || whole < least || whole > most {
			r.wrong(key, n, fmt.Sprintf("a whole number from %d to %d", least, most))
			return
		}
		*to = whole
	}
}

func (r *reading) percent(to *Percent) field {
	return func(key string, n *yaml.Node) {
		whole, part, ok := decimal(n)
		if !ok || len(part) > decimals || whole > 100 || whole == 100 && part != "" {
			r.wrong(key, n, fmt.Sprintf("a number from 0 to 100, with %d decimals at most", decimals))
			return
		}
		to.millionths = whole * one
		unit := int64(one)
		for _, digit := range part {
			unit /= 10
			to.millionths += int64(digit-'0') * unit
		}
	}
}

func (r *reading) dominance(key string, n *yaml.Node) {
	if n.Kind != yaml.SequenceNode {
		r.wrong(key, n, "a list of n and percent, [] for none")
		return
	}
	r.policy.dominance = [mostContributors]Percent{}
	for _, item := range n.Content {
		if item.Kind != yaml.MappingNode || item.Anchor != "" {
			r.wrong(key, item, "n and percent")
			continue
		}
		var largest int64
		var limit Percent
		before := len(r.faults)
		seen := r.fields(item, map[string]field{"n": r.whole(&largest, 1, mostContributors), "percent": r.percent(&limit)})
		switch {
		case len(r.faults) > before:
		case !seen["n"] || !seen["percent"]:
			r.fault(item.Line, key, fmt.Errorf("%w: n and percent go together", ErrMissing))
		case limit.IsZero():
			r.wrong(key, item, "a percent above 0")
		case !r.policy.dominance[largest-1].IsZero():
			r.fault(item.Line, key, fmt.Errorf("%w: n %d", ErrTwice, largest))
		default:
			r.policy.dominance[largest-1] = limit
		}
	}
}
