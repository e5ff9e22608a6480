// Command disclosure measures the protection and the attack of tables as whole processes, from cells on disk to the protected
// table on disk with its report and certificate: processor seconds, memory, and how many cells are withheld. Tables of about a
// thousand cells to a million are made of invented persons, by the generator of the reference tables where that lies beside the
// project, which makes the very tables that other programs were measured on.
//
//	disclosure -program bin/buurtbeeld-vault [-rounds 3] [-only B1e4] [-folder FOLDER] [-hard]
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"time"
)

// job is a table that is measured.
type job struct {
	name string
	world
	shape
	peers
	// own: only our own persons have the columns.
	own bool
	// micro: the persons are given too, so that overlapping areas are cut.
	micro bool
}

// peers are what other programs needed and withheld, measured before, on another day; 0 where none finished or none was run.
type peers struct {
	seconds               float64
	megabytes             float64
	secondary, best, lone int
}

var geography = []string{"gemeente", "wijk", "buurt"}

// sizes are the tables of the reference.
var sizes = []job{
	{name: "B1e3", world: world{5_000, 3, 4, 4, 11}, shape: shape{areas: geography, traits: []string{"age_group", "benefit"}},
		peers: peers{0.32, 242, 141, 123, 6}},
	{name: "B1e4", world: world{45_000, 14, 7, 4, 12}, shape: shape{areas: geography, traits: []string{"age_group", "benefit"}},
		peers: peers{22.5, 269, 1233, 0, 100}},
	{name: "B1e5", world: world{450_000, 140, 7, 4, 13}, shape: shape{areas: geography, traits: []string{"age_group", "benefit"}}},
	{name: "B1e6", world: world{1_700_000, 340, 10, 4.3, 14}, shape: shape{areas: geography, traits: []string{"age_group", "benefit", "has_debt"}}},
}

// hard are tables that are known to be hard for this kind of program.
var hard = []job{
	{name: "four dimensions, 3,000 areas", world: world{400_000, 90, 8, 4, 21}, own: true,
		shape: shape{areas: geography, traits: []string{"class", "household", "origin"}}},
	{name: "fourteen levels", world: world{450_000, 1000, 2, 2, 22}, own: true,
		shape: shape{areas: geography, halves: 10, traits: []string{"age_group", "benefit"}}},
	{name: "1,400 areas across 400", world: world{170_000, 40, 10, 4.3, 23}, own: true, micro: true,
		shape: shape{areas: geography, beside: "pc4", traits: []string{"benefit"}}},
	{name: "14,000 areas across 4,000", world: world{1_700_000, 400, 10, 4.3, 24}, own: true, micro: true,
		shape: shape{areas: geography, beside: "pc4", traits: []string{"benefit"}}},
}

func main() {
	b := &bench{}
	flag.StringVar(&b.program, "program", "bin/buurtbeeld-vault", "the program to measure")
	flag.IntVar(&b.rounds, "rounds", 3, "rounds of each short job")
	flag.StringVar(&b.folder, "folder", "", "make the tables here and leave them")
	flag.DurationVar(&b.limit, "limit", 10*time.Minute, "stop a job after this")
	only := flag.String("only", "", "measure this table alone")
	extra := flag.Bool("hard", false, "measure the hard tables instead of those of the reference")
	child := flag.String("make", "", "make this table in the folder, and nothing else")
	flag.Parse()
	var err error
	if *child != "" {
		err = makeTable(*child, b.folder)
	} else {
		err = b.run(*only, *extra)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// bench is one run of the program.
type bench struct {
	program, folder string
	rounds          int
	limit           time.Duration
}

func (b *bench) run(only string, extra bool) error {
	if b.folder == "" {
		temporary, err := os.MkdirTemp("", "buurtbeeld-disclosure-")
		if err != nil {
			return err
		}
		defer func() { _ = os.RemoveAll(temporary) }()
		b.folder = temporary
	}
	list, tell := sizes, tellSizes
	if extra {
		list, tell = hard, tellHard
	}
	var all []result
	for _, j := range list {
		if only != "" && only != j.name {
			continue
		}
		r, err := b.measure(j)
		if err != nil {
			return fmt.Errorf("%s: %w", j.name, err)
		}
		all = append(all, r)
	}
	if len(all) > 0 {
		tell(all)
	}
	return nil
}

// made is what was made for a job.
type made struct {
	Cells       int
	ByReference bool
}

// prepare makes the table of a job, in another process: what this one takes would count as memory of the programs it measures.
// A table that lies there is taken.
func (b *bench) prepare(j job, folder string) (m made, err error) {
	note := filepath.Join(folder, "made.json")
	if _, err := os.Stat(note); err != nil {
		self, err := os.Executable()
		if err != nil {
			return m, err
		}
		c := exec.Command(self, "-make", j.name, "-folder", folder)
		c.Stderr = os.Stderr
		if err := c.Run(); err != nil {
			return m, fmt.Errorf("make the table: %w", err)
		}
	}
	text, err := os.ReadFile(note)
	if err != nil {
		return m, err
	}
	return m, json.Unmarshal(text, &m)
}

func makeTable(name, folder string) error {
	all := slices.Concat(sizes, hard)
	i := slices.IndexFunc(all, func(j job) bool { return j.name == name })
	if i < 0 {
		return fmt.Errorf("no table is called %s", name)
	}
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return err
	}
	j, persons := all[i], filepath.Join(folder, "persons.csv")
	m, err := made{}, error(nil)
	if j.own {
		err = j.invent(persons)
	} else {
		m.ByReference, err = j.world.write(persons)
	}
	if err != nil {
		return err
	}
	t, err := tabulate(persons, j.shape)
	if err != nil {
		return err
	}
	if err := t.write(folder); err != nil {
		return err
	}
	m.Cells = t.len()
	text, err := json.Marshal(m)
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(folder, "made.json"), text, 0o600)
}
