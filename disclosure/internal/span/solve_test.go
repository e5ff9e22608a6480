package span

import (
	"context"
	"errors"
	"math/big"
	"slices"
	"testing"

	"github.com/buurtbeeld/buurtbeeld/disclosure/internal/cube"
	"pgregory.net/rapid"
)

// line is a table of a total and its parts; the total is cell 0.
func line(t testing.TB, parts ...string) Problem {
	t.Helper()
	c := cube.New([]*cube.Dim{flatDim(t, "line", parts)})
	for code := range int32(len(parts) + 1) {
		c.Add([]int32{code})
	}
	b, err := NewBasis(c, func(_ int, code int32) int64 { return -int64(code) })
	if err != nil {
		t.Fatal(err)
	}
	return Problem{Cube: c, Basis: b, Primary: make([]bool, c.Len()), Lone: make([]bool, c.Len())}
}

func TestSolveInSmall(t *testing.T) {
	for name, c := range map[string]struct {
		change              func(p *Problem)
		hidden              []bool // the total and the parts a, b, c, d
		disclosed, loneOnly []int32
	}{
		"one secret takes a second with it": {
			func(p *Problem) { p.Order = []int32{0, 2, 3, 4} }, []bool{false, true, false, false, true}, nil, nil,
		},
		"what is given stays, and is reported when it tells": {
			func(p *Problem) { p.Given = []int32{0, 2, 3, 4} }, []bool{false, true, false, false, false}, []int32{1}, nil,
		},
		"a secret that is given is not hidden": {
			func(p *Problem) { p.Given, p.Order = []int32{1}, []int32{0, 2, 3, 4} }, make([]bool, 5), []int32{1}, nil,
		},
		"a part that cannot be is known": {
			func(p *Problem) { p.Zero, p.Order = [][]int32{{4}}, []int32{4, 0, 2, 3} }, []bool{false, true, false, true, false}, nil, nil,
		},
		"two secrets are enough for each other": {
			func(p *Problem) { p.Primary[2], p.Order = true, []int32{0, 3, 4} }, []bool{false, true, true, false, false}, nil, nil,
		},
		"but not when one is a person alone": {
			func(p *Problem) {
				p.Primary[2], p.Lone[2], p.Insider, p.Order = true, true, true, []int32{0, 3, 4}
			}, []bool{false, true, true, false, true}, nil, nil,
		},
		"nor two persons alone": {
			func(p *Problem) {
				p.Primary[2], p.Lone[1], p.Lone[2], p.Insider, p.Order = true, true, true, true, []int32{0, 3, 4}
			}, []bool{false, true, true, false, true}, nil, nil,
		},
		"unless they are the same": {
			func(p *Problem) {
				p.Primary[2], p.Lone[1], p.Lone[2], p.Insider, p.Order = true, true, true, true, []int32{0, 3, 4}
				p.Same = func(_, _ int32) bool { return true }
			}, []bool{false, true, true, false, false}, nil, nil,
		},
		"given cells tell a person alone": {
			func(p *Problem) {
				p.Primary[2], p.Lone[2], p.Insider, p.Given = true, true, true, []int32{0, 3, 4}
			}, []bool{false, true, true, false, false}, nil, []int32{1},
		},
		"a sum of two cells is a secret": {
			func(p *Problem) {
				p.Primary[1] = false
				p.Extra = []Secret{{Terms: []Term{{[]int32{1}, 1}, {[]int32{2}, 1}}}}
				p.Order = []int32{0, 1, 2, 3, 4}
			}, []bool{false, false, true, false, true}, nil, nil,
		},
		"nothing is secret": {
			func(p *Problem) { p.Primary[1], p.Order = false, []int32{0, 1, 2, 3, 4} }, make([]bool, 5), nil, nil,
		},
	} {
		t.Run(name, func(t *testing.T) {
			p := line(t, "a", "b", "c", "d")
			p.Primary[1] = true
			c.change(&p)
			got, err := Solve(context.Background(), p)
			if err != nil {
				t.Fatal(err)
			}
			if !slices.Equal(got.Suppressed, c.hidden) || !slices.Equal(got.Disclosed, c.disclosed) || !slices.Equal(got.LoneDisclosed, c.loneOnly) {
				t.Errorf("%+v, want %v %v %v", got, c.hidden, c.disclosed, c.loneOnly)
			}
		})
	}
}

