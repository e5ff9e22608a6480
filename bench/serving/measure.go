package main

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"time"

	"github.com/buurtbeeld/buurtbeeld/internal/store/sqlite"
)

// values is P3: new thresholds and weights, and the values of the whole country over HTTP.
func values(ctx context.Context, b *bench) error {
	ours, err := b.serve(ctx)
	if err != nil {
		return err
	}
	defer ours.kill()
	if err := b.settled(ctx, ours); err != nil {
		return err
	}
	body, kind, err := get(ctx, client(1), ours.address+b.ask(-1))
	if err != nil {
		return err
	}
	bare, err := b.bareOf(ctx, body, kind)
	if err != nil {
		return err
	}
	defer bare.kill()
	fmt.Printf("P3: %d bytes packed for the whole country\n", len(body))
	return b.compare(ctx, beside{"P3 new thresholds, values of the country", ours, bare, b.ask, 60, 3000}, "10")
}

// tiles is P1: a tile that was made before.
func tiles(ctx context.Context, b *bench) error {
	ours, err := b.serve(ctx)
	if err != nil {
		return err
	}
	defer ours.kill()
	if err := b.settled(ctx, ours); err != nil {
		return err
	}
	address := b.tile()
	body, kind, err := get(ctx, client(1), ours.address+address)
	if err != nil {
		return err
	}
	bare, err := b.bareOf(ctx, body, kind)
	if err != nil {
		return err
	}
	defer bare.kill()
	fmt.Printf("P1: tile %s, %d bytes\n", address, len(body))
	var version int64
	err = within(ctx, b.database, func(s *sqlite.Store) (err error) {
		version, err = s.Version(ctx)
		return err
	})
	if err != nil {
		return err
	}
	named := fmt.Sprint(address, "?v=", version)
	if err := b.compare(ctx, beside{"P1 a tile, as the free map asks for it", ours, bare, func(int) string { return named }, 2000, 3000}, "1.5"); err != nil {
		return err
	}
	return b.compare(ctx, beside{"P1 a tile, by an address that names no version", ours, bare, func(int) string { return address }, 2000, 3000}, "1.5")
}

// tile returns the address of the tile in the middle of the country.
func (b *bench) tile() string {
	const longitude, latitude, zoom = 5.3, 52.0, 9
	n := math.Ldexp(1, zoom)
	x := int(n * (longitude + 180) / 360)
	y := int(n * (1 - math.Asinh(math.Tan(latitude*math.Pi/180))/math.Pi) / 2)
	return fmt.Sprintf("tegel/%s/%d/%d/%d", b.division, zoom, x, y)
}

// settled waits until the work that follows a first start, making tiles, is done.
func (b *bench) settled(ctx context.Context, p *process) error {
	for range 1200 {
		if body, _, err := get(ctx, client(1), p.address+b.tile()); err == nil && len(body) > 0 {
			return nil
		}
		time.Sleep(100 * time.Millisecond)
	}
	return fmt.Errorf("no tiles after two minutes")
}

// start is P8: from the start of the program to its first answer, after a proper end and after being killed while
// something was written.
func start(ctx context.Context, b *bench) error {
	first, err := b.serve(ctx)
	if err != nil {
		return err
	}
	if err := b.settled(ctx, first); err != nil {
		return err
	}
	if _, err := first.terminate(); err != nil {
		return err
	}
	bare, err := b.bareOf(ctx, []byte("x"), "text/plain")
	if err != nil {
		return err
	}
	bare.kill()
	var proper, killed, none []time.Duration
	for range b.rounds {
		for _, way := range []struct {
			list  *[]time.Duration
			start func() (*process, error)
			end   func(*process) error
		}{
			{&none, func() (*process, error) { return b.bareOf(ctx, []byte("x"), "text/plain") }, func(p *process) error { p.kill(); return nil }},
			{&proper, func() (*process, error) { return b.serve(ctx) }, func(p *process) error { return b.killWhileWriting(ctx, p) }},
			{&killed, func() (*process, error) { return b.serve(ctx) }, func(p *process) error { _, err := p.terminate(); return err }},
		} {
			began := time.Now()
			p, err := way.start()
			if err != nil {
				return err
			}
			if _, _, err := get(ctx, client(1), p.address); err != nil {
				return err
			}
			*way.list = append(*way.list, time.Since(began))
			if err := way.end(p); err != nil {
				return err
			}
		}
	}
	fmt.Printf("P8 start to first answer: %.2f s (goal 0.5); after kill -9 while writing %.2f s (goal 2); bare net/http %.3f s, %d rounds\n",
		middle(proper).Seconds(), middle(killed).Seconds(), middle(none).Seconds(), b.rounds)
	return nil
}

// killWhileWriting kills the server and, at the same moment, another process that is saving.
func (b *bench) killWhileWriting(ctx context.Context, p *process) error {
	w, err := b.writer(ctx)
	if err != nil {
		return err
	}
	time.Sleep(time.Duration(100+rand.IntN(100)) * time.Millisecond)
	p.kill()
	w.kill()
	return nil
}
