package policy

import (
	"embed"
	"errors"
	"fmt"
	"slices"
	"strings"
)

//go:embed policies/*.yaml
var files embed.FS

// ErrNoSuchName is the refusal of a name that no set of the library has.
var ErrNoSuchName = errors.New("there is no policy of this name")

// Names are the sets that come with the library, in order.
func Names() []string {
	entries, err := files.ReadDir("policies")
	if err != nil {
		panic(fmt.Sprintf("policy: the sets of the library: %v", err))
	}
	names := make([]string, len(entries))
	for i, e := range entries {
		names[i] = strings.TrimSuffix(e.Name(), ".yaml")
	}
	slices.Sort(names)
	return names
}

// Named is a set that comes with the library. All of them are locked: their name says which rules were applied.
func Named(name string) (Policy, error) {
	if !slices.Contains(Names(), name) {
		return Policy{}, fmt.Errorf("%w: %q (there are: %s)", ErrNoSuchName, name, strings.Join(Names(), ", "))
	}
	text, err := files.ReadFile("policies/" + name + ".yaml")
	if err != nil {
		return Policy{}, fmt.Errorf("read the policy %q: %w", name, err)
	}
	return Parse(text)
}

// YAML is the set as a file, which Parse reads back as the same set. The zero Policy has none.
func (p Policy) YAML() []byte {
	if !p.made {
		return nil
	}
	zeros := "publish"
	if p.zeros {
		zeros = "protect"
	}
	var largest []string
	for _, rule := range p.Dominance() {
		largest = append(largest, fmt.Sprintf("{n: %d, percent: %s}", rule.N, rule.Percent))
	}
	return fmt.Appendf(nil, `name: "%s"
locked: %t
minimum_frequency: %d
zeros: %s
minimum_contributors: %d
dominance: [%s]
p_percent: %s
group_disclosure_percent: %s
minimum_denominator: %d
round_to: %d
rounding: %s
`, p.name, p.locked, p.frequency, zeros, p.contributors, strings.Join(largest, ", "), p.pPercent, p.group, p.denominator, p.roundTo, p.rounding)
}
