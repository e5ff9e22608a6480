package cellkey_test

import (
	"bytes"
	"errors"
	"io"
	"math"
	"strings"
	"testing"

	"github.com/buurtbeeld/buurtbeeld/disclosure/cellkey"
)

const head = "i,j,p,v,p_int_lb,p_int_ub\n"

// plain is a sound table: a count of 1 or more moves by 1 in half of the cases.
const plain = head + "0,0,1,0,0,1\n1,0,0.25,-1,0,0.25\n1,1,0.5,0,0.25,0.75\n1,2,0.25,1,0.75,1\n"

func TestReadPTableRefuses(t *testing.T) {
	if _, err := cellkey.ReadPTable(strings.NewReader(plain)); err != nil {
		t.Fatal(err)
	}
	row0 := head + "0,0,1,0,0,1\n"
	for name, c := range map[string]struct {
		text, where string
		want        error
	}{
		"nothing":                        {"", "columns", cellkey.ErrForm},
		"other columns":                  {strings.Replace(plain, "p_int_lb", "lb", 1), "columns", cellkey.ErrForm},
		"a column too few":               {row0 + "1,0,0.25,-1,0\n", "line 3", cellkey.ErrForm},
		"no row for 1":                   {row0, "row for 1", cellkey.ErrRow},
		"no row for 0":                   {head + "1,1,1,0,0,1\n", "line 2", cellkey.ErrRow},
		"a row left out":                 {row0 + "2,2,1,0,0,1\n", "row 2 follows row 0", cellkey.ErrRow},
		"a row twice":                    {plain + "0,0,1,0,0,1\n", "line 6", cellkey.ErrRow},
		"a count below 0":                {head + "-1,-1,1,0,0,1\n", "line 2", cellkey.ErrForm},
		"a count that is no number":      {head + "a,0,1,0,0,1\n", `i is "a"`, cellkey.ErrForm},
		"noise out of bounds":            {row0 + "1,20001,1,20000,0,1\n", "line 3", cellkey.ErrForm},
		"a share that is no number":      {head + "0,0,x,0,0,1\n", `p: `, cellkey.ErrForm},
		"a bound above 1":                {head + "0,0,1,0,0,1.5\n", "p_int_ub", cellkey.ErrForm},
		"a bound of 19 decimals":         {row0 + "1,0,0.5,-1,0,0.5000000000000000001\n1,2,0.5,1,0.5000000000000000001,1\n", "18 decimals", cellkey.ErrForm},
		"j is not i + v":                 {strings.Replace(plain, "1,2,0.25,1", "1,3,0.25,1", 1), "1 with 1 is not 3", cellkey.ErrNoise},
		"a result below 0":               {row0 + "1,-1,0.5,-2,0,0.5\n1,3,0.5,2,0.5,1\n", "line 3", cellkey.ErrNoise},
		"0 does not stay 0":              {strings.Replace(plain, "0,0,1,0,0,1", "0,1,1,1,0,1", 1), "row 0", cellkey.ErrNoise},
		"keys from later on":             {strings.Replace(plain, "-1,0,0.25", "-1,0.01,0.25", 1), "row 1", cellkey.ErrRow},
		"a gap":                          {strings.Replace(plain, "0,0.25,0.75", "0,0.26,0.75", 1), "noise 0 begin at 0.26", cellkey.ErrRow},
		"an overlap":                     {strings.Replace(plain, "0,0.25,0.75", "0,0.24,0.75", 1), "row 1", cellkey.ErrRow},
		"no keys for a noise":            {strings.Replace(plain, "1,1,0.5,0,0.25,0.75\n", "1,1,0,0,0.25,0.25\n", 1), "leave its line out", cellkey.ErrRow},
		"keys not up to 1":               {strings.TrimSuffix(plain, "1\n") + "0.99\n", "end at 0.99", cellkey.ErrRow},
		"noise out of order":             {row0 + "1,2,0.5,1,0,0.5\n1,0,0.5,-1,0.5,1\n", "noise -1 follows noise 1", cellkey.ErrForm},
		"p is not its interval":          {strings.Replace(plain, "1,1,0.5,0", "1,1,0.4,0", 1), "p of noise 0 is 0.4", cellkey.ErrRow},
		"the mean is above 0":            {row0 + "1,0,0.2,-1,0,0.2\n1,1,0.5,0,0.2,0.7\n1,2,0.3,1,0.7,1\n", "row 1", cellkey.ErrDrift},
		"the mean is 0.01 in two digits": {row0 + "1,0,0.25,-1,0,0.25\n1,1,0.49,0,0.25,0.74\n1,2,0.26,1,0.74,1\n", "0.01", cellkey.ErrDrift},
		// 1 and 2 become 0 or 3 to keep 1 and 2 from being shown, but 4 would become 2 by the row of 3.
		"the last row shows what is not to be shown": {row0 + "1,0,0.75,-1,0,0.75\n1,4,0.25,3,0.75,1\n2,0,0.5,-2,0,0.5\n2,4,0.5,2,0.5,1\n3,0,0.5,-3,0,0.5\n3,6,0.5,3,0.5,1\n", "row 3", cellkey.ErrNoise},
	} {
		t.Run(name, func(t *testing.T) {
			table, err := cellkey.ReadPTable(strings.NewReader(c.text))
			if table != nil || !errors.Is(err, c.want) || !strings.Contains(err.Error(), c.where) {
				t.Errorf("%v, want %v at %s", err, c.want, c.where)
			}
		})
	}
}

