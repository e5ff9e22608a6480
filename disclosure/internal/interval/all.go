package interval

import (
	"context"
	"fmt"
	"runtime"
	"slices"
	"sync"
)

// chunk is how many variables of one component are asked in a row before another core may take the next. It decides where
// each search starts, so it does not depend on the number of cores.
const chunk = 64

// job is some of the questions about one component, by their number.
type job struct {
	part  int32
	items []int
}

// batch is many questions with their answers so far.
type batch struct {
	solver    *Solver
	questions []question
	answers   []Interval
	mutex     sync.Mutex
	done      int
	progress  func(done, of int)
}

// All gives what can be deduced of each of many variables, in their order. The answers do not depend on the number of
// cores. progress, which may be nil, is told how many are done; it is never called twice at the same time.
func (s *Solver) All(ctx context.Context, vars []int32, progress func(done, of int)) ([]Interval, error) {
	b := &batch{solver: s, questions: make([]question, len(vars)), answers: make([]Interval, len(vars)), progress: progress}
	items := make([][]int, len(s.parts))
	for i, v := range vars {
		known, ask, err := s.split([]Term{{v, 1}})
		if err != nil {
			return nil, err
		}
		b.answers[i] = known
		if len(ask) == 0 {
			b.tell()
			continue
		}
		b.questions[i] = ask[0]
		items[ask[0].part] = append(items[ask[0].part], i)
	}
	var jobs []job
	for p, all := range items {
		for some := range slices.Chunk(all, chunk) {
			jobs = append(jobs, job{int32(p), some})
		}
	}
	fails := make([]error, len(jobs))
	parallel(len(jobs), func(k int) { fails[k] = b.do(ctx, jobs[k]) })
	for _, err := range fails {
		if err != nil {
			return nil, err
		}
	}
	return b.answers, nil
}

// do answers the questions of a job with a search of its own.
func (b *batch) do(ctx context.Context, j job) error {
	p := b.solver.parts[j.part]
	p.mutex.Lock()
	err := p.open(ctx)
	p.mutex.Unlock()
	if err != nil {
		return err
	}
	own := p.first.clone(newWitness(p.component))
	for _, i := range j.items {
		answer, err := own.interval(ctx, b.questions[i].terms)
		if err != nil {
			return fmt.Errorf("question %d: %w", i, err)
		}
		b.answers[i] = b.answers[i].plus(answer)
		b.tell()
	}
	return nil
}

func (b *batch) tell() {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	b.done++
	if b.progress != nil {
		b.progress(b.done, len(b.questions))
	}
}

// parallel does n pieces of work on all cores.
func parallel(n int, do func(k int)) {
	next := make(chan int)
	var wait sync.WaitGroup
	for range min(n, runtime.GOMAXPROCS(0)) {
		wait.Go(func() {
			for k := range next {
				do(k)
			}
		})
	}
	for k := range n {
		next <- k
	}
	close(next)
	wait.Wait()
}
