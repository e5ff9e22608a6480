package main

import (
	"bufio"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
)

// world says how an invented country of persons is made.
type world struct {
	persons, municipalities int
	districts, neighbours   float64
	seed                    uint64
}

// reference is the generator that lies beside the project; without it the country is made by the one below, which is alike but
// not the same.
const reference = "../shared/oracles/sdc/generate_microdata.py"

// write writes the persons, by the generator of the reference where that is possible. It tells which one it was.
func (w world) write(file string) (byReference bool, err error) {
	python, err := exec.LookPath("python3")
	if _, missing := os.Stat(reference); err != nil || missing != nil {
		return false, w.invent(file)
	}
	text := func(v float64) string { return strconv.FormatFloat(v, 'g', -1, 64) }
	c := exec.Command(python, reference, "--persons", strconv.Itoa(w.persons), "--gemeenten", strconv.Itoa(w.municipalities),
		"--wijken", text(w.districts), "--buurten", text(w.neighbours), "--seed", strconv.FormatUint(w.seed, 10), "--out", file)
	c.Stderr = os.Stderr
	return true, c.Run()
}

var ages = []string{"00-17", "18-24", "25-44", "45-64", "65-79", "80+"}

// place is one neighbourhood of the invented country.
type place struct {
	municipality, district, neighbourhood string
	postcodes                             [2]string
	poor, size                            float64
}

// invent writes persons of our own making: sizes of areas are spread widely, districts differ, and a quarter of the people of
// most neighbourhoods live in another postcode than the rest.
func (w world) invent(file string) error {
	f, err := os.Create(filepath.Clean(file))
	if err != nil {
		return err
	}
	random := rand.New(rand.NewPCG(w.seed, 4))
	places := w.places(random)
	total := 0.0
	ends := make([]float64, len(places))
	for i, p := range places {
		total += p.size
		ends[i] = total
	}
	out := bufio.NewWriterSize(f, 1<<20)
	fmt.Fprintln(out, "person_id,gemeente,wijk,buurt,pc4,age_group,has_debt,benefit,class,household,origin,rkey")
	for id := range w.persons {
		at := id // everybody somewhere: each neighbourhood has somebody
		if at >= len(places) {
			at = search(ends, random.Float64()*total)
		}
		p := places[at]
		postcode := p.postcodes[0]
		if random.Float64() < 0.27 {
			postcode = p.postcodes[1]
		}
		age := pick(random, 20, 9, 25, 26, 15, 5)
		adult := age > 0
		debt := adult && random.Float64() < logistic(-2.6+0.8*p.poor)
		benefit := adult && age < 4 && random.Float64() < logistic(-3+0.9*p.poor)
		fmt.Fprintf(out, "%d,%s,%s,%s,%s,%s,%d,%d,%d,%d,%d,0.%010d\n", id+1, p.municipality, p.district, p.neighbourhood, postcode, ages[age],
			one(debt), one(benefit), pick(random, 10, 13, 15, 14, 12, 11, 9, 7, 5, 4), pick(random, 38, 29, 22, 8, 3), pick(random, 74, 14, 8, 4),
			random.Int64N(1e10))
	}
	if err := out.Flush(); err != nil {
		return err
	}
	return f.Close()
}

// places makes the areas.
func (w world) places(random *rand.Rand) []place {
	var all []place
	for g := range w.municipalities {
		districts := max(1, int(w.districts*(0.5+random.Float64())))
		codes := max(2, districts)
		size := math.Exp(0.9 * random.NormFloat64())
		for d := range districts {
			poor := random.NormFloat64()
			for n := range max(1, int(w.neighbours*(0.4+1.2*random.Float64()))) {
				all = append(all, place{
					municipality:  fmt.Sprintf("GM%04d", 100+g),
					district:      fmt.Sprintf("WK%04d%02d", 100+g, d),
					neighbourhood: fmt.Sprintf("BU%04d%02d%02d", 100+g, d, n),
					postcodes:     [2]string{fmt.Sprintf("%03d%02d", 100+g, d%codes), fmt.Sprintf("%03d%02d", 100+g, (d+1)%codes)},
					poor:          poor + 0.5*random.NormFloat64(),
					size:          size * math.Exp(1.1*random.NormFloat64()),
				})
			}
		}
	}
	return all
}

// search gives the first place whose end lies beyond x.
func search(ends []float64, x float64) int {
	low, high := 0, len(ends)-1
	for low < high {
		if middle := (low + high) / 2; ends[middle] <= x {
			low = middle + 1
		} else {
			high = middle
		}
	}
	return low
}

func pick(random *rand.Rand, weights ...int) int {
	all := 0
	for _, w := range weights {
		all += w
	}
	x := random.IntN(all)
	for i, w := range weights {
		if x -= w; x < 0 {
			return i
		}
	}
	return len(weights) - 1
}

func logistic(x float64) float64 { return 1 / (1 + math.Exp(-x)) }

func one(is bool) int {
	if is {
		return 1
	}
	return 0
}
