package main

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"slices"
	"time"
)

// client keeps its connections and takes answers packed, as they come.
func client(connections int) *http.Client {
	return &http.Client{Timeout: 30 * time.Second, Transport: &http.Transport{DisableCompression: true,
		MaxIdleConns: connections, MaxIdleConnsPerHost: connections}}
}

// get returns an answer as it went over the line.
func get(ctx context.Context, c *http.Client, address string) (body []byte, kind string, err error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, "", err
	}
	req.Header.Set("Accept-Encoding", "gzip")
	answer, err := c.Do(req)
	if err != nil {
		return nil, "", err
	}
	defer answer.Body.Close()
	body, err = io.ReadAll(answer.Body)
	if err == nil && answer.StatusCode != http.StatusOK {
		err = fmt.Errorf("%s: %s", address, answer.Status)
	}
	return body, answer.Header.Get("Content-Type"), err
}

// perRequest asks n addresses of a server one after the other and returns the processor time that one costs it.
func perRequest(ctx context.Context, p *process, n int, address func(int) string) (time.Duration, error) {
	c := client(1)
	defer c.CloseIdleConnections()
	before := p.cpu()
	for i := range n {
		if _, _, err := get(ctx, c, p.address+address(i)); err != nil {
			return 0, err
		}
	}
	return (p.cpu() - before) / time.Duration(n), nil
}

func middle[T ~int64 | ~float64](list []T) T {
	list = slices.Clone(list)
	slices.Sort(list)
	return (list[(len(list)-1)/2] + list[len(list)/2]) / 2
}

// beside is one comparison: ours and the bare server in turn.
type beside struct {
	name           string
	ours, bare     *process
	address        func(int) string
	requests, more int
}

// compare prints what one request costs both and the median of the ratios of the rounds.
func (b *bench) compare(ctx context.Context, s beside, goal string) error {
	var ours, bare []time.Duration
	var ratios []float64
	for round := range b.rounds + 1 {
		a, err := perRequest(ctx, s.ours, s.requests, func(i int) string { return s.address(round*s.requests + i) })
		if err != nil {
			return err
		}
		z, err := perRequest(ctx, s.bare, s.more, s.address)
		if err != nil {
			return err
		}
		if round == 0 {
			continue // both warm up
		}
		ours, bare, ratios = append(ours, a), append(bare, z), append(ratios, float64(a)/float64(z))
	}
	fmt.Printf("%s: %.1f times bare net/http (goal %s); CPU per request %.3f ms against %.3f ms, %d rounds\n", s.name, middle(ratios), goal,
		middle(ours).Seconds()*1000, middle(bare).Seconds()*1000, b.rounds)
	return nil
}
