package span

import (
	"context"
	"slices"
	"testing"

	"github.com/buurtbeeld/buurtbeeld/disclosure/internal/cube"
	"pgregory.net/rapid"
)

// drawDim draws a tree, a classification with overlaps, or an open row of codes.
func drawDim(t *rapid.T, name string, most int) *cube.Dim {
	n := rapid.IntRange(1, most).Draw(t, name)
	form := rapid.IntRange(0, 5).Draw(t, "form")
	total := "Total"
	if form == 0 {
		total = ""
	}
	var codes []cube.Code
	for i := range n {
		c := cube.Code{Name: string(rune('a' + i)), Level: "one"}
		if form > 0 && i > 0 {
			if up := rapid.IntRange(-1, i-1).Draw(t, "up"); up >= 0 {
				c.Parents = []string{codes[up].Name}
			}
		}
		if form > 3 {
			c.Level = rapid.SampledFrom([]string{"one", "two"}).Draw(t, "level")
			if up := rapid.IntRange(-1, i-1).Draw(t, "and"); up >= 0 && !slices.Contains(c.Parents, codes[up].Name) {
				c.Parents = append(c.Parents, codes[up].Name)
			}
		}
		codes = append(codes, c)
	}
	d, err := cube.NewDim(name, total, codes)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func drawCodes(t *rapid.T, dims []*cube.Dim) []int32 {
	codes := make([]int32, len(dims))
	for d, dim := range dims {
		codes[d] = int32(rapid.IntRange(0, len(dim.Codes)-1).Draw(t, "code"))
	}
	return codes
}

// drawProblem draws a small table with everything that a problem may have.
func drawProblem(t *rapid.T) Problem {
	k := rapid.IntRange(1, 4).Draw(t, "dims")
	dims := make([]*cube.Dim, k)
	for d := range dims {
		dims[d] = drawDim(t, string(rune('A'+d)), []int{14, 6, 3, 2}[k-1])
	}
	c := cube.New(dims)
	full := rapid.Bool().Draw(t, "full")
	var fill func(codes []int32)
	fill = func(codes []int32) {
		if d := len(codes); d < k {
			for code := range dims[d].Codes {
				fill(append(slices.Clone(codes), int32(code)))
			}
		} else if full || rapid.IntRange(0, 3).Draw(t, "there") > 0 {
			c.Add(codes)
		}
	}
	fill(nil)
	p := Problem{Cube: c, Insider: rapid.Bool().Draw(t, "insider"), Primary: make([]bool, c.Len()), Lone: make([]bool, c.Len())}
	for cell := range int32(c.Len()) {
		what := rapid.IntRange(0, 19).Draw(t, "what")
		p.Primary[cell], p.Lone[cell] = what < 6, what < 3
		switch {
		case what == 19 || what == 0 && full:
			p.Given = append(p.Given, cell)
		case what > 5:
			p.Order = append(p.Order, cell)
		}
	}
	p.Order = rapid.Permutation(p.Order).Draw(t, "order")
	for range rapid.IntRange(0, 2).Draw(t, "zeros") {
		p.Zero = append(p.Zero, drawCodes(t, dims))
	}
	for range rapid.IntRange(0, 2).Draw(t, "extra") {
		p.Extra = append(p.Extra, Secret{Lone: rapid.Bool().Draw(t, "lone"), Terms: []Term{
			{drawCodes(t, dims), 1}, {drawCodes(t, dims), rapid.SampledFrom([]int64{-1, 1, -2}).Draw(t, "coef")},
		}})
	}
	p.Seed[0] = rapid.Byte().Draw(t, "seed")
	weights := rapid.Uint64().Draw(t, "weights")
	b, err := NewBasis(c, func(d int, code int32) int64 { return int64(weights >> (d + int(code)) & 7) })
	if err != nil {
		t.Fatal(err)
	}
	if rapid.Bool().Draw(t, "numbered") {
		b.dense, b.rows = false, newRowTable()
	}
	p.Basis = b
	return p
}

// check solves a drawn problem in both ways, and looks for whatever the words of the promise name in the answer.
func check(t *rapid.T, broken func(p *plainly, published *plainSpan) bool) {
	p := drawProblem(t)
	got, err := Solve(context.Background(), p)
	if err != nil {
		t.Fatal(err)
	}
	want := &plainly{Problem: p}
	want.solve()
	if !slices.Equal(got.Suppressed, want.result.Suppressed) || !slices.Equal(got.Disclosed, want.result.Disclosed) ||
		!slices.Equal(got.LoneDisclosed, want.result.LoneDisclosed) {
		t.Fatalf("got %v, want %v", got, want.result)
	}
	// What is published, put together anew from the answer alone.
	again := &plainly{Problem: p, size: want.size, span: &plainSpan{}}
	again.sums(nil)
	published := again.span
	for _, codes := range p.Zero {
		published = published.with(want.unit(codes))
	}
	for cell, hidden := range got.Suppressed {
		if !hidden {
			published = published.with(want.unit(p.Cube.At(int32(cell))))
		}
	}
	if broken(want, published) {
		t.Fatal("the promise does not hold")
	}
}

func TestPromiseNoSecretInSpan(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		check(t, func(p *plainly, published *plainSpan) bool {
			return slices.ContainsFunc(p.numbers, func(n int32) bool { return published.holds(p.secrets[n]) })
		})
	})
}

func TestPromiseNoLonePair(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		check(t, func(p *plainly, published *plainSpan) bool {
			for pair := range p.pairs(published) {
				if p.Insider && !p.together[pair] {
					return true
				}
			}
			return false
		})
	})
}

func TestNothingMoreCanBePublished(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		check(t, func(p *plainly, published *plainSpan) bool {
			return slices.ContainsFunc(p.Order, func(cell int32) bool {
				return p.result.Suppressed[cell] && p.hides(published.with(p.unit(p.Cube.At(cell))))
			})
		})
	})
}
