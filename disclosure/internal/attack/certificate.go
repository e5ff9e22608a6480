package attack

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"math/bits"
)

// Certificate is a vector over all nodes of a system, in their order, that shows that secrets can vary (Dutch: bewijs van
// geheimhouding). Added to the true values, any multiple of it keeps every sum and every published value and changes each
// secret.
//
// Promise: Certificate. When Verify accepts it, each of the secrets is not determined by the published values and the
// relations, whoever made it and however; the one thing taken on trust is that the relations have no dependence whose
// denominators are all multiples of the prime, which for sums is a number of 19 digits that nobody chooses.
//
// Not promised: that nobody alone in a cell learns another, nor anything about bounds, nor about cells that were not given as
// secrets. The vector is no secret by its values, but it says which cells are hidden and which are parallel, so it stays
// inside with them.
type Certificate struct {
	Prime  uint64
	Vector []uint64
}

// Certificate gives the proof of this solution.
func (o *Solution) Certificate() *Certificate {
	c := &Certificate{Prime: o.f.prime, Vector: make([]uint64, o.system.Nodes)}
	for i, at := range o.hidden {
		c.Vector[at] = o.y[i]
	}
	return c
}

// Verify accepts a certificate when it fits the system, is 0 on all that is known and not 0 on each secret, and satisfies
// every relation. It takes time in proportion to the relations, and shares nothing with Solve but them.
func Verify(s *System, c *Certificate, secrets []int32) error {
	refuse := func(format string, args ...any) error {
		return fmt.Errorf("%w: %s", ErrCertificate, fmt.Sprintf(format, args...))
	}
	if err := s.check(); err != nil {
		return err
	}
	if err := s.within(secrets); err != nil {
		return err
	}
	if c.Prime != Prime {
		return refuse("modulo %d, not %d", c.Prime, uint64(Prime))
	}
	if len(c.Vector) != s.Nodes {
		return refuse("for %d cells, not %d", len(c.Vector), s.Nodes)
	}
	for i, v := range c.Vector {
		if v >= Prime {
			return refuse("%v: %d is not below the prime", s.Name(int32(i)), v)
		}
		if v != 0 && s.Known[i] {
			return refuse("%v is published, and varies", s.Name(int32(i)))
		}
	}
	f := fieldOf(1<<61 - Prime)
	for r := range int32(s.Relations()) {
		nodes, coefs := s.relation(r)
		sum := uint64(0)
		for i, at := range nodes {
			sum = f.addTimes(sum, coefs[i], c.Vector[at])
		}
		if sum != 0 {
			return refuse("%v is not the sum of its parts", s.Name(nodes[0]))
		}
	}
	for _, at := range secrets {
		if c.Vector[at] == 0 {
			return refuse("%v is to be secret, and does not vary", s.Name(at))
		}
	}
	return nil
}

// sign begins every certificate in its binary form, with the number of the form.
const sign = "BBCERT\x00\x01"

// MarshalBinary writes the sign, the prime, the number of nodes and of those that are not 0, a bit for each node that says
// which, their values of 8 bytes, and SHA-256 of all that; numbers with the least byte first.
func (c *Certificate) MarshalBinary() ([]byte, error) {
	n, full := len(c.Vector), 0
	for _, v := range c.Vector {
		if v != 0 {
			full++
		}
	}
	out := make([]byte, 0, len(sign)+24+(n+7)/8+8*full+sha256.Size)
	out = append(out, sign...)
	for _, v := range []uint64{c.Prime, uint64(n), uint64(full)} {
		out = binary.LittleEndian.AppendUint64(out, v)
	}
	which := make([]byte, (n+7)/8)
	for i, v := range c.Vector {
		if v != 0 {
			which[i/8] |= 1 << (i % 8)
		}
	}
	out = append(out, which...)
	for _, v := range c.Vector {
		if v != 0 {
			out = binary.LittleEndian.AppendUint64(out, v)
		}
	}
	sum := sha256.Sum256(out)
	return append(out, sum[:]...), nil
}

// UnmarshalBinary reads what MarshalBinary writes, and refuses bytes that are cut off, added to or changed.
func (c *Certificate) UnmarshalBinary(data []byte) error {
	head := len(sign) + 24
	if len(data) < head+sha256.Size || string(data[:len(sign)]) != sign {
		return fmt.Errorf("%w: %d bytes that are not a certificate", ErrCertificate, len(data))
	}
	body := data[:len(data)-sha256.Size]
	if sum := sha256.Sum256(body); !bytes.Equal(sum[:], data[len(body):]) {
		return fmt.Errorf("%w: the bytes were changed or cut off", ErrCertificate)
	}
	number := func(i int) uint64 { return binary.LittleEndian.Uint64(body[len(sign)+8*i:]) }
	prime, n, full := number(0), number(1), number(2)
	rest := body[head:]
	// What is there bounds the numbers, so that no sum below overflows.
	if n > 8*uint64(len(rest)) || full > uint64(len(rest)) || uint64(len(rest)) != (n+7)/8+8*full {
		return fmt.Errorf("%w: %d bytes for %d cells, %d of them hidden", ErrCertificate, len(data), n, full)
	}
	which, values := rest[:(n+7)/8], rest[(n+7)/8:]
	ones := 0
	for _, b := range which {
		ones += bits.OnesCount8(b)
	}
	if uint64(ones) != full || n%8 != 0 && which[len(which)-1]>>(n%8) != 0 {
		return fmt.Errorf("%w: %d cells hidden, not %d", ErrCertificate, ones, full)
	}
	vector := make([]uint64, n)
	for i := range vector {
		if which[i/8]>>(i%8)&1 == 0 {
			continue
		}
		vector[i] = binary.LittleEndian.Uint64(values)
		values = values[8:]
		if vector[i] == 0 {
			return fmt.Errorf("%w: cell %d is 0 and said not to be", ErrCertificate, i)
		}
	}
	c.Prime, c.Vector = prime, vector
	return nil
}
