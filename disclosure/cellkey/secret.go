package cellkey

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"hash"
)

// SecretBytes is how long a secret is at least: as long as the hash that it goes into (RFC 2104, section 3).
const SecretBytes = 32

// What is refused when record keys are made.
var (
	ErrSecret = errors.New("a secret has at least 32 bytes, which are not all the same")
	ErrID     = errors.New("a person without an id has no key")
)

// Secret is what the record keys of one data set depend on (Dutch: geheim). Who knows it can work out every key. The same
// secret gives the same keys when the data are imported anew; another data set gets another secret, lest a person be followed
// from one to the other. The zero value makes no keys.
type Secret struct{ bytes []byte }

// NewSecret takes up a secret, drawn from a source of chance that is made for keys.
func NewSecret(secret []byte) (Secret, error) {
	if len(secret) < SecretBytes {
		return Secret{}, fmt.Errorf("%w: it has %d", ErrSecret, len(secret))
	}
	for _, b := range secret {
		if b != secret[0] {
			return Secret{append([]byte(nil), secret...)}, nil
		}
	}
	return Secret{}, ErrSecret
}

// Format writes that there is a secret, and nothing of it, whatever the verb.
func (s Secret) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte("(secret)")) }

// MarshalText writes that there is a secret, and nothing of it, in JSON and all that is like it.
func (s Secret) MarshalText() ([]byte, error) { return []byte("(secret)"), nil }

// Record is the key of one person: the first 64 bits of HMAC-SHA-256 of the id (RFC 2104), highest byte first. The id is hashed
// byte by byte: "7" and "07" are two people.
func (s Secret) Record(id string) (Binary, error) {
	keys, err := s.Records([]string{id})
	if err != nil {
		return Binary{}, err
	}
	return keys[0], nil
}

// Records are the keys of many people, in their order. It refuses an id that is empty, and names its place.
func (s Secret) Records(ids []string) ([]Binary, error) {
	if len(s.bytes) == 0 {
		return nil, ErrSecret
	}
	mac := hmac.New(sha256.New, s.bytes)
	keys := make([]Binary, len(ids))
	var message, sum []byte
	for i, id := range ids {
		if id == "" {
			return nil, fmt.Errorf("record %d: %w", i+1, ErrID)
		}
		message = append(message[:0], id...)
		sum = digest(mac, message, sum[:0])
		keys[i] = Binary{binary.BigEndian.Uint64(sum)}
	}
	return keys, nil
}

func digest(mac hash.Hash, message, room []byte) []byte {
	mac.Reset()
	mac.Write(message)
	return mac.Sum(room)
}
