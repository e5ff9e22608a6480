package attack

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func refused(t interface {
	Helper()
	Fatalf(string, ...any)
}, err error, what string) {
	t.Helper()
	if !errors.Is(err, ErrCertificate) {
		t.Fatalf("%s: %v", what, err)
	}
}

func TestPromiseCertificate(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := drawWorld(t)
		s, o := w.build(t)
		var open, shut []int32
		for i := range int32(s.Nodes) {
			if o.Determined(i) {
				shut = append(shut, i)
			} else {
				open = append(open, i)
			}
		}
		c := o.Certificate()
		if err := Verify(s, c, open); err != nil {
			t.Fatal(err)
		}
		for _, at := range shut {
			refused(t, Verify(s, c, []int32{at}), "a secret that is determined")
		}
		// Any one number that is changed is refused, unless the cell is in no relation, where every number is as good a proof.
		at := rapid.Int32Range(0, int32(s.Nodes-1)).Draw(t, "at")
		forged := &Certificate{Prime: c.Prime, Vector: slices.Clone(c.Vector)}
		forged.Vector[at] = (forged.Vector[at] + rapid.Uint64Range(1, Prime-1).Draw(t, "by")) % Prime
		if slices.Contains(s.Node, at) || s.Known[at] {
			refused(t, Verify(s, forged, nil), "a number changed")
		}
		forged.Vector[at] = c.Vector[at] + Prime
		refused(t, Verify(s, forged, nil), "a number above the prime")
		refused(t, Verify(s, &Certificate{Prime: Prime, Vector: c.Vector[1:]}, nil), "a number left out")
		refused(t, Verify(s, &Certificate{Prime: 2, Vector: make([]uint64, s.Nodes)}, nil), "another prime")
		// A forger who has no proof may well set a vector that varies every secret, but then not the sums.
		if len(shut) > 0 {
			for i := range forged.Vector {
				forged.Vector[i] = rapid.Uint64Range(1, Prime-1).Draw(t, "any")
				if s.Known[i] {
					forged.Vector[i] = 0
				}
			}
			refused(t, Verify(s, forged, shut), "a vector that is made up")
		}
	})
}

func TestCertificateBytes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := &Certificate{Prime: Prime, Vector: rapid.SliceOfN(rapid.OneOf(rapid.Just(uint64(0)), rapid.Uint64Range(1, Prime-1)), 0, 40).Draw(t, "vector")}
		data, err := c.MarshalBinary()
		if err != nil {
			t.Fatal(err)
		}
		var back Certificate
		if err := back.UnmarshalBinary(data); err != nil || back.Prime != c.Prime || !slices.Equal(back.Vector, c.Vector) {
			t.Fatalf("%v %v %v", back, c, err)
		}
		cut := rapid.IntRange(0, len(data)-1).Draw(t, "cut")
		refused(t, back.UnmarshalBinary(data[:cut]), "cut off")
		refused(t, back.UnmarshalBinary(append(slices.Clone(data), 0)), "a byte more")
		data[cut] ^= 1 << rapid.IntRange(0, 7).Draw(t, "bit")
		refused(t, back.UnmarshalBinary(data), "a bit changed")
	})
}

// FuzzCertificate gives bytes whose checksum is right, so that what lies behind it is reached.
func FuzzCertificate(f *testing.F) {
	for _, vector := range [][]uint64{nil, {0}, {1, 0, 2}, {0, 0, 0, 0, 0, 0, 0, 0, 5}} {
		data, err := (&Certificate{Prime: Prime, Vector: vector}).MarshalBinary()
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data[:len(data)-sha256.Size])
	}
	// Three cells, of which the first and one behind the end are said to be hidden.
	stray := []byte(sign)
	for _, n := range []uint64{Prime, 3, 2} {
		stray = binary.LittleEndian.AppendUint64(stray, n)
	}
	stray = append(stray, 0b10000001)
	f.Add(append(slices.Clone(stray), 1, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0))
	// The first and the third, of which one is 0 after all.
	stray[len(stray)-1] = 0b101
	f.Add(append(stray, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0))
	f.Fuzz(func(t *testing.T, body []byte) {
		sum := sha256.Sum256(body)
		data := append(slices.Clone(body), sum[:]...)
		var c Certificate
		if err := c.UnmarshalBinary(data); err != nil {
			refused(t, err, "refused for another reason")
			return
		}
		again, err := c.MarshalBinary()
		if err != nil || !bytes.Equal(again, data) {
			t.Fatalf("%x is read and written as %x: %v", data, again, err)
		}
	})
}

func TestForgeryOfAReferenceTableIsRefused(t *testing.T) {
	x, ok := reference(t, "F1_geo_age_benefit_thr10/cells.csv", nil)
	if !ok {
		return
	}
	secrets := x.nodes(func(i int) bool { return x.primary[i] })
	s, o := solved(t, x.cube, x.published(), x.freq, Options{})
	if err := Verify(s, o.Certificate(), secrets); err != nil {
		t.Fatal(err)
	}
	// The proof of the safe table does not do for the one in which only primary cells are hidden.
	bare, err := Build(x.cube, not(x.primary), x.freq, Options{})
	if err != nil {
		t.Fatal(err)
	}
	refused(t, Verify(bare, o.Certificate(), secrets), "another table")
	attacked, err := bare.Solve(context.Background(), [32]byte{})
	if err != nil {
		t.Fatal(err)
	}
	refused(t, Verify(bare, attacked.Certificate(), secrets), "a table that is disclosed")
}
