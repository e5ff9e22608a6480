// Package packed turns columns, codes, names and boundaries into the bytes that every engine keeps, and back
// (Dutch: ingepakt). What was packed for one place cannot be read at another, and a flipped bit is always noticed.
package packed

import (
	"encoding/binary"
	"errors"
	"hash/crc32"
)

// ErrBroken is what a reader of packed bytes gives when they are not what was packed, or not for this place.
var ErrBroken = errors.New("packed bytes are damaged or belong elsewhere")

// CRC-32C finds every single flipped bit and every burst of up to 32 bits, and has an instruction of its own in
// processors, so that a check costs less than the copy of the bytes.
var castagnoli = crc32.MakeTable(crc32.Castagnoli)

const sealBytes = 4

// Checksum returns the checksum of texts, each of which also counts with its length: ("a", "bc") and ("ab", "c")
// differ.
func Checksum(texts ...string) uint32 {
	var sum uint32
	var length [8]byte
	for _, t := range texts {
		binary.LittleEndian.PutUint64(length[:], uint64(len(t)))
		sum = crc32.Update(sum, castagnoli, length[:])
		sum = crc32.Update(sum, castagnoli, []byte(t))
	}
	return sum
}

// seal appends the checksum of place and bytes. The place is part of it so that bytes that ended up under another key
// are no figure there.
func seal(b []byte, place string) []byte {
	return binary.LittleEndian.AppendUint32(b, crc32.Update(Checksum(place), castagnoli, b))
}

// unseal returns the bytes without their checksum.
func unseal(b []byte, place string) ([]byte, error) {
	if len(b) < sealBytes {
		return nil, ErrBroken
	}
	body := b[:len(b)-sealBytes]
	if binary.LittleEndian.Uint32(b[len(body):]) != crc32.Update(Checksum(place), castagnoli, body) {
		return nil, ErrBroken
	}
	return body, nil
}

// input is bytes that are read from the front. After the first mistake everything it gives is zero and broken is set,
// so that a reader checks once.
type input struct {
	b      []byte
	broken bool
}

// take returns the next n bytes.
func (in *input) take(n int) []byte {
	if in.broken || n < 0 || n > len(in.b) {
		in.broken = true
		return nil
	}
	b := in.b[:n]
	in.b = in.b[n:]
	return b
}

// byte returns the next byte.
func (in *input) byte() byte {
	if b := in.take(1); b != nil {
		return b[0]
	}
	return 0
}

// count returns the next number, which counts things of at least one byte each and so cannot be more than what is left.
func (in *input) count() int {
	n, size := binary.Uvarint(in.b)
	if in.broken || size <= 0 || n > uint64(len(in.b)) {
		in.broken = true
		return 0
	}
	in.b = in.b[size:]
	return int(n)
}

// signed returns the next signed number.
func (in *input) signed() int64 {
	n, size := binary.Varint(in.b)
	if in.broken || size <= 0 {
		in.broken = true
		return 0
	}
	in.b = in.b[size:]
	return n
}

// end gives ErrBroken when something went wrong or something is left.
func (in *input) end() error {
	if in.broken || len(in.b) != 0 {
		return ErrBroken
	}
	return nil
}
