package sqlite

import (
	"container/list"
	"sync"
	"weak"

	"github.com/buurtbeeld/buurtbeeld/internal/area"
)

// cache keeps what was read last, up to a number of bytes (Dutch: geheugen van wat gelezen is). What it keeps never
// changes: a key names one state of one thing.
type cache[K comparable, V any] struct {
	mu    sync.Mutex
	room  int
	order *list.List // the last used in front
	at    map[K]*list.Element
}

type entry[K comparable, V any] struct {
	key   K
	value V
	bytes int
}

func newCache[K comparable, V any](bytes int) *cache[K, V] {
	return &cache[K, V]{room: bytes, order: list.New(), at: map[K]*list.Element{}}
}

func (c *cache[K, V]) get(key K) (V, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	e, ok := c.at[key]
	if !ok {
		var zero V
		return zero, false
	}
	c.order.MoveToFront(e)
	return e.Value.(entry[K, V]).value, true
}

// put keeps a value, instead of one with the same key, and lets go of the ones used longest ago. A value larger than the whole cache is not kept.
func (c *cache[K, V]) put(key K, value V, bytes int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if e, ok := c.at[key]; ok {
		c.room += c.order.Remove(e).(entry[K, V]).bytes
	}
	c.at[key] = c.order.PushFront(entry[K, V]{key, value, bytes})
	c.room -= bytes
	for c.room < 0 {
		last := c.order.Back()
		e := c.order.Remove(last).(entry[K, V])
		delete(c.at, e.key)
		c.room += e.bytes
	}
}

// clear forgets everything.
func (c *cache[K, V]) clear() {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, e := range c.at {
		c.room += e.Value.(entry[K, V]).bytes
	}
	c.order.Init()
	clear(c.at)
}

// interned finds code lists that are in use, by what they are the codes of (Dutch: gedeelde codelijst). It keeps none of
// them in memory itself.
type interned[K comparable] struct {
	mu sync.Mutex
	at map[K]weak.Pointer[area.Index]
}

func newInterned[K comparable]() *interned[K] {
	return &interned[K]{at: map[K]weak.Pointer[area.Index]{}}
}

// get returns the code list if somebody uses it, and nil otherwise.
func (n *interned[K]) get(key K) *area.Index {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.at[key].Value()
}

// put returns the code list that is to be used: the one that somebody uses already, or x.
func (n *interned[K]) put(key K, x *area.Index) *area.Index {
	n.mu.Lock()
	defer n.mu.Unlock()
	if have := n.at[key].Value(); have != nil {
		return have
	}
	n.at[key] = weak.Make(x)
	return x
}

// clear forgets everything.
func (n *interned[K]) clear() {
	n.mu.Lock()
	defer n.mu.Unlock()
	clear(n.at)
}