func TestSolveRefuses(t *testing.T) {
	for name, c := range map[string]struct {
		change func(p *Problem)
		want   error
	}{
		"a cell twice":                 {func(p *Problem) { p.Order = []int32{0, 1, 2, 1} }, ErrOrder},
		"a cell not offered":           {func(p *Problem) { p.Order = []int32{0, 1} }, ErrOrder},
		"a cell given and offered":     {func(p *Problem) { p.Given = []int32{1} }, ErrOrder},
		"a secret offered":             {func(p *Problem) { p.Primary[1] = true }, ErrOrder},
		"an unknown cell":              {func(p *Problem) { p.Order[0] = 3 }, ErrCell},
		"an unknown cell given":        {func(p *Problem) { p.Given = []int32{-1} }, ErrCell},
		"marks for other cells":        {func(p *Problem) { p.Primary = p.Primary[1:] }, ErrShape},
		"a zero with too many codes":   {func(p *Problem) { p.Zero = [][]int32{{0, 0}} }, ErrShape},
		"a secret with unknown code":   {func(p *Problem) { p.Extra = []Secret{{Terms: []Term{{[]int32{9}, 1}}}} }, ErrShape},
		"a lone mark for other cells":  {func(p *Problem) { p.Lone = p.Lone[1:] }, ErrShape},
		"stopped before the beginning": {nil, context.Canceled},
	} {
		t.Run(name, func(t *testing.T) {
			p := line(t, "a", "b")
			p.Order = []int32{0, 1, 2}
			ctx, stop := context.WithCancel(context.Background())
			defer stop()
			if c.change == nil {
				stop()
			} else {
				c.change(&p)
			}
			if _, err := Solve(ctx, p); !errors.Is(err, c.want) {
				t.Errorf("%v, want %v", err, c.want)
			}
		})
	}
}

func TestProgressEndsAtTheEnd(t *testing.T) {
	p := line(t, "a", "b")
	p.Order = []int32{0, 1, 2}
	last := [2]int{}
	p.Progress = func(done, total int) { last = [2]int{done, total} }
	if _, err := Solve(context.Background(), p); err != nil || last != [2]int{3, 3} {
		t.Errorf("%v %v", last, err)
	}
}

func TestBasisOfAWideTree(t *testing.T) {
	codes := make([]cube.Code, 0, 30000)
	for g := range 300 {
		up := string(rune('0' + g))
		codes = append(codes, cube.Code{Name: up, Level: "up"})
		for b := range 99 {
			codes = append(codes, cube.Code{Name: up + string(rune('0'+b)), Level: "down", Parents: []string{up}})
		}
	}
	d, err := cube.NewDim("geo", "Total", codes)
	if err != nil {
		t.Fatal(err)
	}
	b, err := NewBasis(cube.New([]*cube.Dim{d}), func(_ int, code int32) int64 { return -int64(code) })
	if err != nil {
		t.Fatal(err)
	}
	// One code of every sum is written as the others: the last of 300, with the total and 299; the last of each 99.
	if want := 1 + 299 + 300*98; b.Rows() != want {
		t.Errorf("%d rows, want %d", b.Rows(), want)
	}
	if got, want := len(b.dims[0].at), 1+299+300+300*98+299*99+(300+98); got != want {
		t.Errorf("%d numbers, want %d", got, want)
	}
}

func TestTooWideIsRefused(t *testing.T) {
	names := make([]string, 256)
	for i := range names {
		names[i] = string(rune('a' + i))
	}
	var dims []*cube.Dim
	for range 9 {
		dims = append(dims, flatDim(t, "d", names))
	}
	if _, err := NewBasis(cube.New(dims), func(int, int32) int64 { return 0 }); !errors.Is(err, ErrTooWide) {
		t.Errorf("%v", err)
	}
}

func TestArithmetic(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		number := rapid.OneOf(rapid.Uint64Range(0, P-1), rapid.SampledFrom([]uint64{0, 1, 2, P - 1, P - 2, P / 2}))
		a, b := number.Draw(t, "a"), number.Draw(t, "b")
		x, y, p := new(big.Int).SetUint64(a), new(big.Int).SetUint64(b), big.NewInt(P)
		is := func(got uint64, want *big.Int) {
			if want.Mod(want, p); want.Uint64() != got {
				t.Fatalf("%d, want %d", got, want)
			}
		}
		is(add(a, b), new(big.Int).Add(x, y))
		is(mul(a, b), new(big.Int).Mul(x, y))
		is(neg(a), new(big.Int).Neg(x))
		if a != 0 {
			is(mul(inverse(a), a), big.NewInt(1))
		}
		n := rapid.Int64().Draw(t, "n")
		is(residue(n), big.NewInt(n))
		down := []uint64{a, b, 0, 1}
		ratios([]uint64{b, 3, 5, a}, down, make([]uint64, 4))
		if a != 0 {
			is(mul(down[0], a), y)
		}
		if b != 0 {
			is(mul(down[1], b), big.NewInt(3))
		}
		is(down[2], big.NewInt(0))
		is(down[3], x)
	})
}

