package disclosure

import (
	"context"
	"fmt"

	"github.com/buurtbeeld/buurtbeeld/disclosure/internal/attack"
	"github.com/buurtbeeld/buurtbeeld/disclosure/internal/joint"
)

// Certificate proves that a table is safe from being worked out exactly (Dutch: certificaat). It is a random vector that changes
// every cell at risk and no published one, and keeps all sums: so each of those cells can have another number. Who has the
// releases can check it in linear time, whoever made it and however. It stays inside the walls: it tells what is withheld.
type Certificate struct{ vector *attack.Certificate }

// ErrCertificate is a certificate that does not prove what it should.
var ErrCertificate = attack.ErrCertificate

// MarshalBinary writes the certificate: about 8 bytes for each withheld cell.
func (c *Certificate) MarshalBinary() ([]byte, error) {
	if c.vector == nil {
		return nil, fmt.Errorf("%w: it is empty", ErrCertificate)
	}
	return c.vector.MarshalBinary()
}

// UnmarshalBinary reads a certificate, and refuses one that was cut off or changed.
func (c *Certificate) UnmarshalBinary(data []byte) error {
	vector := &attack.Certificate{}
	if err := vector.UnmarshalBinary(data); err != nil {
		return err
	}
	c.vector = vector
	return nil
}

// Certificate is the proof of a safe table; of an unsafe one, and of rounded and noisy tables, there is none.
func (a Audited) Certificate() (*Certificate, error) {
	if !a.verdict.Safe() {
		return nil, ErrNotSafe
	}
	if a.certificate == nil {
		return nil, fmt.Errorf("%w: nothing is withheld in this way", ErrCertificate)
	}
	return a.certificate, nil
}

// CheckCertificate holds a certificate against releases: the table it was made for first, then those that left before it.
// The counter is the one of the audit.
//
// Promise: ForgedIsRefused. A vector that leaves a cell at risk where it is, that touches a published cell or that breaks a sum is
// refused.
func CheckCertificate(ctx context.Context, c *Certificate, releases []Release, counter Counter) error {
	if c == nil || c.vector == nil {
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
	measures := u.Measures()
	m := measures[len(measures)-1]
	s, err := system(u, m)
	if err != nil {
		return err
	}
	secrets, err := c.secrets(ctx, u, m)
	if err != nil {
		return err
	}
	return attack.Verify(s, c.vector, secrets)
}

// secrets are the cells at risk that are not shown and that must vary: all but those that anybody knows to be 0. Whether there are
// any of these is only looked at when the certificate leaves a cell where it is.
func (c *Certificate) secrets(ctx context.Context, u *joint.Union, m joint.Measure) ([]int32, error) {
	var vary, stay []int32
	for cell, secret := range m.Secret {
		switch {
		case !secret || m.Known[cell]:
		case cell < len(c.vector.Vector) && c.vector.Vector[cell] == 0:
			stay = append(stay, int32(cell))
		default:
			vary = append(vary, int32(cell))
		}
	}
	if len(stay) == 0 {
		return vary, nil
	}
	before, err := byNature(ctx, u, [32]byte{})
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
