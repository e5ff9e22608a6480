package main

import (
	"context"
	"crypto/rand"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"time"

	"github.com/buurtbeeld/buurtbeeld/bench/country"
	"github.com/buurtbeeld/buurtbeeld/internal/area"
	"github.com/buurtbeeld/buurtbeeld/internal/indicator"
	"github.com/buurtbeeld/buurtbeeld/internal/reader"
	"github.com/buurtbeeld/buurtbeeld/internal/store/sqlite"
)

// neighbourhoods is the size of the invented country: that of the real one.
const neighbourhoods = 13_808

// load fills the store: with the national file when there is one, with an invented country otherwise.
func (b *bench) load(ctx context.Context, invented bool) error {
	if _, err := os.Stat(b.data); err == nil && !invented {
		c := exec.CommandContext(ctx, b.program, "import", "boundaries", b.data, "--year", "2015", "--level", "buurt", "--db", b.database)
		if out, err := c.CombinedOutput(); err != nil {
			return fmt.Errorf("import: %w\n%s", err, out)
		}
		b.division = "buurt/2015"
		b.layers = []string{"social_assistance_rate:2015", "unemployment_benefit_rate:2015", "disability_benefit_rate:2015",
			"population_65plus_share:2015", "single_household_share:2015"}
		fmt.Println("store: the national neighbourhoods of 2015")
		return nil
	}
	c, err := country.New(neighbourhoods, 5, false)
	if err != nil {
		return err
	}
	b.division = fmt.Sprint("buurt/", country.Year)
	for n := range 5 {
		b.layers = append(b.layers, fmt.Sprintf("%s:%d", country.Figure(n), country.Year))
	}
	fmt.Printf("store: an invented country of %d neighbourhoods\n", neighbourhoods)
	return within(ctx, b.database, func(s *sqlite.Store) error {
		_, _, err := s.Save(ctx, reader.OnLoopback(), c.Batch())
		return err
	})
}

// within opens a store, as another process than the server does.
func within(ctx context.Context, file string, do func(*sqlite.Store) error) error {
	s, err := sqlite.Open(ctx, file, sqlite.Options{Now: time.Now, NewID: rand.Text})
	if err != nil {
		return err
	}
	if err := do(s); err != nil {
		_ = s.Close()
		return err
	}
	return s.Close()
}

// ask returns the address of the values of the whole country under the n-th choice of thresholds and weights. No two
// are alike, so that no answer can be kept from an earlier one.
func (b *bench) ask(n int) string {
	q := url.Values{"in": {area.Netherlands.String()}, "niveau": {"buurt"}, "jaar": {strings.TrimPrefix(b.division, "buurt/")}}
	for i, l := range b.layers {
		q.Add("laag", l+":top"+strconv.FormatFloat(10+float64((n*7+i)%4000+1)/100, 'f', -1, 64)+"%:"+strconv.FormatFloat(1+float64(n%90_000)/1000, 'f', -1, 64))
	}
	return "stapelkaart/klassen?" + q.Encode()
}

// other returns a delivery with other figures for the same areas; while it is in force, every answer differs.
func other() (indicator.Batch, error) {
	c, err := country.New(neighbourhoods, 5, false)
	if err != nil {
		return indicator.Batch{}, err
	}
	batch := c.Batch()
	batch.Delivery.Fingerprint, batch.Shapes = "other", nil
	for i, column := range batch.Columns {
		b := indicator.NewBuilder(column.Key(), column.Index())
		for k := range column.Len() {
			x, ok := column.At(column.Len() - 1 - k).Number()
			if !ok {
				b.SetMissing(k, indicator.Of(indicator.Withheld))
				continue
			}
			if err := b.SetKnown(k, x, 0); err != nil {
				return batch, err
			}
		}
		batch.Columns[i] = b.Column()
	}
	return batch, nil
}

// writer starts a process that saves and undoes other figures until it is killed; it returns when it is about to begin.
func (b *bench) writer(ctx context.Context) (*process, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	return launch(ctx, self, "-write", b.database)
}

// pause is how long figures stay in force or away: much shorter than anybody reads in, much longer than an answer takes.
const pause = 2 * time.Second

// writeOn is the work of that process.
func writeOn(ctx context.Context, file string) error {
	batch, err := other()
	if err != nil {
		return err
	}
	return within(ctx, file, func(s *sqlite.Store) error {
		fmt.Println("http://127.0.0.1:0/") // ready, told as servers do
		for {
			d, _, err := s.Save(ctx, reader.OnLoopback(), batch)
			if err != nil {
				return err
			}
			time.Sleep(pause)
			if err := s.Undo(ctx, reader.OnLoopback(), d.ID); err != nil {
				return err
			}
			time.Sleep(pause)
		}
	})
}
