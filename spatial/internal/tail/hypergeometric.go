package tail

import "math"

// Hypergeometric returns the chance of at least count marked ones when drawn are taken without putting back from all,
// of which marked are marked.
func Hypergeometric(all, marked, drawn, count int) float64 {
	least, most := max(0, drawn-(all-marked)), min(drawn, marked)
	if count <= least {
		return 1
	}
	if count > most {
		return 0
	}
	// Sum away from the bulk, so that a small tail is not the difference of two numbers near 1.
	upper := float64(count)*float64(all) > float64(drawn)*float64(marked)
	at := count
	if !upper {
		at--
	}
	term := math.Exp(logChoose(marked, at) + logChoose(all-marked, drawn-at) - logChoose(all, drawn))
	sum := 0.0
	for at >= least && at <= most && term > 0 {
		sum += term
		k := float64(at)
		up := (float64(marked) - k) * (float64(drawn) - k)
		if upper {
			term *= up / ((k + 1) * (float64(all-marked-drawn) + k + 1))
			at++
			continue
		}
		term *= k * (float64(all-marked-drawn) + k) / ((float64(marked) - k + 1) * (float64(drawn) - k + 1))
		at--
	}
	if upper {
		return min(sum, 1)
	}
	return 1 - sum
}

// logChoose returns the logarithm of the number of ways to take k of n.
func logChoose(n, k int) float64 {
	sum := 0.0
	for t := range min(k, n-k) {
		sum += math.Log(float64(n-t) / float64(t+1))
	}
	return sum
}
