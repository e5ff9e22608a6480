package draw

// Below returns a number from 0 to n-1, each with the same chance (Lemire 2019, doi:10.1145/3230636). n is at least 1.
func (r *Random) Below(n uint32) int32 {
	product := r.Next() >> 32 * uint64(n)
	if low := uint32(product); low < n {
		for least := -n % n; low < least; low = uint32(product) {
			product = r.Next() >> 32 * uint64(n)
		}
	}
	return int32(product >> 32)
}
