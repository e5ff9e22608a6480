package cellkey_test

import (
	"bytes"
	"math"
	"testing"

	"github.com/buurtbeeld/buurtbeeld/disclosure/cellkey"
)

// Whatever is read and not refused is safe to use, and is written so that it is read again.
func FuzzReadPTable(f *testing.F) {
	f.Add([]byte(plain))
	f.Add([]byte(head + "0,0,1,0,0,1\n1,0,7.5e-1,-1,0,0.75\n1,4,0.25,3,0.75,1\n2,2,1,0,0,1\n"))
	f.Add([]byte("\"i\",\"j\",\"p\",\"v\",\"p_int_lb\",\"p_int_ub\"\r\n0,0,1,0,0,1\r\n1,1,1,0,0,1\r\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		table, err := cellkey.ReadPTable(bytes.NewReader(text))
		if err != nil {
			return
		}
		d, small := table.MaxNoise(), table.Small()
		for count := range table.Rows() + 3 {
			for _, bits := range []uint64{0, 1 << 20, 1 << 61, 1 << 62, 1 << 63, 3 << 62, math.MaxUint64} {
				decimal, err := cellkey.DecimalOf(bits % 10_000_000_000)
				if err != nil {
					t.Fatal(err)
				}
				for _, key := range []cellkey.Key{cellkey.BinaryOf(bits), decimal} {
					n, err := table.Perturb(count, key)
					v := n.Int64() - count
					if err != nil || n.Int64() < 0 || v > d || v < -d || n.Int64() >= 1 && n.Int64() <= small || count == 0 && v != 0 {
						t.Fatalf("count %d, key %v: %d, %v", count, key, n.Int64(), err)
					}
				}
			}
		}
		var first, second bytes.Buffer
		if err := table.Write(&first); err != nil {
			t.Fatal(err)
		}
		again, err := cellkey.ReadPTable(bytes.NewReader(first.Bytes()))
		if err != nil {
			t.Fatal(err)
		}
		if err := again.Write(&second); err != nil || !bytes.Equal(first.Bytes(), second.Bytes()) {
			t.Fatalf("%v: %q, %q", err, first.Bytes(), second.Bytes())
		}
	})
}
