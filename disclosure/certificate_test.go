package disclosure_test

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"testing"

	"pgregory.net/rapid"

	"github.com/buurtbeeld/buurtbeeld/disclosure"
)

// The bytes of a certificate: a sign of 8, then the prime, the number of cells and of those that vary, a bit for each cell, the values.
const certificateHead = 8 + 24

// resealed changes the bytes of a certificate and puts the right sum under them again, as a forger would.
func resealed(data []byte, change func(body []byte)) []byte {
	body := append([]byte(nil), data[:len(data)-sha256.Size]...)
	change(body)
	sum := sha256.Sum256(body)
	return append(body, sum[:]...)
}

// An honest certificate is accepted; one with another value, one that leaves everything where it is, and one of another table are not.
func TestPromiseForgedIsRefused(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := drawSubject(t)
		p, a := secure(t, s, disclosure.Options{})
		r := left(t, a, "own")
		c, err := a.Certificate()
		if err != nil {
			t.Fatal(err)
		}
		data, err := c.MarshalBinary()
		if err != nil {
			t.Fatal(err)
		}
		check := func(data []byte, release disclosure.Release) error {
			var c disclosure.Certificate
			if err := c.UnmarshalBinary(data); err != nil {
				return err
			}
			return disclosure.CheckCertificate(context.Background(), &c, []disclosure.Release{release}, s.count)
		}
		if err := check(data, r); err != nil {
			t.Fatalf("an honest certificate: %v", err)
		}
		n, vary := binary.LittleEndian.Uint64(data[16:]), binary.LittleEndian.Uint64(data[24:])
		refuse := func(what string, data []byte, r disclosure.Release) {
			if err := check(data, r); !errors.Is(err, disclosure.ErrCertificate) {
				t.Fatalf("%s: %v", what, err)
			}
		}
		at := rapid.IntRange(0, len(data)-1).Draw(t, "byte")
		refuse("a byte was changed", append(append(append([]byte(nil), data[:at]...), data[at]^1), data[at+1:]...), r)
		refuse("cut off", data[:at], r)
		varies := func(cell int) bool { return data[certificateHead+cell/8]>>(cell%8)&1 == 1 }
		hidden, secret := false, false
		for i := range s.cells {
			hidden, secret = hidden || varies(i), secret || varies(i) && p.Primary(i)
		}
		if vary == 0 || !hidden {
			return
		}
		nothing := resealed(append(append([]byte(nil), data[:certificateHead+int(n+7)/8]...), make([]byte, sha256.Size)...), func(body []byte) {
			clear(body[24:])
		})
		if secret {
			refuse("nothing varies", nothing, r)
		}
		first := certificateHead + int(n+7)/8
		other := resealed(data, func(body []byte) {
			k := first + 8*rapid.IntRange(0, int(vary)-1).Draw(t, "value")
			binary.LittleEndian.PutUint64(body[k:], binary.LittleEndian.Uint64(body[k:])^1)
		})
		// One value alone can only be changed when no sum binds it, and then it is as good a proof.
		if err := check(other, r); err != nil && !errors.Is(err, disclosure.ErrCertificate) {
			t.Fatal(err)
		}
		refuse("of a table that shows everything", data, s.allShown(t))
	})
}

// allShown is the table with nothing withheld.
func (s *subject) allShown(t *rapid.T) disclosure.Release {
	t.Helper()
	b, err := disclosure.NewReleaseBuilder("all", s.facts, s.world.dims()...)
	if err != nil {
		t.Fatal(err)
	}
	for _, cell := range s.cells {
		if err := b.Add(cell, s.world.numbers(cell), disclosure.State{Shown: true}); err != nil {
			t.Fatal(err)
		}
	}
	r, err := b.Release()
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// A value that a sum binds cannot be changed: the certificate of a row of two hidden neighbourhoods.
func TestCertificateWithOtherValueIsRefused(t *testing.T) {
	made := table(t, "T 50, oost 35, west 3, noord 12", areas(t))
	audited, err := secured(t, made, ten, disclosure.Options{})
	if err != nil {
		t.Fatal(err)
	}
	c, err := audited.Certificate()
	if err != nil {
		t.Fatal(err)
	}
	data, err := c.MarshalBinary()
	if err != nil {
		t.Fatal(err)
	}
	forged := resealed(data, func(body []byte) { body[len(body)-8] ^= 1 })
	if err := c.UnmarshalBinary(forged); err != nil {
		t.Fatal(err)
	}
	if err := disclosure.CheckCertificate(t.Context(), c, []disclosure.Release{leaving(t, audited)}, nil); !errors.Is(err, disclosure.ErrCertificate) {
		t.Errorf("a forged value: %v", err)
	}
}

// Counts that left before and sums that leave now are two columns, and the certificate proves both.
func TestCertificateOfCountsAndSums(t *testing.T) {
	first, err := secured(t, table(t, "T 50, oost 35, west 3, noord 12", areas(t)), ten, disclosure.Options{})
	if err != nil {
		t.Fatal(err)
	}
	var cells []line
	for _, c := range []struct {
		code  string
		count int64
	}{{"T", 50}, {"oost", 35}, {"west", 3}, {"noord", 12}} {
		cells = append(cells, line{[]string{c.code}, disclosure.Numbers{Count: c.count, Sum: 10 * c.count}})
	}
	sums, err := written(disclosure.Sums, cells, areas(t))
	if err != nil {
		t.Fatal(err)
	}
	before := leaving(t, first)
	second, err := secured(t, sums, ten, disclosure.Options{Ledger: disclosure.NewLedger(before)})
	if err != nil {
		t.Fatal(err)
	}
	c, err := second.Certificate()
	if err != nil {
		t.Fatal(err)
	}
	data, err := c.MarshalBinary()
	if err != nil {
		t.Fatal(err)
	}
	now := leaving(t, second)
	var back disclosure.Certificate
	if err := back.UnmarshalBinary(data); err != nil {
		t.Fatal(err)
	}
	if err := disclosure.CheckCertificate(t.Context(), &back, []disclosure.Release{now, before}, nil); err != nil {
		t.Error(err)
	}
	if err := disclosure.CheckCertificate(t.Context(), &back, []disclosure.Release{now}, nil); !errors.Is(err, disclosure.ErrCertificate) {
		t.Errorf("of two columns, for one: %v", err)
	}
	for n := range data {
		if err := back.UnmarshalBinary(data[:n]); !errors.Is(err, disclosure.ErrCertificate) {
			t.Fatalf("cut off at %d: %v", n, err)
		}
	}
}
