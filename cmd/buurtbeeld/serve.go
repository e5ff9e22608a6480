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
	"time"

	"github.com/buurtbeeld/buurtbeeld/internal/example"
	"github.com/buurtbeeld/buurtbeeld/internal/reader"
	"github.com/buurtbeeld/buurtbeeld/internal/store/sqlite"
	"github.com/buurtbeeld/buurtbeeld/internal/web"
	"github.com/buurtbeeld/buurtbeeld/internal/web/asset"
)

// demoSeed fixes the invented municipality, so that everybody sees the same one.
const demoSeed = 20261121

func serveCommand(a *app, set *flag.FlagSet) func(context.Context, []string) error {
	database := a.databaseFlag(set)
	addr := set.String("addr", "127.0.0.1:8080", "")
	return func(ctx context.Context, args []string) (err error) {
		if err := noArguments(args); err != nil {
			return err
		}
		store, err := a.openExisting(ctx, *database)
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
		batches, err := example.Batches(demoSeed)
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
func (a *app) serve(ctx context.Context, store *sqlite.Store, addr string) error {
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", addr)
	if err != nil {
		return fmt.Errorf("listen on %s: %w", addr, err)
	}
	log := slog.New(slog.NewTextHandler(a.errs, &slog.HandlerOptions{Level: slog.LevelInfo}))
	onLoopback := listener.Addr().(*net.TCPAddr).IP.IsLoopback()
	uploads, err := os.MkdirTemp("", "buurtbeeld-uploads-")
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	defer func() { _ = os.RemoveAll(uploads) }()
	options := a.webOptions(store, log, onLoopback)
	options.Importer = a.newDrafts(store, uploads)
	site, err := web.New(options)
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	server := &http.Server{
		Handler:           site,
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       10 * time.Minute, // an upload of a large file over a slow line; headers are cut far sooner
		IdleTimeout:       time.Minute,
		MaxHeaderBytes:    64 << 10,
		ErrorLog:          slog.NewLogLogger(log.Handler(), slog.LevelDebug),
	}
	_, port, err := net.SplitHostPort(listener.Addr().String())
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	host, _, _ := net.SplitHostPort(addr)
	if _, err := fmt.Fprintln(a.out, a.language.Text("cmd.ready", "address", "http://"+net.JoinHostPort(host, port)+"/")); err != nil {
		return errors.Join(err, listener.Close())
	}
	background, stop := context.WithCancel(ctx)
	tilesDone := make(chan struct{})
	go func() {
		defer close(tilesDone)
		buildTiles(background, store, log)
	}()
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(listener) }()
	select {
	case err = <-failed:
	case <-ctx.Done():
		grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), 4*time.Second)
		err = server.Shutdown(grace)
		cancel()
	}
	stop()
	<-tilesDone
	if errors.Is(err, http.ErrServerClosed) {
		return nil
	}
	return err
}

// webOptions connects the pages with what they need.
func (a *app) webOptions(store *sqlite.Store, log *slog.Logger, onLoopback bool) web.Options {
	return web.Options{Assets: asset.Built(), Log: log, Now: a.now, Figures: store, Boundaries: store, Library: store, Stacks: store,
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