func TestTheTablesKeepWhatTheyHold(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		keys, wantKeys := newKeyTable(rapid.IntRange(0, 40).Draw(t, "room")), map[uint64]int32{}
		f, wantRows := finder{}, map[int32]int32{}
		f.put(0, 0)
		f.remove(0)
		for i := range int32(rapid.IntRange(0, 200).Draw(t, "steps")) {
			// Few keys that differ in their high bits, so that many have the same home.
			key := uint64(rapid.IntRange(0, 9).Draw(t, "key"))<<40 + uint64(rapid.IntRange(0, 20).Draw(t, "home"))
			row := int32(key>>31 + key&0xff)
			if had, there := wantKeys[key]; !there {
				if keys.find(key) != -1 || keys.put(key, i) != i || f.find(row) != -1 {
					t.Fatal("a key that was not put")
				}
				f.put(row, i)
				wantKeys[key], wantRows[row] = i, i
			} else if keys.put(key, i) != had {
				t.Fatal("a key lost its class")
			} else if rapid.Bool().Draw(t, "remove") {
				keys.remove(key)
				f.remove(row)
				delete(wantKeys, key)
				delete(wantRows, row)
			} else {
				f.put(row, i)
				wantRows[row] = i
			}
		}
		for key, class := range wantKeys {
			if keys.find(key) != class {
				t.Fatalf("key %d is %d, want %d", key, keys.find(key), class)
			}
		}
		for row, at := range wantRows {
			if f.find(row) != at {
				t.Fatalf("row %d is %d, want %d", row, f.find(row), at)
			}
		}
		if keys.used != len(wantKeys) || f.used != len(wantRows) {
			t.Fatalf("%d keys, %d rows, want %d", keys.used, f.used, len(wantKeys))
		}
	})
}

func TestBlocksDoNotOverlap(t *testing.T) {
	a := newArena(10)
	type block struct {
		start uint32
		size  int32
	}
	var blocks []block
	for i, n := range []int32{3, 255, chunkSize - 1, 2, 0, chunkSize, chunkSize + 1, 3*chunkSize + 5, 1, 40000, 40000} {
		blocks = append(blocks, block{a.take(int(n)), n})
		rows, coefs := a.at(blocks[i].start, n)
		for j := range rows {
			rows[j], coefs[j] = int32(i), uint64(i)
		}
	}
	start, room := a.roomy(100)
	a.giveBack(start, room)
	if again, _ := a.roomy(100); again != start {
		t.Error("a block that was given back is not used again")
	}
	for i, b := range blocks {
		rows, coefs := a.at(b.start, b.size)
		for j := range rows {
			if rows[j] != int32(i) || coefs[j] != uint64(i) {
				t.Fatalf("block %d of %d was written over", i, b.size)
			}
		}
	}
}

func TestWholeNumbersAreComparedAsTheyAre(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		number := rapid.OneOf(rapid.Uint64Range(1, 40), rapid.Uint64Min(1))
		a, b := number.Draw(t, "a"), number.Draw(t, "b")
		m, n := rapid.Int32Range(-20, 20).Draw(t, "m"), rapid.Int32Range(-20, 20).Draw(t, "n")
		times := func(a uint64, m int32) *big.Int {
			return new(big.Int).Lsh(new(big.Int).SetUint64(a), uint(needStep*(m+20)))
		}
		if got, want := compareShifted(a, m, b, n), times(a, m).Cmp(times(b, n)); got != want {
			t.Fatalf("%d, want %d", got, want)
		}
	})
}

func TestCandidatesAreWhatIsLeft(t *testing.T) {
	got := Candidates([]int32{4, 3, 2, 1, 0}, []bool{false, true, false, false, false}, []int32{3})
	if !slices.Equal(got, []int32{4, 2, 0}) {
		t.Error(got)
	}
}
