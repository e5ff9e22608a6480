// Package disclosure protects tables about people and proves that they are safe (Dutch: statistische beveiliging).
//
// A table goes through three stages, each a type of its own, and only the last one gives up its cells:
//
//	table, err := builder.Table()              // refused when it is not a table: a sum that is none, a cell twice
//	assessed, err := table.Assess(rules)       // which cells say too much of few people
//	protected, err := assessed.Protect(ctx, o) // withheld, rounded or with noise, so that none can be worked out
//	audited, err := protected.Audit(ctx, a)    // an attack on the result and on all that left before
//	cells, err := audited.Cells()              // refused unless the attack found nothing
//
// The audit works out what follows exactly by other code than the protection, modulo another prime: it solves the equations that
// an attacker would write down. The two have in common how tables are read, alone and together, and the linear programs that bound
// a withheld number, each answer of which carries a proof. What the audit does not cover is said at [Protected.Audit].
//
// The package reads no files, knows no clock and no network. Randomness comes in as an [io.Reader]: give it crypto/rand.
package disclosure
