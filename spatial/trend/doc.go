// Package trend tells how figures of areas develop over a series of periods: whether they rise or fall, and what became of
// their hot and cold spots. Slices go in and numbers come out; a value that is not known is NaN (Dutch: ontwikkeling over de
// jaren).
package trend
