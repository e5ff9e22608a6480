package tiles

import (
	"context"
	"encoding/hex"
	"hash/fnv"
	"strconv"
	"strings"
	"sync"

	"github.com/buurtbeeld/buurtbeeld/internal/area"
	"github.com/buurtbeeld/buurtbeeld/internal/page"
	"github.com/buurtbeeld/buurtbeeld/internal/problem"
	"github.com/buurtbeeld/buurtbeeld/internal/reader"
)

// packed is a tile as it goes over the line, with the headers that say what it is.
type packed struct {
	bytes        []byte
	etag, length []string
}

// place is which tile: whose, of which areas, and where.
type place struct {
	tenant   reader.Tenant
	division area.DivisionID
	z, x, y  uint32
}

// mostBytes bounds the tiles that are kept in memory: what a few dozen readers look at.
const mostBytes = 16 << 20

// keep holds the tiles that were asked for last, of one version of the store; what came in longest ago goes first
// (Dutch: geheugen van tegels). A square without a tile is not kept: it may still get one in the same version.
type keep struct {
	mu      sync.Mutex
	version int64
	kept    map[place]*packed
	order   []place
	bytes   int
}

func (k *keep) find(version int64, at place) (*packed, bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.version != version {
		return nil, false
	}
	t, ok := k.kept[at]
	return t, ok
}

func (k *keep) put(version int64, at place, t *packed) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if version < k.version || len(t.bytes) > mostBytes/4 {
		return
	}
	if k.version != version || k.kept == nil {
		k.version, k.kept, k.order, k.bytes = version, map[place]*packed{}, nil, 0
	}
	if _, ok := k.kept[at]; ok {
		return
	}
	k.kept[at] = t
	k.order = append(k.order, at)
	k.bytes += len(t.bytes)
	for k.bytes > mostBytes {
		oldest := k.order[0]
		k.bytes -= len(k.kept[oldest].bytes)
		delete(k.kept, oldest)
		k.order = k.order[1:]
	}
}

// tile returns a tile from what is kept or from the store, and nil for a square without one.
func (p *Pages) tile(ctx context.Context, r *page.Request, id area.DivisionID, at area.Tile) (*packed, error) {
	key := place{r.Reader.Tenant(), id, at.Z, at.X, at.Y}
	// An address of the free map says of which version it is, and goes on to mean that one; a browser keeps it too.
	if named, ok := strings.CutPrefix(r.URL.RawQuery, "v="); ok {
		if version, err := strconv.ParseInt(named, 10, 64); err == nil {
			if t, ok := p.keep.find(version, key); ok {
				return t, nil
			}
		}
	}
	// The version is asked before the tile: what is kept under it is never older.
	version, err := p.o.Library.Version(ctx)
	if err != nil {
		return nil, err
	}
	if t, ok := p.keep.find(version, key); ok {
		return t, nil
	}
	body, err := p.o.Boundaries.Tile(ctx, r.Reader, id, at)
	if problem.KindOf(err) == problem.NotFound || err == nil && len(body) == 0 {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	sum := fnv.New64a()
	_, _ = sum.Write(body)
	t := &packed{bytes: body, etag: []string{`"` + hex.EncodeToString(sum.Sum(nil)) + `"`}, length: []string{strconv.Itoa(len(body))}}
	p.keep.put(version, key, t)
	return t, nil
}
