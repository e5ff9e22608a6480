package policy

import "math/big"

// Reach is how far the interval of a total must reach on both sides under the p % rule, rounded up: p % of the largest
// contribution, less what the others than the two largest hide already (Hundepool and others 2012,
// doi:10.1002/9781118348239). Top are the largest contributions, the largest first. It is 0 where the rule asks nothing.
func (p Policy) Reach(sum int64, top [3]int64) int64 {
	r := new(big.Rat).Mul(p.pPercent.Rat(), big.NewRat(top[0], 100))
	r.Sub(r, new(big.Rat).SetInt64(sum-top[0]-top[1]))
	if r.Sign() <= 0 {
		return 0
	}
	q, rest := new(big.Int).DivMod(r.Num(), r.Denom(), new(big.Int))
	if rest.Sign() > 0 {
		q.Add(q, big.NewInt(1))
	}
	return q.Int64() // at most the largest contribution, since p is at most 100
}
