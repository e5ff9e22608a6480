package hotspot

import (
	"cmp"
	"context"
	"fmt"
	"math"

	"github.com/buurtbeeld/buurtbeeld/spatial"
)

// Method is how hotspots are looked for; every result carries it (Dutch: werkwijze). The zero value is the advised way.
type Method struct {
	// Draws is how often chance is tried; 0 means spatial.Draws.
	Draws int
	// Seed of the draws; 0 means 1.
	Seed uint64
	// FalseShare is which part of what is called striking may be expected to be chance at most, 0 to 1; 0 means 0.05.
	FalseShare float64
	// SureShare is the same for what is called sure; 0 means 0.01.
	SureShare float64
	// Workers is the number of goroutines at most; 0 means as many as there are processors.
	Workers int
}

func (m Method) complete() Method {
	m.Draws, m.Seed = cmp.Or(m.Draws, spatial.Draws), cmp.Or(m.Seed, 1)
	m.FalseShare, m.SureShare = cmp.Or(m.FalseShare, 0.05), cmp.Or(m.SureShare, 0.01)
	return m
}

// Name names the statistics in exports.
const Name = "Getis-Ord Gi* with conditional permutation, two-sided; Benjamini-Hochberg"

// Version counts the ways in which hotspots were worked out by this program; it goes up when results may change.
const Version = 1

// Category says how an area lies among its neighbours (Dutch: soort vondst). The zero value is that it cannot be said.
type Category uint8

// The categories. An area is striking when its neighbours are so high or so low that chance would seldom give it.
const (
	// Unsaid is an area of which it cannot be said (Dutch: niet te zeggen).
	Unsaid Category = iota
	// NoPattern is nothing that chance could not give (Dutch: geen opvallend patroon).
	NoPattern
	// High is high itself, among high neighbours (Dutch: opvallend hoog).
	High
	// HighAmongLow is high itself, among low neighbours (Dutch: hoog tussen lagere).
	HighAmongLow
	// LowAmongHigh is low itself, among high neighbours (Dutch: laag tussen hogere).
	LowAmongHigh
	// Low is low itself, among low neighbours (Dutch: opvallend laag).
	Low
)

var categoryNames = [...]string{"unsaid", "none", "high", "high_among_low", "low_among_high", "low"}

// String returns the category as exports and keys of texts spell it.
func (c Category) String() string { return categoryNames[min(int(c), len(categoryNames)-1)] }

// Striking reports whether the category is a find.
func (c Category) Striking() bool { return c >= High }

// Categories returns every category in order.
func Categories() []Category {
	return []Category{Unsaid, NoPattern, High, HighAmongLow, LowAmongHigh, Low}
}

// Finding is how every area of a map lies among its neighbours, in the order of the weights (Dutch: bevinding).
type Finding struct {
	Method   Method
	Category []Category
	// Sure marks the finds that are left when far fewer of them may be chance.
	Sure []bool
	// Around is the mean of the neighbours that have a value; NaN without any.
	Around []float64
	// G and Z are the Gi* statistic and its score, P the two-sided permutation p, Adjusted the same after the control of false
	// discoveries over all areas; NaN for an area that was not tested.
	G, Z, P, Adjusted []float64
	// Neighbours is the number of neighbours that have a value.
	Neighbours []int32
	// Known is the number of areas with a value, Tested those of them with neighbours that have one.
	Known, Tested int
	// Mean is the mean of all values; NaN without any.
	Mean float64
	// Equal is true when all values are the same, so that nothing can stand out.
	Equal bool
}

// Measure finds out of every area of a map whether it stands out with its neighbours or against them. x holds one value per
// area of w; NaN is not known and takes no part. An area is striking when its neighbours together are higher or lower than
// values drawn at random would seldom be, at the false discovery rate of the method over all areas at once; whether it is
// High, Low or an exception is its own side of the mean. Equal values and maps without neighbours give no finds. The same
// input gives the same answer on any number of processors.
//
// Method: Getis and Ord 1992 (doi:10.1111/j.1538-4632.1992.tb00261.x), Ord and Getis 1995
// (doi:10.1111/j.1538-4632.1995.tb00912.x), conditional permutation as Anselin 1995
// (doi:10.1111/j.1538-4632.1995.tb00338.x), Benjamini and Hochberg 1995 (doi:10.1111/j.2517-6161.1995.tb02031.x). Checked: G and
// z with esda 2.5.1 and spdep 1.2-7 on 10,961 neighbourhoods, 1e-9; p with the 9,999 draws of esda within what draws differ.
func Measure(ctx context.Context, w *spatial.Weights, x []float64, m Method) (*Finding, error) {
	m = m.complete()
	f := newFinding(len(x), m)
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if w.Len() != len(x) {
		return nil, fmt.Errorf("look for hotspots: %w", spatial.ErrLength)
	}
	f.look(w, x)
	if f.Equal || f.Tested == 0 {
		return f, nil
	}
	hot, err := spatial.GetisOrd(w, x, true, spatial.Inference{Permutations: m.Draws, Seed: m.Seed, Workers: m.Workers})
	if err != nil {
		return nil, fmt.Errorf("look for hotspots: %w", err)
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	f.G, f.Z = hot.G, hot.Z
	for i, p := range hot.PPermutation {
		if f.Neighbours[i] > 0 && !math.IsNaN(x[i]) {
			f.P[i] = spatial.TwoSided(p)
		}
	}
	f.Adjusted = spatial.Adjust(f.P, spatial.BenjaminiHochberg)
	for i, p := range f.Adjusted {
		if p <= m.FalseShare {
			f.Category[i] = categoryOf(x[i] > f.Mean, hot.High[i])
			f.Sure[i] = p <= m.SureShare
		}
	}
	return f, nil
}

func newFinding(n int, m Method) *Finding {
	nan := func() []float64 {
		list := make([]float64, n)
		for i := range list {
			list[i] = math.NaN()
		}
		return list
	}
	return &Finding{Method: m, Category: make([]Category, n), Sure: make([]bool, n), Neighbours: make([]int32, n), Mean: math.NaN(),
		Around: nan(), G: nan(), Z: nan(), P: nan(), Adjusted: nan()}
}

// look fills in what needs no statistics: means, counts, and of which areas something can be said.
func (f *Finding) look(w *spatial.Weights, x []float64) {
	low, high, sum := math.Inf(1), math.Inf(-1), 0.0
	for i, v := range x {
		if math.IsNaN(v) {
			continue
		}
		f.Known++
		sum += v
		low, high = min(low, v), max(high, v)
		around := 0.0
		for _, j := range w.Neighbours(i) {
			if !math.IsNaN(x[j]) {
				f.Neighbours[i]++
				around += x[j]
			}
		}
		if f.Neighbours[i] > 0 {
			f.Around[i] = around / float64(f.Neighbours[i])
			f.Category[i] = NoPattern
			f.Tested++
		}
	}
	if f.Known > 0 {
		f.Mean = sum / float64(f.Known)
		f.Equal = low == high
	}
}

// categoryOf says what a find is: its own side of the mean, and that of its neighbours.
func categoryOf(own, around bool) Category {
	switch {
	case own && around:
		return High
	case own:
		return HighAmongLow
	case around:
		return LowAmongHigh
	}
	return Low
}
