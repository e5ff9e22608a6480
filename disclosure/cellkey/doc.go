// Package cellkey adds noise to counts of people so that the same people always get the same noise, in whatever table they
// are counted (Dutch: celsleutelmethode).
//
// Every person has a record key; the key of a cell is the sum of the keys of the people in it, modulo 2^64. A perturbation
// table turns the count and the key into the noise. So nothing is drawn when a table is asked for, nothing has to be kept
// between requests, and cells of a cube are rolled up by adding their counts and their keys.
//
// Method: Fraser and Wooton 2005 (ABS), with perturbation tables of maximum entropy, Giessing 2016
// (doi:10.1007/978-3-319-45381-1_18). Checked: cellKey 1.0.3 with ptable 1.0.0, 12,096 counts with three tables, all equal.
//
// Promise: SamePeopleSameNoise. A cell with the same people has the same noise, whatever the table it stands in, the order in
// which they are added, and the parts that it is added up from.
//
// Promise: ZeroStaysZero. A count of 0 stays 0.
//
// Promise: NoiseIsBounded. No count moves by more than the table's D, and none falls below 0.
//
// Promise: SmallCountsAreNotShown. No result lies in 1..js of the table.
//
// Promise: NoiseHasNoDrift. In a table of Design the noise of every count has mean 0 and the variance asked for.
//
// Promise: SecretIsNotPrinted. No way of formatting or encoding a Secret shows it.
//
// Not promised: that results add up. The men and the women each have noise of their own, and their sum is not the noised
// total. Say so beside the table; do not mend it by hand.
//
// Not promised: any formal measure such as that of differential privacy.
//
// Not promised: magnitudes. Sums of money are not covered: noise of a few units hides no income.
//
// Not promised: that a true 0 is hidden. Who knows that an empty cell stays empty learns of everybody outside it. Where that
// matters (everybody in the row has the trait) a rule on group disclosure has to withhold the cell before noise is added. Cells
// with the same people also show the same result, so that a trait that all of them have stays visible as 100 %.
//
// Not promised: secrecy once the noise itself is known. Never publish D, V, the perturbation table or the secret, nor true
// totals, means or percentages next to noised counts: the difference is the noise, and percentages are only made of noised
// counts (Ratio).
//
// # What averaging gives away
//
// Asking for one cell a thousand times gives the same answer a thousand times. Asking for many cells that are nearly the same
// does not: each has noise of its own. Somebody who can ask freely can do three things.
//
// First, add up the parts. A neighbourhood counted by age (5 groups) and by sex (2) is known three times: directly, with
// variance V, as a sum with variance 5V and as a sum with variance 2V. Weighed together that leaves V / (1 + 1/5 + 1/2), about
// 0.6 V. Ten more ways to split it into two leave V / (1 + 10/2), a sixth.
//
// Second, ask for the cell with one person more, of whom the answer is known. Every such neighbour is a new draw, so k of them
// leave the variance V / k: with V = 2 some 32 of them leave a standard deviation of a quarter, which rounds to the truth in 95
// of 100 cases. Free filters on exact ages, single postcodes or drawn areas offer such neighbours by the dozen.
//
// Third, take two cells that differ by one person: an area, and that area with one address more. Where the person does not have
// the trait, both count the same people and show the same result. So whenever the two results differ the person has it, for sure:
// at D = 3, V = 1 in 78 of 100 cases in which that is so. This is the price of giving the same people the same noise.
//
// So the noise protects tables from a fixed list of areas and groups, of which the ways to split are few. It does not protect a
// free query box. Keep to fixed categories and areas, withhold cells of too few people before noise is added, and refuse a cell
// that differs from a published one by fewer people than a cell must have: nothing here counts who asked what.
package cellkey
