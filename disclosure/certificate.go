package disclosure

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"

	"github.com/buurtbeeld/buurtbeeld/disclosure/internal/attack"
	"github.com/buurtbeeld/buurtbeeld/disclosure/internal/joint"
	"github.com/buurtbeeld/buurtbeeld/disclosure/internal/knowledge"
)

// Certificate proves that a table is safe from being worked out exactly (Dutch: certificaat). It is a random vector that changes
// every cell at risk and no published one, and keeps all sums: so each of those cells can have another number. Who has the
// releases can check it in linear time, whoever made it and however. It stays inside the walls: it tells what is withheld.
type Certificate struct {
	// vectors are one for each column that is attacked: counts, sums, or both where releases of both kinds are held together.
	vectors []*attack.Certificate
}

// ErrCertificate is a certificate that does not prove what it should.
var ErrCertificate = attack.ErrCertificate

// twoSign begins a certificate of two columns, before the length of the first.
const twoSign = "BBCERT2\n"

// MarshalBinary writes the certificate: about 8 bytes for each withheld cell.
func (c *Certificate) MarshalBinary() ([]byte, error) {
	switch len(c.vectors) {
	case 1:
		return c.vectors[0].MarshalBinary()
	case 2:
		first, err := c.vectors[0].MarshalBinary()
		if err != nil {
			return nil, err
		}
		second, err := c.vectors[1].MarshalBinary()
		out := binary.LittleEndian.AppendUint64([]byte(twoSign), uint64(len(first)))
		return append(append(out, first...), second...), err
	}
	return nil, fmt.Errorf("%w: it is empty", ErrCertificate)
}

// UnmarshalBinary reads a certificate, and refuses one that was cut off or changed.
func (c *Certificate) UnmarshalBinary(data []byte) error {
	parts := [][]byte{data}
	if rest, two := bytes.CutPrefix(data, []byte(twoSign)); two {
		if len(rest) < 8 || binary.LittleEndian.Uint64(rest) > uint64(len(rest)-8) {
			return fmt.Errorf("%w: %d bytes of two columns", ErrCertificate, len(data))
		}
		n := binary.LittleEndian.Uint64(rest)
		parts = [][]byte{rest[8 : 8+n], rest[8+n:]}
	}
	vectors := make([]*attack.Certificate, len(parts))
	for i, part := range parts {
		vectors[i] = &attack.Certificate{}
		if err := vectors[i].UnmarshalBinary(part); err != nil {
			return err
		}
	}
	c.vectors = vectors
	return nil
}

// Certificate is the proof of a safe table; of an unsafe one, and of rounded and noisy tables, there is none.
func (a Audited) Certificate() (*Certificate, error) {
	if !a.verdict.Safe() {
		return nil, ErrNotSafe
	}
	if a.certificate == nil || len(a.certificate.vectors) == 0 {
		return nil, fmt.Errorf("%w: nothing is withheld in this way", ErrCertificate)
	}
	return a.certificate, nil
}

// CheckCertificate holds a certificate against releases: the table it was made for first, then those that left before it.
// The counter is the one of the audit. A certificate that proves nothing is refused with [ErrCertificate].
//
// Promise: ForgedIsRefused. A vector that leaves a cell at risk where it is, that touches a published cell or that breaks a sum is
// refused.
func CheckCertificate(ctx context.Context, c *Certificate, releases []Release, counter Counter) error {
	if c == nil || len(c.vectors) == 0 {
		return fmt.Errorf("%w: it is empty", ErrCertificate)
	}
	if len(releases) == 0 {
		return ErrEmpty
	}
	if err := made(releases...); err != nil {
		return err
	}
	u, err := joint.Join(ctx, sheets(releases), counter)
	if err != nil {
		return err
	}
	at := 0
	for _, m := range u.Measures() {
		if !m.Cells {
			continue
		}
		if at == len(c.vectors) {
			return fmt.Errorf("%w: it is of one column, and the releases have two", ErrCertificate)
		}
		s, err := knowledge.System(u, m)
		if err != nil {
			return err
		}
		vector := c.vectors[at]
		secrets, err := mustVary(ctx, u, m, vector)
		if err != nil {
			return err
		}
		if err := attack.Verify(s, vector, secrets); err != nil {
			return err
		}
		at++
	}
	if at < len(c.vectors) {
		return fmt.Errorf("%w: it is of two columns, and the releases have one", ErrCertificate)
	}
	return nil
}

// mustVary are the cells at risk that are not shown and that must vary: all but those that anybody knows to be 0. Whether there are
// any of these is only looked at when the certificate leaves a cell where it is.
func mustVary(ctx context.Context, u *joint.Union, m joint.Measure, c *attack.Certificate) ([]int32, error) {
	var vary, stay []int32
	for cell, secret := range m.Secret {
		switch {
		case !secret || m.Known[cell]:
		case cell < len(c.Vector) && c.Vector[cell] == 0:
			stay = append(stay, int32(cell))
		default:
			vary = append(vary, int32(cell))
		}
	}
	if len(stay) == 0 {
		return vary, nil
	}
	before, err := knowledge.ByNature(ctx, u, [32]byte{})
	if err != nil {
		return nil, err
	}
	for _, cell := range stay {
		if !before.Determined(cell) {
			vary = append(vary, cell)
		}
	}
	return vary, nil
}
