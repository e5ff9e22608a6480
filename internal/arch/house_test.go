package arch_test

import (
	"fmt"
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"github.com/buurtbeeld/buurtbeeld/internal/arch"
)

// TestPubliccode keeps publiccode.yml what version 0.4 of its standard demands.
func TestPubliccode(t *testing.T) {
	var told struct {
		Version     string   `yaml:"publiccodeYmlVersion"`
		Name        string   `yaml:"name"`
		URL         string   `yaml:"url"`
		Platforms   []string `yaml:"platforms"`
		Categories  []string `yaml:"categories"`
		Status      string   `yaml:"developmentStatus"`
		Type        string   `yaml:"softwareType"`
		Description map[string]struct {
			Short    string   `yaml:"shortDescription"`
			Long     string   `yaml:"longDescription"`
			Features []string `yaml:"features"`
		} `yaml:"description"`
		Legal       struct{ License string } `yaml:"legal"`
		Maintenance struct {
			Type     string
			Contacts []struct{ Name string }
		} `yaml:"maintenance"`
		Localisation struct {
			Ready     *bool    `yaml:"localisationReady"`
			Languages []string `yaml:"availableLanguages"`
		} `yaml:"localisation"`
	}
	if err := yaml.Unmarshal([]byte(project(t).Texts["publiccode.yml"]), &told); err != nil {
		t.Fatal(err)
	}
	if told.Version != "0.4" || told.Name == "" || told.URL == "" || len(told.Platforms) == 0 || len(told.Categories) == 0 {
		t.Error("version, name, url, platforms and categories are mandatory")
	}
	if !slices.Contains([]string{"concept", "development", "beta", "stable", "obsolete"}, told.Status) || told.Type != "standalone/web" {
		t.Errorf("status %q, type %q", told.Status, told.Type)
	}
	if told.Legal.License != "EUPL-1.2" || told.Maintenance.Type == "" || len(told.Maintenance.Contacts) == 0 || told.Localisation.Ready == nil {
		t.Error("licence, maintenance and localisation are mandatory")
	}
	if got := slices.Sorted(maps.Keys(told.Description)); !slices.Equal(got, []string{"en", "nl"}) || len(told.Localisation.Languages) != 2 {
		t.Errorf("described in %v", got)
	}
	for language, d := range told.Description {
		if n := len([]rune(strings.TrimSpace(d.Short))); n == 0 || n > 150 {
			t.Errorf("%s: the short description has %d characters, at most 150", language, n)
		}
		if n := len([]rune(d.Long)); n < 150 || n > 10000 || len(d.Features) == 0 {
			t.Errorf("%s: the long description has %d characters, 150 to 10000, and there must be features", language, n)
		}
	}
}

// TestDecisions keeps every record in its form and in the list.
func TestDecisions(t *testing.T) {
	all := project(t).Texts
	list := all["docs/decisions/README.md"]
	number := 0
	for _, name := range slices.Sorted(maps.Keys(all)) {
		if path.Dir(name) != "docs/decisions" || path.Base(name) == "README.md" {
			continue
		}
		number++
		if !strings.HasPrefix(path.Base(name), fmt.Sprintf("%04d-", number)) {
			t.Errorf("%s: number %04d is missing or given twice", name, number)
		}
		if !strings.Contains(list, "("+path.Base(name)+")") {
			t.Errorf("%s is not in docs/decisions/README.md", name)
		}
		at := 0
		for _, part := range []string{"**Context.**", "**Decision.**", "**Why.**", "**Consequences.**"} {
			found := strings.Index(all[name][at:], part)
			if found < 0 {
				t.Errorf("%s has no %s in its place", name, part)
				break
			}
			at += found
		}
	}
	if number == 0 {
		t.Error("there are no decisions")
	}
}

func TestChangesNameWhatNeedsASecondLook(t *testing.T) {
	changes := project(t).Texts["CHANGELOG.md"]
	for _, want := range []string{"## Unreleased", "**Figures**", "**Privacy**"} {
		if !strings.Contains(changes, want) {
			t.Errorf("CHANGELOG.md does not hold %s", want)
		}
	}
}

// TestTargetsAreTold keeps what people read and what make does the same: a target that a page names exists.
func TestTargetsAreTold(t *testing.T) {
	all := project(t).Texts
	named := regexp.MustCompile("`make ([a-z-]+)")
	for _, name := range slices.Sorted(maps.Keys(all)) {
		if !strings.HasSuffix(name, ".md") {
			continue
		}
		for _, m := range named.FindAllStringSubmatch(all[name], -1) {
			if !regexp.MustCompile(`(?m)^` + m[1] + `:.* ## `).MatchString(all["Makefile"]) {
				t.Errorf("%s names make %s, which does not exist", name, m[1])
			}
		}
	}
	if !strings.Contains(all[".ci/run"], "test") || strings.Count(all[".ci/run"], "make") != 1 {
		t.Error(".ci/run must call make test and nothing else")
	}
}

func TestLinksLead(t *testing.T) {
	for _, f := range arch.Links(project(t), exists) {
		t.Error(f)
	}
	planted := planted{files: map[string]string{"docs/a.md": "[a](b.md) [c](../gone.md#x) [d](https://example.org) [e](#here) `[f](code.md)`", "docs/b.md": ""}}
	got := arch.Links(planted.tree(t), func(name string) bool { return name == "docs/b.md" })
	if len(got) != 1 || !strings.Contains(got[0].String(), "docs/a.md:1: leads to gone.md") {
		t.Errorf("found %v", got)
	}
}