func TestReadPTableNamesAllFaults(t *testing.T) {
	_, err := cellkey.ReadPTable(strings.NewReader(head + "0,0,x,0,0,1\n0,0,1,0,y,1\n" + strings.Repeat("0,0,1,0,0,z\n", 100)))
	if text := err.Error(); !strings.Contains(text, "line 2") || !strings.Contains(text, "line 3") || strings.Count(text, "line") != 20 {
		t.Error(err)
	}
}

type brokenPipe struct{}

func (brokenPipe) Write([]byte) (int, error) { return 0, io.ErrClosedPipe }

func TestWriteTellsWhatWentWrong(t *testing.T) {
	table, err := cellkey.ReadPTable(strings.NewReader(plain))
	if err != nil {
		t.Fatal(err)
	}
	if err := table.Write(brokenPipe{}); !errors.Is(err, io.ErrClosedPipe) {
		t.Error(err)
	}
}

func TestDesignNamesTheRowsThatCannotBeHad(t *testing.T) {
	for name, c := range map[string]struct {
		params cellkey.Params
		rows   map[int64][2]float64 // between what the variance lies
	}{
		// A true 2 becomes 0 or 4 and more: the noise is -2 or at least 2. The other rows can have it.
		"a variance too small for JS": {cellkey.Params{D: 8, V: 3, JS: 3}, map[int64][2]float64{2: {4, 16}}},
		"a variance too great for 1":  {cellkey.Params{D: 3, V: 4}, map[int64][2]float64{1: {0, 3}}},
		"a share that stays and a variance": {cellkey.Params{D: 3, V: 2, PStay: 0.5},
			map[int64][2]float64{1: {0.5, 1.5}}},
		"in one row only": {cellkey.Params{D: 3, V: 1, Rows: map[int64]cellkey.RowParams{2: {V: 7}}},
			map[int64][2]float64{2: {0, 6}}},
		// Nothing that a count of 3 could become is below it: 0 is too far, 1 and 2 are not shown.
		"no way down": {cellkey.Params{D: 2, V: 2, JS: 2}, map[int64][2]float64{3: {math.NaN(), math.NaN()}}},
	} {
		t.Run(name, func(t *testing.T) {
			table, err := cellkey.Design(c.params)
			if table != nil || !errors.Is(err, cellkey.ErrInfeasible) {
				t.Fatal(table, err)
			}
			faults := err.(interface{ Unwrap() []error }).Unwrap()
			if len(faults) != len(c.rows) {
				t.Errorf("%v", err)
			}
			for _, fault := range faults {
				var row *cellkey.Infeasible
				if !errors.As(fault, &row) {
					t.Fatal(fault)
				}
				want, ok := c.rows[row.Row]
				near := func(a, b float64) bool { return math.Abs(a-b) < 1e-9 || math.IsNaN(a) && math.IsNaN(b) }
				if !ok || !near(row.Lowest, want[0]) || !near(row.Highest, want[1]) || !strings.Contains(row.Error(), "row ") {
					t.Errorf("%v, want %v", row, want)
				}
			}
		})
	}
}

