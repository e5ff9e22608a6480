package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"runtime/debug"
	"strconv"
	"time"

	"github.com/buurtbeeld/buurtbeeld/internal/example"
	"github.com/buurtbeeld/buurtbeeld/internal/intake"
	"github.com/buurtbeeld/buurtbeeld/internal/reader"
	"github.com/buurtbeeld/buurtbeeld/internal/store/sqlite"
	"github.com/buurtbeeld/buurtbeeld/internal/web"
	"github.com/buurtbeeld/buurtbeeld/internal/web/asset"
)

func serveCommand(a *app, set *flag.FlagSet) func(context.Context, []string) error {
	database := a.databaseFlag(set)
	addr := set.String("addr", "127.0.0.1:8080", "")
	return func(ctx context.Context, args []string) (err error) {
		if err := noArguments(args); err != nil {
			return err
		}
		store, err := a.open(ctx, *database) // a new one is filled in the browser
		if err != nil {
			return err
		}
		defer closing(store, &err)
		return a.serve(ctx, store, *addr)
	}
}

func demoCommand(a *app, set *flag.FlagSet) func(context.Context, []string) error {
	database := set.String("db", "", "")
	port := set.Int("port", 8080, "")
	return func(ctx context.Context, args []string) (err error) {
		if err := noArguments(args); err != nil {
			return err
		}
		file := *database
		if file == "" {
			folder, err := os.MkdirTemp("", "buurtbeeld-demo-")
			if err != nil {
				return err
			}
			defer func() { _ = os.RemoveAll(folder) }()
			file = filepath.Join(folder, "demo.db")
		}
		store, err := a.open(ctx, file)
		if err != nil {
			return err
		}
		defer closing(store, &err)
		batches, err := example.Batches(example.Seed)
		if err != nil {
			return err
		}
		for _, b := range batches {
			if _, _, err := store.Save(ctx, reader.OnLoopback(), b); err != nil {
				return fmt.Errorf("save the example municipality: %w", err)
			}
		}
		return a.serve(ctx, store, fmt.Sprintf("127.0.0.1:%d", *port))
	}
}

// serve answers requests until the context ends, and then lets those in flight finish.
func (a *app) serve(ctx context.Context, store *sqlite.Store, addr string) (err error) {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(ordinaryGC)
	}
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", addr)
	if err != nil {
		return fmt.Errorf("listen on %s: %w", addr, err)
	}
	defer func() { _ = listener.Close() }() // the server closes it first, when it got so far
	uploads, err := os.MkdirTemp("", "buurtbeeld-uploads-")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(uploads) }()
	log := slog.New(slog.NewTextHandler(a.errs, &slog.HandlerOptions{Level: slog.LevelInfo}))
	at := listener.Addr().(*net.TCPAddr)
	tiles := newTiler(store, log)
	options := a.webOptions(store, log, at.IP.IsLoopback())
	options.Importer = intake.NewDrafts(intake.Options{Store: store, Folder: uploads, Now: a.now, NewID: a.newID, Random: a.random,
		Rehearse: rehearse, Saved: tiles.look, Text: a.language.Text, Patterns: newPatterns(store)})
	site, err := web.New(options)
	if err != nil {
		return err
	}
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		return err
	}
	address := "http://" + net.JoinHostPort(host, strconv.Itoa(at.Port)) + "/"
	if _, err := fmt.Fprintln(a.out, a.language.Text("cmd.ready", "address", address)); err != nil {
		return err
	}
	return answer(ctx, a.server(site, log), listener, tiles)
}

// server is a server that waits for nobody for long: not for headers, not for bodies and not between requests.
func (a *app) server(site http.Handler, log *slog.Logger) *http.Server {
	return &http.Server{
		Handler:           slowest(a.now).keep(site),
		ReadHeaderTimeout: 5 * time.Second,
		IdleTimeout:       time.Minute,
		MaxHeaderBytes:    64 << 10,
		ErrorLog:          slog.NewLogLogger(log.Handler(), slog.LevelDebug),
	}
}

// answer runs the server, and the tiler beside it, until the context ends.
func answer(ctx context.Context, server *http.Server, listener net.Listener, tiles *tiler) error {
	beside, stop := context.WithCancel(ctx)
	done := make(chan struct{})
	go func() {
		defer close(done)
		tiles.run(beside)
	}()
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(listener) }()
	var err error
	select {
	case err = <-failed:
	case <-ctx.Done():
		grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), 4*time.Second)
		err = server.Shutdown(grace)
		cancel()
	}
	stop()
	<-done
	if errors.Is(err, http.ErrServerClosed) {
		return nil
	}
	return err
}

// webOptions connects the pages with what they need.
func (a *app) webOptions(store *sqlite.Store, log *slog.Logger, onLoopback bool) web.Options {
	return web.Options{Assets: asset.Built(), Log: log, Now: a.now, Figures: store, Boundaries: store, Library: store, Stacks: store, OwnAreas: store,
		WritesAllowed: onLoopback, Reader: func(req *http.Request) reader.Reader {
			if onLoopback && isLoopbackHost(req.Host) {
				return reader.OnLoopback()
			}
			return reader.Of(reader.Local, "", reader.Public)
		}}
}

// isLoopbackHost reports whether a browser asked for this computer by a name that only means this computer. A foreign
// name that was made to lead here is not one.
func isLoopbackHost(host string) bool {
	name := host
	if h, _, err := net.SplitHostPort(host); err == nil {
		name = h
	}
	if name == "localhost" {
		return true
	}
	ip := net.ParseIP(name)
	return ip != nil && ip.IsLoopback()
}
