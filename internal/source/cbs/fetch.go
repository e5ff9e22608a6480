package cbs

import (
	"context"
	"net/http"
	"os"
	"time"

	"github.com/buurtbeeld/buurtbeeld/internal/indicator"
	"github.com/buurtbeeld/buurtbeeld/internal/problem"
	"github.com/buurtbeeld/buurtbeeld/internal/source/cbs/odata"
)

// FetchOptions say what to fetch and how to read it (Dutch: keuzen bij het ophalen).
type FetchOptions struct {
	// Table is the number of the table at CBS, such as 85984NED. Required.
	Table string
	// Version is 3 or 4 of OData. Default: 3, and 4 for a table that version 3 does not have.
	Version int
	// BaseV3 and BaseV4 are the addresses of the services. Default: those of CBS, and of the tables of others there.
	BaseV3, BaseV4 string
	// Filter is an OData filter on the rows, such as "Leeftijd eq '20300'". Default: all rows.
	Filter string
	// Client makes the calls. Default: one that gives up after five minutes.
	Client *http.Client
	// Dir is where what came in is kept until it was read, so that a break costs nothing. Default: a folder of its own
	// that is thrown away, also after a break.
	Dir string
	// Sleep waits before the next attempt. Default: a timer that ends with ctx.
	Sleep func(ctx context.Context, d time.Duration) error
	// Read says how to read what came in; its Progress is told of the rows that come in, too.
	Read Options
}

// Fetch fetches a table from CBS and reads it.
func Fetch(ctx context.Context, o FetchOptions) (indicator.Batch, error) {
	dir := o.Dir
	if dir == "" {
		temporary, err := os.MkdirTemp("", "buurtbeeld-cbs-")
		if err != nil {
			return indicator.Batch{}, problem.New(problem.Unavailable, "cbs.fetch_folder").Because(err)
		}
		defer os.RemoveAll(temporary)
		dir = temporary
	}
	got, err := odata.Fetch(ctx, odata.Options{Table: o.Table, Version: o.Version, BaseV3: o.BaseV3, BaseV4: o.BaseV4,
		Filter: o.Filter, Client: o.Client, Dir: dir, Progress: o.Read.Progress, Sleep: o.Sleep})
	if err != nil {
		return indicator.Batch{}, err
	}
	o.Read.Address = got.Address
	return Read(ctx, got.Files, o.Read)
}