// At the end of what can be had there is one distribution only.
func TestDesignAtTheEnds(t *testing.T) {
	table, err := cellkey.Design(cellkey.Params{D: 8, V: 4, JS: 3})
	if err != nil {
		t.Fatal(err)
	}
	if c := table.Chances(2); len(c) != 2 || c[0] != (cellkey.Chance{Noise: -2, Share: 0.5}) || c[1] != (cellkey.Chance{Noise: 2, Share: 0.5}) {
		t.Error(c)
	}
	if table, err = cellkey.Design(cellkey.Params{D: 4, V: 2, PStay: 0.5}); err != nil {
		t.Fatal(err)
	}
	if c := table.Chances(1); len(c) != 3 || c[0].Share != 0.4 || c[1].Share != 0.5 || c[2] != (cellkey.Chance{Noise: 4, Share: 0.1}) {
		t.Error(c)
	}
	_, err = cellkey.Design(cellkey.Params{D: 4, V: 2, PStay: 0.5, Unimodal: true})
	var row *cellkey.Infeasible
	if !errors.As(err, &row) || row.Row != 1 || math.Abs(row.Highest-10.0/7) > 0.002 {
		t.Error(err)
	}
}

func TestDesignRefusesParams(t *testing.T) {
	for name, p := range map[string]cellkey.Params{
		"no D": {V: 1}, "D too great": {D: 51, V: 1}, "no V": {D: 3}, "V below 0": {D: 3, V: -1}, "V not a number": {D: 3, V: math.NaN()},
		"V without end": {D: 3, V: math.Inf(1)}, "JS below 0": {D: 3, V: 1, JS: -1}, "JS too great": {D: 3, V: 1, JS: 51},
		"all stay": {D: 3, V: 1, PStay: 1}, "PStay not a number": {D: 3, V: 1, PStay: math.NaN()},
		"a row that is not there": {D: 3, V: 1, Rows: map[int64]cellkey.RowParams{4: {V: 1}}},
		"a row of 0":              {D: 3, V: 1, Rows: map[int64]cellkey.RowParams{0: {V: 1}}},
		"a variance in a row":     {D: 3, V: 1, Rows: map[int64]cellkey.RowParams{1: {V: -1}}},
		"a share in a row":        {D: 3, V: 1, Rows: map[int64]cellkey.RowParams{1: {PStay: 1.5}}},
	} {
		if table, err := cellkey.Design(p); table != nil || !errors.Is(err, cellkey.ErrParams) {
			t.Errorf("%s: %v, %v", name, table, err)
		}
	}
}

// What Design makes is read again as it was written, and gives the same noise.
func TestDesignIsRead(t *testing.T) {
	for _, p := range []cellkey.Params{
		{D: 1, V: 0.5}, {D: 3, V: 1}, {D: 5, V: 3, JS: 2, Unimodal: true}, {D: 8, V: 4, JS: 3}, {D: 12, V: 2}, {D: 50, V: 20, JS: 3}, {D: 3, V: 0.001}, {D: 10, V: 5, PStay: 0.3},
	} {
		table, err := cellkey.Design(p)
		if err != nil {
			t.Fatal(err)
		}
		var first, second bytes.Buffer
		if err := table.Write(&first); err != nil {
			t.Fatal(err)
		}
		again, err := cellkey.ReadPTable(bytes.NewReader(first.Bytes()))
		if err != nil {
			t.Fatalf("%+v: %v", p, err)
		}
		if err := again.Write(&second); err != nil || !bytes.Equal(first.Bytes(), second.Bytes()) {
			t.Errorf("%+v: %v, %s, %s", p, err, first.Bytes(), second.Bytes())
		}
		for count := range table.Rows() {
			for _, bits := range []uint64{0, 1 << 40, 1 << 62, 1 << 63, math.MaxUint64} {
				if key := cellkey.BinaryOf(bits); table.Lookup(count, key) != again.Lookup(count, key) {
					t.Errorf("%+v: count %d, key %d", p, count, bits)
				}
			}
		}
	}
}

