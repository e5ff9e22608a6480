package attack

import (
	"math/big"
	"testing"

	"pgregory.net/rapid"
)

func TestPrimes(t *testing.T) {
	for _, less := range []uint64{1<<61 - Prime, 45} {
		p := new(big.Int).SetUint64(fieldOf(less).prime)
		if !p.ProbablyPrime(40) {
			t.Errorf("%v is no prime", p)
		}
	}
	// What protects tables computes modulo 2^61-1, so that no error of the one hides in the other.
	if Prime == 1<<61-1 {
		t.Error("the audit computes modulo the prime of what it audits")
	}
}

func TestFieldAgainstLargeNumbers(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := fieldOf(rapid.SampledFrom([]uint64{1<<61 - Prime, 45}).Draw(t, "less"))
		p := new(big.Int).SetUint64(f.prime)
		element := rapid.OneOf(rapid.Uint64Range(0, f.prime-1), rapid.Uint64Range(f.prime-3, f.prime-1))
		a, b := element.Draw(t, "a"), element.Draw(t, "b")
		x, y := new(big.Int).SetUint64(a), new(big.Int).SetUint64(b)
		for name, pair := range map[string][2]*big.Int{
			"add": {new(big.Int).SetUint64(f.add(a, b)), new(big.Int).Add(x, y)},
			"sub": {new(big.Int).SetUint64(f.sub(a, b)), new(big.Int).Sub(x, y)},
			"mul": {new(big.Int).SetUint64(f.mul(a, b)), new(big.Int).Mul(x, y)},
			"neg": {new(big.Int).SetUint64(f.neg(a)), new(big.Int).Neg(x)},
		} {
			if pair[0].Cmp(pair[1].Mod(pair[1], p)) != 0 {
				t.Fatalf("%s of %d and %d: %v, want %v", name, a, b, pair[0], pair[1])
			}
		}
		if a != 0 && f.mul(a, f.inv(a)) != 1 {
			t.Fatalf("%d has no inverse", a)
		}
		if v := rapid.Int64().Draw(t, "v"); f.of(v) != new(big.Int).Mod(big.NewInt(v), p).Uint64() {
			t.Fatalf("%d is %d", v, f.of(v))
		}
		if v := rapid.Int64Range(-1<<59, 1<<59).Draw(t, "small"); f.signed(f.of(v)) != v {
			t.Fatalf("%d comes back as %d", v, f.signed(f.of(v)))
		}
		num, den := rapid.Int64Range(-1<<29, 1<<29).Draw(t, "num"), rapid.Int64Range(1, 1<<29).Draw(t, "den")
		by := gcd(num, den)
		n, d, ok := f.fraction(f.mul(f.of(num), f.inv(f.of(den))))
		if !ok || n != num/by || d != den/by {
			t.Fatalf("%d/%d comes back as %d/%d %v", num, den, n, d, ok)
		}
	})
}
