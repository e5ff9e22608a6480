// Package looks answers how the areas of a stack look under one threshold after the other, without building the stack
// each time (Dutch: uiterlijk van de kaart).
package looks

import (
	"context"
	"strconv"
	"sync"

	"golang.org/x/sync/singleflight"

	"github.com/buurtbeeld/buurtbeeld/internal/area"
	"github.com/buurtbeeld/buurtbeeld/internal/stack"
)

// Versions tells when anything in the store changed.
type Versions interface {
	Version(ctx context.Context) (int64, error)
}

// Ground is what the looks of a stack rest on and thresholds and weights do not change (Dutch: ondergrond).
type Ground struct {
	// Year and Layers are those of the stack, filled in.
	Year    int
	Layers  []stack.Layer
	ladders []stack.Ladder
	// fixed holds, in painting order, how far the letter of an area that has one whatever its hits lies behind that of no
	// hits, and 0 for the others.
	fixed []byte
}

// NewGround returns the ground of a picture whose areas have these looks in painting order. Counted tells of which areas
// the look depends on their hits.
func NewGround(p *stack.Picture, codes []area.Code, letters string, counted func(stack.Row) bool) *Ground {
	places := make(map[area.Code]int, len(codes))
	for i, c := range codes {
		places[c] = i
	}
	g := &Ground{Year: p.Choice.Year, Layers: p.Choice.Layers, fixed: []byte(letters)}
	for i := range g.fixed {
		g.fixed[i] -= classLetters[0]
	}
	at := make([]int32, len(p.Rows))
	for j, row := range p.Rows {
		// Hits that are not shown are counted behind the last area.
		at[j] = int32(len(letters))
		if i, ok := places[row.Area.Code]; ok && counted(row) {
			at[j], g.fixed[i] = int32(i), 0
		}
	}
	for i := range p.Layers {
		g.ladders = append(g.ladders, p.Ladder(i, at))
	}
	return g
}

// classLetters are the letters of up to stack.MostLayers hits; sixteen, so that every look-up is within.
const classLetters = "0123456789abcdef"

// Letters returns the look of each area under other thresholds of the same layers, and false when one of these cannot be
// held against its figures.
func (g *Ground) Letters(layers []stack.Layer) ([]byte, bool) {
	letters := make([]byte, len(g.fixed)+1)
	for i, l := range layers {
		hits, ok := g.ladders[i].Hits(l)
		if !ok {
			return nil, false
		}
		for _, place := range hits {
			letters[place]++
		}
	}
	letters = letters[:len(g.fixed)]
	for i, behind := range g.fixed {
		// Where a letter is fixed no hits are counted.
		letters[i] = classLetters[letters[i]&15] + behind
	}
	return letters, true
}

// bytes is about what a ground takes in memory.
func (g *Ground) bytes() int {
	n := 1024 + len(g.fixed)
	for _, l := range g.ladders {
		n += l.Bytes()
	}
	return n
}

// mostBytes bounds the grounds that are kept: some ten of the whole country.
const mostBytes = 12 << 20

// Keep holds the grounds that were made last, of one version of the store; what came in longest ago goes first
// (Dutch: geheugen van ondergronden). It may be used by many at once.
type Keep struct {
	versions Versions
	flight   singleflight.Group
	mu       sync.Mutex
	version  int64
	kept     map[string]*Ground
	order    []string
	bytes    int
}

// NewKeep returns an empty keep.
func NewKeep(v Versions) *Keep { return &Keep{versions: v} }

// Get returns the ground of a key from what is kept, or makes it. It is nil when the store changed meanwhile, so that
// parts of it may be of before and parts of after.
func (k *Keep) Get(ctx context.Context, key string, create func() (*Ground, error)) (*Ground, error) {
	version, err := k.versions.Version(ctx)
	if err != nil {
		return nil, err
	}
	if g, ok := k.find(version, key); ok {
		return g, nil
	}
	made, err, _ := k.flight.Do(strconv.FormatInt(version, 10)+" "+key, func() (any, error) {
		g, err := create()
		if err != nil {
			return nil, err
		}
		now, err := k.versions.Version(context.WithoutCancel(ctx))
		if err != nil || now != version {
			return (*Ground)(nil), err
		}
		k.put(version, key, g)
		return g, nil
	})
	if err != nil {
		return nil, err
	}
	return made.(*Ground), nil
}

func (k *Keep) find(version int64, key string) (*Ground, bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.version != version {
		return nil, false
	}
	g, ok := k.kept[key]
	return g, ok
}

func (k *Keep) put(version int64, key string, g *Ground) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if version < k.version {
		return
	}
	if k.version != version || k.kept == nil {
		k.version, k.kept, k.order, k.bytes = version, map[string]*Ground{}, nil, 0
	}
	if _, ok := k.kept[key]; ok {
		return
	}
	k.kept[key] = g
	k.order = append(k.order, key)
	k.bytes += g.bytes() + len(key)
	for k.bytes > mostBytes && len(k.order) > 0 {
		oldest := k.order[0]
		k.bytes -= k.kept[oldest].bytes() + len(oldest)
		delete(k.kept, oldest)
		k.order = k.order[1:]
	}
}