func TestKeysAndSecretsAreRefused(t *testing.T) {
	for _, text := range []string{
		"", "0", "0.", "1.0000000000", "0.123456789", "0.12345678901", "-0.1234567890", "+0.1234567890", "00.123456789", ".12345678901", "0,1234567890",
		"0.12345e7890", " 0.123456789", "0.123456789 ", "0.1234٣6789",
	} {
		if k, err := cellkey.ParseDecimal(text); !errors.Is(err, cellkey.ErrDecimal) {
			t.Errorf("%q: %v, %v", text, k, err)
		}
	}
	if _, err := cellkey.DecimalOf(10_000_000_000); !errors.Is(err, cellkey.ErrDecimal) {
		t.Error(err)
	}
	if _, err := cellkey.NewSecret([]byte("thirty-one bytes are not enough")); !errors.Is(err, cellkey.ErrSecret) || strings.Contains(err.Error(), "bytes are not") {
		t.Error(err)
	}
	if _, err := cellkey.NewSecret(make([]byte, 64)); !errors.Is(err, cellkey.ErrSecret) {
		t.Error(err)
	}
	if _, err := (cellkey.Secret{}).Record("1"); !errors.Is(err, cellkey.ErrSecret) {
		t.Error(err)
	}
	if _, err := secret(t).Records([]string{"1", ""}); !errors.Is(err, cellkey.ErrID) || !strings.Contains(err.Error(), "record 2") {
		t.Error(err)
	}
}

// Python 3.11: hmac.new(bytes(range(1, 41)), id.encode(), hashlib.sha256).hexdigest()[:16].
func TestRecordKeysAreHMAC(t *testing.T) {
	for id, want := range map[string]uint64{"1": 0xa0723c8b9fa03fe3, "900000012": 0xf9f7bb035f572816, "Zoë": 0x8aabee774b91d879} {
		if key, err := secret(t).Record(id); err != nil || key.Uint64() != want {
			t.Errorf("%s: %x, %v", id, key.Uint64(), err)
		}
	}
}

func TestPerturbRefuses(t *testing.T) {
	table, err := cellkey.ReadPTable(strings.NewReader(plain))
	if err != nil {
		t.Fatal(err)
	}
	for _, count := range []int64{-1, math.MinInt64, math.MaxInt64} {
		if n, err := table.Perturb(count, cellkey.Binary{}); !errors.Is(err, cellkey.ErrCount) {
			t.Errorf("%d: %v, %v", count, n, err)
		}
	}
	if n, err := table.Perturb(math.MaxInt64-1, cellkey.BinaryOf(math.MaxUint64)); err != nil || n.Int64() != math.MaxInt64 {
		t.Error(n, err)
	}
	for _, none := range []*cellkey.PTable{nil, {}} {
		if _, err := none.Perturb(1, cellkey.Binary{}); !errors.Is(err, cellkey.ErrTable) {
			t.Error(err)
		}
	}
	if _, err := cellkey.PerturbAll(table, []int64{1, 2}, []cellkey.Binary{{}}); !errors.Is(err, cellkey.ErrLengths) {
		t.Error(err)
	}
	if n, err := cellkey.PerturbAll(table, []int64{1, -2}, make([]cellkey.Decimal, 2)); n != nil || !errors.Is(err, cellkey.ErrCount) || !strings.Contains(err.Error(), "cell 2") {
		t.Error(n, err)
	}
	if table.Lookup(-5, cellkey.Binary{}) != 0 || table.Chances(-1) != nil || new(cellkey.PTable).Chances(1) != nil {
		t.Error("noise for what is no count")
	}
}

func TestRatio(t *testing.T) {
	table, err := cellkey.ReadPTable(strings.NewReader(plain))
	if err != nil {
		t.Fatal(err)
	}
	noisy := func(n int64) cellkey.Noisy {
		got, err := table.Perturb(n, cellkey.BinaryOf(1<<63)) // in the middle, where nothing is added
		if err != nil || got.Int64() != n {
			t.Fatal(got, err)
		}
		return got
	}
	for _, c := range []struct{ part, whole, want int64 }{
		{0, 100, 0}, {1, 3, 33}, {2, 3, 67}, {1, 200, 1}, {1, 201, 0}, {5, 5, 100}, {6, 5, 100}, {1, 8, 13},
		{math.MaxInt64 / 2, math.MaxInt64 - 1, 50}, {math.MaxInt64 / 400, math.MaxInt64 / 4, 1},
	} {
		if got, err := cellkey.Ratio(noisy(c.part), noisy(c.whole), 1); err != nil || got != c.want {
			t.Errorf("%d of %d: %d, %v", c.part, c.whole, got, err)
		}
	}
	for _, c := range []struct{ whole, least int64 }{{0, 0}, {0, -5}, {99, 100}} {
		if _, err := cellkey.Ratio(noisy(0), noisy(c.whole), c.least); !errors.Is(err, cellkey.ErrWhole) {
			t.Errorf("%d, %d: %v", c.whole, c.least, err)
		}
	}
}
